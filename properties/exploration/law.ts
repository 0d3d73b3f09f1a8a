/** What a law of exploration is: it is about an explorer, not about the log of a loop. */

import type { ExplorationClauseId } from '../../spec/exploration/clauses.ts'
import { Findings, type Verdict } from '../law.ts'
import type { Mutant } from '../mutants/mutant.ts'
import type { Explorer } from './observe.ts'

/** A guarantee of a clause as a property of any explorer, stated without the model. */
export interface ExplorationLaw {
  readonly clause: ExplorationClauseId
  /** The law as a sentence. */
  readonly sentence: string
  /** Where to look in `src/explore` when it fails. */
  readonly hint: string
  readonly check: (explorer: Explorer) => Promise<Verdict>
  /** The mutants that it must catch. */
  readonly mutants: readonly Mutant[]
}

type Draft = Omit<ExplorationLaw, 'clause'>

/** The laws of a clause: at least one. */
export type ExplorationLaws = readonly [ExplorationLaw, ...ExplorationLaw[]]

/** Assigns laws to their clause. */
export function explorationClause(
  id: ExplorationClauseId,
  [first, ...others]: readonly [Draft, ...Draft[]],
): ExplorationLaws {
  const assigned = (draft: Draft): ExplorationLaw => ({ clause: id, ...draft })
  return [assigned(first), ...others.map(assigned)]
}

/** A law, whose check notes what it finds. */
export function explorationLaw({
  check,
  ...text
}: Omit<Draft, 'check'> & {
  readonly check: (explorer: Explorer, found: Findings) => Promise<void>
}): Draft {
  return {
    ...text,
    async check(explorer) {
      const found = new Findings()
      await check(explorer, found)
      return found.verdict()
    },
  }
}
