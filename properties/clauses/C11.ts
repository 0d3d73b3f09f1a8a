/** C11 · Closed as a whole. */

import type { Event } from '../../spec/event.ts'
import { actorOf } from '../history/history.ts'
import { type OpenScope, Scopes } from '../history/scopes.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import type { Coroutine, Task } from '../../src/index.ts'

export const C11 = clause('C11', [
  eventLaw({
    sentence: 'a coroutine leaves its scopes innermost first, each before the scope around it',
    hint: 'CloseScope continues to close what is around it once its own clean-up is over',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      return (event, before, found, index) => {
        const who = actorOf(event)
        const deep = who !== undefined && scopes.openScopes(who).length > 1
        scopes.follow(event, before, index)
        const { wrong } = scopes
        const tested = deep && (event.event === 'left' || event.event === 'cleaning')
        found.expectWhere(tested, wrong === undefined, () => wrong ?? '')
      }
    },
    mutants: [
      {
        name: 'hold-closed-from-outside',
        why: 'a closed hold releases its lock before its body has cleaned up',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.endHold(who, permits); }',
          `let inner;
       try {
       inner = enclosed(body);
       for (;;) {
       const { done, value } = inner.next();
       if (done) return value;
       yield value;
       }
       } finally {
       this.releaseBy(who, permits);
       inner?.return();
       }`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a coroutine that is closed in a combinator or a group does nothing until its children have ended',
    hint: 'uninterruptible() runs a clean-up to its end, and nothing around it is closed meanwhile',
    begin: (trial) => {
      const script = scriptOf(trial)
      const scopes = new Scopes(trial)
      /** By coroutine: the tasks that its last combinator or group spawned. */
      const children = new Map<string, readonly string[]>()
      return (event, before, found, index) => {
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        const name = who === undefined ? undefined : before.notifiedAs(who)
        if (who !== undefined && name !== undefined) {
          const own = children.get(who) ?? []
          const alive = own.filter((task) => before.live.includes(task))
          children.delete(who)
          if (before.cancelled.has(name) && own.length > 0)
            found.expect(
              alive.length === 0,
              () => `${who} continued before ${alive.join(', ')} had ended`,
            )
        }
        scopes.follow(event, before, index)
        if (event.event === 'asks' && event.what !== 'shield')
          children.set(event.who, script.ownedAt(index))
        if (event.event === 'left' && event.what === 'group')
          children.set(event.who, scopes.groups.get(event.of)?.children ?? [])
      }
    },
    mutants: [
      {
        name: 'children-left-behind',
        why: 'a combinator cancels its tasks, and suspends once instead of waiting for them',
        in: 'structure/join.js',
        replace: [
          'yield* uninterruptible(waitFor(',
          'yield; if (false) yield* uninterruptible(waitFor(',
        ],
      },
      {
        name: 'wait-for-losers-cut-short',
        why: 'a coroutine that is closed while it waits for the losers of its combinator stops waiting for them',
        in: 'structure/join.js',
        replace: ['yield* uninterruptible(waitFor(', 'yield* (waitFor('],
      },
    ],
  }),
  eventLaw({
    sentence: 'a closed coroutine that has left a scope leaves the scope around it next, or ends',
    hint: 'CloseScope passes closeAgain outward when a clean-up is over, even if that has suspended',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      /** The coroutines to be closed at their next step. */
      const requested = new Set<string>()
      /** By coroutine: the scopes that were open when it was closed. */
      const closed = new Map<string, readonly OpenScope[]>()
      /** By coroutine that has left a scope: what it must do next. */
      const out = new Map<string, 'cleaning' | 'left' | undefined>()
      return (event, before, found, index) => {
        const { cancelled, now } = before
        if (event.event === 'cancelled' && !before.isPutOff(before.voice(event.task)))
          requested.add(before.voice(event.task))
        if (event.event === 'stepped' && cancelled.has(event.who)) {
          const who = before.voice(event.who)
          if (before.isPutOff(who)) requested.delete(who)
          if (requested.delete(who) && before.doomed !== event.who && !scopes.disturbed(who, now))
            closed.set(who, [...scopes.openScopes(who)])
        }
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        if (who !== undefined && out.has(who)) {
          const due = out.get(who)
          out.delete(who)
          const right = ended === undefined ? event.event === due : due === undefined
          found.expect(
            right || cleansUp(event),
            () => `${who} continued with the event '${event.event}'`,
          )
        }
        scopes.follow(event, before, index)
        // S12: a scope that has clean-ups is over when each of them is.
        if (event.event !== 'left' && !(event.event === 'has' && event.what === 'release')) return
        const open = closed.get(event.who) ?? []
        const scope = open.find(({ left, of, what }) => {
          if (event.event === 'has') return left && what === 'resources' && isOf(event.of, of)
          return left && of === event.of && what === event.what
        })
        if (scope === undefined) return
        out.set(event.who, scopes.leavesFirst(event.who))
        // A clean-up may begin another with the same lock.
        const others = open.filter((one) => one !== scope)
        closed.set(event.who, others)
      }
    },
    mutants: [
      {
        name: 'closing-stops-at-a-scope',
        why: 'after a clean-up that suspended, the code around the scope resumes, as in plain JavaScript',
        in: 'core/closing.js',
        replace: [
          'if (outward) return errors.length === 0 ? closeAgain',
          'if (outward) return errors.length === 0 ? result',
        ],
      },
      {
        name: 'hold-not-scoped',
        why: 'the body of a hold is a plain delegate: after a clean-up that suspended, the hold resumes',
        in: 'sync/permits.js',
        replace: ['return scoped(this.#hold(permits, body));', 'return this.#hold(permits, body);'],
      },
      {
        name: 'scoped-is-plain',
        why: 'scoped() returns the coroutine as it is: a plain delegate, after whose clean-up the code resumes',
        in: 'structure/scoped.js',
        replace: ['return closedAsAWhole(coroutine);', 'return coroutine;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'what a clean-up waits for is left alone when a task is cancelled in it',
    hint: 'a CloseScope that is closing shelters what is in it: isPutOff()',
    begin: () => {
      /** By coroutine that a deadline has woken: whether it has begun to clean up since. */
      const late = new Map<string, boolean>()
      let last: string | undefined
      return (event, before, found) => {
        if (last !== undefined) {
          const task = last
          const moved = event.event === 'scheduled' && event.task === task
          found.expect(!moved, () => `${task} waits in a clean-up, and was scheduled`)
          last = undefined
        }
        const who = actorOf(event)
        if (event.event === 'woken' && event.by.startsWith('timeout/'))
          late.set(before.voice(event.task), false)
        if (who !== undefined && event.event === 'cleaning' && late.has(who)) late.set(who, true)
        if (who !== undefined && (event.event === 'left' || event.event === 'has')) late.delete(who)
        if (event.event !== 'cancelled' || late.get(before.voice(event.task)) !== true) return
        const on = before.parked.get(event.task)
        if (on !== undefined && !before.settled.has(on)) last = event.task
      }
    },
    mutants: [
      {
        name: 'clean-up-closed-again',
        why: 'a scope is closed again in the middle of its clean-up',
        in: 'core/closing.js',
        replace: ["'uninterruptible' || this.#phase === 'closing';", "'uninterruptible';"],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group that waits for the children that it has cancelled is left alone meanwhile',
    hint: 'a group that has failed waits for its children within uninterruptible()',
    begin: following(Scopes, (_trial, scopes) => {
      /** By task or main that waits for the last children of its group: the future of that wait. */
      const cleaning = new Map<string, string>()
      return (event, before, found) => {
        if (event.event === 'parked') {
          cleaning.delete(event.who)
          const group = scopes.groupsOf(before.voice(event.who)).at(-1)
          // The body had been left when the first child failed, and the owner has resumed since.
          const failed = group?.before === 0 && group.failures.length > 0 && group.closing
          if (failed && event.on.startsWith('group/')) cleaning.set(event.who, event.on)
        }
        if (event.event !== 'woken') return
        const on = cleaning.get(event.task)
        if (on === undefined) return
        cleaning.delete(event.task)
        found.expect(
          event.by === on,
          () => `${event.task} waited for ${on}, and ${event.by} woke it`,
        )
      }
    }),
    mutants: [
      {
        name: 'failed-group-waits-unsheltered',
        why: 'a group in which a child fails, and that another task cancels then, is closed again while it cleans up',
        in: 'structure/group.js',
        replace: [
          'while (this.live.size > 0 && this.#errors.length === 0);',
          'while (this.live.size > 0 && (this.#closed || this.#errors.length === 0));',
        ],
      },
    ],
  }),
  game({
    sentence:
      'while the body of a group cleans up, or of a timeout, no other failure and no deadline has it resume',
    hint: 'close() of CloseScope returns false where it is closing already',
    check: ({ session, subject: { Future, group, Loop, sleep, timeout } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const gate = new Future<void>('gate')
      const never = new Future<void>('never')
      let [opened, steps] = [false, 0]
      const loop = new Loop({
        discipline: session.discipline,
        onUnhandled: () => {},
        observer: { stepped: (who) => void (who === owner && (steps += 1)) },
      })
      const waitsForGate = function* (): Coroutine<void> {
        try {
          yield* never
        } finally {
          yield* gate
          found.require(opened, () => 'it resumes before what it waits for')
        }
      }
      const fails = function* (): Coroutine<void> {
        yield* sleep(1)
        throw new Error('fault')
      }
      const failsLater = function* (): Coroutine<void> {
        try {
          yield* never
        } finally {
          yield* sleep(5)
          yield* fails()
        }
      }
      const body = (): Coroutine<void> =>
        group(function* (g) {
          g.spawn(fails())
          g.spawn(failsLater())
          yield* waitsForGate()
        })
      const owner: Task<void> = loop.spawn(number % 2 === 0 ? body() : timeout(3, body()))
      loop.run(sleep(2))
      const before = steps
      loop.run(sleep(20))
      found.expect(steps === before, () => `it takes ${steps - before} steps while it cleans up`)
      opened = true
      gate.setResult()
      for (let left = 9; left > 0; left -= 1) loop.runStep()
      found.require(owner.done(), () => 'it does not end')
    },
    mutants: [
      {
        name: 'closed-again-in-its-clean-up',
        why: 'a second failure resumes the body of a group in the midst of its clean-up',
        in: 'core/closing.js',
        replace: [
          "if (this.#phase !== 'open') return false;",
          "if (this.#phase !== 'open') return true;",
        ],
      },
    ],
  }),
])

/** Whether a coroutine that has left its resources begins one of their clean-ups. */
function cleansUp(event: Event): boolean {
  return event.event === 'asks' && event.what === 'release'
}

/** Whether a clean-up, by its name and number, is one of these resources. */
function isOf(cleanUp: string, resources: string): boolean {
  return cleanUp.startsWith(`${resources} `)
}
