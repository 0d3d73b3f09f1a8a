/** T14 · Inherited on creation. */

import { clause, eventLaw, where } from '../law.ts'
import { isRead, returnsWhatIs } from '../visits/value.ts'

export const T14 = clause('T14', [
  eventLaw({
    sentence: 'a task has the values that its creator had when it was created',
    hint: 'Task runs what inherit() makes of its coroutine',
    begin: where(isRead, returnsWhatIs('inherited')),
    mutants: [
      {
        name: 'inherits-nothing',
        why: 'a task begins with the defaults',
        in: 'core/bindings.js',
        replace: ['if (bindings === undefined) return coroutine;', 'return coroutine;'],
      },
      {
        name: 'values-are-shared',
        why: 'a with() changes the values of the tasks that were spawned around it',
        in: 'core/bindings.js',
        replace: [
          'new Map(current.bindings).set(context, value)',
          '(current.bindings ?? new Map()).set(context, value)',
        ],
      },
    ],
  }),
])
