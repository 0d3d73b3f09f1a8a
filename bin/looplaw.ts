#!/usr/bin/env node
/** The command line: `run` runs a program, `draw` draws one, `check` runs the campaign, `clause` shows a clause. */

import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { runProgram, type Run } from '../properties/report.ts'
import { EndlessError } from '../properties/subject.ts'
import type { Discipline, Program } from '../spec/program.ts'
import * as looplaw from '../src/index.ts'
import { addCheck } from './check.ts'
import { addView } from './view.ts'
import { showClause, showClauses } from './clause.ts'
import { carryOut } from './commandLine.ts'
import { addDraw } from './draw.ts'
import { Complaint, readProgram, writeTrace } from './documents.ts'
import { say, exitWhenPipeCloses } from './say.ts'

interface RunOptions {
  readonly discipline?: Discipline
  readonly trace?: string
}

exitWhenPipeCloses()

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL(import.meta.resolve('looplaw/package.json')), 'utf8'),
)

const cli = new Command('looplaw')
  .description(
    'A deterministic event loop for generator coroutines, and the laws that it is held to.',
  )
  .version(manifest.version)
  .addHelpText(
    'after',
    `
Examples:
  $ looplaw run hello.json                  run a program as data: its ticks, what it prints
  $ looplaw draw hello.json -o hello.svg    see it as a picture
  $ looplaw view hello.json -o hello.html   step through it in a browser, and change it
  $ looplaw check --runs 1000               hold the loop to its laws
  $ looplaw check --subject ./mine.js       hold a scheduler of your own to them
  $ looplaw clause L9                       what one guarantee says, and where it is kept

where hello.json is
  { "main": [{ "do": "log", "text": "hello" }, { "do": "return", "value": 3 }] }

Exit status: 0 if all is well, 1 if a run or a check fails, 2 if the command cannot be carried out.`,
  )
  .exitOverride()
  .showHelpAfterError('See looplaw --help.')
  .configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /u, 'looplaw: ')),
  })

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
  .option('--trace <out>', 'write every event to this file, as JSON; a missing value is undefined')
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
  .action((file: string, { discipline, trace }: RunOptions) => {
    const program = readProgram(file)
    const chosen = discipline ?? program.discipline ?? 'drain'
    const { failed, lines, log } = run(file, program, chosen)
    if (trace !== undefined) writeTrace(trace, file, log, chosen)
    if (failed) process.exitCode = 1
    say(...lines)
  })

addDraw(cli)
addView(cli)

addCheck(cli)

cli
  .command('clause')
  .summary('show a clause, and where all is that belongs to it')
  .description(
    'Shows what a clause says, its rule in the model, where the sources keep it, its laws, and their mutants.',
  )
  .argument('[id]', 'as L9; all of them are listed if it is left out')
  .addHelpText(
    'after',
    `
Exit status: 0, or 2 if there is no such clause.

Example:
  $ looplaw clause L9`,
  )
  .action(async (id: string | undefined) => {
    if (id === undefined) showClauses()
    else await showClause(id)
  })

/** A run is followed for some thousand events; a program without loops comes that far if it is long. */
function run(file: string, program: Program, discipline: Discipline): Run {
  try {
    return runProgram(program, discipline, looplaw)
  } catch (error) {
    if (!(error instanceof EndlessError)) throw error
    throw new Complaint(`${file}: it is too long to be followed to its end`, { cause: error })
  }
}

await carryOut(cli, [Complaint])
