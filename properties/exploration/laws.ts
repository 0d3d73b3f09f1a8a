/** The laws and mutants of chapter 10: a clause that has no file does not compile. */

import type { ExplorationClauseId } from '../../spec/exploration/clauses.ts'
import { X1 } from '../clauses/X1.ts'
import { X10 } from '../clauses/X10.ts'
import { X11 } from '../clauses/X11.ts'
import { X12 } from '../clauses/X12.ts'
import { X13 } from '../clauses/X13.ts'
import { X14 } from '../clauses/X14.ts'
import { X15 } from '../clauses/X15.ts'
import { X16 } from '../clauses/X16.ts'
import { X17 } from '../clauses/X17.ts'
import { X18 } from '../clauses/X18.ts'
import { X19 } from '../clauses/X19.ts'
import { X20 } from '../clauses/X20.ts'
import { X2 } from '../clauses/X2.ts'
import { X3 } from '../clauses/X3.ts'
import { X4 } from '../clauses/X4.ts'
import { X5 } from '../clauses/X5.ts'
import { X6 } from '../clauses/X6.ts'
import { X7 } from '../clauses/X7.ts'
import { X8 } from '../clauses/X8.ts'
import { X9 } from '../clauses/X9.ts'
import type { Mutant } from '../mutants/mutant.ts'
import type { ExplorationLaw, ExplorationLaws } from './law.ts'

export const explorationLaws: Readonly<Record<ExplorationClauseId, ExplorationLaws>> = {
  X1,
  X2,
  X3,
  X4,
  X5,
  X6,
  X7,
  X8,
  X9,
  X10,
  X11,
  X12,
  X13,
  X14,
  X15,
  X16,
  X17,
  X18,
  X19,
  X20,
}

/** In the order of the chapter. */
export const everyExplorationLaw: readonly ExplorationLaw[] = Object.values(explorationLaws).flat()

/** Every mutant, with the law that must catch it. */
export const explorationBreaches: readonly {
  readonly law: ExplorationLaw
  readonly mutant: Mutant
}[] = everyExplorationLaw.flatMap((law) => law.mutants.map((mutant) => ({ law, mutant })))
