/** Every small scene in which two or three tasks want one primitive. */

import type { Call, Session, Statement } from '../../spec/program.ts'

type Block = readonly Statement[]

/** What there is to want, and what one who wants it may do. */
interface Scene {
  readonly made: readonly Call[]
  readonly parts: readonly Block[]
}

/** The scenes, each by the name of its primitive. */
export const scenes: Readonly<Record<string, Scene>> = {
  lock: { made: [{ do: 'lock', name: 'p' }], parts: guarding() },
  'semaphore of one': { made: [{ do: 'semaphore', name: 'p', count: 1 }], parts: guarding() },
  'semaphore of two': { made: [{ do: 'semaphore', name: 'p', count: 2 }], parts: guarding() },
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
  'queue without room': {
    made: [{ do: 'queue', name: 'p', capacity: 0 }],
    parts: trading(),
  },
  'queue of one': { made: [{ do: 'queue', name: 'p', capacity: 1 }], parts: trading() },
  'queue without end': { made: [{ do: 'queue', name: 'p' }], parts: trading() },
}

function guarding(): readonly Block[] {
  return [
    [{ do: 'hold', at: 'p', body: [{ do: 'yield' }] }],
    [
      { do: 'acquire', at: 'p' },
      { do: 'release', at: 'p' },
    ],
    [{ do: 'yield' }, { do: 'acquire', at: 'p' }, { do: 'yield' }, { do: 'release', at: 'p' }],
  ]
}

function trading(): readonly Block[] {
  return [
    [{ do: 'take', at: 'p' }],
    [{ do: 'put', at: 'p', value: 1 }],
    [
      { do: 'put', at: 'p', value: 2 },
      { do: 'put', at: 'p', value: 3 },
    ],
    [{ do: 'yield' }, { do: 'closeQueue', at: 'p' }],
  ]
}

function holding(...body: Block): Block {
  return [{ do: 'hold', at: 'l', body }]
}

/**
 * Every scene of so many tasks, each with any part: main makes the primitive and the tasks, and sleeps
 * until they can do nothing more; then the loop is closed.
 */
export function* everyArrangement(
  { made, parts }: Scene,
  tasks: number,
): Generator<Session['host']> {
  for (const bodies of everySequence(parts, tasks)) {
    const actors = bodies.map((body, index): Call => ({ do: 'spawn', name: `t${index}`, body }))
    const main: Block = [...made, ...actors, { do: 'sleep', ms: 1 }]
    yield [{ do: 'run', name: 'main', body: main }, { do: 'close' }]
  }
}

function* everySequence<T>(all: readonly T[], length: number): Generator<readonly T[]> {
  if (length === 0) yield []
  else {
    for (const first of all) {
      for (const rest of everySequence(all, length - 1)) yield [first, ...rest]
    }
  }
}
