/** `looplaw view`: a program in the playground, as one page. */

import { readFileSync } from 'node:fs'
import { Option, type Command } from 'commander'
import type { Discipline, Program } from '../spec/program.ts'
import { Complaint, readProgram, readText, write } from './documents.ts'

interface Options {
  readonly output: string
  readonly discipline?: Discipline
}

/** Adds the command to a command line. */
export function addView(cli: Command): void {
  cli
    .command('view')
    .summary('write a page in which a program can be stepped and changed')
    .description(
      'Writes the playground with this program in it, as one page that needs nothing else: edit it, run it, step it forwards and back, and see which clause governs each event. The document is a program as data, or a module in TypeScript or JavaScript.',
    )
    .argument('<file>', 'the program')
    .requiredOption('-o, --output <html>', 'the page')
    .addOption(
      new Option(
        '--discipline <name>',
        "where ticks end, if not as the program says, or else 'drain'",
      ).choices(['drain', 'snapshot']),
    )
    .addHelpText(
      'after',
      `
Exit status: 0, or 2 if the page cannot be written.

Example:
  $ looplaw view hello.json -o hello.html`,
    )
    .action((file: string, { discipline, output }: Options) => {
      const isModule = /\.[cm]?[jt]s$/u.test(file)
      // A malformed program gets its message here, and not in a page that cannot run it.
      const program: Program | undefined = isModule ? undefined : readProgram(file)
      const document = {
        language: isModule ? 'ts' : 'json',
        text: readText(file),
        discipline: discipline ?? program?.discipline ?? 'drain',
      }
      write(output, file, pageWith(JSON.stringify(document)))
    })
}

/** Where the page has its program. */
const SLOT = '<script type="application/json" id="program">'

function pageWith(document: string): string {
  // Nothing in it may end the element that it is in.
  const safe = document.replaceAll('<', '\\u003c')
  return template().replace(SLOT, () => SLOT + safe)
}

function template(): string {
  // Resolved from the package, so that it is the same from bin and from dist/bin.
  const page = new URL('dist/playground/page.html', import.meta.resolve('looplaw/package.json'))
  try {
    return readFileSync(page, 'utf8')
  } catch (error) {
    throw new Complaint('the playground is not built: npm run build', { cause: error })
  }
}
