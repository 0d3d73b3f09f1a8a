/** S2 · One fails, all are cancelled. */

import type { Event } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import { Scopes, wasCancelled, type Group } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { cancelsAll } from '../visits/scope.ts'

export const S2 = clause('S2', [
  eventLaw({
    sentence: 'when a child of a group fails first, whoever owns the group waits no longer',
    hint: 'the group watches each child, and interrupts its owner',
    begin: following(Scopes, (trial, scopes) => {
      let due: string | undefined
      return (event, before, found) => {
        if (due !== undefined && (event.event === 'stepped' || event.event === 'tick')) {
          const on = before.parked.get(due)
          const waits = on !== undefined && !before.settled.has(on)
          found.expect(!waits, () => `${due} still waits for ${on}`)
          due = undefined
        }
        if (event.event !== 'settled' || !isQuiet(trial)) return
        const group = scopes.groupOf(event.future)
        if (group === undefined || group.over || !isFailure(event)) return
        const told = before.toldAs(group.owner)
        if (told === undefined || before.cancelled.has(told)) return
        const left = scopes
          .standing(group.owner)
          .some(({ of, left: out }) => of === group.name && out)
        // At its end it waits on after the first failure, and for those that it has cancelled.
        const ending = group.failures.length > 0 || before.cancelled.has(event.future)
        if ((left && ending) || scopes.disturbed(group.owner, before.now)) return
        if (before.parked.has(told)) due = told
      }
    }),
    mutants: [
      {
        name: 'group-not-interrupted',
        why: 'the failure of a child is looked at when the body has ended by itself',
        in: 'structure/group.js',
        replace: ['if (failed) this.#interruption?.settled(by, notifications);', ''],
      },
      {
        name: 'group-waits-though-failed',
        why: 'a group whose body has ended waits for every child, though one has failed',
        in: 'structure/group.js',
        replace: ['this.live.size === 0 || (failed && !this.#closed)', 'this.live.size === 0'],
      },
    ],
  }),
  eventLaw({
    sentence: 'its owner cancels every other child before it does anything else',
    hint: 'the children are cancelled first, then the body is closed',
    begin: following(Scopes, (_trial, scopes) =>
      cancelsAll(scopes, (group) => group.failures.length > 0),
    ),
    mutants: [
      {
        name: 'group-cancels-nobody',
        why: 'a group in which a child fails waits for the others',
        in: 'structure/group.js',
        replace: ["for (const task of this.live) task.cancel('its group is over');", ''],
      },
      {
        name: 'siblings-cancelled-late',
        why: 'when a child fails, the others are cancelled after the body has cleaned up',
        in: 'structure/group.js',
        replace: ['new CloseScope(coroutine, () => this.close())', 'new CloseScope(coroutine)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'the children of a group are cancelled in the order in which they were made',
    hint: 'the group keeps its children in that order',
    begin: following(Scopes, (trial, scopes) => {
      let asked: { group: Group; task: string; older: string[] } | undefined
      return (event, before, found) => {
        if (!isQuiet(trial) || before.closed) return
        if (asked !== undefined) {
          const { group, older, task } = asked
          if (event.event === 'scheduled' && event.task === task) return
          asked = undefined
          const called = event.event === 'called' && event.call === 'cancel' && event.of === task
          if (!called) {
            const tested = group.children.filter((child) => before.live.includes(child)).length > 1
            found.expectWhere(
              tested,
              older.length === 0,
              () => `${task} before ${older.join(', ')}`,
            )
          }
        }
        if (event.event !== 'cancelled') return
        const group = scopes.groupOf(event.task)
        if (group === undefined) return
        const elder = group.children.slice(0, group.children.indexOf(event.task))
        const older = elder.filter(
          (child) => before.live.includes(child) && !before.cancelled.has(child),
        )
        asked = { group, task: event.task, older }
      }
    }),
    mutants: [
      {
        name: 'siblings-cancelled-in-reverse',
        why: 'the newest child is cancelled first',
        in: 'structure/group.js',
        replace: [
          'for (const task of this.live) task',
          'for (const task of [...this.live].reverse()) task',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group throws one AggregateError with every error, in the order of failure',
    hint: 'errors are noted as they happen, that of the body when the body is left',
    begin: following(Scopes, (_trial, scopes) => (event, _before, found) => {
      if (event.event !== 'has' || event.what !== 'group') return
      const group = scopes.groups.get(event.of)
      if (group === undefined) return
      const { before = 0, failures } = group
      if ('value' in event.ending) {
        found.require(failures.length === 0, () => `${event.of} gave a value`)
        return
      }
      const errors = event.ending.errors ?? []
      const extra = errors.length - failures.length
      const body = extra === 1 ? errors.slice(before, before + 1) : []
      const expected = [...failures.slice(0, before), ...body, ...failures.slice(before)]
      const aggregate = failedWith(event.ending, 'AggregateError') && errors.length > 0
      found.expect(aggregate && same(errors, expected), () => `${errors.join(', ')} in ${event.of}`)
    }),
    mutants: [
      {
        name: 'group-errors-reversed',
        why: 'the last error comes first',
        in: 'structure/group.js',
        replace: ['const errors = this.#errors;', 'const errors = this.#errors.toReversed();'],
      },
      {
        name: 'group-throws-the-first',
        why: 'a group throws the first error, as it is, and no other',
        in: 'structure/group.js',
        replace: [
          'throw new AggregateError(errors,',
          'throw errors[0]; throw new AggregateError(errors,',
        ],
      },
      {
        name: 'body-error-lost',
        why: 'what the body throws is not among the errors of the group',
        in: 'structure/group.js',
        replace: ['this.#errors.push(error); this.close();', 'this.close();'],
      },
      {
        name: 'late-errors-lost',
        why: 'what children throw while they are cancelled is dropped',
        in: 'structure/group.js',
        replace: [
          'if (failed) this.#errors.push(state.handle());',
          'if (failed && !this.#closed) this.#errors.push(state.handle());',
        ],
      },
      {
        name: 'cancelled-child-is-a-failure',
        why: 'a child that was cancelled counts as one that failed',
        in: 'structure/group.js',
        replace: [
          'state instanceof Failure && !(state instanceof Cancelled)',
          'state instanceof Failure',
        ],
      },
    ],
  }),
])

function isFailure({ ending, future }: Extract<Event, { event: 'settled' }>): boolean {
  return 'error' in ending && !wasCancelled(future, ending)
}
