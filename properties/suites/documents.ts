/** Sessions as documents: where each comes from, what it shows, and the outcome that a reader expects. */

import * as z from 'zod'
import { clauseIds, type ClauseId } from '../../spec/clauses.ts'
import type { Ending, Event, Log } from '../../spec/event.ts'
import { parseSession } from '../../spec/parse.ts'
import type { Discipline, Session } from '../../spec/program.ts'

export interface SessionDocument {
  /** The test that it carries over, or the place that it was written for. */
  readonly origin: string
  /** What it shows, in a sentence. */
  readonly about: string
  /** Clauses whose laws it puts to the test. */
  readonly clauses: readonly ClauseId[]
  /** The sessions, each with the lines of its outcome. */
  readonly expected: readonly { readonly session: Session; readonly shows: readonly string[] }[]
}

const lines = z.array(z.string()).readonly()

/** Everything else is the session: `host`, `hooks` and `onUnhandled`, or the `main` of a program alone. */
const documentSchema = z.looseObject({
  origin: z.string().min(1),
  about: z.string().min(1),
  clauses: z.array(z.enum(clauseIds)).optional(),
  /** The only one under which it means something. */
  discipline: z.enum(['drain', 'snapshot']).optional(),
  main: z.unknown().optional(),
  /** One list where the discipline makes no difference. */
  shows: z.union([lines, z.strictObject({ drain: lines, snapshot: lines })]),
})

/**
 * Reads a document.
 *
 * @param json what `JSON.parse` returned
 * @param path the file that it was read from, for the message of an error
 */
export function parseDocument(json: unknown, path: string): SessionDocument {
  try {
    return documentIn(json)
  } catch (error) {
    throw new Error(`${path} is no session document: ${String(error)}`, { cause: error })
  }
}

function documentIn(json: unknown): SessionDocument {
  const {
    about,
    clauses = [],
    discipline: only,
    main,
    origin,
    shows,
    ...rest
  } = documentSchema.parse(json)
  const host = main === undefined ? {} : { host: [{ do: 'run', name: 'main', body: main }] }
  const disciplines: readonly Discipline[] = only === undefined ? ['drain', 'snapshot'] : [only]
  const expected = disciplines.map((discipline) => ({
    session: parseSession({ discipline, ...host, ...rest }),
    shows: 'drain' in shows ? shows[discipline] : shows,
  }))
  return { origin, about, clauses, expected }
}

/**
 * The outcome of a session, a line each: what the program says, what it receives, what its calls return or
 * throw, and when time passes. Ticks and wake-ups are left to the model and to the laws.
 */
export function outcome(log: Log): string[] {
  return log.flatMap((event) => line(event) ?? [])
}

function line(event: Event): string | undefined {
  switch (event.event) {
    case 'said':
      return `${event.who}: ${event.text}`
    case 'got':
      return `${event.who}: ${event.by} ${event.of} → ${ending(event.ending)}`
    case 'has':
      return isSilent(event.ending) ? undefined : ended(event, event.what)
    case 'called':
      return isExpected(event) ? undefined : ended(event, event.call)
    case 'saw':
      return `${event.who}: look → tick ${event.tick}, time ${event.now}, scheduled ${list(event.scheduled)}, pending ${list(event.pending)}`
    case 'inspected': {
      const { event: _event, of, who, ...facts } = event
      return `${who}: inspect ${of} → ${JSON.stringify(facts)}`
    }
    case 'advanced':
      return `time is ${event.now}`
    case 'unhandled':
      return `onUnhandled: ${ending(event.ending)}`
    default:
      return undefined
  }
}

function ended(
  { ending: end, of, who }: Extract<Event, { event: 'has' | 'called' }>,
  what: string,
): string {
  return `${who}: ${what}${of === '' ? '' : ` ${of}`} → ${ending(end)}`
}

/** Whether a call did what it is there for, and returned nothing that its statement does not say. */
function isExpected({ call, ending: end, who }: Extract<Event, { event: 'called' }>): boolean {
  if ('error' in end) return false
  if (call === 'setResult' || call === 'setError') return true
  return isSilent(end) && !(who === 'host' && RUNS.has(call))
}

/** How a run of the host ends is always worth a line. */
const RUNS: ReadonlySet<string> = new Set(['run', 'runAgain', 'tick'])

function isSilent(end: Ending): boolean {
  return 'value' in end && end.value === undefined
}

function ending(end: Ending): string {
  if ('value' in end) return typeof end.value === 'string' ? `'${end.value}'` : String(end.value)
  const { cancelled, cycles = [], error, errors, unhandled, waits = [] } = end
  const [future, reason] = cancelled ?? []
  return [
    error,
    ...(future === undefined ? [] : [` of ${future}`]),
    ...(typeof reason === 'string' ? [`: ${reason}`] : []),
    ...(errors === undefined ? [] : [` ${list(errors)}`]),
    ...(unhandled ?? []).map(([task, thrown]) => `, ${task ?? 'the observer'} threw ${thrown}`),
    ...waits.map(([who, on, by]) => `, ${who} waits for ${on}${by.map((one) => ` of ${one}`)}`),
    ...cycles.map((cycle) => `, cycle ${list(cycle)}`),
  ].join('')
}

function list(names: readonly string[]): string {
  return `[${names.join(', ')}]`
}
