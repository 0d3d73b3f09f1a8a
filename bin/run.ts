/** `looplaw run`: a program as data, its ticks, what it says and how it ends. */

import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import { runProgram, type Run } from '../properties/report.ts'
import { EndlessError } from '../properties/subject.ts'
import type { Discipline, Program } from '../spec/program.ts'
import * as looplaw from '../src/index.ts'
import { Complaint, MOST_EVENTS, readProgram, writeTrace } from './documents.ts'
import { patiently } from './progress.ts'
import { say, sayJson } from './say.ts'

interface Options {
  readonly discipline?: Discipline
  readonly json?: boolean
  readonly trace?: string
}

/** Adds the command to a command line. */
export function addRun(cli: Command): void {
  cli
    .command('run')
    .summary('run a program')
    .description(
      'Runs a program, a JSON document, and prints its ticks, what it says and how it ends.',
    )
    .argument('<file>', 'the program')
    .addOption(
      new Option(
        '--discipline <name>',
        "where ticks end, if not as the program says, or else 'drain'",
      ).choices(['drain', 'snapshot']),
    )
    .option('--json', 'print the result as JSON; a missing result is undefined')
    .option(
      '--trace <out>',
      'write every event to this file, as JSON; a missing value is undefined',
    )
    .addHelpText(
      'after',
      `
Exit status: 0 if main returns, 1 if the run throws, 2 if it cannot be run.

Example:
  $ looplaw run hello.json --discipline snapshot
  Loop step 1 []
  main: hello
  Loop finished with result 3
where hello.json is
  { "main": [{ "do": "log", "text": "hello" }, { "do": "return", "value": 3 }] }`,
    )
    .action((file: string, { discipline, json = false, trace }: Options) => {
      const { chosen, done } = patiently(file, () => {
        const program = readProgram(file)
        const named = discipline ?? program.discipline ?? 'drain'
        return { chosen: named, done: run(file, program, named) }
      })
      if (trace !== undefined) writeTrace(trace, file, done.log, chosen)
      if (done.failed) process.exitCode = 1
      if (json) sayJson(resultOf(file, chosen, done))
      else say(done.lines.join('\n'))
    })
}

/** The same as the lines, for a machine. */
function resultOf(file: string, discipline: Discipline, { log, outcome }: Run): object {
  return {
    program: basename(file),
    discipline,
    ticks: log.filter(({ event }) => event === 'tick').length,
    said: log.flatMap((event) =>
      event.event === 'said' ? [{ who: event.who, text: event.text }] : [],
    ),
    ...('error' in outcome ? outcome : { result: outcome.value }),
  }
}

function run(file: string, program: Program, discipline: Discipline): Run {
  try {
    return runProgram(program, discipline, looplaw, { most: MOST_EVENTS })
  } catch (error) {
    if (!(error instanceof EndlessError)) throw error
    const why = `it has more than ${MOST_EVENTS} events, and is not followed to its end`
    throw new Complaint(`${file}: ${why}`, { cause: error })
  }
}
