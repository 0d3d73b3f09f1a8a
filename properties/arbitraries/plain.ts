/** The language of tasks and futures alone: few futures, so that they are fought over; few mistakes. */

import type { Block, Call, Hook, HostCall, Statement } from '../../spec/program.ts'
import { above, holding, leaf, naming, pairing } from './language.ts'
import type { Language, Move, Names, Writer } from './language.ts'
import { limits, newFuture } from './moves.ts'
import { after, NOTHING, within, type Scope } from './scope.ts'

const futures: Names = (scope) => scope.futures
const tasks: Names = (scope) => scope.tasks
const either: Names = (scope) => [...scope.futures, ...scope.futures, ...scope.tasks]
const awaited: Names = (scope) => [...scope.futures, ...either(scope)]

const statements: readonly Move<Statement>[] = [
  ['yield', 7, leaf(() => ({ do: 'yield' }))],
  ['await', 14, naming(awaited, (on) => ({ do: 'await', on }))],
  ['spawn with a body', 7, above(1, spawn)],
  ['call', 2, holding((body) => ({ do: 'call', body: body() }))],
  ['try', 5, above(2, attempt)],
  ['return', 0.7, leaf((w, scope) => ({ do: 'return', value: w.value(scope) }))],
  ['throw', 1, leaf(({ dice }) => ({ do: 'throw', error: dice.name('e') }))],
  ['yieldValue', 0.5, leaf(() => ({ do: 'yieldValue' }))],
  ['calls', 11, above(0, (w, budget, scope) => w.call(budget, scope))],
  // Within the budget, while the handlers of a random try are besides.
  ['catch', 0, pairing(0, (body, handler) => ({ do: 'try', body, catch: handler }))],
  ['finally', 0, pairing(1, (body, last) => ({ do: 'try', body, finally: last }))],
]

export const MISUSES = ['function', 'promise', 'iterator', 'nothing'] as const

const calls: readonly Move<Call>[] = [
  ['setResult', 7, naming(futures, (on, w, s) => ({ do: 'setResult', on, value: w.value(s) }))],
  ['setError', 1.5, naming(futures, (on, w) => ({ do: 'setError', on, error: w.dice.name('e') }))],
  ['setResult of a task', 0.2, naming(tasks, (on) => ({ do: 'setResult', on }))],
  ['future', 0.7, leaf(newFuture)],
  ['spawn', 2, above(0, spawn)],
  ['result', 1, naming(either, (of) => ({ do: 'result', of }))],
  ['error', 0.9, naming(either, (of) => ({ do: 'error', of }))],
  ['schedule', 1.4, naming(tasks, (task) => ({ do: 'schedule', task }))],
  ['step', 0.2, naming(tasks, (task) => ({ do: 'step', task }))],
  ['reuse', 0.2, naming(tasks, (task) => ({ do: 'reuse', task }))],
  ['misuse', 0.2, leaf(({ dice }) => ({ do: 'misuse', what: dice.pick(MISUSES) }))],
  [
    'unpack',
    0.4,
    naming(either, (on, { dice }) => ({ do: 'unpack', on, count: dice.pick([1, 2]) })),
  ],
  [
    'setError of a task',
    0.1,
    naming(tasks, (on, w) => ({ do: 'setError', on, error: w.dice.name('e') })),
  ],
  ['stop', 0.7, leaf(() => ({ do: 'stop' }))],
  ['runStep', 0.2, leaf(() => ({ do: 'runStep' }))],
  ['run', 0.2, leaf((w, s) => ({ do: 'run', name: w.dice.name('m'), body: w.block(1, s) }))],
  ['close', 0.2, leaf(() => ({ do: 'close' }))],
  ['look', 1, leaf(() => ({ do: 'look' }))],
  ['log', 0.4, leaf(({ dice }) => ({ do: 'log', text: dice.name('l') }))],
]

const mains: Names = (scope) => scope.mains
const drivers: Names = (scope) => scope.drivers
const bodyOf = (w: Writer, scope: Scope): Block => w.language.main(w, scope)

/** What is among the calls too, a host does more often than others. */
const host: readonly Move<HostCall>[] = [
  ['calls of a host', 8, leaf((w, scope) => w.call(share(w, 5), scope))],
  [
    'often run',
    3,
    leaf((w, s) => ({ do: 'run', name: w.dice.name('m'), body: bodyOf(w, s), ...limits(w, 6) })),
  ],
  ['runAgain', 2, naming(mains, (main, w) => ({ do: 'runAgain', main, ...limits(w, 6) }))],
  ['ticks', 2, leaf((w, s) => ({ do: 'ticks', name: w.dice.name('m'), body: bodyOf(w, s) }))],
  ['tick', 5, naming(drivers, (main) => ({ do: 'tick', main }))],
  ['leave', 1, naming(drivers, (main) => ({ do: 'leave', main }))],
  ['often runStep', 1, leaf(() => ({ do: 'runStep' }))],
  ['often step', 1, naming(tasks, (task) => ({ do: 'step', task }))],
  ['often close', 0.7, leaf(() => ({ do: 'close' }))],
  ['often stop', 0.5, leaf(() => ({ do: 'stop' }))],
]

export const PLAIN: Language = {
  statements,
  calls,
  host,
  scene,
  hook,
  main: (w, scope) => w.block(share(w, 6), scope),
  odds: { programs: 7, free: 3 },
}

/** Calls that the smallest loops lack. */
const BEYOND: ReadonlySet<string> = new Set([
  'schedule',
  'step',
  'reuse',
  'misuse',
  'unpack',
  'stop',
  'runStep',
  'run',
  'close',
  'look',
  'future',
])

/** What every loop has: tasks, futures, and one main after the other. */
export const BASIC: Language = {
  ...PLAIN,
  calls: [
    ...calls.filter(([name]) => !BEYOND.has(name)),
    ['future', 0.7, leaf(({ dice }) => ({ do: 'future', name: dice.name('f') }))],
  ],
  host: [
    ['calls of a host', 8, leaf((w, scope) => w.call(share(w, 5), scope))],
    ['run', 5, leaf((w, s) => ({ do: 'run', name: w.dice.name('m'), body: bodyOf(w, s) }))],
  ],
}

/** At most so much for one call or main; nothing to decide where all blocks are alike. */
function share({ dice, language }: Writer, most: number): number {
  return language.small?.block === undefined ? dice.between(1, most) : 1
}

/** A future or two, tasks that meet there, and a main that settles or joins: where things happen. */
function scene(pen: Writer): Block {
  const { dice } = pen
  const made = dice.times(dice.between(1, 2), () => newFuture(pen))
  let scope = made.reduce((seen, call) => after(call, seen), NOTHING)
  const crowd = dice.once(3) ? dice.oneOf(scope.futures)?.() : undefined
  const actors = dice.times(dice.between(1, 4), () => {
    const task = dice.once(12) ? knot(pen) : spawn(pen, dice.between(2, 5), scope, crowd)
    scope = after(task, scope)
    return task
  })
  const pause: Block = dice.times(dice.between(0, 2), () => ({ do: 'yield' }))
  const opening: Block = crowd === undefined ? [] : settling(pen, crowd, scope)
  const rest = pen.block(dice.between(1, 6), scope)
  return [...made, ...actors, ...pause, ...opening, ...rest]
}

/** What a crowd waits for, most of the time. */
function settling(pen: Writer, on: string, scope: Scope): Block {
  const { dice } = pen
  return dice.choose<Block>([
    [3, () => [{ do: 'yield' }, { do: 'setResult', on, value: pen.value(scope) }]],
    [2, () => [{ do: 'yield' }, { do: 'setError', on, error: dice.name('e') }]],
    [1, () => []],
  ])
}

/** A task and its child, which wait for each other. */
function knot({ dice }: Writer): Call {
  const [parent, child] = [dice.name('t'), dice.name('t')]
  const waits: Statement = { do: 'spawn', name: child, body: [{ do: 'await', on: parent }] }
  return { do: 'spawn', name: parent, body: [waits, { do: 'await', on: child }] }
}

/** @param first a future that the task awaits before anything else, if there is one */
function spawn(pen: Writer, budget: number, scope: Scope, first?: string): Call {
  const task: Call = { do: 'spawn', name: pen.dice.name('t'), body: [] }
  const body = pen.block(budget - 1, within(task, scope))
  if (first === undefined) return { ...task, body }
  const meeting: Block = [{ do: 'await', on: first }]
  if (!pen.dice.once(3)) return { ...task, body: [...meeting, ...body] }
  // It cleans up after itself, even when it is closed while it waits.
  return { ...task, body: [{ do: 'try', body: meeting, finally: body }] }
}

function attempt(pen: Writer, budget: number, scope: Scope): Statement {
  const { dice } = pen
  const body = pen.block(dice.between(1, budget - 2), scope)
  const handler = pen.block(dice.between(0, 2), scope)
  const last = pen.block(dice.between(1, 2), scope)
  return dice.choose<Statement>([
    [2, () => ({ do: 'try', body, catch: handler })],
    [2, () => ({ do: 'try', body, finally: last })],
    [1, () => ({ do: 'try', body, catch: handler, finally: last })],
  ])
}

function hook(pen: Writer, calling: readonly HostCall[]): Hook {
  const { dice, language } = pen
  const scope = calling.reduce((seen, call) => after(call, seen), NOTHING)
  const what = dice.choose<Hook['do']>([
    [8, () => pen.call(share(pen, 3), scope)],
    [1, () => 'throw'],
  ])
  return { at: dice.between(0, (language.small?.moments ?? 25) - 1), do: what }
}
