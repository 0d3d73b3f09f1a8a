/** T13 · Context. */

import { clause, eventLaw, game, where } from '../law.ts'
import { isRead, returnsWhatIs } from '../visits/value.ts'
import { numberOf } from '../subject/chance.ts'
import type { Coroutine } from '../../src/index.ts'
import { refusal } from '../subject/refusal.ts'

export const T13 = clause('T13', [
  eventLaw({
    sentence: 'in a with(), get() returns its value, in each step and in the clean-up',
    hint: 'Bound has its values stand whenever it resumes its coroutine, in one way or another',
    begin: where(isRead, returnsWhatIs('with')),
    mutants: [
      {
        name: 'value-lost-after-a-suspension',
        why: 'a coroutine has its value in its first step alone',
        in: 'core/bindings.js',
        replace: [
          'return this.#resume(next, undefined);',
          `if (this.begun) return next.call(this.#coroutine, undefined);
       this.begun = true;
       return this.#resume(next, undefined);`,
        ],
      },
      {
        name: 'value-lost-in-a-clean-up',
        why: 'a coroutine that is closed has its value no longer',
        in: 'core/bindings.js',
        replace: [
          'return this.#resume(finish, undefined);',
          'return finish.call(this.#coroutine, undefined);',
        ],
      },
      {
        name: 'outer-value-counts',
        why: 'in a with() within another, get() returns the value of the outer one',
        in: 'core/bindings.js',
        replace: [
          'new Map(current.bindings).set(context, value)',
          'new Map([[context, value], ...(current.bindings ?? [])])',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'where nothing has given a context another value, get() returns its default',
    hint: 'Bound restores what was there before; an observer has no values',
    begin: where(isRead, returnsWhatIs('default')),
    mutants: [
      {
        name: 'value-leaks',
        why: 'a value remains when the coroutine that has it suspends',
        in: 'core/bindings.js',
        replace: ['finally { current.bindings = bindings; }', 'finally {}'],
      },
      {
        name: 'observer-has-values',
        why: 'an observer has the values of what is running',
        in: 'core/suspension.js',
        replace: [
          'current.notifying = true; current.bindings = undefined;',
          'current.notifying = true;',
        ],
      },
    ],
  }),
  game({
    sentence:
      'a mistake that is thrown back into a coroutine with a value arrives there as it is, and the value stays',
    needs: 'contexts',
    hint: 'throw() of Bound resumes the coroutine with its bindings',
    check: ({ session, subject: { BadYieldError, context, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const here = context('default')
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const mistaken = function* (): Coroutine<void> {
        try {
          // @ts-expect-error It is the mistake.
          yield number
        } catch (error) {
          log.push(`${error instanceof BadYieldError}`, here.get())
        }
      }
      const spawns = function* (): Coroutine<void> {
        yield* loop.spawn(mistaken())
      }
      const work = number % 2 === 0 ? mistaken() : spawns()
      const failed = refusal(() => loop.run(here.with('value', work)))
      found.require(failed === undefined, () => `the run ends in ${failed}`)
      found.expect(log.join() === 'true,value', () => `it receives ${log.join()}`)
    },
    mutants: [
      {
        name: 'mistake-in-a-context',
        why: 'what is thrown into a coroutine with a value is another mistake',
        in: 'core/bindings.js',
        replace: ['return this.#resume(raise, error);', 'return this.#resume(error, raise);'],
      },
    ],
  }),
  game({
    sentence:
      'a value is that of what runs within its with(), and not of the tasks of another loop that are stepped there',
    needs: 'contexts',
    hint: 'within() begins without bindings, and restores those of the outer loop',
    check: ({ session, subject: { context, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const here = context('default')
      const log: string[] = []
      const [outer, inner] = [1, 2].map(() => new Loop({ discipline: session.discipline }))
      if (outer === undefined || inner === undefined) return
      inner.spawn(
        (function* () {
          log.push(`inner ${here.get()}`)
          yield
          log.push(`inner ${here.get()}`)
        })(),
      )
      const steps = (function* () {
        inner.runStep()
        log.push(`outer ${here.get()}`)
        yield
        inner.runStep()
        log.push(`outer ${here.get()}`)
      })()
      outer.run(here.with('value', steps))
      log.push(`outside ${here.get()}`)
      const due = [
        'inner default',
        ...(session.discipline === 'drain' ? ['inner default'] : []),
        'outer value',
        ...(session.discipline === 'drain' ? [] : ['inner default']),
        'outer value',
        'outside default',
      ]
      found.expect(log.join() === due.join(), () => `${log.join()}, and not ${due.join()}`)
    },
    mutants: [
      {
        name: 'value-across-loops',
        why: 'the tasks of a loop find the values of what steps that loop',
        in: 'core/suspension.js',
        replace: [
          'current.scope = undefined; current.bindings = undefined;',
          'current.scope = undefined;',
        ],
      },
      {
        name: 'value-lost-to-another-loop',
        why: 'after a step of another loop, the values of what runs are forgotten',
        in: 'core/suspension.js',
        replace: ['current.scope = scope; current.bindings = bindings;', 'current.scope = scope;'],
      },
    ],
  }),
])
