/** `looplaw draw`: a run as a picture. */

import { basename } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { recordsOf } from '../properties/records.ts'
import { EndlessError, observe } from '../properties/subject.ts'
import type { Log } from '../spec/event.ts'
import { sessionOf, type Discipline, type Session } from '../spec/program.ts'
import * as looplaw from '../src/index.ts'
import { pictureOf, type DrawOptions } from '../src/trace/index.ts'
import { Complaint, MOST_EVENTS, readDrawable, readSession, write } from './documents.ts'
import { patiently } from './progress.ts'
import { say } from './say.ts'

interface Options {
  readonly output?: string
  readonly ascii?: boolean
  readonly perfetto?: string
  readonly width?: number
  readonly discipline?: Discipline
  readonly ticks?: readonly [number, number]
  readonly replay?: string
}

/** Adds the command to a command line. */
export function addDraw(cli: Command): void {
  cli
    .command('draw')
    .summary('draw a run as a picture')
    .description(
      'Draws the timeline of a run: ticks across, main and the tasks down, a mark for each step. The document is a program, a session, or a trace that looplaw run --trace has written. Without an option it is drawn in the terminal.',
    )
    .argument('[file]', 'the document')
    .option('-o, --output <svg>', 'write a picture to this file')
    .option('--perfetto <json>', 'write a trace for Perfetto and chrome://tracing to this file')
    .option('--ascii', 'draw in the terminal')
    .option('--width <n>', 'of the terminal, in characters', width)
    .option('--ticks <range>', 'only these ticks, as 10-20', ticks)
    .addOption(
      new Option(
        '--discipline <name>',
        "where ticks end, if not as the program says, or else 'drain'",
      ).choices(['drain', 'snapshot']),
    )
    .option('--replay <session>', 'draw this session instead of a file, given as JSON')
    .addHelpText(
      'after',
      `
Exit status: 0, or 2 if it cannot be drawn.

Examples:
  $ looplaw draw hello.json -o hello.svg
  $ looplaw draw hello.json --ascii --ticks 1-20
  $ looplaw run hello.json --trace trace.json; looplaw draw trace.json --perfetto run.json`,
    )
    .action((file: string | undefined, options: Options) => {
      patiently(file, () => draw(file, options))
    })
}

function draw(file: string | undefined, options: Options): void {
  const { ascii, output, perfetto, ticks: range, width: wide } = options
  const { log, title } = runOf(file, options)
  if (range !== undefined) requireTick(range[0], log)
  const picture = pictureOf({ title, records: recordsOf(log) })
  const part: DrawOptions = { ticks: range }
  const source = file ?? ''
  if (output !== undefined) write(output, source, picture.svg(part))
  if (perfetto !== undefined) write(perfetto, source, picture.perfetto(part))
  if (ascii === true || (output === undefined && perfetto === undefined)) {
    say(picture.ascii({ ...part, width: wide ?? process.stdout.columns ?? 100 }))
  }
}

/** What is to be drawn, and what it is headed with. */
function runOf(
  file: string | undefined,
  { discipline, replay }: Options,
): { readonly log: Log; readonly title: string } {
  if (replay !== undefined && file === undefined) return played(readSession(replay), 'a session')
  if (file === undefined || replay !== undefined)
    throw new Complaint('draw takes a file, or a session by --replay')
  const document = readDrawable(file)
  const name = basename(file)
  switch (document.kind) {
    case 'trace':
      return {
        log: document.trace.events,
        title: `${document.trace.program}, under ${document.trace.discipline}`,
      }
    case 'session':
      return played(document.session, name)
    default: {
      const { program } = document
      return played(sessionOf(program, discipline ?? program.discipline ?? 'drain'), name)
    }
  }
}

/** @throws `Complaint` if the run has ended before that tick */
function requireTick(tick: number, log: Log): void {
  const last = log.reduce((most, one) => (one.event === 'tick' ? one.tick : most), 0)
  if (tick > last) throw new Complaint(`there is no tick ${tick}: the last one is ${last}`)
}

function played(session: Session, name: string): { readonly log: Log; readonly title: string } {
  const title = `${name}, under ${session.discipline}`
  try {
    return { log: observe(session, looplaw, { most: MOST_EVENTS }), title }
  } catch (error) {
    if (!(error instanceof EndlessError)) throw error
    return { log: error.log, title: `${title}: its first ${MOST_EVENTS} events` }
  }
}

function width(text: string): number {
  const number = Number(text)
  if (/^\d+$/u.test(text) && number >= 20 && number <= 10_000) return number
  throw new InvalidArgumentError('It is a whole number from 20 to 10000.')
}

function ticks(text: string): readonly [number, number] {
  const [, first, last] = /^(\d+)(?:-(\d+))?$/u.exec(text) ?? []
  const range = [Number(first), Number(last ?? first)] as const
  if (first !== undefined && range[0] <= range[1]) return range
  throw new InvalidArgumentError('It is a tick, or a first and a last one: 10-20.')
}
