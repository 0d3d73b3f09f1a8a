/** Random scenes of a read-write lock: readers and writers, some of whom change sides within the body of a hold. */

import type { Block, Statement } from '../../spec/program.ts'
import { contest, meanwhile, snatched, type Prize } from './contests.ts'
import type { Writer } from './language.ts'
import { duration, pause, tried } from './moves.ts'
import type { Scope } from './scope.ts'

export const SIDES = ['read', 'write'] as const
type Side = (typeof SIDES)[number]

/** Several tasks that read or write; or one that holds a side is cancelled, and others act at once. */
export function reading(pen: Writer): Block {
  return pen.dice.once(2) ? contest(readWriteLock)(pen) : snatched(pen, readWriteLock(pen))
}

function readWriteLock(pen: Writer): Prize {
  const { dice } = pen
  const at = dice.name('w')
  const one = (): Side => dice.pick(['read', 'read', 'write'])
  const acquire = (side: Side): Statement => ({ do: 'acquire', at, side })
  const release = (side: Side): Statement => ({ do: 'release', at, side })
  const attempt = (side: Side): Statement => ({ do: 'tryAcquire', at, side })
  const act = (scope: Scope): Block => {
    const side = one()
    const other = side === 'read' ? 'write' : 'read'
    const inner = meanwhile(pen, scope)
    const changed = [release(side), ...pause(pen), acquire(other), ...inner]
    return dice.choose<Block>([
      [8, () => [{ do: 'hold', at, side, body: inner }]],
      [4, () => [acquire(side), ...inner, release(side)]],
      [1.5, () => [acquire(side), ...inner]],
      [2, () => [attempt(side), ...inner, release(side)]],
      [1, () => [acquire(side), ...inner, release(other)]],
      [1.5, () => [{ do: 'hold', at, side, body: changed }]],
      // The end of such a hold throws, and leaves the other side held.
      [
        3,
        () => [
          ...tried({ do: 'hold', at, side, body: changed }),
          { do: 'sleep', ms: duration(pen) },
        ],
      ],
      [1.5, () => [{ do: 'hold', at, side, body: [...changed, release(other)] }]],
      [0.7, () => [{ do: 'hold', at, side: 'read', body: [acquire(dice.pick(SIDES)), ...inner] }]],
    ])
  }
  const look = (odds: number): Block => (dice.once(odds) ? [{ do: 'inspect', at }] : [])
  const held = dice.pick(['read', 'write', 'write', undefined] as const)
  return {
    made: [{ do: 'readWriteLock', name: at }],
    first: held === undefined ? [] : [acquire(held)],
    act,
    aid: () => [
      ...look(2),
      ...(held === undefined || dice.once(8) ? [] : [release(held)]),
      ...look(2),
    ],
    now: () => [...dice.pick([[attempt(one())], [release(one())], []]), ...look(3)],
    waiter: held === undefined ? 1 : 0,
  }
}
