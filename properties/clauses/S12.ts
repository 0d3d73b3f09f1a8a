/** S12 · Resources are released. */

import type { Ending, Event } from '../../spec/event.ts'
import { cleanUpIn, CleanUps } from '../history/cleanUps.ts'
import { same } from '../history/endings.ts'
import { clause, eventLaw, following, game, where } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import { endsWhenSettled } from '../visits/shelter.ts'

export const S12 = clause('S12', [
  eventLaw({
    sentence: 'clean-ups run once the body has been left, each once, the last one registered first',
    hint: 'CleanUps.run() takes the last of those that are left',
    begin: where(
      isCleanUp,
      following(CleanUps, (_trial, cleanUps) => (event, _before, found) => {
        const cleanUp = cleanUpIn(event)
        if (cleanUp === undefined || event.event !== 'asks' || cleanUps.isLate(cleanUp, event.who))
          return
        const { left = [], over = false } = cleanUps.of(cleanUp.of) ?? {}
        const right = over && left.at(-1) === cleanUp.number
        const say = (): string => `${event.who} runs ${event.of}, and ${left.join()} are left`
        found.expectWhere(left.length > 1, right, say)
      }),
    ),
    mutants: [
      {
        name: 'clean-ups-in-order',
        why: 'clean-ups run in the order of their registration',
        in: 'structure/resources.js',
        replace: [
          'for (let cleanUp = left.pop(); cleanUp !== undefined; cleanUp = left.pop())',
          'for (let cleanUp = left.shift(); cleanUp !== undefined; cleanUp = left.shift())',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'where resources are over, or their owner has ended, every clean-up has run',
    hint: 'CleanUps.run() continues whatever a clean-up throws, and runs however the body was left',
    begin: where(
      isResources,
      following(CleanUps, (_trial, cleanUps) => (event, before, found) => {
        if (event.event === 'has' && event.what === 'resources') {
          const { count = 0, left = [] } = cleanUps.of(event.of) ?? {}
          const say = (): string => `${event.who} has not run ${left.join()} of ${event.of}`
          found.expectWhere(count > 0, left.length === 0, say)
        }
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = event.event === 'ends' ? event.who : ended
        if (who === undefined) return
        const left = cleanUps.leftBy(who)
        found.require(left.length === 0, () => `${who} has not cleaned up ${left.join()}`)
      }),
    ),
    mutants: [
      {
        name: 'clean-ups-stop-at-a-failure',
        why: 'after a clean-up that throws, no other runs',
        in: 'structure/resources.js',
        replace: ['this.errors.push(error);', 'this.errors.push(error); left.length = 0;'],
      },
      {
        name: 'no-clean-up-of-a-closed-body',
        why: 'a body that was closed is not cleaned up',
        in: 'structure/resources.js',
        replace: [
          'yield* toItsEnd(cleanUps.run());',
          'if (over || cleanUps.errors.length > 0) yield* toItsEnd(cleanUps.run());',
        ],
        also: [
          {
            in: 'structure/resources.js',
            replace: [
              'return yield* coroutine;',
              'const value = yield* coroutine; over = true; return value;',
            ],
          },
          {
            in: 'structure/resources.js',
            replace: [
              'const cleanUps = new CleanUps();',
              'const cleanUps = new CleanUps(); let over = false;',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a wait in a clean-up ends when it settles, and not before',
    hint: 'the clean-ups run in a shelter, as uninterruptible() has one',
    begin: where(isCleanUp, endsWhenSettled('release')),
    mutants: [
      {
        name: 'clean-up-interrupted',
        why: 'a task that is cancelled in a clean-up stops waiting in it',
        in: 'structure/resources.js',
        replace: ['yield* toItsEnd(cleanUps.run());', 'yield* cleanUps.run();'],
      },
    ],
  }),
  eventLaw({
    sentence: 'what clean-ups have thrown, resources throw: all of it, in that order',
    hint: 'throwAll() throws the one error, or an AggregateError of all',
    begin: where(
      isResources,
      following(CleanUps, (_trial, cleanUps) => (event, _before, found) => {
        if (event.event !== 'has' || event.what !== 'resources') return
        const { thrown = [] } = cleanUps.of(event.of) ?? {}
        const say = (): string => `${event.who} did not receive ${thrown.join()} of ${event.of}`
        found.expectWhere(thrown.length > 0, throwsAll(event.ending, thrown), say)
      }),
    ),
    mutants: [
      {
        name: 'error-of-a-clean-up-lost',
        why: 'what a clean-up throws is dropped',
        in: 'structure/resources.js',
        replace: ['this.errors.push(error);', ''],
      },
      {
        name: 'first-error-alone',
        why: 'of several errors, the first is thrown',
        in: 'structure/resources.js',
        replace: ['if (errors.length === 1) throw first;', 'if (errors.length > 0) throw first;'],
      },
    ],
  }),
  game({
    sentence: 'a clean-up may wait, by a coroutine or by a future, and ends before the next begins',
    hint: 'completed() delegates to the future or coroutine that a clean-up returns',
    check: ({ session, subject: { Future, Loop, resources } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const closed = new Future<void>('closed')
      const byFuture = number % 2 === 0
      loop.run(
        (function* () {
          const owner = loop.spawn(
            resources(function* (r) {
              r.defer(() => void log.push('the first, last'))
              r.defer(() =>
                byFuture
                  ? closed
                  : (function* () {
                      yield* closed
                    })(),
              )
              yield
            }),
          )
          for (let steps = 0; steps < 5; steps += 1) yield
          log.push('settles')
          closed.setResult()
          yield* owner
        })(),
      )
      const due = 'settles,the first, last'
      found.expect(log.join() === due, () => `it logs ${log.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'clean-up-by-a-future-is-left-alone',
        why: 'a future that a clean-up returns is not awaited',
        in: 'structure/resources.js',
        replace: [
          'if (given instanceof Future) { yield* given; }',
          'if (given instanceof Future) { }',
        ],
      },
    ],
  }),
  game({
    sentence: 'a coroutine that belongs to a task is no clean-up: it is refused when it would run',
    hint: 'completed() claims the coroutine that a clean-up returns',
    check: ({ session, subject: { Loop, resources } }, found) => {
      if (numberOf(session) === undefined) return
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const used = (function* () {})()
      loop.spawn(used)
      const owner = loop.spawn(
        resources(function* (r) {
          r.defer(() => used)
          yield
        }),
      )
      loop.run(
        (function* () {
          for (let steps = 0; steps < 9; steps += 1) yield
        })(),
      )
      const error = owner.error()
      const name = error instanceof Error ? error.name : String(error)
      found.expect(name === 'CoroutineReusedError', () => `it ends with ${name}`)
    },
    mutants: [
      {
        name: 'reused-clean-up',
        why: 'a clean-up may be the coroutine of a task',
        in: 'structure/resources.js',
        replace: ['claim(given); yield* given;', 'yield* given;'],
      },
    ],
  }),
  game({
    sentence: 'use() returns the very value, and its disposal is a clean-up like the others',
    hint: '#use defers the disposal',
    check: ({ session, subject: { Loop, resources } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: unknown[] = []
      const disposable = { [Symbol.dispose]: () => void log.push('disposed of') }
      const given = number % 3 === 0 ? undefined : disposable
      new Loop({ discipline: session.discipline }).run(
        resources(function* (r) {
          r.defer(() => void log.push('first'))
          const used = r.use(given)
          r.defer(() => void log.push('last'))
          yield
          log.push(used === given)
        }),
      )
      const due = given === undefined ? 'true,last,first' : 'true,last,disposed of,first'
      found.expect(log.join() === due, () => `it logs ${log.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'use-returns-nothing',
        why: 'use() does not return what it was passed',
        in: 'structure/resources.js',
        replace: ['}); return disposable; }', '}); }'],
      },
      {
        name: 'disposed-of-at-once',
        why: 'what is used is disposed of before the body has been left',
        in: 'structure/resources.js',
        replace: [
          'const dispose = disposeOf(disposable);',
          'const dispose = disposeOf(disposable); dispose.call(disposable);',
        ],
      },
    ],
  }),
])

function isResources(event: Event): boolean {
  return event.event === 'asks' && event.what === 'resources'
}

function isCleanUp(event: Event): boolean {
  return event.event === 'asks' && event.what === 'release'
}

/** Whether these errors are what it ends with: after that of the body, if there is one. */
function throwsAll(ending: Ending, thrown: readonly string[]): boolean {
  const [first] = thrown
  if (first === undefined) return true
  if ('value' in ending) return false
  if (thrown.length === 1 && ending.error === first) return true
  const { errors = [] } = ending
  const isOne = errors.length === thrown.length || errors.length === thrown.length + 1
  return isOne && errors.length > 1 && same(errors.slice(-thrown.length), thrown)
}
