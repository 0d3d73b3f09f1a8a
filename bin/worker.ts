/** A worker of a campaign: runs the chunks that it receives, one at a time. */

import { parentPort, workerData } from 'node:worker_threads'
import { checkChunk } from '../properties/check.ts'
import { candidateOf } from './candidate.ts'
import type { Hiring, Task } from './crew.ts'

const { seed, which }: Hiring = workerData
const { kit, subject } = await candidateOf(which)

parentPort?.on('message', ({ chunk, most }: Task) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin.
  parentPort?.postMessage(checkChunk({ subject, seed, ...kit }, chunk, most))
})
