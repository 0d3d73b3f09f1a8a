/** H9 · Callbacks. */

import type { Future } from '../../src/index.ts'
import { clause, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'

export const H9 = clause('H9', [
  game({
    sentence:
      'the first call of a callback settles its future, with the very error, or else with the very value',
    hint: 'fromCallback() ignores what is called once its future has settled',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const [name, first, second] = WAYS[number % WAYS.length] ?? WAYS[0]
      // What throws after a call of its callback throws to its caller.
      const early = name !== 'throws' && (number >> 3) % 2 === 0
      const calls: (() => void)[] = []
      let refused = 0
      const begun = (): Future<unknown> =>
        host.fromCallback<unknown>((callback) => {
          for (const call of [first, second]) {
            calls.push(() => {
              try {
                callback(...call)
              } catch {
                refused += 1
              }
            })
          }
          if (early) for (const call of calls) call()
          if (name === 'throws') throw OUTCOME
        })
      let future: Future<unknown>
      try {
        future = begun()
      } catch {
        found.require(false, () => `${name}: fromCallback() throws`)
        return
      }
      const loop = new Loop({ discipline: session.discipline })
      const got = loop.run(
        (function* () {
          yield
          if (!early) for (const call of calls) call()
          try {
            return { value: yield* future }
          } catch (error) {
            return { error }
          }
        })(),
      )
      found.require(refused === 0, () => `${name}: the callback throws`)
      const due = name === 'value' ? 'value' in got && got.value : 'error' in got && got.error
      found.expect(
        due === OUTCOME,
        () => `${name}, ${early ? 'at once' : 'later'}: another outcome`,
      )
    },
    mutants: [
      {
        name: 'second-call-throws',
        why: 'a second call of the callback throws in the code that makes it',
        in: 'host/callback.js',
        replace: ['if (future.done()) return;', ''],
      },
      {
        name: 'null-is-an-error',
        why: 'a callback that is called with null fails its future',
        in: 'host/callback.js',
        replace: ['error === undefined || error === null', 'error === undefined'],
      },
      {
        name: 'falsy-is-no-error',
        why: 'an error that is falsy is none',
        in: 'host/callback.js',
        replace: ['if (error === undefined || error === null)', 'if (!error)'],
      },
      {
        name: 'begin-throws-to-the-caller',
        why: 'what begin throws before its callback was called does not fail the future',
        in: 'host/callback.js',
        replace: ['if (future.done()) throw error;', 'throw error;'],
      },
    ],
  }),
])

const OUTCOME = ''

/** What happens, the first call, and the second. */
const WAYS = [
  ['value', [null, OUTCOME], [null, 'late']],
  ['value', [undefined, OUTCOME], ['late']],
  ['error', [OUTCOME], [null, 'late']],
  ['throws', [OUTCOME], ['late']],
] as const
