/** C16 · Asking for the end. */

import type { Event } from '../../spec/event.ts'
import { returned } from '../history/endings.ts'
import { clause, eventLaw, where } from '../law.ts'
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
])

function isAsked(event: Event): boolean {
  return event.event === 'called' && event.call === 'isClosing'
}
