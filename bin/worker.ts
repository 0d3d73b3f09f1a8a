/** A worker of a campaign: runs the chunks that it receives, one at a time. */

import { parentPort, workerData } from 'node:worker_threads'
import type { Hiring, Report, Request, Runner } from './crew.ts'
import { Complaint } from './documents.ts'

const hiring: Hiring = workerData
let runner: Promise<Runner<unknown>> | undefined

/** Only what the work needs: fast-check is a peer that need not be installed. */
async function runnerOf(): Promise<Runner<unknown>> {
  if (hiring.work === 'explore') {
    const { explorer } = await import('./explorer.ts')
    return explorer(hiring.target, hiring.seed)
  }
  const { checker } = await import('./checker.ts')
  return checker(hiring.which, hiring.seed)
}

function report(said: Report<unknown>): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin.
  parentPort?.postMessage(said)
}

parentPort?.on('message', async (task: Request) => {
  if (task === 'ping') return report('pong')
  try {
    runner ??= runnerOf()
    const run = await runner
    report({ result: await run(task, (runs) => report({ runs })) })
  } catch (error) {
    // Its class would not survive the way.
    if (!(error instanceof Complaint)) throw error
    report({ complaint: error.message })
  }
})
