/** S14 · Ended early. */

import type { Event } from '../../spec/event.ts'
import { failedWith } from '../history/endings.ts'
import { Scopes } from '../history/scopes.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw, following, where } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const S14 = clause('S14', [
  eventLaw({
    sentence: 'when cancel() of a group returns, every child that has not ended is cancelled',
    hint: 'Children.cancel cancels each of the live ones',
    begin: where(
      isAsked,
      following(Scopes, (_trial, scopes) => (event, before, found) => {
        if (!isAsked(event) || !('of' in event)) return
        const children = scopes.groups.get(event.of)?.children ?? []
        const live = children.filter((child) => before.live.includes(child))
        const spared = live.filter((child) => !before.cancelled.has(child))
        const say = (): string => `${event.of} was cancelled, and ${spared.join(', ')} was not`
        found.expectWhere(live.length > 0, spared.length === 0, say)
      }),
    ),
    mutants: [
      {
        name: 'cancelled-group-spares-one',
        why: 'cancel() of a group cancels all of its children but the newest',
        in: 'structure/group.js',
        replace: [
          'for (const task of this.live) task.cancel(reason);',
          "for (const task of reason === 'its group is over' ? this.live : [...this.live].slice(0, -1)) task.cancel(reason);",
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group accepts no child after its cancel()',
    hint: 'Children.cancel closes the group before it cancels the children',
    begin: where(isAsked, (trial) => {
      const script = scriptOf(trial)
      const over = new Set<string>()
      return (event, before, found) => {
        if (event.event !== 'called') return
        if (event.call === 'cancelGroup') over.add(event.of)
        const group = event.call === 'spawn' ? script.groupOf(event.of) : undefined
        if (group === undefined || !over.has(group) || before.closed) return
        const refused = failedWith(event.ending, 'InvalidStateError')
        found.expect(refused, () => `${group} was cancelled, and accepted ${event.of}`)
      }
    }),
    mutants: [
      {
        name: 'cancelled-group-spawns',
        why: 'a group accepts children after its cancel()',
        in: 'structure/group.js',
        replace: [
          'cancel(reason) { this.#closed = true;',
          "cancel(reason) { this.#closed = reason === 'its group is over';",
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group does not fail because its children were cancelled by cancel()',
    hint: 'Children.settled takes a Cancelled for no failure',
    begin: where(
      isAsked,
      following(Scopes, (trial, scopes) => {
        const over = new Set<string>()
        return (event, _before, found) => {
          if (event.event === 'called' && event.call === 'cancelGroup') over.add(event.of)
          if (event.event !== 'has' || event.what !== 'group' || !over.has(event.of)) return
          const group = scopes.groups.get(event.of)
          if (group === undefined || group.failures.length > 0 || !isQuiet(trial)) return
          const errors = 'error' in event.ending ? (event.ending.errors ?? []) : []
          const tested = group.children.length > 1
          // The body may have thrown one.
          found.expectWhere(
            tested,
            errors.length <= 1,
            () => `${event.of} failed: ${errors.join()}`,
          )
        }
      }),
    ),
    mutants: [
      {
        name: 'cancelled-children-count-as-failures',
        why: 'a group whose cancel() was called fails with the CancelledErrors of its children',
        in: 'structure/group.js',
        replace: [
          'state instanceof Failure && !(state instanceof Cancelled)',
          'state instanceof Failure && (this.#closed || !(state instanceof Cancelled))',
        ],
      },
    ],
  }),
])

function isAsked(event: Event): boolean {
  return event.event === 'called' && event.call === 'cancelGroup'
}
