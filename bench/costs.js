/**
 * `npm run bench:costs`: where the nanoseconds of a switch and of a wait go. What was built runs beside copies of it that
 * lack one thing each, beside the least that does the same, and beside raw generators, in turns.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withCopy } from '../dist/properties/mutants/load.js'
import { contend } from './contend.js'
import { median } from './figures.js'
import { changes, lacking } from './lean.js'
import { workloads } from './workloads.js'

const rounds = Number(process.argv[2] ?? 7)
const ids = ['rotate-10', 'rotate-100000', 'ping-pong']

await withCopies({ ...lacking, 'all of these': changes }, {}, report)

/** Does something with a copy for each of these, by name, as contenders. */
async function withCopies(parts, copies, use) {
  const [first, ...others] = Object.entries(parts)
  if (first === undefined) return use(copies)
  const [what, made] = first
  return withCopy('lean', made, (url) =>
    withCopies(Object.fromEntries(others), { ...copies, [what]: contenderOf(url) }, use),
  )
}

/** The contender that uses a copy, beside it. */
function contenderOf(url) {
  const contender = readFileSync(new URL('contenders/looplaw.js', import.meta.url), 'utf8')
  const file = new URL('contender.js', url)
  writeFileSync(file, contender.replace('../../dist/src/index.js', './index.js'))
  return fileURLToPath(file)
}

async function report(copies) {
  const columns = []
  for (const id of ids) columns.push(await measured(id, copies))
  const row = (title, pick) => [title, ...columns.map((column) => pick(column).toFixed(1))]
  const rows = [
    row('raw generators, rotated by hand', ({ bare }) => median(bare)),
    row('tasks, futures and a ready queue', (ns) => difference(ns.least, ns.bare)),
    ...Object.keys(copies).map((what) =>
      row(`  without ${what}, less`, (ns) => difference(ns.looplaw, ns[what])),
    ),
    row('looplaw', ({ looplaw }) => median(looplaw)),
  ]
  const wide = Math.max(...rows.map(([title]) => title.length))
  const line = ([title, ...cells]) =>
    [title.padEnd(wide), ...cells.map((cell, at) => cell.padStart(ids[at].length))].join('   ')
  process.stdout.write(`${[['ns', ...ids], ...rows].map(line).join('\n')}\n`)
}

/** Of two contenders in the same rounds. */
function difference(some, others) {
  return median(some.map((ns, round) => ns - others[round]))
}

/** Nanoseconds an operation, by contender, a figure for each round. */
async function measured(id, copies) {
  const { flags, kind, operations, size, warmUp } = workloads.find((one) => one.id === id)
  const contenders = Object.entries({ bare: 'bare', least: 'least', looplaw: 'looplaw', ...copies })
  const ns = Object.fromEntries(contenders.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, contender] of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const run = await contend({ contender, kind, size, warmUp }, { flags, seconds: 60 })
      ns[name].push(run.ns / operations(size))
    }
  }
  return ns
}
