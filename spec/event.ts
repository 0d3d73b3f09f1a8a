/** The log of a session: plain data, the same from the model and from any loop. */

/** A value that a program can hold. */
export type Plain = number | string | boolean | null | undefined

/**
 * An error as a log shows it: its name, and a number for each error object, counted in the order in which
 * the log first shows them.
 */
type Thrown = string

/** A wait that is part of a deadlock. */
type Waiting = readonly [who: string, on: string, heldBy: readonly string[]]

/** How something ended. */
export type Ending =
  | { readonly value: Plain }
  | {
      readonly error: Thrown
      /**
       * The failures of an `UnhandledError`, even of one that is the cause of a `DeadlockError`: the task that
       * failed (null: an observer or a handler), and its error.
       */
      readonly unhandled?: readonly (readonly [task: string | null, error: Thrown])[] | undefined
      /** The waits that a `DeadlockError` lists: the waiter, what it waits for, and the holders of that. */
      readonly waits?: readonly Waiting[] | undefined
      /** The errors in the `AggregateError` of a group or of `any`. */
      readonly errors?: readonly Thrown[] | undefined
      /** What a `CancelledError` names: the cancelled task or future, and the reason if one was stated. */
      readonly cancelled?: readonly [future: string, reason: string | null] | undefined
      /** The cycles that a `DeadlockError` lists, each beginning with its oldest task. */
      readonly cycles?: readonly (readonly string[])[] | undefined
    }

/** Events, with endings and errors in one form or another. */
type EventWith<End, Error> =
  // The notifications of an observer. Main is `main` here.
  | { readonly event: 'tick'; readonly tick: number; readonly scheduled: readonly string[] }
  | { readonly event: 'spawned'; readonly task: string; readonly shown: string }
  | { readonly event: 'scheduled'; readonly task: string }
  | { readonly event: 'stepped'; readonly who: string }
  | { readonly event: 'parked'; readonly who: string; readonly on: string }
  | { readonly event: 'woken'; readonly task: string; readonly by: string }
  | { readonly event: 'settled'; readonly future: string; readonly ending: End }
  | { readonly event: 'cancelled'; readonly task: string }
  | { readonly event: 'terminated'; readonly task: string }
  | { readonly event: 'advanced'; readonly now: number }
  // What the program itself logs, does and sees. Main has the name of its run here.
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
  /** A statement begins that may wait and is no await: `of` is a name, milliseconds, or empty. */
  | { readonly event: 'asks'; readonly who: string; readonly what: string; readonly of: string }
  /** That statement is over; one that was closed leaves no such event. */
  | {
      readonly event: 'has'
      readonly who: string
      readonly what: string
      readonly of: string
      readonly ending: End
    }
  /** The body of a `hold`, a `group`, a `timeout`, of `scoped` or a clean-up was left, in whatever way. */
  | { readonly event: 'left'; readonly who: string; readonly what: string; readonly of: string }
  | { readonly event: 'caught'; readonly who: string; readonly error: Error }
  /** It entered a `try` that has a `finally`; `cleaning` follows when it leaves. */
  | { readonly event: 'guarded'; readonly who: string }
  | { readonly event: 'cleaning'; readonly who: string }
  /** The body ran to its end; one that was closed leaves no such event. */
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
      /** The task that is running. */
      readonly task?: string | undefined
    }
  /** What a primitive shows: what it has, by its class. */
  | {
      readonly event: 'inspected'
      readonly who: string
      readonly of: string
      /** Of an event. */
      readonly set?: boolean | undefined
      /** Of a lock. */
      readonly locked?: boolean | undefined
      /** Of a lock or a semaphore. */
      readonly holders?: readonly string[] | undefined
      /** Of a semaphore. */
      readonly free?: number | undefined
      /** Of a read-write lock. */
      readonly readers?: readonly string[] | undefined
      readonly writer?: string | undefined
      /** Of a barrier. */
      readonly waiting?: number | undefined
      /** Of a queue. */
      readonly size?: number | undefined
      readonly undone?: number | undefined
      readonly closed?: boolean | undefined
    }
  /** A call begins that may step tasks; `called` follows. */
  | { readonly event: 'calls'; readonly who: string; readonly call: string; readonly of: string }
  /** A call has returned or thrown; an accepted settlement ends with the value that was set. */
  | {
      readonly event: 'called'
      readonly who: string
      readonly call: string
      readonly of: string
      readonly ending: End
    }
  | { readonly event: 'unhandled'; readonly ending: End }

/** An event of a log. */
export type Event = EventWith<Ending, Thrown>

/** The events of a session, in order. */
export type Log = readonly Event[]

/** An error with its identity, of the model or of a loop. */
export interface Fault {
  readonly name: string
  readonly id: number
  readonly unhandled?: readonly { readonly task: string | null; readonly error: Fault }[]
  readonly waits?: readonly Waiting[]
  readonly cycles?: readonly (readonly string[])[]
  readonly errors?: readonly Fault[]
  readonly cancelled?: readonly [future: string, reason: string | null]
}
/** The outcome of a future, a call or a statement, with its error's identity. */
export type Outcome = { readonly value: Plain } | { readonly error: Fault }
/** An event before its errors and its internal futures are numbered. */
export type RawEvent = EventWith<Outcome, Fault>

/**
 * The name of an internal future, before a log numbers it.
 *
 * @param base what the future is for
 * @param key a number for each of them
 */
export function internalName(base: string, key: number): string {
  return `${base}@${key}`
}

/** The log of these events: errors and internal futures are numbered in the order in which they appear. */
export function logOf(events: readonly RawEvent[]): Log {
  const thrown = counting()
  const named = numbering('@', /^(.*)@\d+$/su)
  return events.map((event) => numbered(shown(event, thrown), named))
}

/** Part of a log, with its internal futures numbered as if it were the whole. */
export function renumbered(log: Log): Log {
  const named = numbering('/', /^(.*)\/\d+$/su)
  return log.map((event) => numbered(event, named))
}

/** An event as a log shows it. Most are already so: copying those too would take a tenth of the model's time. */
function shown(event: RawEvent, thrown: (error: Fault) => Thrown): Event {
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

/** Numbers errors in the order in which it meets them. */
function counting(): (error: Fault) => Thrown {
  const numbers = new Map<number, number>()
  return ({ id, name }) => {
    const number = numbers.get(id) ?? numbers.size + 1
    numbers.set(id, number)
    return `${name}#${number}`
  }
}

/** The event with its internal futures numbered. */
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
 * Numbers internal futures in the order in which it meets them: `lock/1`, `lock/2`, …, each base by itself.
 *
 * @param mark what precedes the key in a name
 */
function numbering(mark: string, internal: RegExp): (name: string) => string {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  return (name) => {
    // Most names are no internal futures: a search for the mark costs a tenth of a match.
    if (!name.includes(mark)) return name
    const known = names.get(name)
    const [, base] = known === undefined ? (internal.exec(name) ?? []) : []
    if (base === undefined) return known ?? name
    const count = (counts.get(base) ?? 0) + 1
    counts.set(base, count)
    names.set(name, `${base}/${count}`)
    return `${base}/${count}`
  }
}
