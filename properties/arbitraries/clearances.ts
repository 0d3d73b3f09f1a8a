/** Random scenes of a queue whose items are discarded, or have priorities, or both. */

import type { Block, Statement, Value } from '../../spec/program.ts'
import { contest, meanwhile, priority, snatched, type Prize } from './contests.ts'
import type { Writer } from './language.ts'
import { duration, pause, tried } from './moves.ts'
import type { Scope } from './scope.ts'

/** Several tasks that put and take while the items are discarded; or one is cancelled, and others act at once. */
export function clearance(pen: Writer): Block {
  return pen.dice.once(2) ? contest(clearedQueue)(pen) : snatched(pen, clearedQueue(pen))
}

function clearedQueue(pen: Writer): Prize {
  const { dice } = pen
  const at = dice.name('q')
  const ranked = dice.once(2) ? undefined : true
  const capacity = dice.pick([undefined, undefined, 0, 1, 2, 3])
  let items = 0
  const value = (): Value => (ranked === undefined ? (items += 1) : priority(pen))
  const put = (): Statement => ({ do: 'put', at, value: value() })
  const putNow = (): Statement => ({ do: 'putNow', at, value: value() })
  const take: Statement = { do: 'take', at }
  const discard: Statement = { do: 'discard', at }
  const some = (make: () => Statement): Block => dice.times(dice.pick([1, 2, 2, 3]), make)
  const act = (scope: Scope): Block =>
    dice.choose<Block>([
      [4, () => [...some(put), ...(dice.once(4) ? meanwhile(pen, scope) : [])]],
      [4, () => [...some(() => take), ...(dice.once(4) ? meanwhile(pen, scope) : [])]],
      [1.5, () => [{ do: 'race', items: [{ body: [put()] }, { body: [put()] }] }]],
      [1, () => [{ do: 'race', items: [{ body: [take] }, { body: [put()] }] }]],
      [1, () => [{ do: 'timeout', ms: duration(pen), body: some(put) }]],
      [2, () => [...pause(pen), discard, ...some(put)]],
      [1, () => [put(), { do: 'join', at }]],
    ])
  const help = (): Block =>
    dice.choose<Block>([
      [5, () => [discard]],
      [1, () => [{ do: 'closeQueue', at }, discard]],
      [1, () => [discard, { do: 'closeQueue', at }]],
      [2, () => [putNow(), putNow()]],
      [2, () => [{ do: 'takeNow', at }]],
      [1, () => [{ do: 'inspect', at }]],
    ])
  return {
    made: [
      {
        do: 'queue',
        name: at,
        ...(capacity !== undefined && { capacity }),
        ...(ranked && { ranked }),
      },
    ],
    first: dice.once(2) ? some(putNow).flatMap((one) => tried(one)) : [],
    act,
    aid: () => [...tried(...help()), ...pause(pen), ...(dice.once(2) ? tried(...help()) : [])],
    now: () => tried(...help()),
  }
}
