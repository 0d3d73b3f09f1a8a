/** C10 · Shielded. */

import { same } from '../history/endings.ts'
import type { History } from '../history/history.ts'
import { isUnnamed, scriptOf } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet, type Trial } from '../trial.ts'

export const C10 = clause('C10', [
  eventLaw({
    sentence: 'a shielded task is cancelled when its loop is closed, and not before',
    hint: 'shield spawns a task, and does nothing but await it',
    begin: (trial) => {
      const shielded = shieldedIn(trial)
      return (event, before, found) => {
        if (event.event === 'cancelled' && shielded.has(event.task))
          found.require(underClose(before), () => `${event.task} was cancelled despite its shield`)
        if (event.event !== 'cancelled') return
        // Here the waiter of a shielded task is cancelled, which puts the law to the test.
        const on = before.parked.get(event.task)
        if (on !== undefined && shielded.has(on)) found.expect(true, () => '')
      }
    },
    mutants: [
      {
        name: 'shield-cancels',
        why: 'when its waiter is cancelled, a shielded task is cancelled too',
        in: 'structure/shield.js',
        replace: [
          'return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item);',
          `if (item instanceof Future) return yield* item;
       const task = Loop.getCurrentLoop().spawn(item);
       try { return yield* task; } finally { task.cancel(); }`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a shield returns or throws the outcome of what it shields',
    hint: 'shield returns what its await returns',
    begin: (trial) => {
      const script = scriptOf(trial)
      const items = new Map<string, string>()
      return (event, { closed, settled }, found, index) => {
        if (event.event === 'asks' && event.what === 'shield') {
          const [owned] = script.ownedAt(index)
          const item = event.of === '' ? owned : event.of
          if (item !== undefined) items.set(event.who, item)
          const sure = script.at(index) !== undefined && isQuiet(trial) && !closed
          found.require(item !== undefined || !sure, () => `${event.who} shields nothing`)
        }
        if (event.event !== 'has' || event.what !== 'shield') return
        const item = items.get(event.who) ?? ''
        const outcome = settled.get(item)
        if (outcome === undefined || item === event.who) return
        found.expect(
          same(outcome, event.ending),
          () => `${event.who} did not receive the outcome of ${item}`,
        )
      }
    },
    mutants: [
      {
        name: 'shield-returns-nothing',
        why: 'a shield drops the result of what it shields',
        in: 'structure/shield.js',
        replace: ['return yield* item', 'yield* item'],
      },
      {
        name: 'shield-hides-errors',
        why: 'a shield returns undefined where what it shields has failed',
        in: 'structure/shield.js',
        replace: [
          'return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item);',
          'try { return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item); } catch {}',
        ],
      },
    ],
  }),
])

/** Whether the loop is being closed at this point. */
function underClose({ calls }: History): boolean {
  return calls.some(({ call, nested }) => call.call === 'close' && !nested)
}

/** The tasks that shields spawn. */
function shieldedIn(trial: Trial): ReadonlySet<string> {
  const script = scriptOf(trial)
  return new Set(
    trial.log.flatMap((event, index) =>
      event.event === 'asks' && event.what === 'shield'
        ? script.ownedAt(index).filter(isUnnamed)
        : [],
    ),
  )
}
