/** What a mutant is. */

/** A small change of the text of one module, as it is shipped. */
export interface Change {
  /** The module, below the directory of the sources. */
  readonly in: `${string}.js`
  /** What must be in it exactly once, white space aside, and what replaces it. */
  readonly replace: readonly [text: string, other: string]
}

/** The shipped loop with a mistake in it, listed in the law that must catch it. */
export interface Mutant extends Change {
  readonly name: string
  /** What it does wrong. */
  readonly why: string
  /** What must change besides, where one place is not enough. */
  readonly also?: readonly Change[]
}
