/** X18 · Scenarios for any subject. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { pools, queues, caches } from '../exploration/subjects.ts'

export const X18 = explorationClause('X18', [
  explorationLaw({
    sentence:
      'a pool that keeps its promises passes; one that runs too many, loses a place or mixes outcomes does not',
    hint: 'explorePool() counts what runs, compares outcomes, and probes how much room is left',
    async check({ explorePool }, found) {
      for (const [name, subject, isRight] of pools) {
        const passes = await passing(() => explorePool(subject, { bound: 2 }))
        found.expect(passes === isRight, () => `${name} ${passes ? 'passes' : 'fails'}`)
      }
    },
    mutants: [
      {
        name: 'pool-size-unchecked',
        why: 'a pool may run more jobs than it says',
        in: 'explore/scenarios/pool.js',
        replace: ['if (running > size)', 'if (running > size + 9)'],
      },
      {
        name: 'room-unchecked',
        why: 'a pool may have less room afterwards',
        in: 'explore/scenarios/pool.js',
        replace: ['if (most !== size)', 'if (most > size)'],
      },
      {
        name: 'outcomes-unchecked',
        why: 'a caller may receive the outcome of another',
        in: 'explore/scenarios/pool.js',
        replace: ['if (result !== `result of ${name}`)', 'if (result === undefined)'],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'a queue that delivers each item once passes; one that loses, repeats or forgets a waiter does not',
    hint: 'exploreQueue() compares what was taken with what was put in',
    async check({ exploreQueue }, found) {
      for (const [name, subject, isRight] of queues) {
        const passes = await passing(() => exploreQueue(subject, { bound: 2 }))
        found.expect(passes === isRight, () => `${name} ${passes ? 'passes' : 'fails'}`)
      }
    },
    mutants: [
      {
        name: 'items-unchecked',
        why: 'what was taken is not compared with what was put in',
        in: 'explore/scenarios/queue.js',
        replace: ["if (sorted.join() !== '11,12,21,22')", 'if (sorted.length !== 4)'],
      },
      {
        name: 'consumers-stay',
        why: 'no consumer leaves',
        in: 'explore/scenarios/queue.js',
        replace: ["world.abort(leave, 'a consumer leaves');", ';'],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'a cache that loads once passes; one that loads twice, keeps a failure or what was cleared does not',
    hint: 'exploreCache() counts the loads of each key, and compares versions',
    async check({ exploreCache }, found) {
      for (const [name, subject, isRight] of caches) {
        const passes = await passing(() => exploreCache(subject, { bound: 3 }))
        found.expect(passes === isRight, () => `${name} ${passes ? 'passes' : 'fails'}`)
      }
    },
    mutants: [
      {
        name: 'loads-unchecked',
        why: 'a cache may load a key twice at a time',
        in: 'explore/scenarios/cache.js',
        replace: ['if (count > 1)', 'if (count > 9)'],
      },
      {
        name: 'age-unchecked',
        why: 'a value may be older than the last clear',
        in: 'explore/scenarios/cache.js',
        replace: ['if (Number(at) < oldest)', 'if (Number(at) < 0)'],
      },
      {
        name: 'failures-kept',
        why: 'a cache may keep a load that has failed',
        in: 'explore/scenarios/cache.js',
        replace: [
          "world.calm(); // X18: what has failed is loaded again. await read('a'); await read('b');",
          '',
        ],
      },
    ],
  }),
])

async function passing(explore: () => Promise<unknown>): Promise<boolean> {
  return explore().then(
    () => true,
    () => false,
  )
}
