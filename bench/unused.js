/**
 * `npm run bench:unused`: what observers, cancellation and time cost a program that uses none of them. What was
 * built runs against a copy of it without the code that supports them, each first in every other round.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withCopy } from '../dist/properties/mutants/load.js'
import { contend } from './contend.js'
import { median } from './figures.js'
import { workloads } from './workloads.js'

/** By file: what is replaced in the copy, and with what. `withCopy` throws unless each text is there exactly once. */
const parts = {
  'core/loop.js': [
    ['if (this.time.awaited && this.#isIdle(main)) this.#advance();', ''],
    ['this.time.ring(); this.notifier?.tick(this.#tick, this);', ''],
    ['|| this.time.awaited;', ';'],
    ['this.notifier?.stepped(oldest);', ''],
    ["this.notifier?.stepped('main');", ''],
    [
      "if (main.awaiting !== undefined && main.parked) this.notifier?.parked('main', main.awaiting);",
      '',
    ],
  ],
  'core/task.js': [
    ['loop.notifier?.spawned(this); loop.notifier?.scheduled(this);', ''],
    ['loop.append(this); loop.notifier?.scheduled(this);', 'loop.append(this);'],
    ['value instanceof Cancelled ? value : success(value)', 'success(value)'],
    ['if (this.coroutine !== coroutine) endWait(this); else if', 'if'],
  ],
  'core/waiters.js': [
    [
      'last?.loop.appendRing(last); future.home()?.notifier?.settled(future, outcome);',
      'last?.loop.appendRing(last);',
    ],
    [
      'outcome instanceof Success && last.loop.notifier === undefined',
      'outcome instanceof Success',
    ],
    ['task.loop.notifier?.parked(task, on);', ''],
  ],
}

const changes = Object.entries(parts).flatMap(([path, replacements]) =>
  replacements.map((replace) => ({ in: path, replace })),
)
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
