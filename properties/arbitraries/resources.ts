/** Random scenes with resources: what is acquired, however far the body has come, and what releases it. */

import type { Block, Call, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { cancels, duration, joins, pause } from './moves.ts'

/** A task that acquires several things, and is left to end, fails, or is closed half-way. */
export function acquisition(pen: Writer): Block {
  const { dice } = pen
  const [at, name, on] = [dice.name('r'), dice.name('t'), dice.name('f')]
  const waits = (): Block =>
    dice.choose<Block>([
      [4, () => [{ do: 'yield' }]],
      [3, () => [{ do: 'sleep', ms: duration(pen) }]],
      [1.5, () => [{ do: 'await', on }]],
      [2, () => []],
    ])
  const fails = (inTimes: number): Block =>
    dice.once(inTimes) ? [{ do: 'throw', error: dice.name('e') }] : []
  const cleanUp = (): Block => [...waits(), ...fails(4), ...(dice.once(12) ? [late()] : [])]
  const late = (): Statement => ({ do: 'defer', at, body: [] })
  const acquires = (): Statement =>
    dice.choose<Statement>([
      [4, () => ({ do: 'defer', at, body: cleanUp() })],
      [6, () => ({ do: 'resource', at, body: [...waits(), ...fails(10)], release: cleanUp() })],
    ])
  const cancelling: Block = dice.once(5) ? [{ do: 'cancel', on: name }] : []
  const helper: Block = dice.once(4)
    ? [{ do: 'spawn', name: dice.name('t'), body: [acquires(), ...waits()] }]
    : []
  const body: Block = [
    ...dice.times(dice.between(1, 3), acquires),
    ...cancelling,
    ...helper,
    ...waits(),
    ...fails(4),
    ...(dice.once(3) ? [acquires()] : []),
  ]
  const held: Statement = { do: 'resources', name: at, body }
  const inside = dice.choose<Block>([
    [5, () => [held]],
    [2, () => [{ do: 'try', body: [held], catch: pause(pen) }]],
    [2, () => [{ do: 'timeout', ms: dice.pick([0, 1, 1, 2]), body: [held] }]],
    [1, () => [{ do: 'try', body: waits(), finally: [held] }]],
    [1, () => [{ do: 'call', body: [held] }]],
  ])
  const task: Call = { do: 'spawn', name, body: [...inside, { do: 'yield' }] }
  return [
    { do: 'future', name: on },
    task,
    ...pause(pen),
    ...(dice.once(3) ? [] : cancels(pen, [name])),
    ...pause(pen),
    { do: 'setResult', on },
    ...joins(pen, [name]),
  ]
}
