/** F3 · Read without awaiting. */

import { failedWith, sameError } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F3 = clause('F3', [
  eventLaw({
    sentence:
      'result() and error() return or throw the outcome of a settled future, and throw on a pending one',
    hint: 'Future.result and Future.error read the state, and nothing else',
    begin:
      () =>
      (event, { futures, settled, tasks }, found) => {
        if (event.event !== 'called' || (event.call !== 'result' && event.call !== 'error')) return
        const { call, ending, of } = event
        if (!futures.has(of) && !tasks.has(of)) return
        if (!settled.has(of)) {
          found.expect(
            failedWith(ending, 'InvalidStateError'),
            () => `${call}() returned for ${of}, which is pending`,
          )
          return
        }
        const outcome = settled.get(of)
        if (call === 'error')
          found.expect('value' in ending, () => `error() threw for ${of}, which is settled`)
        else if (outcome !== undefined && 'error' in outcome) {
          found.expect('error' in ending, () => `result() of ${of} returned, though it failed`)
        } else if (outcome !== undefined) {
          found.expect('value' in ending, () => `result() of ${of} threw, though it has a result`)
        }
      },
    mutants: [
      {
        name: 'undefined-result-pending',
        why: 'a future with the result undefined counts as pending',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return state.value;',
          'if (state instanceof Success && state.value !== undefined) return state.value;',
        ],
      },
      {
        name: 'result-of-pending',
        why: 'result() of a pending future returns undefined',
        in: 'core/future.js',
        replace: [
          'return state.value;',
          'return state.value; if (!(state instanceof Failure)) return undefined;',
        ],
      },
      {
        name: 'error-throws',
        why: 'error() throws the error instead of returning it',
        in: 'core/future.js',
        replace: ['return state.handle();', 'throw state.handle();'],
      },
      {
        name: 'error-of-pending',
        why: 'error() of a pending future returns undefined',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return undefined;',
          'if (!(state instanceof Failure)) return undefined;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'error() returns the very error of a failed future, and undefined for one that succeeded',
    hint: 'Future.error returns what Future.result would throw',
    begin:
      () =>
      (event, { settled }, found) => {
        if (event.event !== 'got' || event.by !== 'error') return
        const outcome = settled.get(event.of)
        if (outcome === undefined) return
        const expected = 'error' in outcome ? { error: outcome.error } : { value: undefined }
        found.expect(
          sameError(expected, event.ending),
          () => `error() of ${event.of} returned another error`,
        )
      },
    mutants: [
      {
        name: 'error-copied',
        why: 'error() returns a new error with the same message',
        in: 'core/future.js',
        replace: [
          'return state.handle();',
          "return new Error('failed', { cause: state.handle() });",
        ],
      },
      {
        name: 'result-returned-as-error',
        why: 'error() returns the result where there is no error',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return undefined;',
          'if (state instanceof Success) return state.value;',
        ],
      },
    ],
  }),
])
