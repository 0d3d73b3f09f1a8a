/** What each step of a run touches, and what has enabled it: the library says the one to its observer, the rest is seen. */

import {
  InternalFuture,
  runner,
  type Future,
  type Observer,
  type Outcome,
  type Task,
} from '../../core/index.ts'
import { Join } from '../../structure/join.ts'
import { Waiter } from '../../sync/waitQueue.ts'
import { Timer } from '../../time/timers.ts'
import { anonymous, type Footprint } from '../engine/footprint.ts'
import type { DecisionKind } from '../engine/history.ts'
import { touch, type Touched, type Watch } from './touches.ts'
import type { Act } from './world.ts'

/** A task, or an operation of the outside. */
interface Process {
  readonly name: string
  readonly number: number
  /** How many tasks it has spawned, and operations begun. */
  children: number
  /** The decisions that have enabled its next step. */
  enabledBy: number[]
  /** When it began to wait. */
  parkedAt: number
  /** What it waits for together. */
  items: readonly Future<unknown>[]
}

/** Of one run. */
export class Footprints implements Watch, Observer {
  step: Touched | undefined
  shares = false
  /** By name, the same in every run of an exploration. */
  readonly #numbers: Map<string, number>
  readonly #processes = new Map<object, Process>()
  readonly #anonymous = new Map<object, string>()
  readonly #settledAt = new Map<object, number>()
  /** Those that wait for what is not understood here: until they have resumed, every step may touch that. */
  readonly #opaque = new Set<object>()
  /** How many began otherwise than in a task, or as the effect of an operation. */
  #roots = 0
  #running: Process | undefined
  #isTask = false
  /** What has enabled the step that is being taken. */
  #enabledBy: number[] = []
  /** How many decisions were taken before the one that is being taken. */
  #at = 0
  #known = 0

  constructor(numbers: Map<string, number>) {
    this.#numbers = numbers
  }

  get creator(): string {
    return this.#running?.name ?? 'outside'
  }

  get isRunning(): boolean {
    return !this.#isTask || runner() !== undefined
  }

  nameOf(object: object): string {
    const known = this.#processes.get(object)?.name ?? this.#anonymous.get(object)
    if (known !== undefined) return known
    const name = anonymous(this.#anonymous.size)
    this.#anonymous.set(object, name)
    return name
  }

  /** The number of what begins now, by its parent, and its number among the children of that. */
  enter(object: object): number {
    const parent = this.#running
    const place = parent === undefined ? this.#roots : parent.children
    if (parent === undefined) this.#roots += 1
    else parent.children += 1
    const name = `${this.creator}.${place}`
    const enabledBy = parent === undefined ? [] : [this.#at]
    const number = this.#numberOf(name)
    this.#processes.set(object, { name, number, children: 0, enabledBy, parkedAt: 0, items: [] })
    return number
  }

  /** The number of what may happen: of a task, of an operation, or of what has none. */
  processOf({ kind, label, object }: Act): number {
    const isProcess = kind === 'pick' || kind === 'complete'
    if (!isProcess || object === undefined) return this.#numberOf(`${kind} ${label}`)
    return this.#processes.get(object)?.number ?? this.enter(object)
  }

  #numberOf(name: string): number {
    const number = this.#numbers.get(name) ?? this.#numbers.size
    this.#numbers.set(name, number)
    return number
  }

  /** A decision: what it is about is stepped, or completes. */
  begin(at: number, kind: DecisionKind, object: object | undefined): void {
    this.#at = at
    this.#known = this.#anonymous.size
    this.#running = object && this.#processes.get(object)
    this.#enabledBy = this.#running?.enabledBy ?? []
    if (this.#running !== undefined) this.#running.enabledBy = []
    this.#isTask = isTask(object)
    if (this.#running !== undefined && isTask(object)) this.#resume(object, this.#running)
    const isKnown = kind === 'pick' || kind === 'complete' || kind === 'time'
    this.step = { places: new Map(), everything: !isKnown || this.#opaque.size > 0 }
  }

  /** What it waited for was settled before; an item that settled when others had decided has nothing to do with it. */
  #resume({ awaiting }: Task<unknown>, process: Process): void {
    // If it was cancelled, it waits for nothing any more.
    if (awaiting === undefined) return
    const decided = this.#settledAt.get(awaiting) ?? process.parkedAt
    for (const future of [awaiting, ...process.items]) {
      const at = this.#settledAt.get(future)
      if (at !== undefined && at <= decided) this.#enabledBy.push(at)
    }
  }

  /** @param number of what the decision was about */
  end(number: number, kind: DecisionKind, object: object | undefined): Footprint {
    const running = this.#running
    const { everything = true, places = new Map<string, boolean>() } = this.step ?? {}
    this.step = undefined
    this.#running = undefined
    if (running !== undefined && isTask(object)) this.#park(object, running)
    return {
      process: number,
      touched: places,
      known: this.#known,
      everything: everything || this.#opaque.size > 0,
      barrier: kind === 'time',
      last: false,
      enabledBy: this.#enabledBy,
    }
  }

  #park(task: Task<unknown>, process: Process): void {
    const { awaiting } = task
    this.#opaque.delete(task)
    process.items = []
    process.parkedAt = this.#at
    if (awaiting === undefined || task.done()) return
    process.items = itemsOf(awaiting)
    if (!isUnderstood(awaiting)) this.#opaque.add(task)
  }

  spawned(task: Task<unknown>): void {
    this.enter(task)
  }

  woken(who: Task<unknown> | 'main'): void {
    if (who !== 'main') this.#processes.get(who)?.enabledBy.push(this.#at)
  }

  settled(future: Future<unknown>, outcome: Outcome): void {
    this.#settledAt.set(future, this.#at)
    // What a failure does, to a group say, may be anything.
    if ('error' in outcome) this.#everything()
    else if (!(future instanceof InternalFuture)) touch(this.nameOf(future), true)
  }

  cancelled(): void {
    this.#everything()
  }

  terminated(): void {
    this.#everything()
  }

  #everything(): void {
    if (this.step !== undefined) this.step.everything = true
  }
}

const GROUP = 'group'
/** Their items commute, as long as none fails: the last to settle decides, whichever that is. */
const COUNTING: ReadonlySet<string | undefined> = new Set(['all', 'allSettled', GROUP])

/** What is waited for together. A primitive may be named as it likes. */
function itemsOf(awaiting: Future<unknown>): readonly Future<unknown>[] {
  if (awaiting instanceof Join) return awaiting.items
  if (awaiting instanceof Waiter || awaiting.name !== GROUP) return []
  return awaiting.blocker()?.by.filter(isTask) ?? []
}

/** Whether it depends on nothing but what is touched. */
function isUnderstood(awaiting: Future<unknown>): boolean {
  if (!(awaiting instanceof InternalFuture)) return true
  return awaiting instanceof Waiter || awaiting instanceof Timer || COUNTING.has(awaiting.name)
}

function isTask(object: object | undefined): object is Task<unknown> {
  return object !== undefined && 'coroutine' in object
}
