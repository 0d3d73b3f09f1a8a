/**
 * `npm run bench:trio`: how many times as long as asyncio Trio takes for the workloads that examples/peers shows. Both
 * are measured in each round, on the same python3; so it matters little what else the machine does. Writes trio.json.
 */

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { contend } from './contend.js'
import { median, short } from './figures.js'
import { workloads } from './workloads.js'

const ROUNDS = 5
const SECONDS = 600
const SHOWN = ['rotate-1000', 'spawn', 'chain', 'ping-pong']

const times = {}
for (const { flags, id, kind, size, warmUp } of workloads) {
  if (!SHOWN.includes(id)) continue
  const nanoseconds = async (contender) => {
    const work = { contender, kind, size, warmUp }
    return (await contend(work, { flags, seconds: SECONDS })).ns
  }
  const rounds = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const asyncio = await nanoseconds('asyncio')
    rounds.push((await nanoseconds('trio')) / asyncio)
  }
  times[id] = Number(median(rounds).toPrecision(3))
  process.stdout.write(`${id}: ${times[id]} times asyncio, of ${rounds.map(short).join(', ')}\n`)
}

const python = (...args) => execFileSync('python3', args, { encoding: 'utf8' }).trim()
const found = {
  date: new Date().toISOString().slice(0, 10),
  versions: [python('--version'), `trio ${python('-c', 'import trio; print(trio.__version__)')}`],
  rounds: ROUNDS,
  times,
}
writeFileSync(new URL('trio.json', import.meta.url), `${JSON.stringify(found, undefined, 2)}\n`)
