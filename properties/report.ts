/** Reports as text: of a failure, of a campaign, of a program that was run. */

import { clauses } from '../spec/clauses.ts'
import type { Ending, Event, Log, Plain } from '../spec/event.ts'
import { sessionOf, type Discipline, type Program, type Session } from '../spec/program.ts'
import type { Failure, Verdicts } from './check.ts'
import { sessionAsCode } from './code.ts'
import { firstDifference } from './difference.ts'
import { pictureOf } from '../src/trace/index.ts'
import { recordsOf } from './records.ts'
import { observe, type Circumstances, type Subject } from './subject.ts'

// A failure.

/**
 * The report of a failure, line by line: the law and its clause, what is wrong, the session as code, both
 * logs around their first difference, and the line that replays the session.
 *
 * @param others the other failures of the same session
 * @param options of `looplaw check`, if it is not the shipped loop that fails: `--mutant name`, `--subject file`
 *
 * @example
 * ```ts
 * import * as looplaw from 'looplaw'
 * import { checkSession, failureReport } from 'looplaw/properties'
 *
 * const { failures } = checkSession({ discipline: 'drain', host: [{ do: 'close' }] }, looplaw)
 * for (const failure of failures) console.log(failureReport(failure).join('\n'))
 * ```
 */
export function failureReport(
  failure: Failure,
  others: readonly Failure[] = [],
  options?: string,
): string[] {
  const { session } = failure
  return [
    ...headOf(failure),
    '',
    ...(failure.law?.plays === true ? GAME : evidenceOf(failure)),
    ...(others.length > 0 ? ['It also breaks:', '', ...others.map(lineOf).map(indented), ''] : []),
    'To replay it:',
    '',
    replayLine(session, options),
  ]
}

/** What shows a failure. */
function evidenceOf(failure: Failure): string[] {
  return [
    'The smallest session found that shows it:',
    '',
    ...sessionAsCode(failure.session).split('\n').map(indented),
    '',
    ...logsOf(failure),
    ...pictures(failure),
  ]
}

const GAME = [
  'The law plays a game with the subject, which its session only draws: the log of the session shows nothing of it.',
  '',
]

function headOf({ law, wrong }: Failure): string[] {
  if (law === undefined)
    return ['model · The log of the loop is that of the model.', '', `  Wrong: ${wrong}.`]
  const { sentence, title } = clauses[law.clause]
  return [
    `${law.clause} · ${title}`,
    indented(sentence),
    '',
    `  Law:   ${law.sentence}.`,
    `  Wrong: ${wrong}.`,
    `  Hint:  ${law.hint}.`,
  ]
}

/** A failure on one line. */
function lineOf({ law, wrong }: Failure): string {
  return law === undefined ? wrong : `${law.clause} · ${law.sentence}: ${wrong}`
}

/**
 * The command line that replays a session, with the shipped loop or another, for a POSIX shell. Within
 * single quotes only a single quote is special; it is written as a JSON escape, as is every character that a
 * terminal may not show.
 */
export function replayLine(session: Session, options?: string): string {
  const json = JSON.stringify(session).replaceAll(/'|[^ -~]/gu, (text) =>
    text.split('').map(escaped).join(''),
  )
  return `npx looplaw check ${options === undefined ? '' : `${options} `}--replay '${json}'`
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** How many events are shown before and after the first difference of two logs. */
const AROUND = 5

function logsOf({ expected, log }: Failure): string[] {
  if (log === undefined) return listed('The log of the model:', expected)
  const at = firstDifference(expected, log)
  if (at === undefined) return listed('The log of the loop, which is that of the model:', log)
  const first = Math.max(0, at - AROUND)
  const around = (events: Log): string[] => {
    const texts = events.slice(first, at + AROUND + 1).map(eventText)
    return events.length <= at + AROUND ? [...texts, '(the end)'] : texts
  }
  const [left, right] = [around(expected), around(log)]
  const width = Math.min(72, Math.max(...left.map((text) => text.length)))
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const mark = first + row === at ? '>' : ' '
    return `${mark} ${number(first + row)}  ${(left[row] ?? '').padEnd(width)}  ${right[row] ?? ''}`.trimEnd()
  })
  const heads = `        ${'the model'.padEnd(width)}  the loop`
  return [`The logs first differ at event ${at}:`, '', heads, ...rows, '']
}

function listed(head: string, log: Log): string[] {
  if (log.length === 0) return []
  return [head, '', ...log.map((event, at) => `  ${number(at)}  ${eventText(event)}`), '']
}

/** The run of the loop, above that of the model where that is another one. */
function pictures({ expected, log }: Failure): string[] {
  if (log === undefined) return []
  const loop = { title: 'The loop:', records: recordsOf(log) }
  const model = { title: 'The model:', records: recordsOf(expected) }
  const isSame = firstDifference(expected, log) === undefined
  const picture = isSame ? pictureOf(loop) : pictureOf(loop, model)
  return [...picture.ascii().split('\n'), '']
}

function number(at: number): string {
  return String(at).padStart(4)
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`
}

// An event.

/** An event on one line. */
export function eventText(event: Event): string {
  switch (event.event) {
    case 'tick':
      return `tick ${event.tick} ${list(event.scheduled)}`
    case 'spawned':
      return `spawned ${event.task}: ${event.shown}`
    case 'scheduled':
      return `scheduled ${event.task}`
    case 'stepped':
      return `stepped ${event.who}`
    case 'parked':
      return `parked ${event.who} on ${event.on}`
    case 'woken':
      return `woken ${event.task} by ${event.by}`
    case 'settled':
      return `settled ${event.future}: ${endingText(event.ending)}`
    case 'cancelled':
      return `cancelled ${event.task}`
    case 'terminated':
      return `terminated ${event.task}`
    case 'advanced':
      return `time is ${event.now}`
    case 'begun':
      return `${event.who} begins`
    case 'said':
      return `${event.who} logs ${JSON.stringify(event.text)}`
    case 'yields':
      return `${event.who} yields${event.nothing ? '' : ' 42'}`
    case 'awaits':
      return `${event.who} awaits ${event.on}`
    case 'got': {
      const combined = event.by === 'all' || event.by === 'allSettled'
      const how = combined ? ` by ${event.by}` : event.by === 'await' ? '' : `.${event.by}()`
      return `${event.who} receives ${event.of}${how}: ${endingText(event.ending)}`
    }
    case 'asks':
      return `${event.who} begins ${about(event)}`
    case 'has':
      return `${event.who} completes ${about(event)}: ${endingText(event.ending)}`
    case 'left':
      return `${event.who} leaves ${about(event)}`
    case 'caught':
      return `${event.who} catches ${event.error}`
    case 'guarded':
      return `${event.who} enters a try with a finally`
    case 'cleaning':
      return `${event.who} cleans up`
    case 'ends':
      return `${event.who} ends: ${endingText(event.ending)}`
    case 'saw': {
      const which = event.current ? 'the current loop' : 'a loop'
      const seen = `scheduled ${list(event.scheduled)}, pending ${list(event.pending)}`
      return `${event.who} sees ${which}: tick ${event.tick}, time ${event.now}, ${seen}`
    }
    case 'inspected': {
      const { event: _event, of, who, ...facts } = event
      return `${who} inspects ${of}: ${JSON.stringify(facts)}`
    }
    case 'calls':
      return `${event.who} calls ${event.call}(${event.of})`
    case 'called':
      return `${event.who} called ${event.call}(${event.of}): ${endingText(event.ending)}`
    case 'unhandled':
  }
  return `onUnhandled: ${endingText(event.ending)}`
}

function about({ of, what }: { readonly of: string; readonly what: string }): string {
  return of === '' ? what : `${what} ${of}`
}

function endingText(ending: Ending): string {
  if ('value' in ending) return valueText(ending.value)
  const { cancelled, cycles = [], error, errors = [], unhandled = [], waits = [] } = ending
  const details = [
    ...(cancelled ? [cancelled[1] === null ? cancelled[0] : cancelled.join(': ')] : []),
    ...errors,
    ...unhandled.map(([task, thrown]) => `${task ?? 'an observer'} failed with ${thrown}`),
    ...waits.map(([who, on]) => `${who} waits for ${on}`),
    ...cycles.map((cycle) => `cycle ${list(cycle)}`),
  ]
  return `threw ${error}${details.length === 0 ? '' : ` (${details.join(', ')})`}`
}

function valueText(value: Plain): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function list(names: readonly string[]): string {
  return `[${names.join(', ')}]`
}

// A campaign.

/**
 * A line for each clause, and one for the model: the id, the number of programs that exercised it, the
 * verdict, and the title.
 */
export function standings({ clauses: found, refinement }: Verdicts): string[] {
  const rows = [...found].map(([id, standing]) => [id, clauses[id].title, standing] as const)
  const all = [...rows, ['model', 'The log of the loop is that of the model', refinement] as const]
  const wide = Math.max(...all.map(([, , { verdict }]) => verdict.length))
  return all.map(([id, title, { exercised, verdict }]) => {
    return `${id.padEnd(5)}  ${String(exercised).padStart(7)}  ${verdict.padEnd(wide)}  ${title}`
  })
}

// A program.

/** A program that was run. */
export interface Run {
  /** What it printed: its ticks, its messages, and its outcome. */
  readonly lines: readonly string[]
  /** The log of the run. */
  readonly log: Log
  /** Whether the run threw an error. */
  readonly failed: boolean
  /** What main returned, or the error that the run threw, as text. */
  readonly outcome: { readonly value: Plain } | { readonly error: string }
}

/**
 * Runs a program and returns what it prints, with a line for each tick.
 *
 * @param circumstances.most after how many events it is taken to be endless; by default, 100,000
 * @throws `EndlessError` if the program does not come to an end
 *
 * @example
 * ```ts
 * import * as looplaw from 'looplaw'
 * import { runProgram } from 'looplaw/properties'
 * import { parseProgram } from 'looplaw/spec'
 *
 * const program = parseProgram({ main: [{ do: 'return', value: 3 }] })
 * console.log(runProgram(program, 'drain', looplaw).lines.join()) // Loop step 1 [],Loop finished with result 3
 * ```
 */
export function runProgram(
  program: Program,
  discipline: Discipline,
  subject: Subject,
  { most }: Pick<Circumstances, 'most'> = {},
): Run {
  const thrown: unknown[] = []
  const onError = (error: unknown): void => void thrown.push(error)
  const circumstances = { onError, ...(most !== undefined && { most }) }
  const log = observe(sessionOf(program, discipline), subject, circumstances)
  const shown = new Map<string, string>()
  const lines = log.flatMap((event) => {
    if (event.event === 'spawned') shown.set(event.task, event.shown)
    if (event.event === 'said') return [`${event.who}: ${event.text}`]
    if (event.event !== 'tick') return []
    return [
      `Loop step ${event.tick} ${list(event.scheduled.map((task) => shown.get(task) ?? task))}`,
    ]
  })
  const outcome = thrown.length > 0 ? { error: String(thrown[0]) } : { value: returnedIn(log) }
  const last =
    'error' in outcome
      ? `Loop failed with ${outcome.error}`
      : `Loop finished with result ${String(outcome.value)}`
  return { failed: 'error' in outcome, log, lines: [...lines, last], outcome }
}

function returnedIn(log: Log): Plain {
  const last = log.at(-1)
  return last?.event === 'called' && 'value' in last.ending ? last.ending.value : undefined
}
