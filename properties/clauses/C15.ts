/** C15 · Terminated. */

import type { Event } from '../../spec/event.ts'
import { failedWith, returned } from '../history/endings.ts'
import { isJoin, isTicket, type History } from '../history/history.ts'
import { Joins } from '../history/joins.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, game, where } from '../law.ts'
import type { Coroutine, Future } from '../../src/index.ts'
import { numberOf } from '../subject/chance.ts'
import { isQuiet } from '../trial.ts'
import { endsStep } from '../visits/scope.ts'

export const C15 = clause('C15', [
  eventLaw({
    sentence:
      'terminate() takes effect once on a task that has not ended, and only then returns true; it cancels a task that was not cancelled before',
    hint: 'Task.terminateWithin asks isForced(), and close() whether another closing is under way',
    begin: where(isAsked, (trial) => {
      return (event, before, found) => {
        if (event.event === 'terminated') {
          const { task } = event
          const { cancelled, live, terminated } = before
          found.expect(cancelled.has(task), () => `${task} was terminated, and not cancelled`)
          found.require(!terminated.has(task), () => `${task} was terminated a second time`)
          found.require(live.includes(task), () => `${task} was terminated after its end`)
        }
        if (event.event !== 'called' || event.call !== 'terminate' || !isQuiet(trial)) return
        if (!before.tasks.has(event.of)) return
        const effective = returned(event.ending, true)
        const has = before.terminated.has(event.of)
        found.expect(
          effective || returned(event.ending, false),
          () => `terminate() of ${event.of} did not return a boolean`,
        )
        found.require(!effective || has, () => `terminate() of ${event.of} had no effect`)
        const ended = !before.live.includes(event.of)
        found.require(has || ended, () => `terminate() of ${event.of} was refused`)
      }
    }),
    mutants: [
      {
        name: 'terminated-again',
        why: 'a second terminate() takes effect again',
        in: 'core/task.js',
        replace: ['this.coroutine === undefined || isForced(this)', 'this.coroutine === undefined'],
      },
      {
        name: 'terminated-only-if-cancelled',
        why: 'a task that was not cancelled cannot be terminated',
        in: 'core/task.js',
        replace: [
          'this.coroutine === undefined || isForced(this)',
          'this.coroutine === undefined || !isClosing(this.coroutine) || isForced(this)',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a terminated task ends in its next step, unless it waits there for tasks that it owns, all of which are terminated; then in the step after the last of them has ended',
    hint: 'CloseScope.#cutShort closes a terminated coroutine again wherever it suspends, but for the wait of an owner',
    begin: where(isAsked, (trial) => {
      let step: { who: string; name: string } | undefined
      return (event, before, found) => {
        if (step !== undefined && suspends(event, step.name)) {
          const { who } = step
          step = undefined
          const waits = event.event === 'parked' && isJoin(event.on)
          found.expect(waits, () => `${who} was terminated, and suspended`)
        } else if (step !== undefined && endsStep(event, step) && event.event === 'stepped')
          step = undefined
        if (event.event === 'settled' && event.future === step?.name) {
          step = undefined
          found.expect(true, () => '')
        }
        if (event.event !== 'stepped' || !isQuiet(trial)) return
        const who = before.voice(event.who)
        const forced = before.terminated.has(event.who)
        step = forced ? { who, name: event.who } : undefined
      }
    }),
    mutants: [
      {
        name: 'terminated-waits',
        why: 'a terminated task waits in its clean-up, as a cancelled one does',
        in: 'core/closing.js',
        replace: ['if (!isSuspension(last)) return false;', 'return false;'],
      },
      {
        name: 'terminated-yields',
        why: 'the clean-up of a terminated task may yield, though it may not wait',
        in: 'core/suspension.js',
        replace: [
          'return resumption.done !== true && yieldsNothing(resumption) && !waitRequest.open; }',
          'return false; }',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'while a terminated task waits for tasks that it owns, each of these is terminated',
    hint: 'terminateOwned() asks the wait of the owner which tasks have yet to end',
    begin: where(isAsked, (trial) => {
      const scopes = new Scopes(trial)
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        scopes.follow(event, before, index)
        joins.follow(event, before, index)
        if (event.event !== 'stepped' || !isQuiet(trial)) return
        for (const name of before.terminated) {
          const on = before.parked.get(name) ?? ''
          const who = before.voice(name)
          // C14: what has happened returns first, and so does what waits for that.
          if (!isJoin(on) || joins.mayHaveHappened(who)) continue
          const owned = on.startsWith('group/')
            ? (scopes.groupsOf(who).at(-1)?.children ?? [])
            : (joins.open.get(who)?.owned ?? [])
          const spared = owned.filter((task) => isSpared(task, before))
          found.expect(
            spared.length === 0,
            () => `${who} was terminated, and waits for ${spared.join(', ')}`,
          )
        }
      }
    }),
    mutants: [
      {
        name: 'owned-are-spared',
        why: 'what a terminated owner waits for cleans up in its own time',
        in: 'core/forcing.js',
        replace: ['owner.awaiting?.owned() ?? []', '[]'],
      },
      {
        name: 'waiting-owner-terminates-none',
        why: 'an owner that waits for its tasks already when it is terminated does not terminate them',
        in: 'core/task.js',
        replace: ['if (loop.running !== this) terminateOwned(this, notifications);', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a terminated task leaves the wait queue in which it waits, and is not served there',
    hint: 'Waiter.abandon leaves the queue, even where a cancelled waiter keeps its place',
    begin: where(isAsked, (trial) => {
      /** Where terminated tasks have waited. */
      const left = new Map<string, string>()
      const shown = new Set<string>()
      return (event, before, found) => {
        if (event.event === 'terminated' && isQuiet(trial)) {
          const on = before.parked.get(event.task)
          if (on !== undefined && isTicket(on) && !before.settled.has(on)) {
            left.set(on, event.task)
            found.expect(true, () => '')
          }
        }
        if (event.event === 'settled') {
          const who = left.get(event.future)
          found.require(who === undefined, () => `${who} was terminated, and served`)
          // Nor does a hold() release what a condition had released.
          const { ending, future } = event
          const own = failedWith(ending, 'InvalidStateError') && 'error' in ending
          found.require(
            !own || ![...left.values()].includes(future) || shown.has(ending.error),
            () => `${future} was terminated, and failed with an error that no call has thrown`,
          )
        }
        if ('ending' in event && 'error' in event.ending) shown.add(event.ending.error)
      }
    }),
    mutants: [
      {
        name: 'terminated-keeps-its-place',
        why: 'a task that is terminated while it acquires the lock of a condition again keeps its place there',
        in: 'core/task.js',
        replace: ['if (on?.done() === false) on.abandon();', ''],
      },
      {
        name: 'releases-what-it-has-lost',
        why: 'a hold releases its lock although its task was terminated while a condition had it',
        in: 'sync/permits.js',
        replace: ['!(this.isAbandoned() || isForced(who))', '!this.isAbandoned()'],
      },
    ],
  }),
  game({
    sentence: 'what a terminated task holds in a hold() is released, and its resources with it',
    hint: 'endHold() of Permits releases, whatever closes the body',
    check: ({ session, subject: { Lock, Loop, Semaphore } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const guard = number % 2 === 0 ? new Lock('guard') : new Semaphore(1, 'guard')
      const enter = function* (name: string): Coroutine<string> {
        return yield* guard.hold(function* () {
          yield
          yield
          yield
          return name
        })
      }
      const holder = loop.spawn(enter('holder'))
      const waiter = loop.spawn(enter('waiter'))
      loop.run(
        (function* () {
          yield
          if (session.discipline === 'snapshot') holder.terminate()
          for (let steps = 0; steps < 9; steps += 1) yield
        })(),
      )
      const served = waiter.done() && waiter.error() === undefined
      found.expect(served, () => `the waiter ends with ${String(waiter.error())}`)
    },
    mutants: [
      {
        name: 'terminated-holder-keeps-its-lock',
        why: 'the end of a hold() releases nothing once its task was terminated',
        in: 'sync/permits.js',
        replace: [
          'if (isHeld || !(this.isAbandoned() || isForced(who)))',
          'if (!isForced(who) && (isHeld || !this.isAbandoned()))',
        ],
      },
    ],
  }),
  game({
    sentence:
      'a clean-up that suspends when its task is terminated does not resume, and those around it run',
    hint: 'CloseScope closes further what was terminated in the midst of its clean-up',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const never: Future<void> = new Future('never')
      const task = loop.spawn(
        (function* () {
          try {
            try {
              yield* never
            } finally {
              log.push('begins')
              if (number % 2 === 0) yield
              else yield* never
              log.push('resumes')
            }
          } finally {
            log.push('outer')
          }
        })(),
      )
      loop.runStep()
      task.cancel()
      if (session.discipline === 'drain' && number % 2 === 0) {
        // Otherwise it would end in that step.
        loop.spawn(
          (function* () {
            task.terminate()
          })(),
        )
      }
      loop.runStep()
      task.terminate()
      loop.runStep()
      const due = 'begins,outer'
      found.expect(log.join() === due, () => `it logs ${log.join()}, and not ${due}`)
      found.require(task.cancelled(), () => 'it is not cancelled')
    },
    mutants: [
      {
        name: 'terminated-clean-up-resumes',
        why: 'a clean-up that is cut short resumes once more',
        in: 'core/closing.js',
        replace: [
          "if (this.#kind !== 'task' || owner === undefined || !isForced(owner)) return false; return !isPutOff(owner);",
          'return false;',
        ],
      },
    ],
  }),
  game({
    sentence:
      'a task that ends itself, and then waits for its own tasks, terminates these if it was terminated, and not if it was cancelled; observers are notified',
    hint: 'refrains() terminates what a terminated task waits for, in a change of its own',
    check: ({ session, subject: { Future, group, Loop, sleep, timeout } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const ends = number % 2 === 0
      const log: string[] = []
      const loop = new Loop({
        discipline: session.discipline,
        observer: { terminated: (task) => void log.push(`${task.name} is terminated`) },
      })
      const never: Future<void> = new Future('never')
      const child = function* (): Coroutine<void> {
        try {
          yield* never
        } finally {
          yield
          yield
          log.push('the child has cleaned up')
        }
      }
      const body = (): Coroutine<void> =>
        group(function* (g) {
          g.spawn(child(), 'the child')
          try {
            yield* never
          } finally {
            if (ends) owner.terminate()
            else owner.cancel()
          }
        })
      const owner = loop.spawn(
        (function* () {
          yield* timeout(5, body())
        })(),
        'the owner',
      )
      loop.run(sleep(9))
      const due = ends
        ? 'the owner is terminated,the child is terminated'
        : 'the child has cleaned up'
      found.expect(log.join() === due, () => `it logs ${log.join()}, and not ${due}`)
      found.require(owner.cancelled(), () => 'the owner is not cancelled')
    },
    mutants: [
      {
        name: 'cancelled-owner-terminates',
        why: 'a task that is cancelled terminates those for which it then waits, and one that is terminated does not',
        in: 'core/task.js',
        replace: ['if (isForced(task)) { const change', 'if (!isForced(task)) { const change'],
      },
      {
        name: 'terminated-with-its-owner-unnoticed',
        why: 'observers are not notified of what is terminated because its owner has just been',
        in: 'core/task.js',
        replace: [
          'terminateOwned(task, change); change.complete();',
          'terminateOwned(task, change);',
        ],
      },
    ],
  }),
  game({
    sentence:
      'the first terminate() of a task that has not ended returns true, and any other returns false',
    hint: 'terminateWithin() of Task returns whether it took effect',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const task = loop.spawn(
        (function* () {
          yield* new Future('never')
        })(),
      )
      if (number % 2 === 0) loop.runStep()
      const answers = [number % 4 < 2 ? task.cancel() : true, task.terminate(), task.terminate()]
      loop.runStep()
      answers.push(task.terminate(), task.cancel())
      const due = 'true,true,false,false,false'
      found.expect(answers.join() === due, () => `they return ${answers.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'terminate-denies-itself',
        why: 'a terminate() that takes effect returns false',
        in: 'core/task.js',
        replace: [
          'if (loop.running !== this) terminateOwned(this, notifications); return true;',
          'if (loop.running !== this) terminateOwned(this, notifications); return false;',
        ],
      },
    ],
  }),
])

/** Whether anything is terminated in a session. */
function isAsked({ event, ...rest }: Event): boolean {
  return event === 'terminated' || ('call' in rest && rest.call === 'terminate')
}

/** Whether a task has not ended and was not terminated. */
function isSpared(task: string, { live, terminated }: History): boolean {
  return live.includes(task) && !terminated.has(task)
}

function suspends(event: Event, name: string): boolean {
  if (event.event === 'scheduled') return event.task === name
  return event.event === 'parked' && event.who === name
}
