/** H10 · Thenable. */

import { clause, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'

export const H10 = clause('H10', [
  game({
    sentence:
      'then() returns another promise, and calls nothing back while code of the caller or of the loop runs',
    hint: '#react runs in a microtask; the suite of Promises/A+ checks what it does there',
    check: ({ session, subject: { Future, host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const settled = number % 2 === 0
      const called: string[] = []
      const future = new Future<number>('answer')
      if (settled) future.setResult(number)
      const promise = host.thenable(future)
      const next = promise.then(
        () => called.push('fulfilled'),
        () => called.push('rejected'),
      )
      found.require(next !== promise && 'then' in next, () => 'then() returns no other promise')
      if (!settled) {
        new Loop({ discipline: session.discipline }).run(
          (function* () {
            future.setResult(number)
            yield
          })(),
        )
      }
      found.expect(called.length === 0, () => `it is ${called.join()} at once`)
    },
    mutants: [
      {
        name: 'calls-back-at-once',
        why: 'a callback is called in the moment in which the future settles',
        in: 'host/thenable.js',
        replace: [
          'void new Promise((resolve) => whenSettled(this.#future, resolve)).then(() => this.#react(promise, onFulfilled, onRejected));',
          'whenSettled(this.#future, () => this.#react(promise, onFulfilled, onRejected));',
        ],
      },
      {
        name: 'then-returns-itself',
        why: 'then() returns the promise that it was called on',
        in: 'host/thenable.js',
        replace: ['return promise;', 'return this;'],
      },
    ],
  }),
])
