/** Random scenes in which a task is terminated, wherever it is, and whatever it owns (C15). */

import type { Block, Call, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { duration, joins, pause } from './moves.ts'

/** What the task of a scene may wait for, and may be in. */
interface Place {
  readonly future: string
  readonly lock: string
  readonly condition: string
  readonly queue: string
}

/** A task that is in several things at once is terminated, perhaps after it was cancelled. */
export function forcing(pen: Writer): Block {
  const { dice } = pen
  if (dice.once(4)) return regaining(pen)
  const place: Place = {
    future: dice.name('f'),
    lock: dice.name('l'),
    condition: dice.name('c'),
    queue: dice.name('q'),
  }
  const name = dice.name('t')
  const terminate: Call = { do: 'terminate', task: name, ...(dice.once(3) && { reason: 'r' }) }
  const self: Block = dice.once(8) ? [dice.once(2) ? { do: 'cancel', on: name } : terminate] : []
  const cancelled: Block = dice.once(3) ? [] : [{ do: 'cancel', on: name }, ...pause(pen)]
  return [
    { do: 'future', name: place.future },
    { do: 'lock', name: place.lock },
    { do: 'condition', name: place.condition, lock: place.lock },
    { do: 'queue', name: place.queue, capacity: dice.pick([0, 1]) },
    { do: 'spawn', name, body: [...self, ...owning(pen, place), { do: 'yield' }] },
    ...(dice.once(2) ? rival(pen, place) : []),
    ...pause(pen),
    ...cancelled,
    ...(dice.once(3) ? help(pen, place) : []),
    terminate,
    ...(dice.once(6) ? [terminate] : []),
    ...pause(pen),
    ...help(pen, place),
    ...joins(pen, [name]),
  ]
}

/**
 * Tasks that wait for a condition; one is notified and cancelled, and terminated while it acquires the lock again. Or
 * all of them are left to the closing of the loop, which cancels and terminates them in one go.
 */
function regaining(pen: Writer): Block {
  const { dice } = pen
  const [lock, condition, name] = [dice.name('l'), dice.name('c'), dice.name('t')]
  const notify: Block = dice.once(4) ? [] : [{ do: 'notify', at: condition }]
  const waiter = (who: string): Call => ({
    do: 'spawn',
    name: who,
    body: [{ do: 'hold', at: lock, body: [{ do: 'wait', at: condition }] }],
  })
  const others = Array.from({ length: dice.pick([0, 0, 1, 2]) }, () => waiter(dice.name('t')))
  const started: Block = [
    { do: 'lock', name: lock },
    { do: 'condition', name: condition, lock },
    waiter(name),
    ...others,
    { do: 'yield' },
  ]
  if (dice.once(3)) return [...started, { do: 'hold', at: lock, body: [...notify, ...pause(pen)] }]
  const holder: Block = [{ do: 'hold', at: lock, body: [...notify, { do: 'sleep', ms: 5 }] }]
  return [
    ...started,
    { do: 'spawn', name: dice.name('t'), body: holder },
    ...pause(pen),
    { do: 'cancel', on: name },
    { do: 'yield' },
    ...pause(pen),
    { do: 'terminate', task: name },
    ...pause(pen),
    { do: 'hold', at: lock, body: [{ do: 'yield' }] },
    ...joins(pen, [name]),
  ]
}

/** Another task that wants the same. */
function rival(pen: Writer, { condition, lock, queue }: Place): Block {
  const { dice } = pen
  const wants = dice.choose<Block>([
    [2, () => [{ do: 'hold', at: lock, body: pause(pen) }]],
    [
      3,
      () => [
        {
          do: 'hold',
          at: lock,
          body: [{ do: 'notify', at: condition }, ...pause(pen), { do: 'sleep', ms: 5 }],
        },
      ],
    ],
    [1, () => [{ do: 'take', at: queue }]],
    [1, () => [{ do: 'put', at: queue, value: 1 }]],
  ])
  return [{ do: 'spawn', name: dice.name('t'), body: [...pause(pen), ...wants] }]
}

/** Something that lets a wait end. */
function help(pen: Writer, { condition, future, lock, queue }: Place): Block {
  const { dice } = pen
  return dice.choose<Block>([
    [2, () => [{ do: 'setResult', on: future }]],
    [1, () => [{ do: 'putNow', at: queue, value: 1 }]],
    [1, () => [{ do: 'takeNow', at: queue }]],
    [1, () => [{ do: 'hold', at: lock, body: [{ do: 'notify', at: condition }] }]],
    [2, () => []],
  ])
}

/** More often than not it owns other tasks, which clean up. */
function owning(pen: Writer, place: Place): Block {
  const { dice } = pen
  if (dice.once(3)) return inside(pen, place, 3)
  const name = dice.name('g')
  const busy = (): Block => [
    { do: 'try', body: inside(pen, place, 1), finally: cleaning(pen, place, 0) },
  ]
  const child: Call = { do: 'spawn', name: dice.name('t'), body: busy(), in: name }
  return dice.once(2)
    ? [{ do: 'group', name, body: [child, ...inside(pen, place, 1)] }]
    : [{ do: dice.pick(['race', 'all', 'any']), items: [{ body: busy() }, { body: busy() }] }]
}

/** What a task is in when it is terminated. */
function inside(pen: Writer, place: Place, depth: number): Block {
  const { dice } = pen
  if (depth === 0) return [waiting(pen, place)]
  const body = (): Block => inside(pen, place, depth - 1)
  const name = dice.name('g')
  const child = (): Call => ({ do: 'spawn', name: dice.name('t'), body: body(), in: name })
  return dice.choose<Block>([
    [2, () => [waiting(pen, place), ...body()]],
    [6, () => [{ do: 'try', body: body(), finally: cleaning(pen, place, depth - 1) }]],
    [2, () => [{ do: 'try', body: body(), catch: [{ do: 'yield' }] }]],
    [
      3,
      () => [{ do: 'group', name, body: [child(), ...(dice.once(2) ? [child()] : []), ...body()] }],
    ],
    [
      3,
      () => [
        { do: dice.pick(['race', 'all', 'any']), items: [{ body: body() }, { body: body() }] },
      ],
    ],
    [1.5, () => [{ do: 'timeout', ms: duration(pen), body: body() }]],
    [1, () => [{ do: 'scoped', body: body() }, { do: 'yield' }]],
    [1.5, () => [{ do: 'uninterruptible', body: body() }]],
    [1, () => [{ do: 'call', body: body() }, { do: 'yield' }]],
    [2, () => [held(pen, place, body())]],
    [2, () => [{ do: 'hold', at: place.lock, body: [waiting(pen, place)] }]],
  ])
}

/** Something that is released, by a clean-up that may wait. */
function held(pen: Writer, place: Place, body: Block): Statement {
  const { dice } = pen
  const name = dice.name('r')
  const release: Block = [waiting(pen, place), { do: 'log', text: 'released' }]
  const first: Statement = dice.once(2)
    ? { do: 'defer', at: name, body: release }
    : { do: 'resource', at: name, body: [waiting(pen, place)], release }
  const second: Block = dice.once(2) ? [{ do: 'defer', at: name, body: [waiting(pen, place)] }] : []
  return { do: 'resources', name, body: [first, ...second, ...body] }
}

function cleaning(pen: Writer, place: Place, depth: number): Block {
  const { dice } = pen
  return dice.choose<Block>([
    [4, () => [waiting(pen, place), { do: 'log', text: 'cleaned' }]],
    [2, () => inside(pen, place, depth)],
    [1, () => [{ do: 'log', text: 'cleans' }, waiting(pen, place), { do: 'throw', error: 'e' }]],
    [1, () => [{ do: 'throw', error: dice.name('e') }]],
    [1, () => [{ do: 'return', value: 1 }]],
  ])
}

function waiting(pen: Writer, { condition, future, lock, queue }: Place): Statement {
  const { dice } = pen
  return dice.choose<Statement>([
    [2, () => ({ do: 'yield' })],
    [4, () => ({ do: 'await', on: future })],
    [3, () => ({ do: 'sleep', ms: duration(pen) })],
    [1, () => ({ do: 'take', at: queue })],
    [1, () => ({ do: 'put', at: queue, value: 1 })],
    [1, () => ({ do: 'hold', at: lock, body: [{ do: 'yield' }] })],
    [2, () => ({ do: 'hold', at: lock, body: [{ do: 'wait', at: condition }, { do: 'yield' }] })],
  ])
}
