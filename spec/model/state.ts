/** Where the model stands: plain data, which the rules change in place. */

import { ticket, type Fault, type Outcome, type Plain, type RawEvent } from '../event.ts'
import type { Discipline, Hook, HostCall, Session } from '../program.ts'
import type { Combinator, Frame } from './frame.ts'

export interface Coroutine {
  readonly name: string
  kind: 'task' | 'main'
  begun: boolean
  /** Once asked, the next step closes the coroutine instead of resuming it. */
  close: 'no' | 'asked' | 'done'
  /** Why it was cancelled, if that was said. */
  reason: string | undefined
  /** Innermost last. */
  frames: Frame[]
  /** The future that it waits for, or is to be handed the outcome of. */
  awaiting: string | undefined
  /** What it suspended on last, also if that was withdrawn since. */
  last: string | undefined
  /** What it was handed, by the name of the future. */
  readonly got: Map<string, Plain>
  outcome: Outcome | undefined
  /** Of a main: how many ticks it has had. */
  ticks: number
}

/** Who stands in the line of a future. */
export type Waiter =
  | { readonly wakes: 'task'; readonly task: string }
  | { readonly wakes: 'join'; readonly join: string }
  | { readonly wakes: 'group'; readonly group: string }
  /** Of a timer. */
  | { readonly wakes: 'timeout'; readonly owner: string }

export interface Future {
  /** In the order in which they began to wait. */
  waiters: readonly Waiter[]
  outcome: Outcome | undefined
  /** C2: whether it was settled by being cancelled. */
  cancelled: boolean
}

/** Waits for several futures; asked anew, from their outcomes, whenever one of them is settled. */
export interface Join {
  /** `ended`: for all, and for nothing that they give. */
  readonly what: Combinator | 'ended'
  readonly items: readonly string[]
  /** The item that decided, once it is decided by one. */
  decider: string | undefined
}

export interface Group {
  readonly owner: string
  /** In the order of their making. */
  readonly children: string[]
  /** In the order of failure. */
  readonly errors: Fault[]
  /** S4: it takes no more children. */
  ending: boolean
  /** Its body has ended, and it waits. */
  wait:
    | {
        readonly which: 'first' | 'last'
        /** None: it gives up the turn once. */
        readonly ticket: string | undefined
        /** Whether a failure is enough. */
        readonly sound: boolean
      }
    | undefined
}

/** One who waits in the line of a primitive. */
export interface Turn {
  readonly ticket: string
  readonly who: string
  /** What it puts into a queue. */
  readonly value: Plain
}

/** An item of a queue, and its number. */
export interface Entry {
  readonly value: Plain
  readonly entry: number
}

/** The primitives; `line` is who waits, first come first. */
export type Primitive = { line: readonly Turn[] } & (
  | {
      /** A lock is a semaphore of one. */
      readonly is: 'lock' | 'semaphore'
      /** How many are free. */
      permits: number
      /** In the order of acquisition. */
      holders: readonly string[]
    }
  | { readonly is: 'event'; set: boolean }
  | { readonly is: 'condition'; readonly lock: string }
  | { readonly is: 'barrier'; readonly parties: number }
  | {
      readonly is: 'queue'
      readonly capacity: number
      items: readonly Entry[]
      /** How many items there have been. */
      entries: number
      closed: boolean
      /** Who waits to put; `line` is who waits to take. */
      putters: readonly Turn[]
      /** The number of the item that was handed to a turn. */
      readonly handed: Map<string, number>
    }
)

interface Timer {
  readonly ticket: string
  readonly at: number
}

export interface State {
  discipline: Discipline
  onUnhandled: Session['onUnhandled']
  readonly hooks: readonly Hook[]
  phase: 'idle' | 'driven' | 'ticking' | 'closed'
  tick: number
  /** The time, in milliseconds. */
  now: number
  /** What somebody waits for, in the order of asking. */
  timers: readonly Timer[]
  stopping: boolean
  /** Oldest first. */
  readonly scheduled: string[]
  running: Coroutine | undefined
  /** How many tasks were made. */
  made: number
  /** Tasks that have not ended, by creation. */
  live: readonly string[]
  /** Tasks and mains, by name. */
  readonly coroutines: Map<string, Coroutine>
  /** Futures, tasks among them, by name. */
  readonly futures: Map<string, Future>
  /** By their tickets. */
  readonly joins: Map<string, Join>
  readonly groups: Map<string, Group>
  readonly primitives: Map<string, Primitive>
  /** How many waits without a name there have been. */
  tickets: number
  /** Failures that nobody has got, in the order of failure. */
  failures: readonly {
    readonly task: string | null
    readonly error: Fault
  }[]
  /** Mains that were given to the loop; those whose run is not over. */
  readonly claimed: string[]
  mains: readonly string[]
  readonly drivers: Map<string, 'fresh' | 'live' | 'over'>
  /** How many events the observer was told; -1 once it was dismissed. */
  told: number
  faults: number
  readonly log: RawEvent[]
  /** What a call does. Here, so that telling an observer, who may call, need not import every rule. */
  readonly perform: (state: State, who: string, call: HostCall) => Outcome
}

/** Before the first call of the host. */
export function initial(session: Session, perform: State['perform']): State {
  return {
    discipline: session.discipline,
    onUnhandled: session.onUnhandled,
    hooks: session.hooks ?? [],
    phase: 'idle',
    tick: 0,
    now: 0,
    timers: [],
    stopping: false,
    scheduled: [],
    running: undefined,
    made: 0,
    live: [],
    coroutines: new Map(),
    futures: new Map(),
    joins: new Map(),
    groups: new Map(),
    primitives: new Map(),
    tickets: 0,
    failures: [],
    claimed: [],
    mains: [],
    drivers: new Map(),
    told: 0,
    faults: 0,
    log: [],
    perform,
  }
}

export const NOTHING: Outcome = { value: undefined }

export function pending(waiters: readonly Waiter[] = []): Future {
  return { waiters, outcome: undefined, cancelled: false }
}

export function outcomeOf(state: State, name: string): Outcome | undefined {
  return state.futures.get(name)?.outcome
}

/** The pending future that somebody waits for. */
export function waitOf(state: State, who: Coroutine | undefined): string | undefined {
  const on = who?.awaiting
  return on !== undefined && outcomeOf(state, on) === undefined ? on : undefined
}

export function say(state: State, event: RawEvent): void {
  state.log.push(event)
}

export function fault(state: State, name: string, details?: Partial<Fault>): Fault {
  const id = state.faults
  state.faults += 1
  return { name, id, ...details }
}

export function mistake(state: State, name: string): Outcome {
  return { error: fault(state, name) }
}

/** A future that the library makes for itself. */
export function draw(state: State, base: string, waiters?: readonly Waiter[]): string {
  const name = ticket(base, state.tickets)
  state.tickets += 1
  state.futures.set(name, pending(waiters))
  return name
}

export function liveOf(state: State, tasks: readonly string[]): readonly string[] {
  return tasks.filter((task) => outcomeOf(state, task) === undefined)
}
