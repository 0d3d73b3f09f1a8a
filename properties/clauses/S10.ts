/** S10 · Owned or awaited. */

import { Joins } from '../history/joins.ts'
import { actorOf, Scopes } from '../history/scopes.ts'
import { isUnnamed, scriptOf } from '../history/script.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { endsTurn, isLeft } from '../visits/scope.ts'

export const S10 = clause('S10', [
  eventLaw({
    sentence: 'when a combinator ends, however it does, every task that it made has ended',
    hint: 'it waits for those that it has cancelled',
    begin: (trial) => {
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        const join = who === undefined ? undefined : joins.open.get(who)
        if (join !== undefined && join.since < index) {
          const alive = join.owned.filter((task) => before.live.includes(task))
          const tested = join.owned.length > 0
          found.expectWhere(tested, alive.length === 0, () => `${who} before ${alive.join(', ')}`)
        }
        joins.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'losers-not-awaited',
        why: 'a combinator cancels what it made, and does not wait for it',
        in: 'structure/combinator.js',
        replace: ['yield* ended(name, owned);', ''],
      },
      {
        name: 'losers-left-alone',
        why: 'a combinator leaves what it made to itself',
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
      'when a combinator is decided or closed, it cancels every task that it made and that has not ended, in order',
    hint: 'they are cancelled as soon as its owner has its turn',
    begin: (trial) => {
      const joins = new Joins(trial)
      let turn: { who: string; told: string; owned: readonly string[] } | undefined
      return (event, before, found, index) => {
        if (turn !== undefined && event.event === 'cancelled' && turn.owned.includes(event.task)) {
          const older = turn.owned.slice(0, turn.owned.indexOf(event.task))
          const left = older.filter((task) => isLeft(task, before))
          found.require(left.length === 0, () => `${event.task} before ${left.join(', ')}`)
        }
        if (turn !== undefined && !isQuiet(trial)) turn = undefined
        if (turn !== undefined && endsTurn(event, turn)) {
          const { owned, who } = turn
          turn = undefined
          const left = owned.filter((task) => isLeft(task, before))
          found.expect(left.length === 0, () => `${who} leaves ${left.join(', ')} alone`)
        }
        joins.follow(event, before, index)
        if (event.event !== 'stepped') return
        const who = before.voice(event.who)
        const alive = joins.open.get(who)?.owned.filter((task) => before.live.includes(task)) ?? []
        turn = alive.length > 0 ? { who, told: event.who, owned: alive } : undefined
      }
    },
    mutants: [
      {
        name: 'losers-live-on',
        why: 'a combinator waits for what it made, and does not cancel it',
        in: 'structure/combinator.js',
        replace: ['for (const task of owned) task.cancel(', 'for (const task of []) task.cancel('],
      },
      {
        name: 'losers-cancelled-in-reverse',
        why: 'a combinator cancels what it made last first',
        in: 'structure/combinator.js',
        replace: ['for (const task of owned)', 'for (const task of owned.toReversed())'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'nothing is cancelled but by cancel(), by its loop, by its group, or by the combinator that made it',
    hint: 'a future that is only awaited is left alone',
    begin: following(Scopes, (trial, scopes) => {
      const shielded = new Set<string>()
      const script = scriptOf(trial)
      let asked: string | undefined
      return (event, before, found, index) => {
        if (!isQuiet(trial)) return
        if (event.event === 'asks' && event.what === 'shield')
          for (const task of script.ownedAt(index)) shielded.add(task)
        if (asked !== undefined && !(event.event === 'scheduled' && event.task === asked)) {
          const task = asked
          asked = undefined
          const called = event.event === 'called' && event.call === 'cancel' && event.of === task
          found.expect(called, () => `${task} was cancelled, and nobody asked for it`)
        }
        if (event.event !== 'cancelled' || before.closed) return
        const made = isUnnamed(event.task) && !shielded.has(event.task)
        if (!made && scopes.groupOf(event.task) === undefined) asked = event.task
      }
    }),
    mutants: [
      {
        name: 'awaited-is-cancelled',
        why: 'a combinator cancels also the tasks that it only awaits',
        in: 'structure/combinator.js',
        replace: [
          'for (const task of owned)',
          "for (const task of given.filter((item) => 'loop' in item).concat(owned))",
        ],
      },
    ],
  }),
])
