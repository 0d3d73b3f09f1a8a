/** The state of the model: plain data, which the rules change in place. */

import { internalName, type Fault, type Outcome, type Plain, type RawEvent } from '../event.ts'
import type { Discipline, Hook, HostCall, Session } from '../program.ts'
import type { Combinator, Frame, Group, Resources } from './frame.ts'
import type { Primitive } from './primitive.ts'

export interface Coroutine {
  readonly name: string
  kind: 'task' | 'main'
  begun: boolean
  /** Whether its own code runs: not yet while the observer is notified of its step. */
  runs: boolean
  /** Once it is requested, the next step closes the coroutine; `noted`: it was cancelled in the step that it takes. */
  close: 'no' | 'noted' | 'requested' | 'done'
  /** C15: whether it was terminated: from its next step on, whatever it waits for is cut short. */
  forced: boolean
  /** C15: it has just asked for a wait that is cut short. */
  cut: boolean
  /** The reason that its cancellation stated, if any. */
  reason: string | undefined
  /** Innermost last. */
  frames: Frame[]
  /** The future that it waits for, or whose outcome its next step delivers. */
  awaiting: string | undefined
  /** C12: what its scopes threw while something further out was to be closed, on its way to what closes it. */
  errors: readonly Fault[]
  /** C11: a shelter is over, or a scope has thrown, and what is requested further out begins now. */
  outward: boolean
  /** The values that it received, by the name of the future. */
  readonly received: Map<string, Plain>
  /** T14: the value of each context, by its name, that its creator had. */
  readonly inherited: ReadonlyMap<string, Plain>
  outcome: Outcome | undefined
  /** Of a main: how many ticks its run has taken. */
  ticks: number
}

/** What the settlement of a future wakes, or may decide. */
export type Subscription =
  | { readonly wakes: 'task'; readonly task: string }
  | { readonly wakes: 'join'; readonly join: string }
  | { readonly wakes: 'group'; readonly group: string }
  /** To the future of a timer. */
  | { readonly wakes: 'timeout'; readonly owner: string }

export interface Future {
  /** In FIFO order. */
  waiters: readonly Subscription[]
  outcome: Outcome | undefined
  /** C2: whether cancel() settled it. */
  cancelled: boolean
}

/** A wait for several futures; evaluated anew from their outcomes whenever one of them settles. */
export interface Join {
  /** `ended`: all of them are to settle, and their outcomes do not matter. */
  readonly what: Combinator | 'ended'
  /** S11: of a race that is committed, only those that it has passed over, and the one to which it is. */
  items: readonly string[]
  /** The tasks that it spawned, in the order of the items. */
  readonly owned: readonly string[]
  /** How it was decided, once it is. */
  decided: Decision | undefined
  /** S11: the task to which it is committed, which alone decides. */
  committed: string | undefined
  /** Whether it is to be closed, and awaits no item any more. */
  released: boolean
}

export interface Decision {
  /** The item that decided, if a single one did. */
  readonly by: string | undefined
  /** The items that supply the outcome. */
  readonly taken: readonly string[]
}

/** What the observer is to be notified of once a change is complete (O2). */
export type Notifications = readonly RawEvent[]

interface Timer {
  readonly future: string
  readonly at: number
}

export interface State {
  discipline: Discipline
  onUnhandled: Session['onUnhandled']
  readonly hooks: readonly Hook[]
  phase: 'idle' | 'driven' | 'stepping' | 'closed'
  tick: number
  /** The time, in milliseconds. */
  now: number
  /** The pending timers, in order of creation. */
  timers: readonly Timer[]
  stopping: boolean
  /** The ready queue, oldest first. */
  readonly scheduled: string[]
  running: Coroutine | undefined
  /** How many tasks were created. */
  created: number
  /** The tasks that have not completed, in order of creation. */
  live: readonly string[]
  /** Tasks and mains, by name. */
  readonly coroutines: Map<string, Coroutine>
  /** Futures, tasks among them, by name. */
  readonly futures: Map<string, Future>
  /** By the future that each of them settles. */
  readonly joins: Map<string, Join>
  readonly groups: Map<string, Group>
  readonly resources: Map<string, Resources>
  /** The default of each context. */
  readonly contexts: Map<string, Plain>
  readonly primitives: Map<string, Primitive>
  /** How many internal futures were created. */
  internals: number
  /** The unhandled failures, in order of failure; of no task if an observer or a handler threw. */
  failures: readonly {
    readonly task: string | null
    readonly error: Fault
  }[]
  /** The mains that were ever passed to the loop. */
  readonly claimed: string[]
  /** Those of them whose run is not over. */
  mains: readonly string[]
  readonly drivers: Map<string, 'fresh' | 'live' | 'over'>
  /** How many notifications the observer received; -1 once it was dismissed. */
  notified: number
  faults: number
  readonly log: RawEvent[]
  /** Performs a call. It is data so that a notification, which may call anything, imports no rule. */
  readonly perform: (state: State, who: string, call: HostCall) => Outcome
}

/** The state before the first call of the host. */
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
    created: 0,
    live: [],
    coroutines: new Map(),
    futures: new Map(),
    joins: new Map(),
    groups: new Map(),
    resources: new Map(),
    contexts: new Map(),
    primitives: new Map(),
    internals: 0,
    failures: [],
    claimed: [],
    mains: [],
    drivers: new Map(),
    notified: 0,
    faults: 0,
    log: [],
    perform,
  }
}

export const NOTHING: Outcome = { value: undefined }

export function pending(waiters: readonly Subscription[] = []): Future {
  return { waiters, outcome: undefined, cancelled: false }
}

export function outcomeOf(state: State, name: string): Outcome | undefined {
  return state.futures.get(name)?.outcome
}

/** The pending future that a task or a main waits for. */
export function waitOf(state: State, who: Coroutine | undefined): string | undefined {
  const on = who?.awaiting
  return on !== undefined && outcomeOf(state, on) === undefined ? on : undefined
}

export function record(state: State, event: RawEvent): void {
  state.log.push(event)
}

export function fault(state: State, name: string, details?: Partial<Fault>): Fault {
  const id = state.faults
  state.faults += 1
  return { name, id, ...details }
}

/** What an illegal call throws. */
export function mistake(state: State, name: string): Outcome {
  return { error: fault(state, name) }
}

/** An internal future, which the library creates for a wait of its own. */
export function createInternal(
  state: State,
  base: string,
  waiters?: readonly Subscription[],
): string {
  const name = internalName(base, state.internals)
  state.internals += 1
  state.futures.set(name, pending(waiters))
  return name
}

/** One that has settled already: its waiter suspends once. */
export function createSettled(state: State, base: string, outcome: Outcome): string {
  const name = createInternal(state, base)
  state.futures.set(name, { ...pending(), outcome })
  return name
}

export function liveOf(state: State, tasks: readonly string[]): readonly string[] {
  return tasks.filter((task) => outcomeOf(state, task) === undefined)
}
