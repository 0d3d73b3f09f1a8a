/** A scheduler from a file, to be judged. */

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { kitFor, UnfitSubjectError, type Kit } from '../properties/kit.ts'
import type { Subject } from '../properties/subject.ts'
import { Complaint } from './documents.ts'

/** @throws `Complaint` if there is no module, or none that is a scheduler */
export async function subjectAt(
  path: string,
): Promise<{ readonly kit: Kit; readonly subject: Subject }> {
  try {
    const module: Readonly<Record<string, unknown>> = await import(
      pathToFileURL(resolve(path)).href
    )
    return kitFor(module)
  } catch (error) {
    if (error instanceof UnfitSubjectError) {
      const advice = 'learn/subject.md says what it has to export'
      throw new Complaint(`${path}: ${error.message}; ${advice}`, { cause: error })
    }
    throw new Complaint(`cannot load ${path}: ${String(error)}`, { cause: error })
  }
}
