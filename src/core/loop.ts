/// <reference lib="esnext.disposable" preserve="true" />
/** The loop: which task is stepped next, and until when. */

import { cancelAll, terminateAll } from './cancel.ts'
import { Time, VirtualClock, type Clock } from './clock.ts'
import { Dependents } from './dependents.ts'
import { InvalidStateError, LoopClosedError, LoopRunningError, OutOfTurnError } from './errors.ts'
import { Failures } from './failures.ts'
import { Future } from './future.ts'
import { showAsString } from './inspect.ts'
import { CLEAN_UP_TICKS, checkedLimits, type Bounds, type RunLimits } from './limits.ts'
import { Mains, type Main } from './main.ts'
import { Notifier } from './observer.ts'
import { checked, type Discipline, type LoopConstructor, type LoopOptions } from './options.ts'
import { Failure } from './outcome.ts'
import { Registry } from './registry.ts'
import { conclude, leftOver } from './run.ts'
import { beginStep as theBeginStep, current, endStep, within } from './suspension.ts'
import { Task } from './task.ts'
import type * as types from './types.ts'

// A constant of this module: V8 looks it up once, and not at each step.
const beginStep = theBeginStep

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
 * Clauses L1 to L20, D3, D4, O1 to O3.
 */
export type Loop = types.Loop

class EventLoop implements types.Loop {
  static #default: EventLoop | undefined

  /**
   * A loop with a main and a task, and a future, kept alive: V8 drops the hidden class of objects of which none is left,
   * and the code for them. A program that creates a loop now and then would take 550 ns instead of 400 to await a task.
   */
  static readonly warm: readonly unknown[] = [EventLoop.#warmUp(), new Future()]

  readonly discipline: Discipline
  readonly name: string | undefined
  readonly time: Time
  running: types.Runner | undefined = undefined
  notifier: Notifier | undefined
  readonly live: Registry = new Registry()
  readonly failures: Failures
  readonly mains: Mains = new Mains()
  readonly dependents: Dependents<types.Runner, types.Notifications> = new Dependents()

  /** Idle: the host is in control. Driven: so, between two ticks of a run. Stepping: in the midst of it. Closed: for good. */
  #phase: 'idle' | 'driven' | 'stepping' | 'closed' = 'idle'
  /** The ready queue, oldest first, linked by `after`; a task is in it at most once. */
  #oldest: types.Task<unknown> | undefined = undefined
  /** The newest in it; true only while there is an oldest. */
  #newest: types.Task<unknown> | undefined = undefined
  #tick = 0
  /** Whether the run under way is to be left (L8). */
  #stopping = false

  constructor(options: LoopOptions = {}) {
    const { clock, discipline = 'drain', name, observer, onUnhandled } = checked(options)
    this.discipline = discipline
    this.name = name
    this.time = new Time(clock ?? new VirtualClock())
    this.failures = new Failures(onUnhandled)
    this.notifier = observer && new Notifier(observer, this)
  }

  static getCurrentLoop(): Loop {
    if (current.loop !== undefined) return current.loop
    if (EventLoop.#default === undefined || EventLoop.#default.#phase === 'closed') {
      EventLoop.#default = new EventLoop()
    }
    return EventLoop.#default
  }

  static #warmUp(): Loop {
    const loop = new EventLoop()
    loop.spawn(idle())
    loop.ticks(idle()).next()
    return loop
  }

  get tick(): number {
    return this.#tick
  }

  get clock(): Clock {
    return this.time.clock
  }

  now(): number {
    return this.time.now()
  }

  get scheduled(): types.Task<unknown>[] {
    const all: types.Task<unknown>[] = []
    for (let task = this.#oldest; task !== undefined; task = task.after) all.push(task)
    return all
  }

  get pending(): types.Task<unknown>[] {
    return this.live.all()
  }

  spawn<T>(coroutine: types.Coroutine<T>, name?: string): Task<T> {
    return new Task(coroutine, name, this)
  }

  run<T>(main: types.Coroutine<T>, limits?: RunLimits): T {
    if (limits !== undefined) return this.#runWithin(limits, main)
    const record = this.#admit(main)
    this.#begin(record)
    // Nothing else acts between two of its ticks: one pass does for all (20 ns less a tick).
    this.#pass(() => {
      while (this.#hasNextTick(record)) this.#takeTick(record)
    })
    return conclude(record, this, this.#stopping)
  }

  ticks<T>(main: types.Coroutine<T>): Generator<number, T, undefined> {
    return this.#drive(this.#admit(main))
  }

  /** L16. */
  runStep(): void {
    this.refuseIfClosed()
    this.#refuseIfStepping('runStep()')
    this.#pass(() => {
      this.time.ring()
      this.#stepReadyQueue()
    })
  }

  stop(): void {
    this.#stopping = true
  }

  schedule(task: types.Task<unknown>): void {
    if (!(task instanceof Task)) throw new TypeError('schedule takes a task: create it with spawn')
    this.refuseIfClosed()
    const why = task.loop === this ? task.whyNotReady() : 'belongs to another loop: see task.loop'
    // T6: scheduling a scheduled task does nothing.
    if (why !== undefined) throw new InvalidStateError(`${task} cannot be scheduled: it ${why}`)
  }

  /** L14. */
  close(limits: RunLimits = {}): void {
    if (this.#phase === 'closed') return
    this.#refuseIfStepping('close()')
    const { ms, ticks = CLEAN_UP_TICKS } = checkedLimits('close', limits)
    this.#phase = 'closed'
    let cut = false
    try {
      this.#pass(() => void (cut = !this.#finish(ticks, ms)))
    } catch (error) {
      // A clock that fails is no reason to lose what went wrong besides.
      this.failures.add(new Failure(error))
    }
    const report = leftOver(this, cut ? { ticks, ...(ms !== undefined && { ms }) } : undefined)
    this.#pass(() => {
      terminateAll(this.live)
      this.#drain()
    })
    const error = report()
    if (error !== undefined) throw error
  }

  [Symbol.dispose](): void {
    this.close()
  }

  toString(): string {
    return this.name === undefined ? '<Loop>' : `<Loop name='${this.name}'>`
  }

  append(task: types.Task<unknown>): void {
    if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = task
    else this.#newest.after = task
    this.#newest = task
  }

  /**
   *       newest ──►      and    ┌─► first ─► … ─► last ─┐     to     newest ──► first ─► … ─► last
   *                              └───────────────────────┘
   */
  appendRing(last: types.Task<unknown>): void {
    const first = last.after
    last.after = undefined
    if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = first
    else this.#newest.after = first
    this.#newest = last
  }

  refuseIfClosed(): void {
    if (this.#phase === 'closed') throw new LoopClosedError(`${this} is closed: create a new one`)
  }

  /** T7. */
  stepByHand(task: types.Task<unknown>): void {
    this.refuseIfClosed()
    if (this.#phase === 'stepping') {
      throw new OutOfTurnError(`${task} cannot be stepped: its loop is stepping`)
    }
    if (this.#oldest !== task) {
      const why = task.whyNotReady() ?? `is scheduled after ${String(this.#oldest)}`
      throw new OutOfTurnError(`${task} cannot be stepped: it ${why}`)
    }
    this.#pass(() => this.#step(task))
  }

  /** L15. */
  *#drive<T>(main: Main<T>): Generator<number, T, undefined> {
    this.refuseIfClosed()
    this.#refuseIfDriven()
    this.#begin(main)
    this.#phase = 'driven'
    try {
      while (this.#hasNextTick(main)) {
        this.#pass(() => this.#takeTick(main))
        yield this.#tick
        if (main.outcome === undefined) this.refuseIfClosed()
      }
    } finally {
      // L13: the host is in control again; but not if it closed the loop between two ticks.
      if (this.#phase === 'driven') this.#phase = 'idle'
    }
    return conclude(main, this, this.#stopping)
  }

  /** L20. */
  #runWithin<T>(limits: RunLimits, main: types.Coroutine<T>): T {
    this.refuseIfClosed()
    this.#refuseIfDriven()
    const { ms = Infinity, ticks = Infinity } = checkedLimits('run', limits)
    const record = this.#admit(main)
    const bounds = { tick: record.ticks + ticks, time: this.now() + ms }
    this.#begin(record)
    let next = true
    this.#pass(() => {
      while ((next = this.#hasNextTick(record)) && this.#isWithin(bounds, record))
        this.#takeTick(record)
    })
    return conclude(record, this, this.#stopping, next ? limits : undefined)
  }

  /** Whether the next tick is, and the time at which it would begin. */
  #isWithin({ tick, time }: Bounds, main: Main<unknown>): boolean {
    if (main.ticks >= tick) return false
    if (time === Infinity) return true
    return this.now() <= time && (!this.#isIdle(main) || this.time.next <= time)
  }

  #admit<T>(main: types.Coroutine<T>): Main<T> {
    this.refuseIfClosed()
    this.#refuseIfDriven()
    return this.mains.admit(main, this)
  }

  /** A run of main begins, or resumes. */
  #begin(main: Main<unknown>): void {
    this.#stopping = false
    this.#tick = main.ticks
  }

  /** Whether main has another tick; if not, and it has not ended, it was stopped, or is in a deadlock (L9). */
  #hasNextTick(main: Main<unknown>): boolean {
    if (main.outcome !== undefined || this.#stopping) return false
    return main.awaiting === undefined || !this.#isIdle(main) || this.time.awaited
  }

  /** Whether only time can let main resume. */
  #isIdle(main: Main<unknown>): boolean {
    return this.#oldest === undefined && main.parked
  }

  /** L1: the tick begins, the ready queue is stepped, main is stepped (L5). */
  #takeTick(main: Main<unknown>): void {
    this.#tick = main.countTick()
    // D3: time advances when nothing else can.
    if (this.time.awaited && this.#isIdle(main)) this.#advance()
    this.time.ring()
    this.notifier?.tick(this.#tick, this)
    this.#stepReadyQueue()
    if (main.parked) return
    beginStep(this, main)
    this.notifier?.stepped('main')
    main.proceed()
    endStep(this)
    if (main.awaiting !== undefined && main.parked) this.notifier?.parked('main', main.awaiting)
  }

  /** Steps, as the current loop. */
  #pass(work: () => void): void {
    const phase = this.#phase
    this.#phase = 'stepping'
    try {
      within(this, work)
    } finally {
      this.#phase = phase
    }
  }

  #advance(): void {
    if (this.time.advance()) this.notifier?.advanced(this.time.now(), this)
  }

  /** L14: cancels everything, and steps until quiescent, advancing time. Returns false if a limit was reached first. */
  #finish(ticks: number, ms: number | undefined): boolean {
    const until = ms === undefined ? Infinity : this.now() + ms
    cancelAll(this, this.live, this.mains)
    for (let left = ticks; ; left -= 1) {
      while (this.#oldest === undefined) {
        if (!this.live.any() || !this.time.awaited) return true
        if (this.time.next > until) return false
        this.#advance()
        this.time.ring()
      }
      if (left <= 0) return false
      this.#stepOnce()
    }
  }

  #stepReadyQueue(): void {
    // L3: including tasks that are scheduled meanwhile.
    if (this.discipline === 'drain') return this.#drain()
    this.#stepOnce()
  }

  #drain(): void {
    for (let task = this.#oldest; task !== undefined; task = this.#oldest) this.#step(task)
  }

  /** L4: tasks that are scheduled from here on are behind the newest of now. */
  #stepOnce(): void {
    const last = this.#newest
    let task = this.#oldest
    while (task !== undefined) {
      this.#step(task)
      task = task === last ? undefined : this.#oldest
    }
  }

  /** L2: steps the oldest in the ready queue. */
  #step(oldest: types.Task<unknown>): void {
    this.#oldest = oldest.after
    oldest.after = undefined
    beginStep(this, oldest)
    this.notifier?.stepped(oldest)
    oldest.proceed(this)
  }

  /** L11. */
  #refuseIfStepping(what: string): void {
    if (this.#phase !== 'stepping') return
    throw new LoopRunningError(
      `${what} cannot be called while ${this} is stepping: call it after run, and wait with yield* inside a coroutine`,
    )
  }

  #refuseIfDriven(): void {
    this.#refuseIfStepping('run() or ticks()')
    if (this.#phase !== 'driven') return
    const remedy = 'finish its ticks(), or leave it with return()'
    throw new LoopRunningError(`${this} has a run under way: ${remedy}`)
  }
}

function* idle(): types.Coroutine<void> {
  yield
  yield
}

showAsString(EventLoop.prototype)
current.orDefault = () => EventLoop.getCurrentLoop()

export const Loop: LoopConstructor = EventLoop
