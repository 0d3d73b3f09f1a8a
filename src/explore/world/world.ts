/** The world of one run: what is pending in it, and what can happen next. */

import { kindOf } from '../../core/index.ts'
import { dice } from '../engine/dice.ts'
import { checkedLabel, checkedOperation } from './checked.ts'
import type { OperationOptions, World, Wrapped, WrapOptions } from './contract.ts'
import type { Callback, Outside, TimerKind } from './door.ts'
import { answered, failureOf, inContext, isEffect, Operation, type Act } from './operation.ts'
import { Handle, Timers, type Pending } from './timers.ts'
import { wrap } from './wrap.ts'

/** X11: time passes while an operation is pending so many times at most. */
const PATIENCE = 20
/** So often may one macrotask read the clock: what reads on waits for time to pass, which cannot in a macrotask. */
const READS = 100_000

/** How a world behaves, and what it reports. */
export interface WorldOptions {
  readonly seed: number
  /** Whether each controller may be aborted at each point. */
  readonly cancel: boolean
  /** Finds where the code calls; undefined unless the run is traced. */
  readonly where: (() => string | undefined) | undefined
  /** A callback of a timer or an event threw, or the clock is read without end. */
  readonly fail: (kind: 'exception' | 'spin', error: unknown) => void
}

/** What can happen next. */
export interface Enabled {
  readonly choices: readonly Act[]
  /** How many of them are no holds, which come last. */
  readonly plain: number
}

export class WorldOfRun implements World, Outside {
  /** Oldest first. */
  readonly operations: Operation[] = []
  readonly timers: Timers = new Timers()
  readonly checks: (() => unknown)[] = []
  /** X9: from here on, whatever is left of this run is no part of anything. */
  isOver = false
  /** Labels of what began since this was last emptied, in a run that is traced. */
  began: string[] = []
  readonly escapes: Set<string> = new Set()
  /** Whether a controller was aborted by choice. */
  cancelled: AbortSignal[] = []
  readonly #options: WorldOptions
  readonly #random: () => number
  readonly #events: Act[] = []
  readonly #controllers: { readonly controller: AbortController; readonly act: Act }[] = []
  readonly #idlers: (() => void)[] = []
  /** By label: how many things had it. */
  readonly #labels = new Map<string, number>()
  #now = 0
  #reads = 0
  #order = 0
  #isCalm = false
  /** How many actors there are. */
  #actors = 0
  /** The actor of what happened last, for what begins next; 0 if that has begun, or at the beginning. */
  #heir = 0

  constructor(options: WorldOptions) {
    this.#options = options
    this.#random = dice(options.seed)
  }

  // What a scenario calls.

  external(label: string): Promise<void>
  external<T>(
    label: string,
    effect: () => T | PromiseLike<T>,
    options?: OperationOptions,
  ): Promise<T>
  external<T>(label: string, value: T, options?: OperationOptions): Promise<T>
  external(label: string, value?: unknown, options: OperationOptions = {}): Promise<unknown> {
    checkedLabel('external', label)
    checkedOperation(options)
    return this.#begin(label, isEffect(value) ? value : () => value, options)
  }

  wrap<T extends object>(what: T, options: WrapOptions = {}): Wrapped<T> {
    checkedOperation(options)
    return wrap(what, options, (label, effect, own) => this.#begin(label, effect, own))
  }

  #begin(label: string, effect: () => unknown, options: OperationOptions): Promise<unknown> {
    // X9: what is left of an earlier run waits for ever.
    if (this.isOver) return new Promise(() => {})
    const { at, mayFail, signal } = options
    if (signal?.aborted === true) {
      return new Promise((_resolve, reject) => {
        reject(signal.reason)
      })
    }
    const value = at === 'call' ? answered(effect) : inContext(effect)
    return new Promise((resolve, reject) => {
      const named = this.#named(label)
      const abort = (): void => operation.reject(signal?.reason)
      const operation = new Operation(named, this.#actor(), this.#next(), this.#options.where?.(), {
        leave: (ended) => {
          const index = this.operations.indexOf(ended)
          if (index >= 0) this.operations.splice(index, 1)
          signal?.removeEventListener('abort', abort)
        },
        resolve,
        reject,
        effect: value,
        failure: failureOf(named, mayFail),
      })
      this.operations.push(operation)
      signal?.addEventListener('abort', abort, { once: true })
      this.#note(named)
    })
  }

  async sleep(ms: number): Promise<void> {
    if (typeof ms !== 'number' || !(ms >= 0)) {
      throw new RangeError(
        `world.sleep takes a number of milliseconds, 0 or more, not ${kindOf(ms)}`,
      )
    }
    return new Promise((resolve) => {
      // What never elapses is no timer.
      if (ms !== Infinity) this.timer('timeout', () => resolve(), ms, [])
    })
  }

  now(): number {
    this.#reads += 1
    if (this.#reads > READS) {
      const error = new Error(
        `the clock was read ${READS} times in one macrotask, in which it cannot move: await something between two reads`,
      )
      this.#options.fail('spin', error)
      throw error
    }
    return this.#now
  }

  random(): number {
    return this.#random()
  }

  event(label: string, happen: () => void): void {
    checkedLabel('event', label)
    if (typeof happen !== 'function') {
      throw new TypeError(`world.event takes a label and a function, not ${String(happen)}`)
    }
    this.#event(label, inContext(happen))
  }

  abort(controller: AbortController, label = 'abort', reason?: unknown): void {
    checkedLabel('abort', label)
    if (!(controller instanceof AbortController)) {
      throw new TypeError(`world.abort takes an AbortController, not ${String(controller)}`)
    }
    this.#event(label, () => controller.abort(reason))
  }

  #event(label: string, happen: () => unknown): void {
    this.#actors += 1
    const event: Act = {
      kind: 'event',
      label: this.#named(label),
      actor: this.#actors,
      asked: this.#options.where?.(),
      act: () => {
        this.#events.splice(this.#events.indexOf(event), 1)
        this.#call(happen)
      },
    }
    this.#events.push(event)
  }

  check(invariant: () => unknown): void {
    if (typeof invariant !== 'function') {
      throw new TypeError(`world.check takes a function, not ${String(invariant)}`)
    }
    this.checks.push(invariant)
  }

  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idlers.push(resolve)
    })
  }

  calm(): void {
    this.#isCalm = true
  }

  // What the replaced functions call.

  timer(kind: TimerKind, callback: Callback, ms: number, args: readonly unknown[]): object {
    const order = this.#next()
    const handle = new Handle(this.timers, order, (timer) => {
      this.timers.restart(timer, this.#now, this.#next())
    })
    const run = inContext(() => Reflect.apply(callback, handle, args))
    const due = this.#now + ms
    const [actor, asked] = [this.#actor(), this.#options.where?.()]
    this.timers.add({ id: order, kind, actor, ms, due, order, asked, fire: run })
    this.#note(kind === 'immediate' ? kind : `${kind} ${ms} ms`)
    return handle
  }

  clear(handle: unknown): boolean {
    if (handle instanceof Handle) {
      handle.close()
      return true
    }
    const id = typeof handle === 'string' ? Number(handle) : handle
    return typeof id === 'number' && this.timers.delete(id)
  }

  escape(what: string): void {
    this.escapes.add(what)
  }

  created(controller: AbortController): void {
    if (!this.#options.cancel || this.isOver) return
    const label = this.#named('signal')
    const act: Act = {
      kind: 'cancel',
      label,
      actor: 0,
      asked: this.#options.where?.(),
      act: () => {
        this.cancelled.push(controller.signal)
        controller.abort()
      },
    }
    this.#controllers.push({ controller, act })
  }

  // What a run calls.

  /** The next macrotask begins. */
  begin(): void {
    this.#reads = 0
  }

  /** X12: resolves what waits for quiet, if no operation is pending. @returns whether there was something */
  rouse(): boolean {
    if (this.#idlers.length === 0 || this.operations.length > 0) return false
    for (const resolve of this.#idlers.splice(0)) resolve()
    return true
  }

  /** What ends by default what a run has left: operations, then timers, each interval once. */
  leftover(): Act | undefined {
    const [operation] = this.operations
    if (operation !== undefined) return operation.completes
    const timer = this.timers.immediate ?? this.timers.first
    if (timer === undefined) return undefined
    return this.#firing({ ...timer, kind: 'timeout' }, timer.kind)
  }

  /** X2: what can happen, the default first: the oldest completion; then time, failures, events, aborts, and holds. */
  enabled(): Enabled {
    const { immediate } = this.timers
    const choices: Act[] = []
    const isFree = this.#addCompletions(choices, immediate)
    const isTimely = immediate === undefined && this.#addTime(choices)
    if (choices.length === 0 && this.operations.length > 0) {
      for (const operation of this.operations) operation.isHeld = false
      return this.enabled()
    }
    if (this.#isCalm) return calmly(choices, this.#events)
    for (const { fails, isHeld } of this.operations) {
      if (fails !== undefined && !isHeld && immediate === undefined) choices.push(fails)
    }
    choices.push(...this.#events)
    // X14: an abort ends no hang: it is offered beside what happens without it.
    if (choices.length > 0) this.#addAborts(choices)
    const plain = choices.length
    if (isFree !== undefined && (isTimely || isFree.others)) choices.push(isFree.first.holding)
    return { choices, plain }
  }

  /** Adds the completions, and returns the one that could be held back, and whether there are others. */
  #addCompletions(
    choices: Act[],
    immediate: Pending | undefined,
  ): { readonly first: Operation; readonly others: boolean } | undefined {
    // An immediate comes before whatever was begun after it; X11: unless it has overtaken what was begun before too often.
    const isFair =
      immediate !== undefined &&
      !this.operations.some((one) => one.order < immediate.order && one.overtaken >= PATIENCE)
    if (isFair) choices.push(this.#firing(immediate, 'immediate'))
    let first: Operation | undefined
    let others = false
    for (const operation of this.operations) {
      if (operation.isHeld || (immediate !== undefined && operation.order > immediate.order))
        continue
      choices.push(operation.completes)
      if (first === undefined) first = operation
      else others = true
    }
    return first === undefined || immediate !== undefined ? undefined : { first, others }
  }

  /** X11: time passes, unless it has overtaken an operation too often. */
  #addTime(choices: Act[]): boolean {
    const { first } = this.timers
    if (first === undefined) return false
    if (this.operations.some(({ overtaken }) => overtaken >= PATIENCE)) {
      return false
    }
    choices.push(this.#firing(first, `${first.kind} at ${first.due} ms`))
    return true
  }

  #addAborts(choices: Act[]): void {
    for (const { act, controller } of this.#controllers) {
      if (!controller.signal.aborted) choices.push(act)
    }
  }

  #firing(timer: Pending, label: string): Act {
    const act = (): void => {
      for (const operation of this.operations) operation.overtaken += 1
      this.#now = Math.max(this.#now, timer.due)
      if (timer.kind === 'interval') this.timers.restart(timer, this.#now, this.#next())
      else this.timers.delete(timer.id)
      this.#call(timer.fire)
    }
    return { kind: 'time', label, actor: timer.actor, asked: timer.asked, act }
  }

  #call(callback: () => unknown): void {
    try {
      callback()
    } catch (error) {
      this.#options.fail('exception', error)
    }
  }

  /** What begins next is begun by this choice. */
  perform(choice: Act): void {
    this.#heir = choice.actor
    choice.act()
  }

  // What all of it is counted by.

  #next(): number {
    this.#order += 1
    return this.#order
  }

  /** The first thing that begins after something happened belongs to its actor; all else begins a new one. */
  #actor(): number {
    const heir = this.#heir
    this.#heir = 0
    if (heir > 0) return heir
    this.#actors += 1
    return this.#actors
  }

  #named(label: string): string {
    const count = (this.#labels.get(label) ?? 0) + 1
    this.#labels.set(label, count)
    return count === 1 ? label : `${label} #${count}`
  }

  #note(label: string): void {
    if (this.#options.where !== undefined) this.began.push(label)
  }
}

/** X12: only the default; an event, if nothing else can happen. */
function calmly(choices: readonly Act[], events: readonly Act[]): Enabled {
  const only = (choices.length > 0 ? choices : events).slice(0, 1)
  return { choices: only, plain: only.length }
}
