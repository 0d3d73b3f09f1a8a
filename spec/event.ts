/** What a session leaves behind: a log of plain data, the same from the model and from any loop. */

/** A value that a program can hold. */
export type Plain = number | string | boolean | null | undefined

/**
 * An error as a log shows it: its name, and a number that tells one error object from another, counted
 * in the order in which the log first shows them.
 */
type Thrown = string

/** How something ended. */
export type Ending =
  | { readonly value: Plain }
  | {
      readonly error: Thrown
      /**
       * What an `UnhandledError` names, also one that is the cause of a `DeadlockError`: the task that
       * failed (null: an observer), and its error.
       */
      readonly unhandled?: readonly (readonly [task: string | null, error: Thrown])[] | undefined
      /** What a `DeadlockError` names: who waits, and for what. */
      readonly waits?: readonly (readonly [who: string, on: string])[] | undefined
      /** The cycles that a `DeadlockError` names, each from the task on that was made first. */
      readonly cycles?: readonly (readonly string[])[] | undefined
    }

/** Events, with endings and errors in one form or another. */
type EventWith<End, Error> =
  // What an observer is told. Main is `main` here.
  | { readonly event: 'tick'; readonly tick: number; readonly scheduled: readonly string[] }
  | { readonly event: 'spawned'; readonly task: string; readonly shown: string }
  | { readonly event: 'scheduled'; readonly task: string }
  | { readonly event: 'stepped'; readonly who: string }
  | { readonly event: 'parked'; readonly who: string; readonly on: string }
  | { readonly event: 'woken'; readonly task: string; readonly by: string }
  | { readonly event: 'settled'; readonly future: string; readonly ending: End }
  // What the program itself says, does and sees. Main has the name of its run here.
  | { readonly event: 'begun'; readonly who: string }
  | { readonly event: 'said'; readonly who: string; readonly text: string }
  | { readonly event: 'yields'; readonly who: string; readonly nothing: boolean }
  | { readonly event: 'awaits'; readonly who: string; readonly on: string }
  | {
      readonly event: 'got'
      readonly who: string
      readonly by: 'await' | 'result' | 'error'
      readonly of: string
      readonly ending: End
    }
  | { readonly event: 'caught'; readonly who: string; readonly error: Error }
  /** It has entered a `try` with a `finally`; `cleaning` follows when that is left. */
  | { readonly event: 'guarded'; readonly who: string }
  | { readonly event: 'cleaning'; readonly who: string }
  /** The body has run to its end; one that is closed has not. */
  | { readonly event: 'ends'; readonly who: string; readonly ending: End }
  | {
      readonly event: 'saw'
      readonly who: string
      readonly tick: number
      readonly scheduled: readonly string[]
      readonly pending: readonly string[]
      /** Whether it is the current loop. */
      readonly current: boolean
    }
  /** A call begins that steps tasks, or may; `called` follows. */
  | { readonly event: 'calls'; readonly who: string; readonly call: string; readonly of: string }
  /** A call has ended; the ending of a settlement that was accepted is what was set. */
  | {
      readonly event: 'called'
      readonly who: string
      readonly call: string
      readonly of: string
      readonly ending: End
    }
  | { readonly event: 'unhandled'; readonly ending: End }

export type Event = EventWith<Ending, Thrown>

/** All that happened in a session, in order. */
export type Log = readonly Event[]

/** An error with its identity: in the model, or from a loop. */
export interface Fault {
  readonly name: string
  readonly id: number
  readonly unhandled?: readonly { readonly task: string | null; readonly error: Fault }[]
  readonly waits?: readonly (readonly [who: string, on: string])[]
  readonly cycles?: readonly (readonly string[])[]
}
export type Outcome = { readonly value: Plain } | { readonly error: Fault }
/** An event before its errors are numbered. */
export type RawEvent = EventWith<Outcome, Fault>

/** Numbers the errors of a log in the order in which it shows them. */
export function present(events: readonly RawEvent[]): Log {
  const numbers = new Map<number, number>()
  const thrown = ({ id, name }: Fault): Thrown => {
    const number = numbers.get(id) ?? numbers.size + 1
    numbers.set(id, number)
    return `${name}#${number}`
  }
  const endingOf = (outcome: Outcome): Ending => {
    if ('value' in outcome) return outcome
    const { error } = outcome
    return {
      error: thrown(error),
      ...(error.unhandled && {
        unhandled: error.unhandled.map((failure) => [failure.task, thrown(failure.error)] as const),
      }),
      ...(error.waits && { waits: error.waits }),
      ...(error.cycles && { cycles: error.cycles }),
    }
  }
  return events.map((event) => {
    if ('ending' in event) return { ...event, ending: endingOf(event.ending) }
    return event.event === 'caught' ? { ...event, error: thrown(event.error) } : event
  })
}
