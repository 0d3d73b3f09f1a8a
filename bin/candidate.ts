/** The loop that is checked, by the options that name it: in this process, and in each worker. */

import type { Kit } from '../properties/kit.ts'
import { load } from '../properties/mutants/load.ts'
import type { Subject } from '../properties/subject.ts'
import * as looplaw from '../src/index.ts'
import { breachNamed } from './clause.ts'
import { subjectAt } from './subject.ts'

/** The shipped loop, unless there is one of these. */
export interface Which {
  readonly mutant?: string | undefined
  readonly subject?: string | undefined
}

/** A loop to check against the laws: the shipped one, a mutant of it, or one from elsewhere, with its kit. */
export interface Candidate {
  readonly subject: Subject
  readonly kit?: Kit
  /** The options that replay it. */
  readonly options?: string
}

/** @throws `Complaint` if there is no such loop */
export async function candidateOf({ mutant, subject }: Which): Promise<Candidate> {
  if (mutant !== undefined) {
    return { subject: await load(breachNamed(mutant).mutant), options: `--mutant ${mutant}` }
  }
  if (subject !== undefined) {
    return { ...(await subjectAt(subject)), options: `--subject ${subject}` }
  }
  return { subject: looplaw }
}
