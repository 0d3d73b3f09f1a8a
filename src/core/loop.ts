/// <reference lib="esnext.disposable" preserve="true" />
/** Who steps the tasks, in which order, and until when. */

import { cancel, cancelAll } from './cancel.ts'
import { Time, VirtualClock, type Clock } from './clock.ts'
import { conclude, leftOver } from './conclusion.ts'
import type { Coroutine } from './coroutine.ts'
import { asked, current } from './current.ts'
import { InvalidStateError, LoopClosedError, LoopRunningError, OutOfTurnError } from './errors.ts'
import { Failures } from './failures.ts'
import { showAsString } from './inspect.ts'
import { Mains, type Main } from './main.ts'
import { checked, type Discipline, type LoopOptions } from './options.ts'
import { Failure } from './outcome.ts'
import { Registry } from './registry.ts'
import { Task } from './task.ts'
import { Teller } from './teller.ts'

/**
 * A queue of tasks, stepped first in, first out, by as many ticks as a main coroutine takes to return.
 *
 * @example
 * ```ts
 * import { Loop, type Coroutine } from 'looplaw'
 *
 * function* add(x: number, y: number): Coroutine<number> {
 *   yield
 *   return x + y
 * }
 * function* main(): Coroutine<number> {
 *   const three = loop.spawn(add(1, 2), 'three')
 *   const seven = loop.spawn(add(3, 4), 'seven')
 *   return (yield* three) * (yield* seven)
 * }
 * const loop = new Loop()
 * console.log(loop.run(main()), 'in', loop.tick, 'ticks') // 21 in 3 ticks
 * ```
 *
 * Clauses L1 to L16, D3, D4, O1 to O3.
 */
export class Loop {
  static #default: Loop | undefined

  /** Where a tick ends. */
  readonly discipline: Discipline
  /** The name that it was given, if any. */
  readonly name: string | undefined
  /** @internal What time it is, and who waits for a time. */
  readonly time: Time
  /** @internal Who is being stepped; undefined between steps. */
  running: Task<unknown> | Main<unknown> | undefined = undefined
  /** @internal Undefined when there is nobody to tell: then telling costs a comparison. */
  teller: Teller | undefined

  /**
   * Idle: the host has the turn. Driven: so, between two ticks of a run. Ticking: tasks are being
   * stepped. Closed: for good.
   */
  #phase: 'idle' | 'driven' | 'ticking' | 'closed' = 'idle'
  /** Ready to step, oldest first, linked by `after`; a task is here at most once. */
  #oldest: Task<unknown> | undefined = undefined
  /** The newest of them; it counts only while there is an oldest. */
  #newest: Task<unknown> | undefined = undefined
  #tick = 0
  /** Whether the run under way is to be left. */
  #stopping = false
  /** @internal Every task that is not done, by creation. */
  readonly live: Registry = new Registry()
  /** @internal Failures that nobody has looked at, and that have not been reported. */
  readonly failures: Failures
  /** @internal Those whose run is not over. */
  readonly mains: Mains = new Mains()

  /** @throws `TypeError` if an option is not what it should be */
  constructor(options: LoopOptions = {}) {
    const { clock, discipline = 'drain', name, observer, onUnhandled } = checked(options)
    this.discipline = discipline
    this.name = name
    this.time = new Time(clock ?? new VirtualClock())
    this.failures = new Failures(onUnhandled)
    this.teller = observer && new Teller(observer, this)
  }

  /** The loop that is ticking now; outside any tick, one default loop, made on first use. */
  static getCurrentLoop(): Loop {
    if (current.loop !== undefined) return current.loop
    if (Loop.#default === undefined || Loop.#default.#phase === 'closed') Loop.#default = new Loop()
    return Loop.#default
  }

  /** The number of the current tick of a run, or of the last; from 1, and 0 before any. */
  get tick(): number {
    return this.#tick
  }

  /** What tells it the time. */
  get clock(): Clock {
    return this.time.clock
  }

  /** What time it is, in milliseconds of its clock; it never goes backwards. */
  now(): number {
    return this.time.now()
  }

  /** The scheduled tasks, oldest first. A copy, made in O(n). */
  get scheduled(): Task<unknown>[] {
    const all: Task<unknown>[] = []
    for (let task = this.#oldest; task !== undefined; task = task.after) all.push(task)
    return all
  }

  /** Every task that is not done, by creation. A copy, made in O(n). */
  get pending(): Task<unknown>[] {
    return this.live.all()
  }

  /**
   * Makes a task of the coroutine; it takes its first step when its turn comes.
   *
   * @throws as `new Task` does
   */
  spawn<T>(coroutine: Coroutine<T>, name?: string): Task<T> {
    return new Task(coroutine, name, this)
  }

  /**
   * Ticks until main returns.
   *
   * @param main a coroutine; it is not a task, and has its turn at the end of each tick. One that was
   *   stopped, or that stood in a deadlock, goes on from where it stood.
   * @returns what main returns
   * @throws what main throws; `UnhandledError` after main has returned, if tasks failed and nobody
   *   looked; `DeadlockError` if main waits and nothing can go on; `LoopStoppedError` after `stop()`;
   *   `LoopRunningError`, `LoopClosedError`, `NotACoroutineError`, `CoroutineReusedError` at once
   */
  run<T>(main: Coroutine<T>): T {
    const record = this.#admit(main)
    this.#begin(record)
    // Nobody can act between two of its ticks: one turn of the host does for all (20 ns less a tick).
    this.#pass(() => {
      while (this.#goesOn(record)) this.#takeTick(record)
    })
    return conclude(record, this.#stopping)
  }

  /**
   * The ticks of a run, one each time the host asks for the next; `run` asks for all of them. Between
   * two ticks the host may spawn, settle futures and stop. Left early, main goes on in a later run.
   *
   * @returns a generator of tick numbers that returns what main returns and throws what `run` throws
   */
  ticks<T>(main: Coroutine<T>): Generator<number, T, undefined> {
    return this.#drive(this.#admit(main))
  }

  /**
   * Steps the scheduled tasks once, without a main: all of them until none is left, or under
   * `'snapshot'` those that are scheduled now. It is not a tick, and is not counted as one.
   *
   * @throws `LoopRunningError` while the loop is stepping; `LoopClosedError`
   */
  runStep(): void {
    this.refuseIfClosed()
    this.#refuseIfTicking('runStep()')
    this.#pass(() => {
      this.time.ring()
      this.#stepScheduled()
    })
  }

  /**
   * Leaves the run at the end of the current tick, main's turn included; between ticks, before the
   * next. If main has not returned by then, `run` throws `LoopStoppedError`, and a later `run` of the
   * same coroutine goes on. Without a run under way it does nothing.
   */
  stop(): void {
    this.#stopping = true
  }

  /**
   * Puts a task at the tail of the scheduled tasks. A task is scheduled when it is made and whenever
   * it can go on, so this does nothing, or tells of a mistake.
   *
   * @throws `InvalidStateError` if the task waits, is running, is done or belongs to another loop;
   *   `LoopClosedError`
   */
  schedule(task: Task<unknown>): void {
    if (!(task instanceof Task)) throw new TypeError('schedule takes a task: make one with spawn')
    this.refuseIfClosed()
    const why = task.loop === this ? task.hindrance() : 'belongs to another loop: ask task.loop'
    if (why !== undefined) throw new InvalidStateError(`${task} cannot be scheduled: it ${why}`)
  }

  /**
   * Cancels every task that is not done, by creation, and closes every main that has not ended: their
   * `finally` blocks run to the end, also in time, and their awaiters get a `CancelledError`. Nothing can
   * be asked of the loop afterwards but what it knows; closing it again does nothing.
   *
   * @throws `LoopRunningError` while the loop is stepping; `DeadlockError` if a clean-up waits for what
   *   nobody settles; `UnhandledError` for failures that nobody looked at; the loop is closed then too
   */
  close(): void {
    if (this.#phase === 'closed') return
    this.#refuseIfTicking('close()')
    this.#phase = 'closed'
    try {
      this.#pass(() => this.#windUp())
    } catch (error) {
      // A clock that fails is no reason to lose what went wrong besides.
      this.failures.add(new Failure(error))
    }
    const error = leftOver(this)
    if (error !== undefined) throw error
  }

  /** `using loop = new Loop()` closes it at the end of the block. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** `<Loop name='io'>`. */
  toString(): string {
    return this.name === undefined ? '<Loop>' : `<Loop name='${this.name}'>`
  }

  /** @internal Puts a task that is in no line at the tail of the scheduled tasks. */
  append(task: Task<unknown>): void {
    if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = task
    else this.#newest.after = task
    this.#newest = task
  }

  /** @internal Puts a circle of tasks, given by its last, at the tail of the scheduled tasks. */
  appendLine(last: Task<unknown>): void {
    const first = last.after
    last.after = undefined
    if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = first
    else this.#newest.after = first
    this.#newest = last
  }

  /** @internal What `task.cancel` does. */
  cancel(task: Task<unknown>, reason: unknown): boolean {
    return cancel(task, reason)
  }

  /** @internal */
  refuseIfClosed(): void {
    if (this.#phase === 'closed') throw new LoopClosedError(`${this} is closed: make a new one`)
  }

  /** @internal The host's `task.step()`. */
  stepByHand(task: Task<unknown>): void {
    this.refuseIfClosed()
    if (this.#phase === 'ticking') {
      throw new OutOfTurnError(`${task} cannot be stepped: its loop is stepping`)
    }
    if (this.#oldest !== task) {
      const why = task.hindrance() ?? `is scheduled after ${String(this.#oldest)}`
      throw new OutOfTurnError(`${task} cannot be stepped: it ${why}`)
    }
    this.#pass(() => this.#step(task))
  }

  *#drive<T>(main: Main<T>): Generator<number, T, undefined> {
    this.refuseIfClosed()
    this.#refuseIfDriven()
    this.#begin(main)
    this.#phase = 'driven'
    try {
      while (this.#goesOn(main)) {
        this.#pass(() => this.#takeTick(main))
        yield this.#tick
        if (main.outcome === undefined) this.refuseIfClosed()
      }
    } finally {
      // Not if the host closed the loop between two ticks.
      if (this.#phase === 'driven') this.#phase = 'idle'
    }
    return conclude(main, this.#stopping)
  }

  #admit<T>(main: Coroutine<T>): Main<T> {
    this.refuseIfClosed()
    this.#refuseIfDriven()
    return this.mains.admit(main, this)
  }

  /** A run of main begins, or goes on. */
  #begin(main: Main<unknown>): void {
    this.#stopping = false
    this.#tick = main.ticks
  }

  /** Whether main is to have another tick. */
  #goesOn(main: Main<unknown>): boolean {
    if (main.outcome !== undefined || this.#stopping) return false
    return main.awaiting === undefined || !this.#idles(main) || this.time.awaited
  }

  /** Whether nothing can go on but time. */
  #idles(main: Main<unknown>): boolean {
    return this.#oldest === undefined && main.parked
  }

  /** L1: the tick begins, the scheduled tasks are stepped, main has its turn. */
  #takeTick(main: Main<unknown>): void {
    this.#tick += 1
    main.ticks = this.#tick
    if (this.time.awaited && this.#idles(main)) this.#advance()
    this.time.ring()
    this.teller?.tick(this.#tick, this)
    this.#stepScheduled()
    if (main.parked) return
    this.running = main
    this.teller?.stepped('main')
    main.proceed()
    this.running = undefined
    if (main.awaiting !== undefined && main.parked) this.teller?.parked('main', main.awaiting)
  }

  /** Does what steps tasks, as the current loop. */
  #pass(work: () => void): void {
    const outer = current.loop
    const { telling } = current
    const { open } = asked
    const phase = this.#phase
    current.loop = this
    current.telling = false
    this.#phase = 'ticking'
    try {
      work()
    } finally {
      // L18: this may have been in the midst of a step of another loop.
      current.loop = outer
      current.telling = telling
      asked.open = open
      this.#phase = phase
    }
  }

  #advance(): void {
    if (this.time.advance()) this.teller?.advanced(this.time.now(), this)
  }

  /** L14: steps until nothing can go on, also in time. */
  #windUp(): void {
    cancelAll(this)
    this.#drain()
    while (this.live.any() && this.time.awaited) {
      this.#advance()
      this.time.ring()
      this.#drain()
    }
  }

  #stepScheduled(): void {
    if (this.discipline === 'drain') return this.#drain()
    // L4: those scheduled from here on stand behind the newest of now.
    const last = this.#newest
    let task = this.#oldest
    while (task !== undefined) {
      this.#step(task)
      task = task === last ? undefined : this.#oldest
    }
  }

  #drain(): void {
    for (let task = this.#oldest; task !== undefined; task = this.#oldest) this.#step(task)
  }

  /** Steps the oldest scheduled task. */
  #step(oldest: Task<unknown>): void {
    this.#oldest = oldest.after
    oldest.after = undefined
    this.running = oldest
    this.teller?.stepped(oldest)
    oldest.proceed(this)
  }

  #refuseIfTicking(what: string): void {
    if (this.#phase !== 'ticking') return
    throw new LoopRunningError(
      `${what} while ${this} is stepping: inside a coroutine, wait with yield*`,
    )
  }

  #refuseIfDriven(): void {
    this.#refuseIfTicking('run() or ticks()')
    if (this.#phase !== 'driven') return
    throw new LoopRunningError(
      `${this} has a run under way: finish its ticks(), or leave it with return()`,
    )
  }
}

showAsString(Loop.prototype)
current.find = () => Loop.getCurrentLoop()
