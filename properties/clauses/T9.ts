/** T9 · Only a coroutine. */

import { failedWith } from '../history/endings.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'

export const T9 = clause('T9', [
  eventLaw({
    sentence: 'anything but a coroutine is refused at once, and no task is created',
    hint: 'claim() checks a coroutine before anything is changed',
    begin: (trial) => {
      const script = scriptOf(trial)
      return (event, { closed }, found, index) => {
        if (event.event !== 'called' || event.call !== 'misuse' || closed) return
        // S4: a group that is ending refuses every child.
        const statement = script.at(index)
        const inGroup = statement === undefined || ('in' in statement && statement.in !== undefined)
        const right =
          failedWith(event.ending, 'NotACoroutineError') ||
          (inGroup && failedWith(event.ending, 'InvalidStateError'))
        found.expect(right, () => 'it was accepted as a coroutine')
      }
    },
    mutants: [
      {
        name: 'anything-goes',
        why: 'any object and any function is accepted as a coroutine, and fails when it is stepped',
        in: 'core/coroutine.js',
        replace: ['if (!isCoroutine(given)) throw', 'if (Object(given) !== given) throw'],
      },
      {
        name: 'iterator-goes',
        why: 'anything with next, return and throw is accepted as a coroutine',
        in: 'core/inspect.js',
        replace: ["given[Symbol.toStringTag] === 'Generator'", "'next' in given"],
      },
    ],
  }),
])
