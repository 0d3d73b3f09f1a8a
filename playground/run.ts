/** Runs a document: the program of a reader, in the worker of the page. */

import { transform } from 'sucrase'
import { parseJson } from '../bin/json.ts'
import { eventText, runProgram } from '../properties/report.ts'
import { EndlessError } from '../properties/subject.ts'
import type { Event, Log } from '../spec/event.ts'
import { model } from '../spec/model.ts'
import { parseProgram } from '../spec/parse.ts'
import { sessionOf, type Discipline, type Program } from '../spec/program.ts'
import { checked } from '../src/explore/options.ts'
import { ExplorationError } from '../src/explore/errors.ts'
import { search } from '../src/explore/engine/search.ts'
import type { LoopExploreOptions, LoopScenario } from '../src/explore/loop/contract.ts'
import { Loops } from '../src/explore/loop/run.ts'
import * as host from '../src/host/index.ts'
import * as trace from '../src/trace/index.ts'
import { pictureOf } from '../src/trace/index.ts'
import type { Answer, Document, Place, Question } from './answer.ts'
import { placeAt, placeIn } from './places.ts'
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
    return { ...shown(recording, discipline), beside: besideModel(program, discipline, log) }
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

function runModule({ discipline, loop, text }: Document): Answer {
  const recording = new Recording()
  const print = (...parts: readonly unknown[]): void => {
    recording.output.push(parts.map(printed).join(' '))
  }
  try {
    evaluate(text, { recording, print, discipline, loop })
    return shown(recording, discipline)
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

/** What the module exports. */
function evaluate(text: string, { discipline, loop, print, recording }: Surroundings): Exports {
  const core = recording.core()
  class Loop extends core.Loop {
    constructor(options: ConstructorParameters<typeof core.Loop>[0] = {}) {
      super({ discipline, ...options })
    }
  }
  const modules: Readonly<Record<string, unknown>> = {
    looplaw: { ...core, Loop },
    'looplaw/host': host,
    'looplaw/trace': trace,
  }
  const load = (code: string): Exports => {
    const { code: script } = transform(code, { transforms: ['typescript', 'imports'] })
    const exports: Exports = {}
    const require = (name: string): unknown => {
      if (name === './loop.js' && loop !== undefined) return load(loop)
      if (name in modules) return modules[name]
      throw new Error(`a program here imports looplaw, looplaw/host or looplaw/trace, not ${name}`)
    }
    // oxlint-disable-next-line typescript/no-implied-eval -- a page that runs what its reader writes.
    const run = new Function('require', 'exports', 'console', `${script}\n//# sourceURL=program.js`)
    run(require, exports, { log: print, info: print, warn: print, error: print })
    return exports
  }
  return load(text)
}

type Exports = Record<string, unknown>

function placeOfModule(text: string, error: unknown): Place | undefined {
  const loc: unknown = error instanceof Error && 'loc' in error ? error.loc : undefined
  if (typeof loc !== 'object' || loc === null || !('line' in loc) || !('column' in loc))
    return undefined
  return placeAt(text, Number(loc.line), Number(loc.column))
}

// Exploration.

async function explored(document: Document): Promise<Answer> {
  const recording = new Recording()
  try {
    const { discipline, loop, text } = document
    const { options, scenario } = evaluate(text, { recording, print: () => {}, discipline, loop })
    if (!isScenario(scenario)) {
      throw new TypeError(
        'to explore, export a scenario: export function* scenario(loop) { … }, and perhaps options, like { pick: true }',
      )
    }
    const given: LoopExploreOptions = isOptions(options) ? options : { pick: true }
    const plan = checked(given, 'exploreLoop')
    const { pick = true, time = 'frozen' } = given
    const source = new Loops(scenario, { ...plan, pick, time })
    const { claim, seconds } = await search(source, {
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
    return { moments: [], svg: '', output: [`${claim}, in ${seconds.toFixed(2)} s`] }
  } catch (error) {
    if (!(error instanceof ExplorationError))
      return failed(error, placeOfModule(document.text, error))
    return { moments: [], svg: error.picture.svg(), output: error.message.split('\n') }
  }
}

function isScenario(given: unknown): given is LoopScenario {
  return typeof given === 'function'
}

function isOptions(given: unknown): given is LoopExploreOptions {
  return typeof given === 'object' && given !== null
}

// Answers.

function shown({ moments, output, recorder }: Recording, discipline: Discipline): Answer {
  const picture = pictureOf({ title: `a run, under ${discipline}`, records: recorder.records })
  return { moments, output, svg: moments.length === 0 ? '' : picture.svg() }
}

function failed(error: unknown, place?: Place): Answer {
  return { moments: [], output: [], svg: '', ...mistakeOf(error, place) }
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
