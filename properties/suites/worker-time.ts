/** What a file of tests takes of the processor, noted by the process that runs it. */

import { afterAll } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** Seconds of processor time, all threads, from the start of the process on. */
    processorSeconds?: number
  }
}

// oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures that a hook wants off its parameter
afterAll(({}, file) => {
  const { system, user } = process.cpuUsage()
  file.meta.processorSeconds = (system + user) / 1e6
})
