/** Random scenes of a queue whose items are done with: workers take and report, others join, one of them is cancelled. */

import type { Block, Call, Statement } from '../../spec/program.ts'
import { contest, snatched, type Prize } from './contests.ts'
import type { Writer } from './language.ts'
import { duration, pause, tried } from './moves.ts'
import type { Scope } from './scope.ts'

/** Several tasks that put, take, report and join; or one that was handed an item is cancelled, and others act at once. */
export function work(pen: Writer): Block {
  return pen.dice.once(2) ? contest(queueOfJobs)(pen) : snatched(pen, queueOfJobs(pen))
}

function queueOfJobs(pen: Writer): Prize {
  const { dice } = pen
  const at = dice.name('q')
  const capacity = dice.pick([undefined, undefined, 0, 1, 1, 2, 3])
  const take: Statement = { do: 'take', at }
  const join: Statement = { do: 'join', at }
  const done: Call = { do: 'taskDone', at }
  let items = 0
  const put = (what: 'put' | 'putNow'): Statement => ({ do: what, at, value: (items += 1) })
  const some = (make: () => Statement): Block => dice.times(dice.pick([1, 1, 2, 3]), make)
  const filled = some(() => put('putNow')).slice(0, capacity)
  const joining = (): Statement =>
    dice.choose<Statement>([
      [6, () => join],
      [1, () => ({ do: 'timeout', ms: duration(pen), body: [join] })],
      [1, () => ({ do: 'race', items: [{ body: [join] }, { body: [take] }] })],
      [1, () => ({ do: 'race', items: [{ body: [put('put')] }, { body: [join] }] })],
    ])
  const act = (_scope: Scope, index: number): Block =>
    dice.choose<Block>([
      [4, () => some(() => take).flatMap((one) => [one, ...pause(pen), done])],
      [2, () => [take, ...tried(done, done)]],
      [index > 0 ? 5 : 2, () => [joining(), ...pause(pen)]],
      [2, () => [...some(() => put('put')), joining()]],
      [1, () => [put('put'), ...tried(done)]],
    ])
  const help = (): Block =>
    dice.choose<Block>([
      [3, () => [put('putNow'), done]],
      [3, () => [done]],
      [2, () => [put('putNow')]],
      [2, () => [{ do: 'takeNow', at }, done]],
      [1, () => [{ do: 'takeNow', at }]],
      [1, () => [{ do: 'closeQueue', at }]],
      [1, () => [{ do: 'inspect', at }]],
    ])
  return {
    made: [{ do: 'queue', name: at, ...(capacity !== undefined && { capacity }) }],
    first: dice.once(2) ? filled : [],
    act,
    aid: () => [
      ...tried(...help()),
      ...pause(pen),
      ...tried(...help()),
      ...(dice.once(2) ? [joining()] : []),
    ],
    now: () => tried(...help()),
  }
}
