/** Where the model stands: plain data, nothing of which is ever changed in place. */

import type { Fault, Outcome, Plain, RawEvent } from '../event.ts'
import type { Discipline, Hook, HostCall, Session, Statement } from '../program.ts'

export type Block = readonly Statement[]
export type Completion =
  | { readonly ends: 'normally' }
  | { readonly ends: 'returning'; readonly value: Plain }
  | { readonly ends: 'throwing'; readonly error: Fault }

export type Frame =
  | { readonly in: 'block'; readonly rest: Block }
  | { readonly in: 'try'; readonly catch: Block | undefined; readonly finally: Block | undefined }
  /** A clean-up runs; then what it interrupted goes on. */
  | { readonly in: 'finally'; readonly interrupted: Completion }
  /** A delegation. While it is being closed, what ends the delegate ends the one who delegated. */
  | { readonly in: 'call'; readonly closing: boolean }

export interface Coroutine {
  readonly kind: 'task' | 'main'
  readonly begun: boolean
  /** Once asked, the next step closes the coroutine instead of resuming it. */
  readonly close: 'no' | 'asked' | 'done'
  /** Innermost last. */
  readonly frames: readonly Frame[]
  /** The future that it waits for, or is to be handed the outcome of. */
  readonly awaiting: string | undefined
  /** What it was handed, by the name of the future. */
  readonly got: Readonly<Record<string, Plain>>
  readonly outcome: Outcome | undefined
  /** Of a main: how many ticks it has had. */
  readonly ticks: number
}

export interface Future {
  /** In the order in which they began to wait. */
  readonly waiters: readonly string[]
  readonly outcome: Outcome | undefined
}

export interface State {
  readonly discipline: Discipline
  readonly onUnhandled: Session['onUnhandled']
  readonly hooks: readonly Hook[]
  readonly phase: 'idle' | 'driven' | 'ticking' | 'closed'
  readonly tick: number
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
  /** Failures that nobody has got, in the order of failure; an awaited one is to be got by somebody. */
  readonly failures: readonly {
    readonly task: string | null
    readonly error: Fault
    readonly awaited: boolean
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
    stopping: false,
    scheduled: [],
    running: undefined,
    made: 0,
    live: [],
    coroutines: {},
    futures: {},
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

export const PENDING: Future = { waiters: [], outcome: undefined }

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
