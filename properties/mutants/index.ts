/** Wrong loops: they show that the laws can tell a right loop from a wrong one. */

import { futureMutants } from './future.ts'
import { loopMutants } from './loop.ts'
import type { Mutant } from './mutant.ts'
import { observerMutants } from './observer.ts'
import { taskMutants } from './task.ts'

export { load } from './load.ts'
export { lawOf, type Mutant } from './mutant.ts'

/** All of them, in the order of the chapters. */
export const mutants: readonly Mutant[] = [
  ...futureMutants,
  ...taskMutants,
  ...loopMutants,
  ...observerMutants,
]
