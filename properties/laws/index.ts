/** Every law, by its clause: one that is missing does not compile. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Laws } from '../law.ts'
import { cancellationLaws } from './cancellation.ts'
import { futureLaws } from './future.ts'
import { loopLaws } from './loop.ts'
import { observerLaws } from './observer.ts'
import { structureLaws } from './structure.ts'
import { synchronisationLaws } from './synchronisation.ts'
import { taskLaws } from './task.ts'
import { timeLaws } from './time.ts'

export const laws: Readonly<Record<ClauseId, Laws>> = {
  ...futureLaws,
  ...taskLaws,
  ...loopLaws,
  ...observerLaws,
  ...cancellationLaws,
  ...structureLaws,
  ...timeLaws,
  ...synchronisationLaws,
}
