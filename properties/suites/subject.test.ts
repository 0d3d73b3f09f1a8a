/** The laws judge a scheduler that shares nothing with this one: the loop of the lessons, and mistakes in it. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { campaign, type CampaignResult } from '../check.ts'
import { kitFor } from '../kit.ts'
import { isDeep } from './runs.ts'
import { read } from './tree.ts'

const RUNS = isDeep ? 5_000 : 300
const source = read('learn/scheduler.js')
const folder = mkdtempSync(join(tmpdir(), 'looplaw-subject-'))
writeFileSync(join(folder, 'package.json'), '{"type":"module"}')

function moduleOf(name: string, code: string): string {
  const path = join(folder, `${name}.js`)
  writeFileSync(path, code)
  return path
}

async function judged(path: string): Promise<CampaignResult> {
  const { kit, subject } = kitFor(await import(pathToFileURL(path).href))
  return campaign({ ...kit, subject, runs: RUNS, seed: 1 })
}

test('the scheduler of the lessons keeps every law that is asked of it, and is as the model', async () => {
  const { clauses, failures, refinement } = await judged(moduleOf('right', source))
  expect(failures.map(({ law, wrong }) => `${law?.clause}: ${wrong}`)).toEqual([])
  expect(refinement).toEqual({ exercised: RUNS, verdict: 'holds' })
  const held = [...clauses].flatMap(([id, { verdict }]) => (verdict === 'holds' ? [id] : []))
  const due =
    'F1 F2 F3 F4 F5 F6 F7 F8 T1 T2 T3 T4 T5 T6 T10 T11 T12 L1 L2 L3 L4 L5 L6 L7 L9 L10 L12 L13'
  expect(held).toEqual(expect.arrayContaining(due.split(' ')))
})

const MISTAKES: readonly (readonly [clause: string, replace: string, by: string])[] = [
  ['L2', 'this.scheduled.shift()', 'this.scheduled.pop()'],
  [
    'L3',
    "this.discipline === 'snapshot' ? this.scheduled.length : Infinity",
    'this.scheduled.length',
  ],
  ['L4', "this.discipline === 'snapshot' ? this.scheduled.length : Infinity", 'Infinity'],
  ['F5', 'return main.parked ? undefined : main.step', 'return main.step'],
  ['L6', 'this.tick = 0', 'this.tick = 1'],
  ['L9', 'cycles.push(path)', 'cycles'],
  ['L9', 'tasks) waits.push(', '[]) waits.push('],
  ['L10', '.filter(({ handled }) => !handled)', '.filter(({ handled }) => handled)'],
  ['T1', 'this.scheduled.push(task) // T1', 'this.scheduled.unshift(task)'],
  ['T3', 'this.scheduled.push(task) // T3\n      this.observer.scheduled?.(task)', ''],
  ['T10', 'if (this === stepping?.running)', 'if (false)'],
  ['F1', 'this.done() || this.coroutine', 'this.coroutine'],
  ['T4', '|| this.coroutine !== by', ''],
  ['F4', 'yield // F4', 'if (!this.done()) yield //'],
  ['F8', 'this.outcome = outcome\n', 'this.outcome = outcome\nthis.waiters.length &&= 1\n'],
  [
    'L2',
    'of this.waiters) task.loop.scheduled',
    'of this.waiters.toReversed()) task.loop.scheduled',
  ],
]

test('F6: an awaiter in it receives what was thrown, undefined too', async () => {
  const { Loop } = await import(pathToFileURL(moduleOf('undefined', source)).href)
  const loop = new Loop()
  function* fails(): Generator<undefined, void, undefined> {
    throw undefined
  }
  function* main(): Generator<undefined, string, undefined> {
    try {
      yield* loop.spawn(fails(), 'fails')
      return 'it returned'
    } catch (error) {
      return `it threw ${String(error)}`
    }
  }
  expect(loop.run(main())).toBe('it threw undefined')
})

test.each(MISTAKES)('%s sees a mistake: %s', async (clause, replace, by) => {
  expect(source.split(replace).length).toBe(2)
  const { failures } = await judged(
    moduleOf(
      `wrong-${by.length}-${clause}`,
      source.replace(replace, () => by),
    ),
  )
  expect(failures.map(({ law }) => law?.clause)).toContain(clause)
})

test.each([
  ['export class Loop {}', 'it exports no class Task'],
  ['export class Loop {} export class Task {} export class Future {}', 'throws TypeError'],
  [
    source.replace('{ discipline, observer })', '{ discipline, observer: {} })'),
    'its Loop notifies no observer of ticks and steps',
  ],
  [`${source}\ndelete Future.prototype.error`, 'a Task of it has no error'],
  ['export const Loop =', 'cannot load'],
])('a module that cannot be judged has one message: %#', (code, message) => {
  const path = moduleOf(`unfit-${message.length}`, code)
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/bin/looplaw.js', 'check', '--subject', path, '--runs', '10'],
    { encoding: 'utf8', timeout: 60_000 },
  )
  expect(stderr).toContain(message)
  expect(stderr.trimEnd().split('\n').length).toBe(1)
  expect(status).toBe(2)
})
