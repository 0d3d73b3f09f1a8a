/** S1 · A group. */

import { isBetween } from '../history/history.ts'
import { actorOf } from '../history/history.ts'
import { Scopes, type Group } from '../history/scopes.ts'
import { clause, eventLaw, following, where } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { atOnce, bodyReturns, endsStep } from '../visits/scope.ts'

export const S1 = clause('S1', [
  eventLaw({
    sentence: 'the body of a group begins in the step in which the group begins',
    hint: 'group delegates to its body, and spawns no task for it',
    begin: () => atOnce('group'),
    mutants: [
      {
        name: 'group-begins-late',
        why: 'a group suspends before it runs its body',
        in: 'structure/group.js',
        replace: ['const value = yield* children', 'yield; const value = yield* children'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a group ends in a later step of its owner than its body does, unless the owner is being closed',
    hint: 'Children.wait suspends even if the group has no children',
    begin: following(Scopes, (_trial, scopes) => {
      /** By owner: the groups of which the body has ended since its last step. */
      const left = new Map<string, Set<string>>()
      return (event, before, found) => {
        if (event.event === 'stepped') left.delete(before.voice(event.who))
        if (event.event === 'left' && event.what === 'group')
          left.set(event.who, (left.get(event.who) ?? new Set()).add(event.of))
        if (event.event !== 'has' || event.what !== 'group') return
        const name = before.notifiedAs(event.who)
        const closed = name === undefined || before.cancelled.has(name)
        if (closed || scopes.disturbed(event.who, before.now, event.of)) return
        const early = left.get(event.who)?.has(event.of) === true
        found.expect(!early, () => `${event.of} ended in the same step as its body`)
      }
    }),
    mutants: [
      {
        name: 'group-ends-at-once',
        why: 'a group without children ends in the same step as its body',
        in: 'structure/group.js',
        replace: ['do { this.#ending', 'if (this.live.size > 0) do { this.#ending'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group in which nothing fails returns what its body returned',
    hint: 'group keeps the value of the body while it waits for the children',
    begin: bodyReturns('group'),
    mutants: [
      {
        name: 'group-returns-nothing',
        why: 'a group drops what its body returns',
        in: 'structure/group.js',
        replace: ['return value; }', '}'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a group ends in the first step of its owner in which its body and every child have ended',
    hint: 'Children.wait returns when no child is live, and its owner is woken then',
    begin: following(Scopes, (trial, scopes) => {
      /** By owner: the group whose body it has left, while it does nothing else. */
      const left = new Map<string, Group>()
      /** The owner whose group has nothing left to wait for, in its step. */
      let due: { who: string; name: string } | undefined
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (due !== undefined && endsStep(event, due)) {
          const { who } = due
          due = undefined
          const suspends = event.event === 'scheduled' || event.event === 'parked'
          found.expect(
            !suspends,
            () => `${who} suspends again, though its group has nothing to wait for`,
          )
        }
        if (event.event === 'stepped') {
          const who = before.voice(event.who)
          const group = left.get(who)
          const alive = group?.children.some((child) => before.live.includes(child)) === true
          // A clean-up that is cancelled meanwhile suspends once more.
          const closed = before.cancelled.has(event.who)
          due = group === undefined || alive || closed ? undefined : { who, name: event.who }
        }
        const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
        if (who !== undefined) left.delete(who)
        const group = event.event === 'left' ? scopes.groups.get(event.of) : undefined
        if (event.event === 'left' && event.what === 'group' && group !== undefined)
          left.set(event.who, group)
      }
    }),
    mutants: [
      {
        name: 'group-ends-a-step-late',
        why: 'a group suspends once more when its last child has ended',
        in: 'structure/group.js',
        replace: [
          'yield* children.wait(); return value;',
          'yield* children.wait(); yield; return value;',
        ],
      },
      {
        name: 'group-never-ends',
        why: 'a group that has no child left waits for another',
        in: 'structure/group.js',
        replace: [
          'yield* children.wait(); return value;',
          'yield* children.wait(); yield* new Ending(children.live); return value;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group that returns has cancelled no child',
    hint: 'Children.wait waits for every child before the group is closed',
    begin: following(Scopes, (trial, scopes) => {
      /** The children that were cancelled, but not by a call of cancel(). */
      const cancelled = new Set<string>()
      const over = new Set<string>()
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'cancelled' && !before.closed) cancelled.add(event.task)
        if (event.event === 'called' && event.call === 'cancel') cancelled.delete(event.of)
        // S14: it was to be ended early.
        if (event.event === 'called' && event.call === 'cancelGroup') over.add(event.of)
        if (event.event !== 'has' || event.what !== 'group' || 'error' in event.ending) return
        const children = over.has(event.of) ? [] : (scopes.groups.get(event.of)?.children ?? [])
        const wrong = children.filter((child) => cancelled.has(child))
        const say = (): string => `${event.of} returned, and had cancelled ${wrong.join(', ')}`
        found.expectWhere(children.length > 0, wrong.length === 0, say)
      }
    }),
    mutants: [
      {
        name: 'group-cancels-what-is-left',
        why: 'a group cancels the children that are live when its body returns',
        in: 'structure/group.js',
        replace: [
          'do { this.#ending',
          'if (this.live.size === 0 || this.#closed) do { this.#ending',
        ],
      },
      {
        name: 'group-cancels-in-time',
        why: 'a group cancels the children that are live a step after its body has returned',
        in: 'structure/group.js',
        replace: [
          'yield* children.wait(); return value;',
          'yield; children.close(); yield* children.wait(); return value;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a group wakes its owner when the last child ends, or the first one fails, and not before',
    hint: 'Children.settled settles what the owner waits for when no child is live, or one has failed',
    begin: where(
      (event) => event.event === 'woken' && event.by.startsWith('group/'),
      following(Scopes, (trial, scopes) => {
        /** The groups that are closed: these wait for every child. */
        const closing = new Set<Group>()
        /** Those around which the time is over: no event shows whether their owner was closed before it took a step. */
        const doubtful = new Set<Group>()
        return (event, before, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'stepped') {
            const owner = before.voice(event.who)
            for (const group of scopes.groupsOf(owner)) {
              const stack = scopes.openScopes(owner)
              const around = stack.slice(
                0,
                stack.findIndex(({ of }) => of === group.name),
              )
              const late = around.some(
                ({ deadline, what }) => what === 'timeout' && deadline <= before.now,
              )
              if (late) doubtful.add(group)
              if (group.closing || group.cancelled || group.failures.length > 0) closing.add(group)
            }
          }
          if (event.event !== 'woken' || !event.by.startsWith('group/')) return
          const owner = before.voice(event.task)
          const groups = scopes.groupsOf(owner)
          const enough = groups.some(
            (group) =>
              (group.failures.length > 0 && (!closing.has(group) || doubtful.has(group))) ||
              !group.children.some((child) => before.live.includes(child)),
          )
          if (groups.length > 0)
            found.expect(enough, () => `${owner} was woken, and has live children`)
        }
      }),
    ),
    mutants: [
      {
        name: 'group-owner-woken-by-every-child',
        why: 'the owner of a group is woken by every child that ends, and waits again',
        in: 'structure/group.js',
        replace: ['if (enough && this.#ending', 'if (this.#ending'],
      },
    ],
  }),
  eventLaw({
    sentence: 'no owner waits for a group whose children have all ended',
    hint: 'Children.settled settles what the owner waits for when the last child ends',
    begin: following(Scopes, (trial, scopes) => (event, before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      for (const [name, on] of before.parked) {
        if (!on.startsWith('group/') || before.settled.has(on) || before.doubtful.has(on)) continue
        const groups = scopes.groupsOf(before.voice(name))
        // Without a run under way, no event says which main it is that waits.
        if (groups.length === 0) continue
        const children = groups.flatMap((group) => group.children)
        const alive = children.some((child) => before.live.includes(child))
        found.expect(alive, () => `${name} waits for ${on}, and every child has ended`)
      }
    }),
    mutants: [
      {
        name: 'group-owner-not-woken',
        why: 'a group is not notified when the last of its children ends',
        in: 'structure/group.js',
        replace: ['const enough = this.live.size === 0 ||', 'const enough ='],
      },
      {
        name: 'group-keeps-a-child',
        why: 'a group waits for ever for a child that was cancelled before its first step',
        in: 'structure/group.js',
        replace: [
          'if (by instanceof Task) this.live.delete(by);',
          'if (by instanceof Task && !(by.state instanceof Cancelled)) this.live.delete(by);',
        ],
      },
    ],
  }),
])
