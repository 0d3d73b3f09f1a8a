/** What a session leaves behind: a log of plain data, the same from the model and from any loop. */

/** A value that a program can hold. */
export type Plain = number | string | boolean | null | undefined

/**
 * An error as a log shows it: its name, and a number that tells one error object from another, counted
 * in the order in which the log first shows them.
 */
type Thrown = string

/** Who waits in a deadlock. */
type Waiting = readonly [who: string, on: string, heldBy: readonly string[]]

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
      /** What a `DeadlockError` names: who waits, for what, and who holds that. */
      readonly waits?: readonly Waiting[] | undefined
      /** What an `AggregateError` of a group or of `any` holds. */
      readonly errors?: readonly Thrown[] | undefined
      /** What a `CancelledError` names: what was cancelled, and why, if that was said. */
      readonly cancelled?: readonly [future: string, reason: string | null] | undefined
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
  | { readonly event: 'cancelled'; readonly task: string }
  | { readonly event: 'advanced'; readonly now: number }
  // What the program itself says, does and sees. Main has the name of its run here.
  | { readonly event: 'begun'; readonly who: string }
  | { readonly event: 'said'; readonly who: string; readonly text: string }
  | { readonly event: 'yields'; readonly who: string; readonly nothing: boolean }
  | { readonly event: 'awaits'; readonly who: string; readonly on: string }
  | {
      readonly event: 'got'
      readonly who: string
      readonly by: 'await' | 'result' | 'error' | 'cancelled' | 'all' | 'allSettled'
      readonly of: string
      readonly ending: End
    }
  /** It begins what may wait and is no await: `of` is a name, milliseconds, or nothing. */
  | { readonly event: 'asks'; readonly who: string; readonly what: string; readonly of: string }
  /** That is over, unless it was closed. */
  | {
      readonly event: 'has'
      readonly who: string
      readonly what: string
      readonly of: string
      readonly ending: End
    }
  /** The body of a `hold`, a `group` or a `timeout` has been left, however. */
  | { readonly event: 'left'; readonly who: string; readonly what: string; readonly of: string }
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
      readonly now: number
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
  readonly waits?: readonly Waiting[]
  readonly cycles?: readonly (readonly string[])[]
  readonly errors?: readonly Fault[]
  readonly cancelled?: readonly [future: string, reason: string | null]
}
export type Outcome = { readonly value: Plain } | { readonly error: Fault }
/** An event before its errors are numbered. */
export type RawEvent = EventWith<Outcome, Fault>

/**
 * What a log calls a wait that has no name of its own before it is numbered: what it is for, and a key
 * that tells one from another.
 */
export function ticket(base: string, key: number): string {
  return `${base}@${key}`
}

/** Numbers the errors of a log in the order in which it shows them, and the waits without a name. */
export function present(events: readonly RawEvent[]): Log {
  const thrown = counting()
  const named = numbering('@', /^(.*)@\d+$/su)
  return events.map((event) => numbered(ended(event, thrown), named))
}

/** The same log with its waits numbered anew, as if it had always been as short as it is. */
export function renumbered(log: Log): Log {
  const named = numbering('/', /^(.*)\/\d+$/su)
  return log.map((event) => numbered(event, named))
}

/** An event as a log shows it. Most are so already: to copy those as well takes a tenth of the model's time. */
function ended(event: RawEvent, thrown: (error: Fault) => Thrown): Event {
  if (isShown(event)) return event
  if (event.event === 'caught') return { ...event, error: thrown(event.error) }
  return { ...event, ending: endingOf(event.ending, thrown) }
}

function isShown(event: RawEvent): event is RawEvent & Event {
  return 'ending' in event ? 'value' in event.ending : event.event !== 'caught'
}

function endingOf(outcome: Outcome, thrown: (error: Fault) => Thrown): Ending {
  if ('value' in outcome) return outcome
  const { cancelled, cycles, errors, unhandled, waits } = outcome.error
  return {
    error: thrown(outcome.error),
    ...(unhandled && {
      unhandled: unhandled.map(({ error, task }) => [task, thrown(error)] as const),
    }),
    ...(errors && { errors: errors.map(thrown) }),
    ...(cancelled && { cancelled }),
    ...(waits && { waits }),
    ...(cycles && { cycles }),
  }
}

/** Counts the errors that it has not met before. */
function counting(): (error: Fault) => Thrown {
  const numbers = new Map<number, number>()
  return ({ id, name }) => {
    const number = numbers.get(id) ?? numbers.size + 1
    numbers.set(id, number)
    return `${name}#${number}`
  }
}

/** With the waits in it numbered. */
function numbered(event: Event, named: (name: string) => string): Event {
  switch (event.event) {
    case 'parked': {
      const on = named(event.on)
      return on === event.on ? event : { ...event, on }
    }
    case 'woken': {
      const by = named(event.by)
      return by === event.by ? event : { ...event, by }
    }
    case 'settled': {
      const future = named(event.future)
      return future === event.future ? event : { ...event, future }
    }
    case 'called':
      if (!('waits' in event.ending) || event.ending.waits === undefined) return event
      return {
        ...event,
        ending: {
          ...event.ending,
          waits: event.ending.waits.map(([who, on, by]) => [who, named(on), by] as const),
        },
      }
    default:
      return event
  }
}

/**
 * Waits are called `lock/1`, `lock/2`, … in the order in which a log shows them, each base by itself.
 *
 * @param mark what stands before the key of a wait
 */
function numbering(mark: string, wait: RegExp): (name: string) => string {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  return (name) => {
    // Most names are no waits: looking for a mark is a tenth of matching.
    if (!name.includes(mark)) return name
    const known = names.get(name)
    const [, base] = known === undefined ? (wait.exec(name) ?? []) : []
    if (base === undefined) return known ?? name
    const count = (counts.get(base) ?? 0) + 1
    counts.set(base, count)
    names.set(name, `${base}/${count}`)
    return `${base}/${count}`
  }
}
