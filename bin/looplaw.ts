#!/usr/bin/env node
/** The command line: each command is in a file of its own. */

import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addCheck } from './check.ts'
import { addView } from './view.ts'
import { addClause, clauseWords } from './clauses.ts'
import { carryOut } from './commandLine.ts'
import { addDraw } from './draw.ts'
import { addCompletion } from './completion.ts'
import { Complaint } from './documents.ts'
import { addExplore } from './explore.ts'
import { addRun } from './run.ts'
import { exitWhenPipeCloses } from './say.ts'

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
  $ looplaw explore ./race.js               find the race in a scenario of your own
  $ looplaw clause L9                       what one guarantee says, and where it is kept

where hello.json is
  { "main": [{ "do": "log", "text": "hello" }, { "do": "return", "value": 3 }] }

Exit status: 0 if all is well, 1 if a run, a check or a history fails, 2 if the command cannot be carried out.
Errors and progress are printed on stderr, so that --json leaves nothing but JSON on stdout. Nothing is in colour.`,
  )
  .exitOverride()
  .showHelpAfterError('See looplaw --help.')
  .helpCommand(false)
  .configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /u, 'looplaw: ')),
  })

addRun(cli)
addDraw(cli)
addView(cli)
addCheck(cli)
addExplore(cli)
addClause(cli)

cli
  .command('help')
  .summary('show the help of a command')
  .argument('[command]', 'as run')
  .action((name: string | undefined) => {
    const asked = name === undefined ? cli : cli.commands.find((command) => command.name() === name)
    if (asked === undefined) throw new Complaint(`unknown command '${name}'\nSee looplaw --help.`)
    asked.outputHelp()
  })

addCompletion(cli, { clause: clauseWords() })

for (const command of cli.commands) {
  command.showHelpAfterError(`See looplaw ${command.name()} --help.`)
}

await carryOut(cli, [Complaint])
