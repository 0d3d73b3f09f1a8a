/** Random scenes with a context: tasks that have a value, inherit it, and ask for it. */

import type { Block, Call, Item, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { cancels, joins, pause } from './moves.ts'

/** A task with values, which it has in its clean-up too; what it spawns has them, and nothing else has. */
export function inheritance(pen: Writer): Block {
  const { dice } = pen
  const [at, name] = [dice.name('x'), dice.name('t')]
  const shows = (): Statement =>
    dice.choose<Statement>([
      [6, () => ({ do: 'get', at })],
      [2, () => ({ do: 'look' })],
    ])
  const body = (depth: number): Block => [
    ...dice.times(dice.between(0, 1), shows),
    ...dice.choose<Block>([
      [3, () => pause(pen)],
      [4, () => (depth > 0 ? [bound(depth - 1)] : [])],
      [4, () => (depth > 0 ? [spawned(depth - 1)] : [])],
      [3, () => (depth > 0 ? [owned(depth - 1)] : [])],
      [2, () => [{ do: 'try', body: pause(pen), finally: [shows(), ...pause(pen), shows()] }]],
      [0.5, () => [{ do: 'throw', error: dice.name('e') }]],
    ]),
    shows(),
  ]
  const bound = (depth: number): Statement => {
    const value = dice.pick([1, 2, 'x', null, undefined])
    return { do: 'with', at, value, body: body(depth) }
  }
  const spawned = (depth: number): Call => ({
    do: 'spawn',
    name: dice.name('t'),
    body: body(depth),
  })
  const owned = (depth: number): Statement => {
    const item: Item = { body: body(depth) }
    if (dice.once(3)) return { do: 'shield', item }
    return { do: dice.pick(['race', 'all'] as const), items: [item] }
  }
  const task: Call = { do: 'spawn', name, body: [bound(3), ...body(1)] }
  return [
    { do: 'context', name: at, value: 0 },
    ...(dice.once(2) ? [task, shows()] : [bound(2), task, bound(1)]),
    ...pause(pen),
    shows(),
    ...cancels(pen, dice.once(2) ? [name] : []),
    ...joins(pen, [name]),
    shows(),
  ]
}
