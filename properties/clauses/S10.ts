/** S10 · Owned or awaited. */

import { handOffs } from '../history/handOffs.ts'
import { Joins } from '../history/joins.ts'
import { actorOf, Scopes } from '../history/scopes.ts'
import { isUnnamed, scriptOf } from '../history/script.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { endsStep, isLeft } from '../visits/scope.ts'

export const S10 = clause('S10', [
  eventLaw({
    sentence: 'when a combinator ends, however it ends, every task that it spawned has ended',
    hint: 'combine() waits with ended() for the tasks that it has cancelled',
    begin: (trial) => {
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        const join = who === undefined ? undefined : joins.open.get(who)
        if (join !== undefined && join.since < index) {
          const alive = join.owned.filter((task) => before.live.includes(task))
          const tested = join.owned.length > 0
          found.expectWhere(
            tested,
            alive.length === 0,
            () => `${who} continued before ${alive.join(', ')} had ended`,
          )
        }
        joins.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'losers-not-awaited',
        why: 'a combinator cancels its tasks, and does not wait for them',
        in: 'structure/combinator.js',
        replace: ['yield* ended(name, owned);', ''],
      },
      {
        name: 'losers-left-alone',
        why: 'a combinator neither cancels its tasks nor waits for them',
        in: 'structure/combinator.js',
        replace: [
          'for (const task of owned) task.cancel(`its ${name} is over`); try { yield* ended(name, owned); }',
          'try {}',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'when a combinator is decided or closed, it cancels every unfinished task that it spawned, in order of creation',
    hint: 'combine() cancels its tasks in the next step of its waiter',
    begin: (trial) => {
      const joins = new Joins(trial)
      let step: { who: string; name: string; owned: readonly string[] } | undefined
      return (event, before, found, index) => {
        if (step !== undefined && event.event === 'cancelled' && step.owned.includes(event.task)) {
          const older = step.owned.slice(0, step.owned.indexOf(event.task))
          const left = older.filter((task) => isLeft(task, before))
          found.require(
            left.length === 0,
            () => `${event.task} was cancelled before ${left.join(', ')}`,
          )
        }
        if (step !== undefined && !isQuiet(trial)) step = undefined
        if (step !== undefined && endsStep(event, step)) {
          const { owned, who } = step
          step = undefined
          const left = owned.filter((task) => isLeft(task, before))
          found.expect(left.length === 0, () => `${who} did not cancel ${left.join(', ')}`)
        }
        joins.follow(event, before, index)
        if (event.event !== 'stepped') return
        const who = before.voice(event.who)
        const alive = joins.open.get(who)?.owned.filter((task) => before.live.includes(task)) ?? []
        step = alive.length > 0 ? { who, name: event.who, owned: alive } : undefined
      }
    },
    mutants: [
      {
        name: 'losers-live-on',
        why: 'a combinator waits for its tasks, and does not cancel them',
        in: 'structure/combinator.js',
        replace: ['for (const task of owned) task.cancel(', 'for (const task of []) task.cancel('],
      },
      {
        name: 'losers-cancelled-in-reverse',
        why: 'a combinator cancels its newest task first',
        in: 'structure/combinator.js',
        replace: ['for (const task of owned)', 'for (const task of owned.toReversed())'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a task is cancelled only by cancel(), by its loop, by its group, or by the combinator that spawned it',
    hint: 'combine() cancels only the tasks that it spawned',
    begin: following(Scopes, (trial, scopes) => {
      const shielded = new Set<string>()
      const script = scriptOf(trial)
      let unexplained: string | undefined
      const isHandOff = handOffs()
      return (event, before, found, index) => {
        if (!isQuiet(trial) || isHandOff(event)) return
        if (event.event === 'asks' && event.what === 'shield')
          for (const task of script.ownedAt(index)) shielded.add(task)
        if (
          unexplained !== undefined &&
          !(event.event === 'scheduled' && event.task === unexplained)
        ) {
          const task = unexplained
          unexplained = undefined
          const called = event.event === 'called' && event.call === 'cancel' && event.of === task
          found.expect(called, () => `${task} was cancelled without a call of cancel()`)
        }
        if (event.event !== 'cancelled' || before.closed) return
        const owned = isUnnamed(event.task) && !shielded.has(event.task)
        if (!owned && scopes.groupOf(event.task) === undefined) unexplained = event.task
      }
    }),
    mutants: [
      {
        name: 'awaited-is-cancelled',
        why: 'a combinator also cancels the tasks that it only awaits',
        in: 'structure/combinator.js',
        replace: [
          'for (const task of owned)',
          "for (const task of given.filter((item) => 'loop' in item).concat(owned))",
        ],
      },
    ],
  }),
])
