/** In which sessions a mutant can show: its mistake is in a module, whose code runs only where something uses it. */

import type { HostCall, Session, Statement } from '../../spec/program.ts'
import { mentions } from '../history/logs.ts'
import type { Mutant } from './mutant.ts'

type Users = readonly (HostCall | Statement)['do'][]

const combinators: Users = ['all', 'allSettled', 'race', 'any']
const semaphores: Users = ['semaphore', 'readWriteLock']
const permits: Users = ['lock', ...semaphores]
const primitives: Users = [...permits, 'barrier', 'condition', 'event', 'queue']

/** By module: the statements that run its code; a module that is missing here runs in every session. */
const users: Readonly<Record<string, Users>> = {
  'structure/all.js': ['all'],
  'structure/allSettled.js': ['allSettled'],
  'structure/any.js': ['any'],
  'structure/combinator.js': combinators,
  'structure/group.js': ['group'],
  'structure/join.js': combinators,
  'structure/race.js': ['race'],
  'structure/scoped.js': ['scoped'],
  'structure/shield.js': ['shield'],
  'structure/uninterruptible.js': ['uninterruptible'],
  'sync/barrier.js': ['barrier'],
  'sync/condition.js': ['condition'],
  'sync/event.js': ['event'],
  'sync/holders.js': permits,
  'sync/items.js': ['queue'],
  'sync/lock.js': ['lock'],
  'sync/permits.js': permits,
  'sync/queue.js': ['queue'],
  'sync/readWriteLock.js': ['readWriteLock'],
  'sync/semaphore.js': semaphores,
  'sync/waitQueue.js': primitives,
  'time/sleep.js': ['sleep'],
  'time/timeout.js': ['timeout'],
}

/** Whether a session runs any code in which the mutant differs; where it runs none, there is nothing to catch. */
export function mayShow({ also = [], in: module }: Mutant, session: Session): boolean {
  return [module, ...also.map((change) => change.in)].some((path) => {
    const calls = users[path]
    return calls === undefined || calls.some((call) => mentions(session, call))
  })
}
