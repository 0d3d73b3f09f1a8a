/** What a wrong loop is. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Law } from '../law.ts'
import { laws } from '../laws/index.ts'

/** A small change of the text of one module, as it is shipped. */
export interface Change {
  /** The module, below the directory of the sources. */
  readonly in: `${string}.js`
  /** What must be in it exactly once, white space aside, and what then stands in its place. */
  readonly replace: readonly [text: string, other: string]
}

/** The shipped loop with a mistake in it. */
export interface Mutant extends Change {
  readonly name: string
  /** The clause that it breaks. */
  readonly clause: ClauseId
  /** The sentence of the law of that clause that must catch it. */
  readonly law: string
  /** What it does wrong. */
  readonly why: string
  /** What must change besides, where one place is not enough. */
  readonly also?: readonly Change[]
}

/** Wrong loops that one law must catch. */
export function breaking(
  clause: ClauseId,
  law: string,
  wrong: readonly Omit<Mutant, 'clause' | 'law'>[],
): Mutant[] {
  return wrong.map((mutant) => ({ ...mutant, clause, law }))
}

/**
 * The law that must catch a wrong loop.
 *
 * @throws if the clause has no law with that sentence
 */
export function lawOf({ clause, law, name }: Mutant): Law {
  const found = laws[clause].find(({ sentence }) => sentence === law)
  if (found === undefined) throw new Error(`${name} is out of date: ${clause} has no law: ${law}`)
  return found
}
