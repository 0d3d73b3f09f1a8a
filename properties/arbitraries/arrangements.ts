/** Small scenes in which several tasks want one primitive. */

import type { Block, Call, Session, Statement } from '../../spec/program.ts'
import type { Dice, Some } from './dice.ts'
import { Odometer } from './odometer.ts'

/** A primitive, called `p`, and what a task may do with it. */
interface Scene {
  readonly made: Block
  readonly parts: Some<Block>
}

const guarding: Some<Block> = [
  [{ do: 'hold', at: 'p', body: [{ do: 'yield' }] }],
  [
    { do: 'acquire', at: 'p' },
    { do: 'release', at: 'p' },
  ],
  [{ do: 'yield' }, { do: 'acquire', at: 'p' }, { do: 'yield' }, { do: 'release', at: 'p' }],
  [{ do: 'yield' }, { do: 'tryAcquire', at: 'p' }, { do: 'release', at: 'p' }],
]

const sharing: Some<Block> = [
  [{ do: 'hold', at: 'p', side: 'read', body: [{ do: 'yield' }] }],
  [{ do: 'yield' }, { do: 'hold', at: 'p', side: 'write', body: [{ do: 'yield' }] }],
  [
    { do: 'yield' },
    { do: 'yield' },
    { do: 'acquire', at: 'p', side: 'read' },
    { do: 'release', at: 'p', side: 'write' },
  ],
  // What its body has acquired of the other side, a hold does not release.
  [
    {
      do: 'try',
      body: [
        {
          do: 'hold',
          at: 'p',
          side: 'read',
          body: [
            { do: 'release', at: 'p', side: 'read' },
            { do: 'acquire', at: 'p', side: 'write' },
          ],
        },
      ],
      catch: [{ do: 'yield' }],
    },
    { do: 'yield' },
  ],
]

const trading: Some<Block> = [
  [{ do: 'take', at: 'p' }],
  [{ do: 'put', at: 'p', value: 1 }],
  [
    { do: 'put', at: 'p', value: 2 },
    { do: 'put', at: 'p', value: 3 },
  ],
  [{ do: 'yield' }, { do: 'closeQueue', at: 'p' }],
]

const working: Some<Block> = [
  [
    { do: 'take', at: 'p' },
    { do: 'taskDone', at: 'p' },
  ],
  [
    { do: 'put', at: 'p', value: 1 },
    { do: 'join', at: 'p' },
  ],
  [{ do: 'yield' }, { do: 'join', at: 'p' }],
  [{ do: 'yield' }, { do: 'taskDone', at: 'p' }],
]

const holding = (...body: readonly Statement[]): Block => [{ do: 'hold', at: 'l', body }]

/** The scenes, each by the name of its primitive. */
export const scenes = {
  lock: { made: [{ do: 'lock', name: 'p' }], parts: guarding },
  'semaphore of one': { made: [{ do: 'semaphore', name: 'p', count: 1 }], parts: guarding },
  'semaphore of two': { made: [{ do: 'semaphore', name: 'p', count: 2 }], parts: guarding },
  'semaphore of three': {
    made: [{ do: 'semaphore', name: 'p', count: 3 }],
    parts: [
      [{ do: 'hold', at: 'p', count: 2, body: [{ do: 'yield' }] }],
      // What its body has released, a hold releases no more.
      [{ do: 'hold', at: 'p', count: 2, body: [{ do: 'release', at: 'p' }, { do: 'yield' }] }],
      [{ do: 'yield' }, { do: 'hold', at: 'p', count: 3, body: [] }],
    ],
  },
  'read-write lock': { made: [{ do: 'readWriteLock', name: 'p' }], parts: sharing },
  event: {
    made: [{ do: 'event', name: 'p' }],
    parts: [
      [{ do: 'wait', at: 'p' }],
      [{ do: 'set', at: 'p' }],
      [{ do: 'yield' }, { do: 'set', at: 'p' }, { do: 'clear', at: 'p' }],
    ],
  },
  condition: {
    made: [
      { do: 'lock', name: 'l' },
      { do: 'condition', name: 'p', lock: 'l' },
    ],
    parts: [
      holding({ do: 'wait', at: 'p' }),
      holding({ do: 'notify', at: 'p' }),
      holding({ do: 'notify', at: 'p', count: 2 }, { do: 'yield' }),
      holding({ do: 'yield' }),
    ],
  },
  barrier: {
    made: [{ do: 'barrier', name: 'p', parties: 2 }],
    parts: [
      [{ do: 'wait', at: 'p' }],
      [{ do: 'yield' }, { do: 'wait', at: 'p' }],
      [
        { do: 'wait', at: 'p' },
        { do: 'wait', at: 'p' },
      ],
    ],
  },
  'queue without room': { made: [{ do: 'queue', name: 'p', capacity: 0 }], parts: trading },
  'queue of one': { made: [{ do: 'queue', name: 'p', capacity: 1 }], parts: trading },
  'queue without end': { made: [{ do: 'queue', name: 'p' }], parts: trading },
  'queue of jobs': { made: [{ do: 'queue', name: 'p' }], parts: working },
} as const satisfies Readonly<Record<string, Scene>>

/** The scene with so many tasks, each of which has one of its parts. */
export function arrangement(dice: Dice, { made, parts }: Scene, tasks: number): Block {
  const actors = dice.times(tasks, (index): Call => {
    return { do: 'spawn', name: `t${index}`, body: dice.pick(parts) }
  })
  return [...made, ...actors]
}

/** Every scene of so many tasks: main sleeps until they can do nothing more; then the loop is closed. */
export function everyArrangement(scene: Scene, tasks: number): Generator<Session['host']> {
  const dice = new Odometer()
  return dice.every(() => {
    const body: Block = [...arrangement(dice, scene, tasks), { do: 'sleep', ms: 1 }]
    return [{ do: 'run', name: 'main', body }, { do: 'close' }]
  })
}
