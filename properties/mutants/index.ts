/** Wrong loops: they show that the laws can tell a right loop from a wrong one. */

import { cancellationMutants } from './cancellation.ts'
import { closingMutants } from './closing.ts'
import { combinatorMutants } from './combinators.ts'
import { futureMutants } from './future.ts'
import { loopMutants } from './loop.ts'
import { meetingMutants } from './meetings.ts'
import type { Mutant } from './mutant.ts'
import { observerMutants } from './observer.ts'
import { structureMutants } from './structure.ts'
import { lockMutants } from './synchronisation.ts'
import { taskMutants } from './task.ts'
import { timeMutants } from './time.ts'

export { load } from './load.ts'
export { lawOf, type Mutant } from './mutant.ts'

/** All of them, in the order of the chapters. */
export const mutants: readonly Mutant[] = [
  ...futureMutants,
  ...taskMutants,
  ...loopMutants,
  ...observerMutants,
  ...cancellationMutants,
  ...closingMutants,
  ...structureMutants,
  ...combinatorMutants,
  ...timeMutants,
  ...lockMutants,
  ...meetingMutants,
]
