/** Where the model stands: plain data, nothing of which is ever changed in place. */

import { ticket, type Fault, type Outcome, type Plain, type RawEvent } from '../event.ts'
import type { Discipline, Hook, HostCall, Session } from '../program.ts'
import type { Combinator, Frame } from './frame.ts'

export interface Coroutine {
  readonly kind: 'task' | 'main'
  readonly begun: boolean
  /** Once asked, the next step closes the coroutine instead of resuming it. */
  readonly close: 'no' | 'asked' | 'done'
  /** Why it was cancelled, if that was said. */
  readonly reason: string | undefined
  /** Innermost last. */
  readonly frames: readonly Frame[]
  /** The future that it waits for, or is to be handed the outcome of. */
  readonly awaiting: string | undefined
  /** What it suspended on last, also if that was withdrawn since. */
  readonly last: string | undefined
  /** What it was handed, by the name of the future. */
  readonly got: Readonly<Record<string, Plain>>
  readonly outcome: Outcome | undefined
  /** Of a main: how many ticks it has had. */
  readonly ticks: number
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
  readonly waiters: readonly Waiter[]
  readonly outcome: Outcome | undefined
  /** C2: whether it was settled by being cancelled. */
  readonly cancelled: boolean
}

/** Waits for several futures; asked anew, from their outcomes, whenever one of them is settled. */
export interface Join {
  /** `ended`: for all, and for nothing that they give. */
  readonly what: Combinator | 'ended'
  readonly items: readonly string[]
  /** The item that decided, once it is decided by one. */
  readonly decider: string | undefined
}

export interface Group {
  readonly owner: string
  /** In the order of their making. */
  readonly children: readonly string[]
  /** In the order of failure. */
  readonly errors: readonly Fault[]
  /** S4: it takes no more children. */
  readonly ending: boolean
  /** Its body has ended, and it waits. */
  readonly wait:
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

interface Entry {
  readonly value: Plain
  readonly entry: number
}

/** The primitives; `line` is who waits, first come first. */
export type Primitive = { readonly line: readonly Turn[] } & (
  | {
      /** A lock is a semaphore of one. */
      readonly is: 'lock' | 'semaphore'
      /** How many are free. */
      readonly permits: number
      /** In the order of acquisition. */
      readonly holders: readonly string[]
    }
  | { readonly is: 'event'; readonly set: boolean }
  | { readonly is: 'condition'; readonly lock: string }
  | { readonly is: 'barrier'; readonly parties: number }
  | {
      readonly is: 'queue'
      readonly capacity: number
      readonly items: readonly Entry[]
      /** How many items there have been. */
      readonly entries: number
      readonly closed: boolean
      /** Who waits to put; `line` is who waits to take. */
      readonly putters: readonly Turn[]
      /** The number of the item that was handed to a turn. */
      readonly handed: Readonly<Record<string, number>>
    }
)

interface Timer {
  readonly ticket: string
  readonly at: number
}

export interface State {
  readonly discipline: Discipline
  readonly onUnhandled: Session['onUnhandled']
  readonly hooks: readonly Hook[]
  readonly phase: 'idle' | 'driven' | 'ticking' | 'closed'
  readonly tick: number
  /** The time, in milliseconds. */
  readonly now: number
  /** What somebody waits for, in the order of asking. */
  readonly timers: readonly Timer[]
  readonly stopping: boolean
  /** Oldest first. */
  readonly scheduled: readonly string[]
  readonly running: string | undefined
  /** How many tasks were made. */
  readonly made: number
  /** Tasks that have not ended, by creation. */
  readonly live: readonly string[]
  /** Tasks and mains, by name. */
  readonly coroutines: Readonly<Record<string, Coroutine>>
  /** Futures, tasks among them, by name. */
  readonly futures: Readonly<Record<string, Future>>
  /** By their tickets. */
  readonly joins: Readonly<Record<string, Join>>
  readonly groups: Readonly<Record<string, Group>>
  readonly primitives: Readonly<Record<string, Primitive>>
  /** How many waits without a name there have been. */
  readonly tickets: number
  /** Failures that nobody has got, in the order of failure. */
  readonly failures: readonly {
    readonly task: string | null
    readonly error: Fault
  }[]
  /** Mains that were given to the loop; those whose run is not over. */
  readonly claimed: readonly string[]
  readonly mains: readonly string[]
  readonly drivers: Readonly<Record<string, 'fresh' | 'live' | 'over'>>
  /** How many events the observer was told; -1 once it was dismissed. */
  readonly told: number
  readonly faults: number
  readonly log: { readonly event: RawEvent; readonly before: State['log'] } | undefined
  /** What a call does. Here, so that telling an observer, who may call, need not import every rule. */
  readonly perform: (state: State, who: string, call: HostCall) => Result
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
    coroutines: {},
    futures: {},
    joins: {},
    groups: {},
    primitives: {},
    tickets: 0,
    failures: [],
    claimed: [],
    mains: [],
    drivers: {},
    told: 0,
    faults: 0,
    log: undefined,
    perform,
  }
}

export type Result = readonly [State, Outcome]

export const NOTHING: Outcome = { value: undefined }

export const PENDING: Future = { waiters: [], outcome: undefined, cancelled: false }

export function change(state: State, who: string, changes: Partial<Coroutine>): State {
  const coroutine = state.coroutines[who]
  if (coroutine === undefined) return state
  return { ...state, coroutines: { ...state.coroutines, [who]: { ...coroutine, ...changes } } }
}

export function outcomeOf(state: State, name: string): Outcome | undefined {
  return state.futures[name]?.outcome
}

/** The pending future that somebody waits for. */
export function waitOf(state: State, who: string): string | undefined {
  const on = state.coroutines[who]?.awaiting
  return on !== undefined && outcomeOf(state, on) === undefined ? on : undefined
}

export function say(state: State, event: RawEvent): State {
  return { ...state, log: { event, before: state.log } }
}

export function fault(state: State, name: string, details: Partial<Fault> = {}): [State, Fault] {
  return [
    { ...state, faults: state.faults + 1 },
    { name, id: state.faults, ...details },
  ]
}

export function mistake(state: State, name: string): Result {
  const [next, error] = fault(state, name)
  return [next, { error }]
}

/** A future that the library makes for itself. */
export function draw(
  state: State,
  base: string,
  waiters: readonly Waiter[] = [],
): readonly [State, string] {
  const name = ticket(base, state.tickets)
  const futures = { ...state.futures, [name]: { ...PENDING, waiters } }
  return [{ ...state, tickets: state.tickets + 1, futures }, name]
}

export function changeGroup(state: State, name: string, changes: Partial<Group>): State {
  const group = state.groups[name]
  if (group === undefined) return state
  return { ...state, groups: { ...state.groups, [name]: { ...group, ...changes } } }
}

export function liveOf(state: State, tasks: readonly string[]): readonly string[] {
  return tasks.filter((task) => outcomeOf(state, task) === undefined)
}
