/** Random scenes in which something waits for the outside (H2). */

import type { Block, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { duration, joins, pause } from './moves.ts'

/** Main, a task, or both wait for what the outside has yet to settle, beside what sleeps or waits in vain. */
export function absence(pen: Writer): Block {
  const { dice } = pen
  const [on, name, plain] = [dice.name('f'), dice.name('t'), dice.name('f')]
  const waits: Statement = { do: 'await', on }
  const limited: Statement = { do: 'timeout', ms: duration(pen), body: [waits] }
  const other: Block = dice.choose<Block>([
    [2, () => [{ do: 'sleep', ms: duration(pen) }]],
    [1, () => [{ do: 'await', on: plain }]],
    [1, () => []],
  ])
  const one: Statement = dice.pick([waits, waits, limited, { do: 'race', items: [on, plain] }])
  const main: Block = dice.choose<Block>([
    [2, () => [one]],
    [2, () => [{ do: 'await', on: plain }]],
    [1, () => joins(pen, [name])],
    [1, () => [{ do: 'sleep', ms: 5 }]],
  ])
  return [
    { do: 'future', name: on, external: true },
    { do: 'future', name: plain },
    { do: 'spawn', name, body: dice.once(3) ? other : [one] },
    { do: 'spawn', name: dice.name('t'), body: other },
    ...pause(pen),
    ...main,
  ]
}
