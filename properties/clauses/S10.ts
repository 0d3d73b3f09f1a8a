/** S10 · Owned or awaited. */

import type { Event } from '../../spec/event.ts'
import { handOffs } from '../history/handOffs.ts'
import { isBetween, type History } from '../history/history.ts'
import { allKnown, decider, Joins, type Join } from '../history/joins.ts'
import { actorOf } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { isUnnamed, scriptOf } from '../history/script.ts'
import { clause, eventLaw, following, game, where, type Findings } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
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
          'for (const task of owned) task.cancel(reason(name)); try { yield* ended(name, owned); }',
          'try {}',
        ],
        also: [
          {
            in: 'structure/combinator.js',
            replace: [
              'for (const task of owned) task.cancelWithin(reason(name), notifications);',
              '',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'no step begins between the settlement that decides a combinator and the cancellation of its unfinished coroutines',
    hint: 'Combination.decided() follows in the change that decides it',
    begin: (trial) => {
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        if (isBetween(event) && isQuiet(trial))
          for (const join of joins.open.values()) hasCancelled(join, before, found)
        joins.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'losers-cancelled-late',
        why: 'a combinator cancels its tasks when its waiter resumes, and not when it is decided',
        in: 'structure/combinator.js',
        replace: [
          'this.keep(this.used); cancelAll(this.#owned, this.#kind.name, notifications);',
          'this.keep(this.used);',
        ],
      },
      {
        name: 'newest-loser-spared',
        why: 'the settlement that decides a combinator cancels all of its tasks but the last',
        in: 'structure/combinator.js',
        replace: ['of owned) task.cancelWithin(', 'of owned.slice(0, -1)) task.cancelWithin('],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a combinator cancels its coroutines in the order of the items, and none is left when its waiter has been stepped',
    hint: 'Combination.decided(), and together() if it is closed, cancel its tasks in the order of spawning',
    begin: (trial) => {
      const joins = new Joins(trial)
      let step: { who: string; name: string; owned: readonly string[] } | undefined
      return (event, before, found, index) => {
        // C15: what a program terminates hides which race is committed.
        if (event.event === 'cancelled' && isQuiet(trial) && before.terminated.size === 0)
          inOrder(event.task, joins, before, found)
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
        name: 'losers-cancelled-in-reverse',
        why: 'a combinator that is decided cancels its newest task first',
        in: 'structure/combinator.js',
        replace: ['of owned) task.cancelWithin(', 'of owned.toReversed()) task.cancelWithin('],
      },
      {
        name: 'losers-closed-in-reverse',
        why: 'a combinator that is closed cancels its newest task first',
        in: 'structure/combinator.js',
        replace: [
          'this.release(); cancelAll(this.#owned,',
          'this.release(); cancelAll(this.#owned.toReversed(),',
        ],
      },
      {
        name: 'losers-live-on',
        why: 'a combinator that is closed waits for its tasks, and does not cancel them',
        in: 'structure/combinator.js',
        replace: ['of owned) task.cancel(', 'of []) task.cancel('],
        also: [
          {
            in: 'structure/combinator.js',
            replace: ['this.release(); cancelAll(this.#owned,', 'this.release(); cancelAll([],'],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a combinator that is decided by a settled future when it begins spawns none of its coroutines',
    hint: 'futuresOf() asks for the decider first',
    begin: (trial) => {
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        joins.follow(event, before, index)
        const join = event.event === 'asks' ? joins.open.get(event.who) : undefined
        if (join?.since !== index || join.refused || !join.early) return
        found.expect(
          join.owned.length === 0,
          () => `${join.who} spawned ${join.owned.join(', ')}, though ${join.kind} was decided`,
        )
      }
    },
    mutants: [
      {
        name: 'decided-race-spawns',
        why: 'a combinator that is decided when it begins spawns its coroutines, and cancels them',
        in: 'structure/combinator.js',
        replace: ['settledDecider(futures, rule(given.length)) !== undefined', 'false'],
      },
      {
        name: 'decided-race-runs',
        why: 'a combinator that is decided when it begins lets its coroutines take a step',
        in: 'structure/combinator.js',
        replace: ['settledDecider(futures, rule(given.length)) !== undefined', 'false'],
        also: [{ in: 'structure/combinator.js', replace: ['this.decided(change);', ''] }],
      },
      {
        name: 'decided-by-the-first-alone',
        why: 'only the first of the futures is asked whether it decides already',
        in: 'structure/combinator.js',
        replace: ['settledDecider(futures, rule', 'settledDecider(futures.slice(0, 1), rule'],
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
      let terminated: string | undefined
      const isHandOff = handOffs()
      return (event, before, found, index) => {
        if (!isQuiet(trial) || isHandOff(event)) return
        // The tasks of a combinator follow one that is cancelled in it.
        const follows = event.event === 'cancelled' || event.event === 'scheduled'
        if (unexplained !== undefined && follows && isUnnamed(event.task)) return
        // C15: a task is terminated in the same moment, with those that it owns.
        if (event.event === 'terminated') {
          terminated = event.task
          return
        }
        const moved = event.event === 'scheduled' && event.task === terminated
        terminated = undefined
        if (moved && event.task !== unexplained) return
        if (event.event === 'asks' && event.what === 'shield')
          for (const task of script.ownedAt(index)) shielded.add(task)
        if (
          unexplained !== undefined &&
          !(event.event === 'scheduled' && event.task === unexplained)
        ) {
          const task = unexplained
          unexplained = undefined
          const ends = event.event === 'called' && ['cancel', 'terminate'].includes(event.call)
          const called = ends && event.of === task
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
          'this.keep(this.used); cancelAll(this.#owned,',
          "this.keep(this.used); cancelAll(this.items.filter((item) => 'loop' in item),",
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a combinator ends in the first step in which it is decided and every task that it spawned has ended',
    hint: 'combine() waits for nothing but its decision, and then for its own tasks',
    begin: (trial) => {
      const joins = new Joins(trial)
      /** The coroutines that have done nothing since they began a combinator. */
      const waiting = new Set<string>()
      let due: { who: string; name: string; kind: string } | undefined
      return (event, before, found, index) => {
        if (due !== undefined && endsStep(event, due)) {
          const { kind, who } = due
          due = undefined
          const suspends = event.event === 'scheduled' || event.event === 'parked'
          found.expect(!suspends, () => `${kind} of ${who} is decided, and suspends again`)
        }
        joins.follow(event, before, index)
        const actor = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
        if (event.event === 'asks' && joins.open.get(event.who)?.since === index)
          waiting.add(event.who)
        else if (actor !== undefined) waiting.delete(actor)
        if (event.event !== 'stepped' || !isQuiet(trial)) return
        const who = before.voice(event.who)
        const join = waiting.has(who) ? joins.open.get(who) : undefined
        if (join?.items === undefined || join.refused || !allKnown(join.ended, before)) return
        const isDecided = decider(join, (item) => before.settled.get(item)) !== undefined
        const alive = join.owned.some((task) => before.live.includes(task))
        // A clean-up that is cancelled meanwhile suspends once more.
        if (isDecided && !alive && !before.cancelled.has(event.who))
          due = { who: join.who, name: event.who, kind: join.kind }
      }
    },
    mutants: [
      {
        name: 'combinator-ends-a-step-late',
        why: 'a combinator suspends once more when its tasks have ended',
        in: 'structure/combinator.js',
        replace: [
          'return outcome(used ?? [], join?.decider);',
          'yield; return outcome(used ?? [], join?.decider);',
        ],
      },
      {
        name: 'combinator-never-ends',
        why: 'a combinator whose tasks have ended waits for them nevertheless',
        in: 'structure/join.js',
        replace: ['if (live.length > 0) {', '{'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'when the owner of a combinator is cancelled while it waits, so are its coroutines, before the next step, and the combinator settles no more',
    hint: 'withdrawn() of a Combination leaves the waiters of its items, and cancels what it owns',
    begin: (trial) => {
      const joins = new Joins(trial)
      const scopes = new Scopes(trial)
      const given = new Set<string>()
      let due: readonly string[] = []
      return (event, before, found, index) => {
        if (event.event === 'settled')
          found.require(
            !given.has(event.future),
            () => `${event.future} settles, and its waiter was cancelled`,
          )
        if (isBetween(event) && due.length > 0) {
          const spared = due.filter((task) => isSpared(task, before))
          due = []
          if (isQuiet(trial)) found.expect(spared.length === 0, () => `${spared} was not cancelled`)
        }
        if (event.event === 'cancelled' && isQuiet(trial)) {
          const who = before.voice(event.task)
          const on = before.parked.get(event.task) ?? ''
          const join = joins.open.get(who)
          if (
            join !== undefined &&
            // S11: a race that is committed, or may be, has happened (C14).
            !joins.mayHaveHappened(who) &&
            !before.isSheltered(who) &&
            // C11: a scope around it may be closing it already.
            !scopes.disturbed(who, before.now) &&
            on.startsWith(`${join.kind}/`) &&
            join.waits === 1 &&
            // What cancels it may have decided it, too.
            decider(join, (item) => before.settled.get(item)) === undefined
          ) {
            given.add(on)
            due = [...due, ...join.owned.filter((task) => isSpared(task, before))]
          }
        }
        joins.follow(event, before, index)
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'owner-cancelled-alone',
        why: 'the coroutines of a combinator are cancelled when its owner is closed, and not when it is cancelled',
        in: 'structure/combinator.js',
        replace: ['if (this.done()) return; this.release();', 'return; this.release();'],
      },
      {
        name: 'decided-without-a-waiter',
        why: 'a combinator whose owner was cancelled is decided by an item nevertheless',
        in: 'structure/combinator.js',
        replace: ['if (this.done()) return; this.release();', 'if (this.done()) return;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a combinator that is not decided when it begins spawns each of its coroutines',
    hint: 'futuresOf() spawns every item that is no future',
    begin: where(isAsked, (trial) => {
      const script = scriptOf(trial)
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        joins.follow(event, before, index)
        if (event.event !== 'asks' || before.closed || !isQuiet(trial)) return
        const join = joins.open.get(event.who)
        const statement = script.at(index)
        if (join?.since !== index || join.refused || statement === undefined) return
        if (!('items' in statement) || statement.items.every((item) => typeof item === 'string'))
          return
        found.expect(
          join.items !== undefined,
          () => `${event.who} waits for less than it was given`,
        )
      }
    }),
    mutants: [
      {
        name: 'coroutines-left-out',
        why: 'a combinator waits for its futures alone, if it has coroutines too',
        in: 'structure/combinator.js',
        replace: ['if (futures.length === given.length)', 'if (futures.length !== given.length)'],
      },
    ],
  }),
  game({
    sentence:
      'a combinator that is refused an item throws what that says, and what it has spawned has ended by then',
    hint: 'together() cancels what it owns, even if there is no Combination yet',
    check: ({ session, subject: { all, any, Loop, race, sleep } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const combine = [all, any, race][number % 3] ?? all
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const log: string[] = []
      const used = (function* () {})()
      loop.spawn(used)
      const first = (function* () {
        try {
          log.push('begins')
          // Not for ever: a mutant may let it run on.
          yield* sleep(9)
        } finally {
          log.push('ends')
        }
      })()
      const owner = loop.spawn(
        (function* () {
          yield* combine([first, used])
        })(),
      )
      for (let steps = 4; steps > 0; steps -= 1) loop.runStep()
      const error = owner.done() ? owner.error() : 'nothing, and runs on'
      const name = error instanceof Error ? error.name : String(error)
      found.expect(name === 'CoroutineReusedError', () => `it ends with ${name}`)
      const alive = loop.pending.length
      found.expect(alive === 0, () => `${alive} tasks live on, after ${log.join()}`)
      loop.close()
    },
    mutants: [
      {
        name: 'refused-item-hidden',
        why: 'where an item is refused, a combinator throws an error of its own',
        in: 'structure/combinator.js',
        replace: [
          'if (used === undefined) join?.release();',
          'if (used === undefined) join.release();',
        ],
      },
      {
        name: 'refused-items-run-on',
        why: 'where an item is refused, what was spawned before it runs on',
        in: 'structure/combinator.js',
        replace: [
          'for (const task of owned) task.cancel(reason(name));',
          'if (join !== undefined) for (const task of owned) task.cancel(reason(name));',
        ],
      },
    ],
  }),
])

/** A combinator that is decided has left none of its coroutines uncancelled. */
function hasCancelled(join: Join, before: History, found: Findings): void {
  if (join.items === undefined || join.refused || !allKnown(join.ended, before)) return
  if (decider(join, (item) => before.settled.get(item)) === undefined) return
  const left = join.owned.filter((task) => isLeft(task, before))
  const tested = join.owned.some((task) => before.live.includes(task))
  found.expectWhere(
    tested || left.length > 0,
    left.length === 0,
    () => `${join.kind} of ${join.who} is decided, and has not cancelled ${left.join(', ')}`,
  )
}

/** A coroutine of a combinator is not cancelled before another that was given before it. */
function inOrder(task: string, joins: Joins, before: History, found: Findings): void {
  const join = [...joins.open.values()].find(({ owned }) => owned.includes(task))
  const older = join?.owned.slice(0, join.owned.indexOf(task)) ?? []
  // S11: the one to which it is committed is not cancelled.
  const left = older.filter((one) => isLeft(one, before) && !joins.mayCommit(one))
  found.require(left.length === 0, () => `${task} was cancelled before ${left.join(', ')}`)
}

function isAsked({ event, ...rest }: Event): boolean {
  return event === 'asks' && 'what' in rest && COMBINATORS.has(rest.what)
}

const COMBINATORS: ReadonlySet<string> = new Set(['all', 'allSettled', 'race', 'any'])

function isSpared(task: string, { cancelled, live }: History): boolean {
  return live.includes(task) && !cancelled.has(task)
}
