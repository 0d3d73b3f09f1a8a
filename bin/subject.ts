/** A scheduler from a file, to be judged. */

import { kitFor, UnfitSubjectError, type Kit } from '../properties/kit.ts'
import type { Subject } from '../properties/subject.ts'
import { Complaint } from './documents.ts'
import { moduleAt } from './module.ts'

/** @throws `Complaint` if there is no module, or none that is a scheduler */
export async function subjectAt(
  path: string,
): Promise<{ readonly kit: Kit; readonly subject: Subject }> {
  const module = await moduleAt(path)
  try {
    return kitFor(module)
  } catch (error) {
    const what = error instanceof UnfitSubjectError ? error.message : String(error)
    const advice = 'learn/subject.md says what it has to export'
    throw new Complaint(`${path}: ${what}; ${advice}`, { cause: error })
  }
}
