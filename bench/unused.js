/**
 * `npm run bench:unused`: what observers, cancellation and time cost a program that uses none of them. What was
 * built runs against a copy of it without the code that supports them, each first in every other round.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withCopy } from '../dist/properties/mutants/load.js'
import { contend } from './contend.js'
import { median } from './figures.js'
import { changes } from './lean.js'
import { workloads } from './workloads.js'

const rounds = Number(process.argv[2] ?? 7)
await withCopy('lean', changes, (url) => compare(contenderOf(url)))

async function compare(lean) {
  for (const id of ['rotate-10', 'rotate-1000', 'spawn', 'chain', 'ping-pong']) {
    const { flags, kind, size, warmUp } = workloads.find((workload) => workload.id === id)
    const ratios = []
    for (let round = 0; round < rounds; round += 1) {
      const ns = {}
      const both = [
        ['looplaw', 'looplaw'],
        ['lean', lean],
      ]
      for (const [name, contender] of round % 2 === 0 ? both : both.toReversed())
        ns[name] = (await contend({ contender, kind, size, warmUp }, { flags, seconds: 60 })).ns
      ratios.push(ns.looplaw / ns.lean)
    }
    const all = ratios.map((ratio) => ratio.toFixed(3)).join(' ')
    process.stdout.write(`${id}: ${median(ratios).toFixed(3)} of what it takes without (${all})\n`)
  }
}

/** The contender that uses the copy, beside it. */
function contenderOf(url) {
  const contender = readFileSync(new URL('contenders/looplaw.js', import.meta.url), 'utf8')
  const file = new URL('contender.js', url)
  writeFileSync(file, contender.replace('../../dist/src/index.js', './index.js'))
  return fileURLToPath(file)
}
