/** What is asked of a scheduler: of one that is whole, everything; of one that has the basics, chapters 1 to 4. */

import type * as fc from 'fast-check'
import type { Session } from '../spec/program.ts'
import { basicSessions, sessions } from './arbitraries/random.ts'
import { everyLaw } from './clauses/index.ts'
import type { Law } from './law.ts'
import { observe, type Subject } from './subject.ts'

/** Programs, and the laws that judge what a scheduler does with them. */
export interface Kit {
  readonly name: 'whole' | 'basic'
  readonly arbitrary: fc.Arbitrary<Session>
  readonly asked: readonly Law[]
}

const WHOLE: Kit = { name: 'whole', arbitrary: sessions(), asked: everyLaw }

const BASIC: Kit = {
  name: 'basic',
  arbitrary: basicSessions(),
  // Of tasks, futures, loops and observers; what no program of these calls is not exercised.
  asked: everyLaw.filter(({ clause, needs }) => /^[FTLO]/u.test(clause) && needs === undefined),
}

/** A module that is no scheduler, and what it lacks. */
export class UnfitSubjectError extends Error {
  override readonly name = 'UnfitSubjectError'
}

/** What a scheduler has to have at least: where, and the names. */
const BASICS = {
  Future: ['done', 'result', 'error', 'setResult', 'setError', Symbol.iterator],
  Task: ['done', 'result', 'error', 'setResult', 'setError', Symbol.iterator],
  Loop: ['run', 'spawn', 'tick', 'scheduled', 'pending'],
} as const

/** Of the whole, a name for each chapter: what has all of them is asked everything. */
const CHAPTERS = ['shield', 'group', 'timeout', 'VirtualClock', 'Lock', 'Queue', 'external']

/**
 * The kit for a scheduler.
 *
 * @param module what its module exports
 * @throws `UnfitSubjectError` that names what it lacks
 */
export function kitFor(module: Readonly<Record<string, unknown>>): {
  readonly kit: Kit
  readonly subject: Subject
} {
  for (const name of ['Loop', 'Task', 'Future'] as const) {
    if (typeof module[name] !== 'function')
      throw new UnfitSubjectError(`it exports no class ${name}`)
  }
  if (!isSubject(module)) throw new UnfitSubjectError('it exports no scheduler')
  const things = create(module)
  for (const name of ['Loop', 'Task', 'Future'] as const) {
    for (const key of BASICS[name]) {
      if (key in things[name]) continue
      throw new UnfitSubjectError(`a ${name} of it has no ${String(key)}`)
    }
  }
  requireNotifications(module)
  const isWhole = CHAPTERS.every((name) => name in module)
  return { kit: isWhole ? WHOLE : BASIC, subject: module }
}

/** As far as can be seen from outside. */
function isSubject(module: object): module is Subject {
  return 'Loop' in module && 'Task' in module && 'Future' in module
}

function create({ Future, Loop }: Subject): Readonly<Record<'Loop' | 'Task' | 'Future', object>> {
  try {
    const loop = new Loop()
    const task = loop.spawn((function* () {})(), 'a task')
    return { Loop: loop, Task: Object(task), Future: new Future('a future') }
  } catch (error) {
    throw new UnfitSubjectError(`new Loop().spawn(coroutine, name) throws ${String(error)}`, {
      cause: error,
    })
  }
}

/** Laws judge what an observer is notified of: without that there is nothing to judge. */
function requireNotifications(subject: Subject): void {
  const host = [{ do: 'run', name: 'main', body: [{ do: 'yield' }] }] as const
  const log = observe({ discipline: 'drain', host }, subject)
  const ticks = log.filter(({ event }) => event === 'tick' || event === 'stepped')
  if (ticks.length > 0) return
  throw new UnfitSubjectError(
    'its Loop notifies no observer of ticks and steps: new Loop({ observer }) calls observer.tick(number, loop) and the others',
  )
}
