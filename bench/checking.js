/** `npm run bench:checking`: how many programs a second are checked, on one core, and where the time goes. */

import * as fc from 'fast-check'
import { everyProgram, everyStructured } from '../dist/properties/arbitraries/exhaustive.js'
import { programs, sessions } from '../dist/properties/arbitraries/random.js'
import { firstDifference } from '../dist/properties/difference.js'
import { campaign } from '../dist/properties/index.js'
import { withoutStacks } from '../dist/properties/stacks.js'
import { observe } from '../dist/properties/subject.js'
import { model } from '../dist/spec/index.js'
import * as looplaw from '../dist/src/index.js'

const usage = `npm run bench:checking -- [RUNS]

  RUNS  random hosts of each kind; a tenth of that is checked against the laws; 10000 if left out
`

/** How many sessions go through a stage together: few, so that they stay in the cache, as a single one would. */
const CHUNK = 10
/** How many random sessions are generated at a time, so that those already checked can be collected. */
const SAMPLE = 100
const SIZE = 4
const SEED = 20_261_123
const DISCIPLINES = ['drain', 'snapshot']
const STAGES = ['generate', 'model', 'loop', 'compare']

const [first] = process.argv.slice(2)
const runs = Number(first ?? 10_000)
if (Number.isInteger(runs) && runs > 0) withoutStacks(bench)
else process.stdout.write(usage)

function bench() {
  row('', [...STAGES, 'together', 'events', 'pairs', 'pairs/s'])
  pairs(`plain, every one of at most ${SIZE}`, () => small(everyProgram, []))
  pairs('structured, the same, closed', () => small(everyStructured, [{ do: 'close' }]))
  pairs('random programs', () => random(programs()))
  pairs('random sessions', () => random(sessions()))
  laws()
}

/**
 * Runs each session through the model and the loop, under both disciplines, and compares their logs. The
 * first pass warms up, the second is measured.
 */
function pairs(name, sessionsOf) {
  measure(sessionsOf())
  const { count, events, spent } = measure(sessionsOf())
  const each = spent.map((micros) => micros / count)
  const together = each.reduce((sum, micros) => sum + micros, 0)
  const micros = [...each, together].map((figure) => `${figure.toFixed(1)} µs`)
  row(name, [...micros, (events / count).toFixed(1), count, Math.round(1e6 / together)])
}

function measure(list) {
  const spent = STAGES.map(() => 0)
  let count = 0
  let events = 0
  for (;;) {
    const began = [cpu()]
    const chunk = taken(list)
    if (chunk.length === 0) return { count, events, spent }
    began.push(cpu())
    const expected = chunk.map((session) => model(session))
    began.push(cpu())
    const logs = chunk.map((session) => observe(session, looplaw))
    began.push(cpu())
    const differs = (_, index) => firstDifference(expected[index], logs[index]) !== undefined
    const apart = chunk.findIndex(differs)
    began.push(cpu())
    if (apart >= 0) throw new Error(`model and loop differ: ${JSON.stringify(chunk[apart])}`)
    for (const index of spent.keys()) spent[index] += began[index + 1] - began[index]
    count += chunk.length
    events += expected.reduce((sum, { length }) => sum + length, 0)
  }
}

/** The next sessions, each under both disciplines. */
function taken(list) {
  const chunk = []
  while (chunk.length < CHUNK) {
    const { done, value } = list.next()
    if (done) break
    for (const discipline of DISCIPLINES) chunk.push({ ...value, discipline })
  }
  return chunk
}

function* small(every, after) {
  for (let size = 0; size <= SIZE; size += 1) {
    for (const body of every(size)) yield { host: [{ do: 'run', name: 'main', body }, ...after] }
  }
}

function* random(arbitrary) {
  for (let done = 0; done < runs; done += SAMPLE) {
    const numRuns = Math.min(SAMPLE, runs - done)
    yield* fc.sample(arbitrary, { numRuns, seed: Math.imul(SEED, done + 1) })
  }
}

/** `looplaw check`: each program under both disciplines, checked against the model and every law. */
function laws() {
  const some = Math.ceil(runs / 10)
  const check = (seed) => campaign({ runs: some, seed, subject: looplaw })
  check(SEED + 1)
  const began = cpu()
  const { failures } = check(SEED)
  const micros = (cpu() - began) / some
  if (failures.length > 0) throw new Error(failures[0].wrong)
  const figure = `${micros.toFixed(0)} µs a program, under both disciplines`
  process.stdout.write(`looplaw check: ${figure}, or ${Math.round(1e6 / micros)} programs/s\n`)
}

/** The processor time of this process so far, in microseconds: other processes hardly disturb it. */
function cpu() {
  const { system, user } = process.cpuUsage()
  return system + user
}

function row(name, figures) {
  const cells = figures.map((figure) => String(figure).padStart(10))
  process.stdout.write(`${name.padEnd(32)}${cells.join('')}\n`)
}
