/** S2 · One fails, all are cancelled. */

import type { Event } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import { handOffs } from '../history/handOffs.ts'
import { actorOf, isBetween } from '../history/history.ts'
import { Scopes, wasCancelled, type Group } from '../history/scopes.ts'
import { isUnnamed } from '../history/script.ts'
import { isShelter } from '../history/shelters.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { cancelsAll } from '../visits/scope.ts'
import { numberOf } from '../subject/chance.ts'
import type { Coroutine, Task } from '../../src/index.ts'

export const S2 = clause('S2', [
  eventLaw({
    sentence: 'the first failure of a child wakes the owner of the group',
    hint: 'Children subscribes to each child, and interrupts the owner when one fails',
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
        const name = before.notifiedAs(group.owner)
        if (name === undefined || before.cancelled.has(name)) return
        const left = scopes
          .openScopes(group.owner)
          .some(({ of, left: out }) => of === group.name && out)
        // At its end, the group still waits after the first failure, for the children that it has cancelled.
        const ending = group.failures.length > 0 || before.cancelled.has(event.future)
        if ((left && ending) || scopes.disturbed(group.owner, before.now)) return
        if (before.isPutOff(group.owner)) return
        if (before.parked.has(name)) due = name
      }
    }),
    mutants: [
      {
        name: 'group-not-interrupted',
        why: 'the failure of a child takes effect only when the body has ended by itself',
        in: 'structure/group.js',
        replace: ['if (failed) this.#interruption?.settled(by, notifications);', ''],
      },
      {
        name: 'group-waits-though-failed',
        why: 'a group whose body has ended waits for every child, even though one has failed',
        in: 'structure/group.js',
        replace: ['this.live.size === 0 || (failed && !this.#closed)', 'this.live.size === 0'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'after a failure, the owner of the group cancels every other child before it does anything else',
    hint: 'CloseScope calls Children.close before it closes the body',
    begin: following(Scopes, (_trial, scopes) =>
      cancelsAll(scopes, (group, before) => {
        // A scope within may be closing its own body, which shelters from that.
        const inner = scopes.disturbed(group.owner, before.now, group.name)
        return group.failures.length > 0 && !inner
      }),
    ),
    mutants: [
      {
        name: 'group-cancels-no-sibling',
        why: 'a group in which a child fails waits for the others, and does not cancel them',
        in: 'structure/group.js',
        replace: ["this.cancel('its group is over');", 'this.#closed = true;'],
      },
      {
        name: 'siblings-cancelled-late',
        why: 'when a child fails, the others are cancelled only after the body has cleaned up',
        in: 'structure/group.js',
        replace: ['new CloseScope(coroutine, () => this.close())', 'new CloseScope(coroutine)'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a body that waits when a child fails is closed there, and receives nothing, even if it awaits that child',
    hint: 'Children subscribes to a child before the body can await it, and ends the wait of the body',
    begin: following(Scopes, (trial, scopes) => {
      /** By owner: the child that has failed, the event that the body leaves first with, and what it waited for. */
      const closed = new Map<string, readonly [child: string, first: string, on: string]>()
      return (event, before, found) => {
        if (event.event === 'settled' && isQuiet(trial) && isFailure(event)) {
          const group = scopes.groupOf(event.future)
          if (group === undefined || group.over || group.failures.length > 0) return
          const { name, owner } = group
          const as = before.notifiedAs(owner)
          const open = scopes.openScopes(owner)
          const body = open.findIndex(({ left, of }) => of === name && !left)
          // C13: in a shelter that has the group in it, its owner is not closed from outside.
          const shelter = open.findLastIndex(({ left, what }) => isShelter(what) && !left)
          const sheltered = shelter >= 0 && shelter < body
          if (as === undefined || body < 0 || (before.cancelled.has(as) && !sheltered)) return
          const on = before.parked.get(as)
          const putOff = sheltered ? before.receives(owner) : before.isPutOff(owner)
          if (on === undefined || putOff || scopes.disturbed(owner, before.now)) return
          // Nothing is to be seen of a body that is not within a guard or another scope until its group is left.
          const first = scopes.leavesFirst(owner)
          if (first !== undefined) closed.set(owner, [event.future, first, on])
        } else {
          if (isBetween(event))
            for (const [owner, [child, , on]] of closed) {
              const waits =
                before.parked.get(before.notifiedAs(owner) ?? '') === on && !before.settled.has(on)
              found.require(!waits, () => `${owner} still waits after the failure of ${child}`)
            }
          const who = actorOf(event)
          const [child, first] = (who !== undefined && closed.get(who)) || []
          if (who === undefined || child === undefined) return
          closed.delete(who)
          found.expect(
            event.event === first,
            () => `${who} resumed in the body after the failure of ${child}`,
          )
        }
      }
    }),
    mutants: [
      {
        name: 'body-receives-the-failure',
        why: 'a body that awaits the child that fails is not closed, and its catch receives the failure',
        in: 'structure/group.js',
        replace: [
          'if (failed) this.#interruption?.settled(by, notifications);',
          'if (failed && this.#body?.owner?.awaiting !== by) this.#interruption?.settled(by, notifications);',
        ],
      },
      {
        name: 'owner-before-it-was-a-task',
        why: 'the group of a main that was closed with its loop, and waits on, wakes no task when a child fails',
        in: 'core/closing.js',
        replace: ['return this.#owner && asTask(this.#owner);', 'return this.#owner;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'the children of a group are cancelled in the order of creation',
    hint: 'Children.live has the children in that order',
    begin: following(Scopes, (trial, scopes) => {
      let last: { group: Group; task: string; older: string[] } | undefined
      const isHandOff = handOffs()
      return (event, before, found) => {
        if (!isQuiet(trial) || before.closed || isHandOff(event)) return
        if (last !== undefined) {
          const { group, older, task } = last
          if (event.event === 'scheduled' && event.task === task) return
          // The tasks of a combinator are cancelled with their owner.
          const follows = event.event === 'cancelled' || event.event === 'scheduled'
          if (follows && isUnnamed(event.task)) return
          last = undefined
          const called = event.event === 'called' && event.call === 'cancel' && event.of === task
          if (!called) {
            const tested = group.children.filter((child) => before.live.includes(child)).length > 1
            found.expectWhere(
              tested,
              older.length === 0,
              () => `${task} was cancelled before ${older.join(', ')}`,
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
        last = { group, task: event.task, older }
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
    hint: 'Children records each error as it occurs, that of the body when the body ends',
    begin: following(Scopes, (_trial, scopes) => (event, _before, found) => {
      if (event.event !== 'has' || event.what !== 'group') return
      const group = scopes.groups.get(event.of)
      if (group === undefined) return
      const { before = 0, failures } = group
      if ('value' in event.ending) {
        found.require(failures.length === 0, () => `${event.of} returned, though a child failed`)
        return
      }
      const errors = event.ending.errors ?? []
      const extra = errors.length - failures.length
      // C12: where a child has failed first, the body was closed, and several scopes in it may have thrown.
      const ofBody = extra === 1 || before > 0 ? extra : 0
      const body = errors.slice(before, before + ofBody)
      const expected = [...failures.slice(0, before), ...body, ...failures.slice(before)]
      const aggregate = failedWith(event.ending, 'AggregateError') && errors.length > 0
      found.expect(
        aggregate && same(errors, expected),
        () => `${event.of} threw the errors ${errors.join(', ')}, not ${expected.join(', ')}`,
      )
    }),
    mutants: [
      {
        name: 'group-errors-reversed',
        why: 'a group lists the last error first',
        in: 'structure/group.js',
        replace: ['const errors = this.#errors;', 'const errors = this.#errors.toReversed();'],
      },
      {
        name: 'group-throws-the-first',
        why: 'a group throws the first error as it is, and drops the others',
        in: 'structure/group.js',
        replace: [
          'throw new AggregateError(errors,',
          'throw errors[0]; throw new AggregateError(errors,',
        ],
      },
      {
        name: 'body-error-lost',
        why: 'the error of the body is not among the errors of the group',
        in: 'structure/group.js',
        replace: ['this.#errors.push(...(errors.length > 1 ? errors : [error]));', ''],
      },
      {
        name: 'late-errors-lost',
        why: 'the errors of children that were cancelled are dropped',
        in: 'structure/group.js',
        replace: [
          'if (failed) this.#errors.push(state.handle());',
          'if (failed && !this.#closed) this.#errors.push(state.handle());',
        ],
      },
      {
        name: 'cancelled-child-is-a-failure',
        why: 'a cancelled child counts as a failed one',
        in: 'structure/group.js',
        replace: [
          'state instanceof Failure && !(state instanceof Cancelled)',
          'state instanceof Failure',
        ],
      },
    ],
  }),
  game({
    sentence:
      'where a child fails while the body is uninterruptible to its end, the others are cancelled when the body ends',
    hint: 'Children.wait() closes the group if there are errors already',
    check: ({ session, subject: { Future, group, Loop, uninterruptible } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const failures = 1 + (number % 2)
      const never = new Future<void>('never')
      let child: Task<void> | undefined
      const fails = function* (): Coroutine<void> {
        yield
        throw new Error('fault')
      }
      const owner = loop.spawn(
        group((g) =>
          uninterruptible(
            (function* () {
              child = g.spawn(
                (function* () {
                  yield* never
                })(),
              )
              for (let count = 0; count < failures; count += 1) g.spawn(fails())
              for (let steps = 0; steps < 4; steps += 1) yield
            })(),
          ),
        ),
      )
      for (let steps = 0; steps < 16; steps += 1) loop.runStep()
      const error = owner.done() ? owner.error() : undefined
      const count = error instanceof AggregateError ? error.errors.length : 0
      found.expect(
        child?.cancelled() === true && count === failures,
        () => `of ${failures} errors it throws ${count}`,
      )
    },
    mutants: [
      {
        name: 'failure-while-uninterruptible-cancels-none',
        why: 'a group whose body ends after a child has failed waits for the others',
        in: 'structure/group.js',
        replace: ['if (this.#errors.length > 0) this.close();', ''],
      },
      {
        name: 'two-failures-while-uninterruptible',
        why: 'a group whose body ends after a child has failed waits for the others, unless another has failed',
        in: 'structure/group.js',
        replace: [
          'if (this.#errors.length > 0) this.close();',
          'if (this.#errors.length > 1) this.close();',
        ],
      },
    ],
  }),
  game({
    sentence:
      'a body that throws when it is called, or returns no coroutine, fails as one that throws later does',
    hint: 'govern() calls the body in its try; fail() has no body to ask for errors then',
    check: ({ session, subject: { Future, group, Loop, NotACoroutineError } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const fault = new Error('fault')
      const never = new Future<void>('never')
      let child: Task<void> | undefined
      const owner = loop.spawn(
        group<void>((g) => {
          child = g.spawn(
            (function* () {
              yield* never
            })(),
          )
          if (number % 2 === 0) throw fault
          return Object.create(null)
        }),
      )
      for (let steps = 0; steps < 6; steps += 1) loop.runStep()
      const error = owner.done() ? owner.error() : undefined
      const [first] = error instanceof AggregateError ? error.errors : []
      const right = number % 2 === 0 ? first === fault : first instanceof NotACoroutineError
      found.expect(right && child?.cancelled() === true, () => `it throws ${String(error)}`)
    },
    mutants: [
      {
        name: 'body-fails-before-it-begins',
        why: 'a group whose body fails when it is called fails with a mistake of its own',
        in: 'structure/group.js',
        replace: [
          'const { errors = [] } = this.#body ?? {};',
          'const { errors = [] } = this.#body;',
        ],
      },
    ],
  }),
])

function isFailure({ ending, future }: Extract<Event, { event: 'settled' }>): boolean {
  return 'error' in ending && !wasCancelled(future, ending)
}
