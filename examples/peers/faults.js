/**
 * A law that every peer keeps could be one that cannot fail. So each of these is asked of a looplaw whose adapter does
 * something wrong on purpose, and has to find it; the others are seen to fail by results.json.
 */

import { readFileSync } from 'node:fs'
import * as looplaw from './adapters/looplaw.js'
import { ask, keyOf } from './check.js'
import { laws } from './laws.js'
import { open } from './play.js'

const faults = {
  C5: { finally: (body) => body },
  C3: { cancel: () => [] },
  T4: { put: () => 'queue.close()' },
}

const { peers } = JSON.parse(readFileSync(new URL('results.json', import.meta.url), 'utf8'))
const peer = await open(looplaw)
for (const law of laws) {
  const key = keyOf(law)
  const seen = Object.values(peers).some(({ cells }) =>
    cells[key].some(({ wrong }) => wrong !== undefined),
  )
  if (seen) continue
  const faulty = { ...peer, name: 'faulty', ops: { ...peer.ops, ...faults[key] } }
  const { verdict, wrong } = await ask(law, faulty, 0, undefined, new Set())
  process.stdout.write(`${key}: ${wrong ?? `${verdict}: this law has not been seen to fail`}\n`)
  if (wrong === undefined) process.exitCode = 1
}
