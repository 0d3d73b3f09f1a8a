/** Every law, by its clause: one that is missing does not compile. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Laws } from '../law.ts'
import { futureLaws } from './future.ts'
import { loopLaws } from './loop.ts'
import { observerLaws } from './observer.ts'
import { taskLaws } from './task.ts'

export const laws: Readonly<Record<ClauseId, Laws>> = {
  ...futureLaws,
  ...taskLaws,
  ...loopLaws,
  ...observerLaws,
}
