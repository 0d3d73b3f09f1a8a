/** What a file of tests takes of the processor, noted by the process that runs it. */

import { afterAll } from 'vitest'
import { sinceLastAsked } from './processor-clock.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Seconds of processor time, all threads, since the end of the file before, or the start of the process. */
    processorSeconds?: number
  }
}

// oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures that a hook wants off its parameter
afterAll(({}, file) => {
  file.meta.processorSeconds = sinceLastAsked()
})
