/** Runs a document: the program of a reader, in the worker of the page. */

import { transform } from 'sucrase'
import { parseJson } from '../bin/json.ts'
import { recordsOf } from '../properties/records.ts'
import { eventText, runProgram } from '../properties/report.ts'
import { EndlessError } from '../properties/subject.ts'
import type { Event, Log } from '../spec/event.ts'
import { model } from '../spec/model.ts'
import { parseProgram } from '../spec/parse.ts'
import { sessionOf, type Discipline, type Program } from '../spec/program.ts'
import { checked } from '../src/explore/options.ts'
import { ExplorationError } from '../src/explore/errors.ts'
import {
  areAlike,
  chosenIn,
  deviationsIn,
  following,
  type History,
  type Source,
} from '../src/explore/engine/history.ts'
import { search } from '../src/explore/engine/search.ts'
import type { LoopExploreOptions, LoopScenario } from '../src/explore/loop/contract.ts'
import { Loops } from '../src/explore/loop/run.ts'
import * as host from '../src/host/index.ts'
import * as trace from '../src/trace/index.ts'
import { pictureOf, type TimelineRecord } from '../src/trace/index.ts'
import type { Answer, Document, Frame, Place, Question } from './answer.ts'
import { lineAt, placeAt, placeIn } from './places.ts'
import { Recording } from './recording.ts'

/** Answers a question of the page. */
export async function answer({ document, what }: Question): Promise<Answer> {
  if (what === 'explore') return explored(document)
  return document.language === 'json' ? runData(document) : runModule(document)
}

// A program as data.

function runData({ discipline, text }: Document): Answer {
  let program: Program
  try {
    program = parseProgram(parseJson(text))
  } catch (error) {
    return failed(error, placeOfJson(text, error))
  }
  const recording = new Recording()
  const subject = recording.core()
  try {
    const { lines, log } = runProgram(program, discipline, subject)
    recording.output.push(...lines)
    const beside = besideModel(program, discipline, log)
    // The log has how mains end, of which an observer is not notified.
    return { ...shown(recording, discipline, recordsOf(log)), beside }
  } catch (error) {
    if (!(error instanceof EndlessError)) return failed(error)
    return {
      ...shown(recording, discipline),
      mistake: { message: 'it is too long for this page, which shows its beginning' },
    }
  }
}

function placeOfJson(text: string, error: unknown): Place | undefined {
  const [, line, column] = /^line (\d+), column (\d+)/u.exec(messageOf(error)) ?? []
  if (line !== undefined) return placeAt(text, Number(line), Number(column))
  return placeIn(text, error)
}

/** What both leave, notification by notification. */
function besideModel(
  program: Program,
  discipline: Discipline,
  log: Log,
): readonly (readonly [string, string])[] {
  const [left, right] = [log, model(sessionOf(program, discipline))].map((events) =>
    events.filter(isNotification).map(eventText),
  )
  const length = Math.max(left?.length ?? 0, right?.length ?? 0)
  return Array.from({ length }, (_, at) => [left?.[at] ?? '', right?.[at] ?? ''] as const)
}

function isNotification({ event }: Event): boolean {
  return /^(?:tick|spawned|scheduled|stepped|parked|woken|settled|cancelled|terminated|advanced)$/u.test(
    event,
  )
}

// A module.

async function runModule({ discipline, loop, text }: Document): Promise<Answer> {
  const recording = new Recording()
  const print = (...parts: readonly unknown[]): void => {
    recording.output.push(parts.map(printed).join(' '))
  }
  try {
    await evaluate(text, { recording, print, discipline, loop })
    const note =
      loop !== undefined && text.includes('./loop.js')
        ? 'Nothing to step through: a lesson has a loop of its own, in loop.js. What it prints is the output.'
        : 'Nothing to step through: the program has run no loop of looplaw.'
    const answered = shown(recording, discipline)
    return answered.moments.length === 0 ? { ...answered, note } : answered
  } catch (error) {
    return { ...shown(recording, discipline), ...mistakeOf(error, placeOfModule(text, error)) }
  }
}

interface Surroundings {
  readonly recording: Recording
  readonly print: (...parts: readonly unknown[]) => void
  readonly discipline: Discipline
  readonly loop: string | undefined
}

/** What the module exports, once it has run: it may await, as any module. */
async function evaluate(
  text: string,
  { discipline, loop, print, recording }: Surroundings,
): Promise<Exports> {
  const core = recording.core()
  class Loop extends core.Loop {
    constructor(options: ConstructorParameters<typeof core.Loop>[0] = {}) {
      super({ discipline, ...options })
    }
  }
  const modules = new Map<string, object>([
    ['looplaw', strict('looplaw', { ...core, Loop })],
    ['looplaw/host', strict('looplaw/host', host)],
    ['looplaw/trace', strict('looplaw/trace', trace)],
  ])
  const own = { log: print, info: print, warn: print, error: print }
  const require = (name: string): unknown => {
    if (name === './loop.js' && loop !== undefined) {
      const exports: Exports = {}
      // oxlint-disable-next-line typescript/no-implied-eval -- a page that runs what its reader writes.
      new Function('require', 'exports', 'console', scriptOf(loop))(require, exports, own)
      return exports
    }
    const found = modules.get(name)
    if (found !== undefined) return found
    throw new Error(`a program here imports looplaw, looplaw/host or looplaw/trace, not ${name}`)
  }
  const exports: Exports = {}
  const script = `${scriptOf(text)}\n//# sourceURL=${SOURCE}`
  await new AsyncFunction('require', 'exports', 'console', script)(require, exports, own)
  return exports
}

const SOURCE = 'program.js'
const AsyncFunction: FunctionConstructor = Object.getPrototypeOf(async () => {}).constructor

function scriptOf(code: string): string {
  return transform(code, { transforms: ['typescript', 'imports'] }).code
}

/** A module whose missing exports are missed where they are used, by their names. */
function strict(name: string, module: object): object {
  return new Proxy(module, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target) && !key.startsWith('__') && key !== 'default')
        throw new Error(`${name} exports no ${key}`)
      return Reflect.get(target, key)
    },
  })
}

type Exports = Record<string, unknown>

function placeOfModule(text: string, error: unknown): Place | undefined {
  if (!(error instanceof Error)) return undefined
  const loc: unknown = 'loc' in error ? error.loc : undefined
  if (typeof loc === 'object' && loc !== null && 'line' in loc && 'column' in loc)
    return placeAt(text, Number(loc.line), Number(loc.column))
  // What was thrown while it ran: its lines are those of the text, below the two of the function around it.
  const [, line] = new RegExp(`\\b${SOURCE}:(\\d+):`, 'u').exec(error.stack ?? '') ?? []
  return line === undefined ? undefined : lineAt(text, Number(line) - 2)
}

// Exploration.

async function explored(document: Document): Promise<Answer> {
  const recording = new Recording()
  const found: History[] = []
  let source: Source | undefined
  try {
    const { discipline, loop, text } = document
    const silent = { recording, print: () => {}, discipline, loop }
    const { options, scenario } = await evaluate(text, silent)
    if (!isScenario(scenario)) {
      throw new TypeError(
        'to explore, export a scenario: export function* scenario(loop) { … }, and perhaps options, like { pick: true }',
      )
    }
    const given: LoopExploreOptions = isOptions(options) ? options : { pick: true }
    const plan = checked(given, 'exploreLoop')
    const { pick = true, time = 'frozen' } = given
    source = new Loops(scenario, { ...plan, pick, time })
    const { claim, seconds } = await search(watched(source, found), {
      ...plan,
      call: 'exploreLoop(scenario',
      decisive: [
        ...(pick ? ['pick: true'] : []),
        ...(time === 'explored' ? ["time: 'explored'"] : []),
        ...plan.decisive,
      ],
      stretching: undefined,
      now: () => performance.now(),
    })
    const output = [`${claim}, in ${seconds.toFixed(2)} s`]
    return { moments: [], svg: '', output, note: 'No history fails, so there is none to draw.' }
  } catch (error) {
    if (!(error instanceof ExplorationError) || source === undefined)
      return failed(error, placeOfModule(document.text, error))
    const svg = error.picture.svg()
    const frames = await framesOf(found, source)
    const output = error.message.split('\n')
    return {
      moments: [],
      svg,
      output,
      frames: [...frames, { text: `the smallest, ${sizeOf(found.at(-1))}`, svg }],
    }
  }
}

/** Keeps of the histories that fail the first, and each that is smaller than the last that was kept. */
function watched(source: Source, found: History[]): Source {
  return {
    get takesFootprints() {
      return source.takesFootprints
    },
    async run(chooser, options) {
      const history = await source.run(chooser, options)
      const last = found.at(-1)
      const isFirst = last === undefined && history.failure !== undefined
      if (isFirst || (last !== undefined && isSmaller(history, last))) found.push(history)
      return history
    },
  }
}

function isSmaller(one: History, other: History): boolean {
  const fewer = deviationsIn(one) - deviationsIn(other)
  const shorter = one.steps.length - other.steps.length
  return areAlike(one.failure, other.failure) && (fewer < 0 || (fewer === 0 && shorter < 0))
}

/** More pictures than these, of long histories, would take the page too long. */
const FRAMES = 20

/** All but the smallest, which has a picture already. */
async function framesOf(found: readonly History[], source: Source): Promise<readonly Frame[]> {
  const frames: Frame[] = []
  for (const history of found.slice(0, -1).slice(-FRAMES)) {
    const chooser = following(chosenIn(history))
    const { records = [] } = await source.run(chooser, { traced: true })
    const isFirst = history === found[0]
    const title = isFirst ? 'The history that was found' : 'A smaller one'
    const picture = pictureOf({ title, records, across: 'decision' })
    frames.push({ text: `${isFirst ? 'as found, ' : ''}${sizeOf(history)}`, svg: picture.svg() })
  }
  return frames
}

function sizeOf(history: History | undefined): string {
  if (history === undefined) return ''
  const count = deviationsIn(history)
  return `${count} ${count === 1 ? 'deviation' : 'deviations'} in ${history.steps.length} decisions`
}

function isScenario(given: unknown): given is LoopScenario {
  return typeof given === 'function'
}

function isOptions(given: unknown): given is LoopExploreOptions {
  return typeof given === 'object' && given !== null
}

// Answers.

function shown(
  { moments, output, recorder }: Recording,
  discipline: Discipline,
  records: readonly TimelineRecord[] = recorder.records,
): Answer {
  const picture = pictureOf({ title: `a run, under ${discipline}`, records })
  return { moments, output, svg: moments.length === 0 ? '' : picture.svg() }
}

function failed(error: unknown, place?: Place): Answer {
  const note = 'Nothing has run: the message below the program says why.'
  return { moments: [], output: [], svg: '', note, ...mistakeOf(error, place) }
}

function mistakeOf(error: unknown, place?: Place): Pick<Answer, 'mistake'> {
  return { mistake: { message: messageOf(error), place } }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'MalformedError' || error.name === 'IllFormedError'
    ? error.message
    : `${error.name}: ${error.message}`
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || value instanceof Error) return String(value)
  // A task prints as its name and its id; what is plain data, as such.
  // oxlint-disable-next-line typescript/no-base-to-string -- what has none of its own is shown as data.
  const text = String(value)
  return text.startsWith('[object') || Array.isArray(value) ? JSON.stringify(value) : text
}
