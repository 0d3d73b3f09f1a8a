/** C14 · Closed, or happened. */

import type { Event } from '../../spec/event.ts'
import { actorOf, type History } from '../history/history.ts'
import { allKnown, decider, Joins, type Join } from '../history/joins.ts'
import { Scopes, type Group } from '../history/scopes.ts'
import { isHarmless, scriptOf, type Script, type Shown } from '../history/script.ts'
import { Stores } from '../history/stores.ts'
import { isOpen, WaitQueues } from '../history/waitQueues.ts'
import { clause, eventLaw, following, where, type Findings } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C14 = clause('C14', [
  eventLaw({
    sentence:
      'a coroutine that has been let through a barrier receives its place, even if it is to be closed',
    hint: 'hasHappened() of an Arrival is true once the barrier has opened',
    begin: where(
      asking('wait'),
      following(WaitQueues, (trial, waitQueues) => {
        const due = new Due()
        return (event, before, found) => {
          due.check(event, before, found)
          if (!isQuiet(trial)) return
          if (event.event === 'settled' && 'value' in event.ending) {
            const at = waitQueues.ofTicket(event.future)
            const waiter = at?.waiters.find(({ ticket }) => ticket === event.future)
            if (at?.kind === 'barrier' && waiter !== undefined) due.add(waiter.who)
          }
          // The last to arrive opens it.
          if (event.event !== 'asks' || event.what !== 'wait') return
          const at = waitQueues.all.get(event.of)
          const last = at !== undefined && waitQueues.isLast(at, event.who)
          if (last && !at.unsure) due.add(event.who)
        }
      }),
    ),
    mutants: [
      {
        name: 'passed-and-closed',
        why: 'a task that is cancelled when its barrier has opened is closed, although its arrival has counted',
        in: 'sync/barrier.js',
        replace: ['return this.done();', 'return false;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a put() whose item was handed over returns, even if its caller is to be closed',
    hint: 'hasHappened() of a Putter is true while its entry is not in the queue',
    begin: where(
      asking('put'),
      following(Stores, (trial, stores) => {
        const due = new Due('always')
        /** Where a group may have closed a put() whose item was in: it is out then, and no event shows that. */
        const doubtful = new Set<string>()
        return (event, before, found) => {
          due.check(event, before, found)
          if (!isQuiet(trial)) return
          if (event.event === 'settled' && 'error' in event.ending)
            for (const [who, { at, what }] of stores.waitQueues.claims) {
              const entry = what === 'put' ? stores.of(at).put.get(who) : undefined
              const inside = entry !== undefined && stores.of(at).items.includes(entry)
              if (inside && before.mayBeClosed(who)) doubtful.add(at.name)
            }
          // Another that is closed may give its item back: then that can be taken out again.
          if (event.event === 'cancelled') due.clear()
          if (event.event !== 'cancelled' && event.event !== 'stepped') return
          const who = before.voice(event.event === 'stepped' ? event.who : event.task)
          const claim = stores.waitQueues.claims.get(who)
          if (claim?.at.kind !== 'queue' || claim.what !== 'put' || claim.at.unsure) return
          if (doubtful.has(claim.at.name)) return
          const { items, owed, put } = stores.of(claim.at)
          const entry = put.get(who)
          if (entry !== undefined && owed.length === 0 && !items.includes(entry)) due.add(who)
        }
      }),
    ),
    mutants: [
      {
        name: 'put-closed-although-taken',
        why: 'a put is closed if its caller is, even if its item has been handed over',
        in: 'sync/queue.js',
        replace: ['return this.entry !== undefined && !this.entry.inside;', 'return false;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'the item of a put() that was closed is in the queue no longer',
    hint: 'giveBack() of a Putter takes its entry out of the queue',
    begin: where(
      asking('put'),
      following(Stores, (trial, stores) => {
        /** The queues from which an item was taken out. */
        const undone = new Set<string>()
        return (event, before, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'cancelled' || event.event === 'woken') {
            const who = before.voice(event.task)
            const claim = stores.waitQueues.claims.get(who)
            const entry = claim?.what === 'put' ? stores.of(claim.at).put.get(who) : undefined
            const closes = claim !== undefined && !before.isPutOff(who)
            if (closes && entry !== undefined && stores.of(claim.at).items.includes(entry))
              undone.add(claim.at.name)
          }
          const now = event.event === 'called' && event.call === 'takeNow' && before.ticking
          if (!now && !(event.event === 'has' && event.what === 'take')) return
          const at = stores.waitQueues.all.get(event.of)
          if (at === undefined || at.unsure || !undone.has(at.name)) return
          if (now && isOpen(stores.waitQueues, at)) return
          const entry = now ? stores.next(at) : stores.of(at).handed.get(event.who)
          const shown = 'value' in event.ending ? event.ending.value : undefined
          const same = entry?.value === undefined || entry.value.value === shown
          const right = 'value' in event.ending ? entry !== undefined && same : entry === undefined
          found.expect(right, () => `${event.who} takes ${shown}, of a put that was closed`)
        }
      }),
    ),
    mutants: [
      {
        name: 'closed-put-stays-in',
        why: 'the item of a put that was closed stays in the queue',
        in: 'sync/queue.js',
        replace: ['if (this.entry?.inside === true)', 'if (false)'],
      },
      {
        name: 'closed-put-takes-the-first',
        why: 'a put that is closed takes the first item out instead of its own',
        in: 'sync/queue.js',
        replace: [
          'this.#items.remove(entry); this.#admit(notifications);',
          'this.#items.take(); this.#admit(notifications);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a combinator that has succeeded returns, even if its owner is to be closed',
    hint: 'hasHappened() of a Combination is true once it is decided, and succeeds',
    begin: where(asking('all', 'allSettled', 'race', 'any'), (trial) => {
      const joins = new Joins(trial)
      const due = new Due('always')
      /** Those whose owner was to be closed before they were decided. */
      const lost = new Set<Join>()
      return (event, before, found, index) => {
        due.check(event, before, found)
        if (!isQuiet(trial)) return
        if (event.event === 'stepped') {
          const join = joins.open.get(before.voice(event.who))
          if (join?.steps === 0 && !lost.has(join) && !before.mayBeClosed(join.who))
            if (hasSucceeded(join, before)) due.add(join.who)
        }
        const cancelled = event.event === 'cancelled' ? before.voice(event.task) : ''
        joins.follow(event, before, index)
        const join = joins.open.get(event.event === 'asks' ? event.who : cancelled)
        const closes = event.event === 'asks' ? before.doomed !== undefined : cancelled !== ''
        if (join === undefined || !closes || join.committed !== undefined) return
        if (!isDecided(join, before)) lost.add(join)
      }
    }),
    mutants: [
      {
        name: 'decided-and-closed',
        why: 'a combinator that has succeeded is closed with its owner, and its result is lost',
        in: 'structure/combinator.js',
        replace: ['return this.done() ?', 'return false && this.done() ?'],
      },
      {
        name: 'committed-and-closed',
        why: 'a race that is committed, and not decided yet, is closed with its owner',
        in: 'structure/combinator.js',
        replace: [': this.committed !== undefined;', ': false;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group that has succeeded returns, even if its owner is to be closed',
    hint: 'hasHappened() of an Ending is true once the last child has ended, and none has failed',
    begin: where(
      asking('group'),
      following(Scopes, (trial, scopes) => {
        const due = new Due('always')
        const script = scriptOf(trial)
        /** The groups whose owners were to be closed before the last child had ended. */
        const lost = new Set<string>()
        return (event, before, found) => {
          due.check(event, before, found)
          if (!isQuiet(trial)) return
          if (event.event === 'asks' && event.what === 'group') {
            const name = before.notifiedAs(event.who)
            if (name !== undefined && before.cancelled.has(name)) lost.add(event.of)
          }
          if (event.event !== 'stepped' && event.event !== 'cancelled') return
          const who = before.voice(event.event === 'stepped' ? event.who : event.task)
          const group = endingOf(who, scopes, script)
          const alive = group?.children.some((task) => before.live.includes(task)) !== false
          if (event.event === 'cancelled') {
            for (const { name } of scopes.groupsOf(who))
              if (alive || name !== group?.name) lost.add(name)
          } else if (group !== undefined && !alive && !lost.has(group.name)) {
            if (!scopes.disturbed(who, before.now, group.name)) due.add(who)
          }
        }
      }),
    ),
    mutants: [
      {
        name: 'ended-and-closed',
        why: 'a group that has succeeded is closed with its owner, and its result is lost',
        in: 'structure/group.js',
        replace: [
          'return this.done() && this.#live.size === 0 && this.#errors.length === 0;',
          'return false;',
        ],
      },
    ],
  }),
])

/** The group whose body a coroutine has just returned from: it is the innermost scope, and no child has failed. */
function endingOf(who: string, scopes: Scopes, script: Script): Group | undefined {
  const inner = scopes.openScopes(who).at(-1)
  const group = inner?.what === 'group' && inner.left ? scopes.groups.get(inner.of) : undefined
  if (inner === undefined || group === undefined) return undefined
  const sound = group.failures.length === 0 && !group.closing && !group.over
  return sound && returns(script.at(inner.since)) ? group : undefined
}

/** Whether the body of a group can only return: it spawns, and what else it does throws nothing. */
function returns(statement: Shown | undefined): boolean {
  if (statement?.do !== 'group') return false
  return isHarmless(statement.body.filter((one) => one.do !== 'spawn' && one.do !== 'return'))
}

function asking(...what: readonly string[]): (event: Event) => boolean {
  return (event) => event.event === 'asks' && what.includes(event.what)
}

/** Coroutines whose next action must be to receive what they have asked for. */
class Due {
  readonly #who = new Set<string>()
  /** Whether this is a test even where nothing asks for an end. */
  readonly #always: boolean

  constructor(tests: 'always' | 'where an end is requested' = 'where an end is requested') {
    this.#always = tests === 'always'
  }

  add(who: string): void {
    this.#who.add(who)
  }

  clear(): void {
    this.#who.clear()
  }

  check(event: Event, before: History, found: Findings): void {
    const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
    if (who === undefined || !this.#who.delete(who)) return
    const name = before.notifiedAs(who)
    const tested =
      this.#always || before.mayBeClosed(who) || (name !== undefined && before.cancelled.has(name))
    const receives = event.event === 'has' || event.event === 'got'
    found.expectWhere(
      tested,
      receives,
      () => `${who} is closed, and what it asked for has happened`,
    )
  }
}

function isDecided(join: Join, { settled }: History): boolean {
  return join.items !== undefined && decider(join, (item) => settled.get(item)) !== undefined
}

/** Whether a combinator is certainly decided, and not by an error. */
function hasSucceeded(join: Join, before: History): boolean {
  const { ended, items, kind, refused } = join
  if (items === undefined || refused || !allKnown(ended, before)) return false
  const by = decider(join, (item) => before.settled.get(item))
  if (by === '') return kind === 'all' || kind === 'allSettled'
  return by !== undefined && 'value' in (before.settled.get(by) ?? {})
}
