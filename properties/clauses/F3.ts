/** F3 · Read without awaiting. */

import { failedWith, sameError } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F3 = clause('F3', [
  eventLaw({
    sentence:
      'result() and error() give the outcome of a settled future, and are refused by a pending one',
    hint: 'result and error read the outcome, and nothing else',
    begin:
      () =>
      (event, { futures, settled, tasks }, found) => {
        if (event.event !== 'called' || (event.call !== 'result' && event.call !== 'error')) return
        const { call, ending, of } = event
        if (!futures.has(of) && !tasks.has(of)) return
        if (!settled.has(of)) {
          found.expect(
            failedWith(ending, 'InvalidStateError'),
            () => `${call}() answered for ${of}, pending`,
          )
          return
        }
        const outcome = settled.get(of)
        if (call === 'error')
          found.expect('value' in ending, () => `error() threw for ${of}, settled`)
        else if (outcome !== undefined && 'error' in outcome) {
          found.expect('error' in ending, () => `result() of ${of} threw nothing`)
        } else if (outcome !== undefined) {
          found.expect('value' in ending, () => `result() of ${of} threw`)
        }
      },
    mutants: [
      {
        name: 'undefined-result-pending',
        why: 'whether there is a result is read off the value, so undefined is none',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return state.value;',
          'if (state instanceof Success && state.value !== undefined) return state.value;',
        ],
      },
      {
        name: 'result-of-pending',
        why: 'a pending future has the result undefined',
        in: 'core/future.js',
        replace: [
          'return state.value;',
          'return state.value; if (!(state instanceof Failure)) return undefined;',
        ],
      },
      {
        name: 'error-throws',
        why: 'error() throws the error instead of giving it',
        in: 'core/future.js',
        replace: ['return state.handle();', 'throw state.handle();'],
      },
      {
        name: 'error-of-pending',
        why: 'a pending future has the error undefined',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return undefined;',
          'if (!(state instanceof Failure)) return undefined;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'error() gives the very error of a failed future, and undefined for any other',
    hint: 'error gives what result would throw',
    begin:
      () =>
      (event, { settled }, found) => {
        if (event.event !== 'got' || event.by !== 'error') return
        const outcome = settled.get(event.of)
        if (outcome === undefined) return
        const expected = 'error' in outcome ? { error: outcome.error } : { value: undefined }
        found.expect(sameError(expected, event.ending), () => `error() of ${event.of} gave another`)
      },
    mutants: [
      {
        name: 'error-given-as-copy',
        why: 'error() gives an error of its own about the error',
        in: 'core/future.js',
        replace: [
          'return state.handle();',
          "return new Error('failed', { cause: state.handle() });",
        ],
      },
      {
        name: 'result-given-as-error',
        why: 'error() gives the result where there is no error',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return undefined;',
          'if (state instanceof Success) return state.value;',
        ],
      },
    ],
  }),
])
