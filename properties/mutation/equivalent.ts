/** Mutants that are no mistakes: nothing that a program can do, or see, shows the change. */

import { fileAt } from '../places/files.ts'
import type { Mutation } from './operators.ts'

/** An argument that a mutant is equivalent. */
export interface Equivalent {
  /** Its id when this was written: its line may have moved since. */
  readonly id: string
  /** The lines that it changes. */
  readonly before: string
  readonly after: string
  /** Why no program shows the change. */
  readonly why: string
}

/** Every such argument, in the order of the modules. */
export function equivalents(): readonly Equivalent[] {
  return JSON.parse(fileAt('properties/mutation/equivalent.json').text)
}

/** The mutations that an argument is about: those of the same operator that change the same lines in the same way. */
export function meant(argument: Equivalent, all: readonly Mutation[]): readonly Mutation[] {
  const of = ({ id }: { readonly id: string }): string => id.replace(/:\d+:\d+:/u, ':')
  const same = all.filter(
    (one) =>
      of(one) === of(argument) && one.before === argument.before && one.after === argument.after,
  )
  const exact = same.filter(({ id }) => id === argument.id)
  return exact.length > 0 ? exact : same
}
