/** C16 · Asking for the end. */

import type { Event } from '../../spec/event.ts'
import { returned } from '../history/endings.ts'
import type { Coroutine } from '../../src/index.ts'
import { clause, eventLaw, game, where } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import { isQuiet } from '../trial.ts'

export const C16 = clause('C16', [
  eventLaw({
    sentence:
      'isClosing() returns true in a task that was cancelled, and false where neither the task nor a scope may be closed',
    hint: 'isBeingClosed() asks the scopes around the caller, and then its task',
    begin: where(isAsked, (trial) => (event, before, found) => {
      if (!isAsked(event) || !('ending' in event) || !('who' in event)) return
      const { ending, who } = event
      const name = before.notifiedAs(who)
      const cancelled = name !== undefined && before.cancelled.has(name)
      const outside = who === 'host' || who === 'observer'
      const may = cancelled || (!outside && before.mayBeClosed(who))
      if (!isQuiet(trial)) return
      found.require(
        !cancelled || returned(ending, true),
        () => `${who} was cancelled, and denies it`,
      )
      found.expectWhere(
        !outside,
        may || returned(ending, false),
        () => `${who} is not being closed`,
      )
    }),
    mutants: [
      {
        name: 'never-closing',
        why: 'isClosing() returns false for a task that was cancelled in the same step',
        in: 'core/closing.js',
        replace: [
          'return running.coroutine !== undefined && isClosing(running.coroutine);',
          'return false;',
        ],
      },
      {
        name: 'closing-at-all-times',
        why: 'isClosing() returns true in every task',
        in: 'core/closing.js',
        replace: [
          'return running.coroutine !== undefined && isClosing(running.coroutine);',
          'return true;',
        ],
      },
    ],
  }),
  game({
    sentence:
      'isClosing() returns true in the clean-up of what an expired timeout closes, and false after it',
    hint: 'isBeingClosed() looks for a scope around the caller that is closing',
    check: ({ session, subject: { isClosing, Loop, sleep, timeout } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const seen: boolean[] = []
      const late = function* (): Coroutine<void> {
        try {
          yield* timeout(
            1,
            (function* () {
              try {
                seen.push(isClosing())
                yield* sleep(5)
              } finally {
                seen.push(isClosing())
                yield
                seen.push(isClosing())
              }
            })(),
          )
        } catch {
          seen.push(isClosing())
        }
      }
      const loop = new Loop({ discipline: session.discipline })
      loop.run(
        (function* () {
          if (number % 2 === 0) yield* late()
          else yield* loop.spawn(late())
        })(),
      )
      found.expect(seen.join() === 'false,true,true,false', () => `it returns ${seen.join()}`)
    },
    mutants: [
      {
        name: 'not-closing-once-it-cleans-up',
        why: 'isClosing() returns false in a scope once that is closing',
        in: 'core/closing.js',
        replace: [
          "return this.#phase === 'requested' || this.#phase === 'closing'; } get shelters",
          "return this.#phase === 'requested'; } get shelters",
        ],
      },
    ],
  }),
  game({
    sentence: 'in a loop that is run in the clean-up of another, nothing is being closed',
    hint: 'within() begins without a scope, and restores that of the outer loop',
    check: ({ session, subject: { Future, isClosing, Loop, scoped, sleep, timeout } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const inner = (): Coroutine<void> =>
        (function* () {
          log.push(`inner ${isClosing()}`)
          yield
          log.push(`inner ${isClosing()}`)
        })()
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const outer = (): Coroutine<void> =>
        (function* () {
          try {
            yield* new Future('never')
          } finally {
            log.push(`outer ${isClosing()}`)
            new Loop({ discipline: session.discipline }).run(
              number % 2 === 0 ? inner() : scoped(inner()),
            )
            log.push(`outer ${isClosing()}`)
          }
        })()
      const task = loop.spawn(number % 4 < 2 ? scoped(outer()) : timeout(1, outer()))
      loop.runStep()
      if (number % 4 < 2) task.cancel()
      loop.run(sleep(3))
      const due = 'outer true,inner false,inner false,outer true'
      found.expect(log.join() === due, () => `it logs ${log.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'closing-across-loops',
        why: 'what a loop runs finds the scopes of the loop that runs it',
        in: 'core/suspension.js',
        replace: ['current.scope = undefined;', ''],
      },
      {
        name: 'scope-lost-to-another-loop',
        why: 'after a run of another loop, the scopes of a step are forgotten',
        in: 'core/suspension.js',
        replace: ['current.scope = scope;', ''],
      },
    ],
  }),
])

function isAsked(event: Event): boolean {
  return event.event === 'called' && event.call === 'isClosing'
}
