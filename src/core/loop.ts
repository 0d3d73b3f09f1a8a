/// <reference lib="esnext.disposable" preserve="true" />
/** The loop: which task is stepped next, and until when. */

import { asyncRuns } from './asyncRuns.ts'
import { cancelAll, endAll } from './cancel.ts'
import { Time, type Clock } from './clock.ts'
import { idle } from './coroutine.ts'
import { Dependents } from './dependents.ts'
import { checkedTickOptions, type AsyncOptions, type TickOptions } from './driving.ts'
import { LoopClosedError } from './errors.ts'
import { Failures } from './failures.ts'
import { Future } from './future.ts'
import { showAsString } from './inspect.ts'
import { CLEAN_UP_TICKS, checkedLimits, type RunLimits } from './limits.ts'
import { Mains, type Main } from './main.ts'
import { Notifier } from './observer.ts'
import { checked, type Discipline, type LoopOptions } from './options.ts'
import { Failure } from './outcome.ts'
import { awaitsOutside, mustWait, rest } from './outside.ts'
import { aheadOf, allFrom } from './ready.ts'
import * as refusals from './refusals.ts'
import { Registry } from './registry.ts'
import { conclude, isWithin, leftOver } from './run.ts'
import { takeSlices, type Slices } from './slices.ts'
import { beginStep as theBeginStep, endStep, within } from './suspension.ts'
import { Task } from './task.ts'
import type * as types from './types.ts'

// A constant of this module: V8 looks it up once, and not at each step.
const beginStep = theBeginStep

/** See theLoop.ts, which shows what is public. */
export class EventLoop implements types.Loop {
  /** Kept alive: V8 drops the code for what none is left of, and a program with loops now and then would take 550 ns an await, not 400. */
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
  wake: (() => void) | undefined = undefined

  /**
   * Idle: the host is in control. Driven: so, between two ticks of a run. Paused: so, within a tick. Stepping: in the
   * midst of it. Closed: for good.
   */
  #phase: 'idle' | 'driven' | 'paused' | 'stepping' | 'closed' = 'idle'
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
    this.time = new Time(clock)
    this.failures = new Failures(onUnhandled)
    this.notifier = observer && new Notifier(observer, this)
  }

  static #warmUp(): EventLoop {
    const loop = new EventLoop()
    loop.spawn(idle())
    loop.ticks(idle()).next()
    return loop
  }

  get isClosed(): boolean {
    return this.#phase === 'closed'
  }

  get tick(): number {
    return this.#tick
  }

  get clock(): Clock {
    return this.time.clock
  }

  get nextDeadline(): number | undefined {
    return this.time.alarms?.next()
  }

  now(): number {
    return this.time.now()
  }

  get scheduled(): types.Task<unknown>[] {
    return allFrom(this.#oldest)
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

  ticks<T>(main: types.Coroutine<T>, options: TickOptions = {}): Generator<number, T, undefined> {
    return this.#drive(this.#admit(main), checkedTickOptions(options))
  }

  runAsync<T>(main: types.Coroutine<T>, options: AsyncOptions = {}): Promise<T> {
    return asyncRuns.begin(this, main, options)
  }

  /** L16. */
  runStep(): void {
    this.refuseIfClosed()
    this.#refuseIfStepping('runStep()')
    if (this.#phase === 'paused') throw refusals.pausedError('runStep()', this)
    this.#pass(() => {
      this.time.ring()
      this.#stepReadyQueue()
    })
  }

  stop(): void {
    this.#stopping = true
    this.wake?.()
  }

  schedule(task: types.Task<unknown>): void {
    if (!(task instanceof Task)) throw new TypeError('schedule takes a task: create it with spawn')
    this.refuseIfClosed()
    refusals.refuseUnready(task, this)
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
    const report = leftOver(this, cut ? { ...limits, ticks } : undefined)
    this.#pass(() => endAll(this, this.live, () => this.#stepOnce()))
    report()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  toString(): string {
    return this.name === undefined ? '<Loop>' : `<Loop name='${this.name}'>`
  }

  /** L2, X20: behind all others. */
  append(task: types.Task<unknown>): void {
    if (this.#oldest === undefined || this.#newest === undefined) this.#begins(task)
    else this.#newest.after = task
    this.#newest = task
  }

  /** X15: a task that is ready becomes the next to be stepped; the others keep their order. */
  bringForward(task: types.Task<unknown>): void {
    const ahead = aheadOf(task, this.#oldest)
    if (ahead === undefined) return
    ahead.after = task.after
    if (this.#newest === task) this.#newest = ahead
    task.after = this.#oldest
    this.#oldest = task
  }

  /**
   *       newest ──►      and    ┌─► first ─► … ─► last ─┐     to     newest ──► first ─► … ─► last
   *                              └───────────────────────┘
   */
  appendRing(last: types.Task<unknown>): void {
    const first = last.after
    last.after = undefined
    if (this.#oldest === undefined || this.#newest === undefined) this.#begins(first)
    else this.#newest.after = first
    this.#newest = last
  }

  refuseIfClosed(): void {
    if (this.#phase === 'closed') throw new LoopClosedError(`${this} is closed: create a new one`)
  }

  /** T7. */
  stepByHand(task: types.Task<unknown>): void {
    this.refuseIfClosed()
    if (this.#phase === 'stepping') throw refusals.outOfTurnError(task, 'stepping')
    if (this.#phase === 'paused') throw refusals.pausedError('step()', this)
    if (this.#oldest !== task) throw refusals.outOfTurnError(task, this.#oldest)
    this.#pass(() => this.#step(task))
  }

  /** L15. */
  *#drive<T>(main: Main<T>, how: TickOptions): Generator<number, T, undefined> {
    this.refuseIfClosed()
    this.#refuseIfDriven()
    const { pause, waits = false } = how
    this.#begin(main)
    this.#phase = 'driven'
    try {
      while (this.#hasNextTick(main, waits)) {
        if (waits && this.#isIdle(main) && mustWait(main, this)) yield* rest(main)
        else {
          if (pause === undefined) this.#pass(() => this.#takeTick(main))
          else yield* takeSlices(this.#slicesOf(main), pause)
          yield this.#tick
        }
        if (main.outcome === undefined) this.refuseIfClosed()
      }
    } finally {
      // L13: the host is in control again; but not if it closed the loop between two ticks.
      if (this.#phase === 'driven' || this.#phase === 'paused') this.#phase = 'idle'
    }
    return conclude(main, this, this.#stopping)
  }

  /** H1: a tick in parts, of which each is a pass of its own. */
  #slicesOf(main: Main<unknown>): Slices {
    return {
      loop: this,
      pass: (work) => this.#pass(work),
      begin: () => this.#beginTick(main),
      oldest: () => this.#oldest,
      newest: () => this.#newest,
      step: (task) => this.#step(task),
      end: () => this.#stepMain(main),
      become: (phase) => void (this.#phase = phase),
    }
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
      while ((next = this.#hasNextTick(record)) && isWithin(bounds, record, this.#isIdle(record)))
        this.#takeTick(record)
    })
    return conclude(record, this, this.#stopping, next ? limits : undefined)
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
  #hasNextTick(main: Main<unknown>, waits = false): boolean {
    if (main.outcome !== undefined || this.#stopping) return false
    // H2: no time passes for what waits for the outside.
    if (this.#isIdle(main) && awaitsOutside(main, this, waits)) return waits
    return main.awaiting === undefined || !this.#isIdle(main) || this.time.awaited
  }

  /** Whether only time can let main resume. */
  #isIdle(main: Main<unknown>): boolean {
    return this.#oldest === undefined && main.parked
  }

  /** L1: the tick begins, the ready queue is stepped, main is stepped (L5). */
  #takeTick(main: Main<unknown>): void {
    this.#beginTick(main)
    this.#stepReadyQueue()
    this.#stepMain(main)
  }

  #beginTick(main: Main<unknown>): void {
    this.#tick = main.countTick()
    // D3: time advances when nothing else can.
    if (this.time.awaited && this.#isIdle(main)) this.#advance()
    this.time.ring()
    this.notifier?.tick(this.#tick, this)
  }

  #stepMain(main: Main<unknown>): void {
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

  /** The ready queue was empty: a run that waits resumes (H3). */
  #begins(task: types.Task<unknown> | undefined): void {
    this.#oldest = task
    this.wake?.()
  }

  /** L11. */
  #refuseIfStepping(what: string): void {
    if (this.#phase === 'stepping') throw refusals.steppingError(what, this)
  }

  #refuseIfDriven(): void {
    this.#refuseIfStepping('run() or ticks()')
    if (this.#phase === 'driven' || this.#phase === 'paused') throw refusals.drivenError(this)
  }
}

showAsString(EventLoop.prototype)
