/** How costs grow with the number of tasks: each point in a process of its own. */

import { freemem } from 'node:os'
import { Broken, contend } from './contend.js'
import { median } from './figures.js'

/** @typedef {{ panel: string, contender: string, n: number, value: number }} Point */

/** What each panel measures, in the order of the picture. */
const panels = [
  {
    panel: 'switch',
    contenders: ['looplaw', 'bare'],
    from: 10,
    to: 10_000_000,
    size: (tasks) => ({ tasks, laps: Math.max(4, Math.ceil(4_000_000 / tasks)) }),
  },
  {
    panel: 'memory',
    contenders: ['looplaw', 'bare', 'native'],
    from: 10,
    to: 10_000_000,
    size: (tasks) => ({ tasks }),
  },
  {
    panel: 'tick',
    contenders: ['looplaw', 'bare'],
    from: 1,
    to: 10_000_000,
    size: (tasks) => ({ tasks, ticks: 2_000 }),
  },
  {
    panel: 'timers',
    contenders: ['looplaw'],
    from: 1,
    to: 1_000_000,
    size: (tasks) => ({ tasks, sleeps: Math.max(200_000, tasks) }),
  },
  {
    panel: 'waiters',
    contenders: ['looplaw', 'bare', 'native'],
    from: 1,
    to: 1_000_000,
    size: (tasks) => ({ tasks }),
  },
]

/** Memory, in bytes, that is enough for ten million tasks, native's promises included. */
const ENOUGH = 10 * 2 ** 30

/**
 * @param {{ quick: boolean, rounds: number, seconds: number, say: (text: string) => void }} options
 * @returns {Promise<{ points: Point[], left: string[] }>} the medians, and what was left out and why
 */
export async function grow({ quick, rounds, seconds, say }) {
  const points = []
  const left = []
  const most = quick ? 100_000 : freemem() > ENOUGH ? 10_000_000 : 1_000_000
  for (const { contenders, from, panel, size, to } of panels) {
    for (let n = from; n <= Math.min(to, most); n *= 10) {
      const found = new Map(contenders.map((contender) => [contender, []]))
      for (let round = 0; round < rounds; round += 1) {
        for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
          say(`growth, ${panel} of ${n}, round ${round + 1} of ${rounds}: ${contender}`)
          const work = { contender, kind: panel, size: size(n) }
          try {
            const figures = await contend(work, { flags: [], seconds, script: 'growing.js' })
            found.get(contender)?.push(figures.ns ?? figures.bytes)
          } catch (error) {
            if (!(error instanceof Broken)) throw error
            left.push(`${contender}, ${panel} of ${n}: ${error.message}`)
          }
        }
      }
      for (const [contender, values] of found) {
        if (values.length === 0) continue
        points.push({ panel, contender, n, value: Number(median(values).toPrecision(4)) })
      }
    }
  }
  return { points, left }
}
