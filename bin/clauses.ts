/** `looplaw clause`: a clause, and where all is that belongs to it. */

import type { Command } from 'commander'
import { clauses } from '../spec/clauses.ts'
import { explorationClauses } from '../spec/exploration/clauses.ts'

interface Options {
  readonly json?: boolean
}

/** Adds the command to a command line. */
export function addClause(cli: Command): void {
  cli
    .command('clause')
    .summary('show a clause, and where all is that belongs to it')
    .description(
      'Shows what a clause says, its rule in the model, where the sources keep it, its laws, and their mutants.',
    )
    .argument('[id]', 'as L9; all of them are listed if it is left out')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Exit status: 0, or 2 if there is no such clause.

Example:
  $ looplaw clause L9`,
    )
    .action(async (id: string | undefined, { json = false }: Options) => {
      // Only now: all other commands begin without the laws.
      const { showClause, showClauses } = await import('./clause.ts')
      if (id === undefined) showClauses(json)
      else await showClause(id, json)
    })
}

/** Each id, and its title. */
export function clauseWords(): readonly (readonly [id: string, title: string])[] {
  return Object.entries({ ...clauses, ...explorationClauses }).map(([id, { title }]) => [id, title])
}
