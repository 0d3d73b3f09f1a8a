/** `looplaw explore --keep`: failing histories in a file, from one campaign to the next. */

import { Kept } from '../src/explore/keep.ts'
import { Complaint } from './documents.ts'

/** What is done with the histories that a file keeps. */
export interface Keeping {
  /** The lines that replay them, the newest first. */
  lines(): readonly string[]
  add(line: string): void
  drop(line: string): void
}

/**
 * @param file which need not be there yet
 * @param name what is explored
 * @throws `Complaint` from each method, if the file is of something else, or cannot be read or written
 */
export function keepingIn(file: string, name: string): Keeping {
  const kept = new Kept({ file, name })
  return {
    lines: () => complaining(() => kept.lines()),
    add: (line) => complaining(() => kept.add(line)),
    drop: (line) => complaining(() => kept.drop(line)),
  }
}

function complaining<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Complaint(`--keep: ${message}`, { cause: error })
  }
}
