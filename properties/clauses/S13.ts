/** S13 · Acquired and registered. */

import type { Event } from '../../spec/event.ts'
import { cleanUpIn, CleanUps } from '../history/cleanUps.ts'
import { failedWith } from '../history/endings.ts'
import { actorOf } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { isHarmless, scriptOf } from '../history/script.ts'
import { clause, eventLaw, following, game, where } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { endsWhenSettled, isDoomed } from '../visits/shelter.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'
import type { Coroutine, Resources } from '../../src/index.ts'

export const S13 = clause('S13', [
  eventLaw({
    sentence: 'a wait in what acquires ends when it settles, and not before',
    hint: 'acquire() runs what it is given in uninterruptible()',
    begin: where(isAcquisition, endsWhenSettled('resource')),
    mutants: [
      {
        name: 'acquire-interrupted',
        why: 'a task that is cancelled while it acquires stops waiting',
        in: 'structure/resources.js',
        replace: [
          'return uninterruptible(this.#acquiring(item, release));',
          'return this.#acquiring(item, release);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'what was acquired is registered, or released, before anything else happens',
    hint: 'no suspension lies between the result of what acquires and its registration',
    begin: where(isAcquisition, (trial) => {
      const script = scriptOf(trial)
      const cleanUps = new CleanUps()
      /** By coroutine: whether what it acquires cannot fail, the innermost last. */
      const bodies = new Map<string, boolean[]>()
      /** By coroutine that has acquired something: whether that is too late. */
      const due = new Map<string, boolean>()
      return (event, before, found, index) => {
        const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
        if (who !== undefined && due.has(who)) {
          const late = due.get(who)
          const has = event.event === 'has' && event.what === 'resource' && 'value' in event.ending
          due.delete(who)
          found.expect(
            late === true ? cleanUpIn(event) !== undefined : has,
            () => `${who} has acquired something, and continues with '${event.event}'`,
          )
        }
        if (event.event === 'asks' && event.what === 'resource') {
          const statement = script.at(index)
          const known = statement?.do === 'resource' && isHarmless(statement.body)
          bodies.set(event.who, [...(bodies.get(event.who) ?? []), known])
        }
        if (event.event === 'left' && event.what === 'resource')
          if (bodies.get(event.who)?.at(-1) === true && !before.isCut(event.who))
            due.set(event.who, cleanUps.of(event.of)?.over === true)
        if (event.event === 'has' && event.what === 'resource') bodies.get(event.who)?.pop()
        cleanUps.follow(event)
      }
    }),
    mutants: [
      {
        name: 'suspends-before-it-registers',
        why: 'acquire() suspends after its shelter, before it has registered the release',
        in: 'structure/resources.js',
        replace: ['const value = yield* item;', 'const value = yield* toItsEnd(item); yield;'],
        also: [
          {
            in: 'structure/resources.js',
            replace: [
              'return uninterruptible(this.#acquiring(item, release));',
              'return this.#acquiring(item, release);',
            ],
          },
        ],
      },
      {
        name: 'late-acquisition-kept',
        why: 'what was acquired too late is not released',
        in: 'structure/resources.js',
        replace: [
          'const errors = []; try { yield* completed(cleanUp); }',
          'const errors = []; try {}',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'nothing is acquired or registered once the body has been left',
    hint: 'acquire() and defer() refuse where there is no list to register in',
    begin: where(
      isResources,
      following(CleanUps, (_trial, cleanUps) => (event, _before, found) => {
        const registers =
          (event.event === 'called' && event.call === 'defer') ||
          (event.event === 'has' && event.what === 'resource')
        if (!registers || cleanUps.of(event.of)?.over !== true) return
        // What was acquired meanwhile, and could not be released, has failed with more than that.
        const right =
          failedWith(event.ending, 'InvalidStateError') ||
          (event.event === 'has' && 'error' in event.ending)
        found.expect(right, () => `${event.who} has registered something too late`)
      }),
    ),
    mutants: [
      {
        name: 'registered-too-late',
        why: 'a clean-up that is registered too late is dropped',
        in: 'structure/resources.js',
        replace: [
          'if (this.#registered !== undefined) return this.#registered;',
          'return this.#registered ?? [];',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'in a task that is to be closed where it suspends, nothing more is acquired',
    hint: 'uninterruptible() suspends first if isToBeClosed()',
    begin: where(
      isAcquisition,
      following(Scopes, (trial, scopes) => {
        /** By coroutine: what it must do next. */
        const due = new Map<string, 'cleaning' | 'left' | undefined>()
        return (event, before, found) => {
          const ended = event.event === 'settled' ? before.voice(event.future) : undefined
          const who = ended ?? actorOf(event)
          if (who !== undefined && due.has(who)) {
            const next = due.get(who)
            due.delete(who)
            const refused = event.event === 'has' && failedWith(event.ending, 'InvalidStateError')
            const right = ended === undefined ? event.event === next || refused : next === undefined
            found.expect(right, () => `${who} continued with the event '${event.event}'`)
          }
          if (event.event !== 'asks' || event.what !== 'resource' || !isQuiet(trial)) return
          if (isDoomed(event.who, before) && !scopes.disturbed(event.who, before.now))
            due.set(event.who, scopes.leavesFirst(event.who))
        }
      }),
    ),
    mutants: [
      {
        name: 'acquires-in-a-task-to-be-closed',
        why: 'acquire() begins even if something around it is to be closed',
        in: 'structure/uninterruptible.js',
        replace: ['if (isToBeClosed()) yield;', ''],
      },
    ],
  }),
  game({
    sentence:
      'acquire() awaits a future, and takes a coroutine that is of no other task; use() returns what it disposes of',
    hint: 'acquire() claims what is no future; use() returns its argument',
    check: ({ session, subject: { Future, Loop, resources } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const opened = new Future<string>('opened')
      const open = (function* () {
        yield
        return 'coroutine'
      })()
      const disposable = { [Symbol.dispose]: () => void log.push('disposed of') }
      const close = (value: string): void => void log.push(`closes ${value}`)
      const failed = refusal(() =>
        loop.run(
          resources(function* (r) {
            if (number % 2 === 0) opened.setResult('future')
            else
              loop.spawn(
                (function* () {
                  yield
                  opened.setResult('future')
                })(),
              )
            log.push(yield* r.acquire(opened, close))
            const acquiring = r.acquire(open, close)
            log.push(String(refusal(() => loop.spawn(open))))
            log.push(yield* acquiring)
            log.push(String(r.use(disposable) === disposable))
          }),
        ),
      )
      found.require(failed === undefined, () => `the run ends in ${failed}`)
      const due = [
        'future',
        'CoroutineReusedError',
        'coroutine',
        'true',
        'disposed of',
        'closes coroutine',
        'closes future',
      ]
      found.expect(log.join() === due.join(), () => `${log.join()}, and not ${due.join()}`)
    },
    mutants: [
      {
        name: 'acquires-no-future',
        why: 'a future cannot be acquired',
        in: 'structure/resources.js',
        replace: ['if (!(item instanceof Future))', 'if (true)'],
      },
      {
        name: 'acquires-what-is-of-another',
        why: 'a coroutine that is acquired can be passed to a task',
        in: 'structure/resources.js',
        replace: ['if (!(item instanceof Future)) claim(item);', ''],
      },
      {
        name: 'uses-and-keeps',
        why: 'use() returns nothing',
        in: 'structure/resources.js',
        replace: ['}); return disposable;', '}); return undefined;'],
      },
    ],
  }),
  game({
    sentence:
      'acquire() and use() are refused at once when the body has been left, and take nothing',
    hint: '#refuseIfOver() comes first',
    check: ({ session, subject: { Loop, resources } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const log: string[] = []
      const left: Resources[] = []
      const failing = new Error('fault')
      const body = function* (r: Resources): Coroutine<void> {
        left.push(r)
        yield
        if (number % 2 === 0) throw failing
      }
      log.push(String(refusal(() => loop.run(resources(body)))))
      const open = (function* () {
        log.push('opens')
        yield
      })()
      const disposable = { [Symbol.dispose]: () => void log.push('disposed of') }
      for (const r of left) {
        log.push(String(refusal(() => r.acquire(open, () => void log.push('released')))))
        log.push(String(refusal(() => r.use(disposable))))
        log.push(String(refusal(() => r.defer(() => void log.push('cleaned up')))))
      }
      log.push(String(refusal(() => loop.run(open))))
      const refused = 'InvalidStateError,InvalidStateError,InvalidStateError'
      const due = `${number % 2 === 0 ? 'Error' : 'undefined'},${refused},opens,undefined`
      found.expect(log.join() === due, () => `${log.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'acquired-too-late',
        why: 'acquire() takes a coroutine when the body has been left',
        in: 'structure/resources.js',
        replace: [
          'this.#refuseIfOver(); refuseUnlessFunction(release',
          'refuseUnlessFunction(release',
        ],
      },
    ],
  }),
])

function isAcquisition(event: Event): boolean {
  return event.event === 'asks' && event.what === 'resource'
}

function isResources(event: Event): boolean {
  return event.event === 'asks' && event.what === 'resources'
}
