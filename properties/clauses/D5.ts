/** D5 · A timeout. */

import { failedWith } from '../history/endings.ts'
import { actorOf } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { atOnce, bodyReturns, endsSoon } from '../visits/scope.ts'

export const D5 = clause('D5', [
  eventLaw({
    sentence: 'the coroutine of a timeout begins in the step in which the timeout begins',
    hint: 'timeout delegates to the coroutine, and spawns no task for it',
    begin: () => atOnce('timeout'),
    mutants: [
      {
        name: 'timeout-begins-late',
        why: 'a timeout suspends before it runs its coroutine',
        in: 'time/timeout.js',
        replace: ['value = yield* enclosure;', 'yield; value = yield* enclosure;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a timeout that has not expired returns what its coroutine returned',
    hint: 'timeout keeps the value of the coroutine and returns it',
    begin: bodyReturns('timeout'),
    mutants: [
      {
        name: 'timeout-returns-nothing',
        why: 'a timeout drops the result of its coroutine',
        in: 'time/timeout.js',
        replace: ['value = yield* enclosure;', 'yield* enclosure;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a timeout whose coroutine waited at its deadline returns no value, and none throws TimeoutError before that',
    hint: 'the timer of a timeout closes the coroutine, and a coroutine that ends drops the timer',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      const shown = new Set<string>()
      /** The coroutines that a deadline has woken, and since when: that of their only timeout. */
      const woken = new Map<string, number>()
      const timeoutsOf = (who: string): number =>
        scopes.openScopes(who).filter(({ what }) => what === 'timeout').length
      return (event, before, found, index) => {
        if (event.event === 'woken' && event.by.startsWith('timeout/')) {
          const who = before.voice(event.task)
          if (timeoutsOf(who) === 1) woken.set(who, index)
        }
        if (event.event === 'has' && event.what === 'timeout' && Number(event.of) >= 0) {
          const own = scopes.openScopes(event.who).at(-1)
          const deadline = own?.deadline ?? 0
          const { ending } = event
          const late = failedWith(ending, 'TimeoutError') && 'error' in ending
          if ('value' in ending) {
            const cut = (woken.get(event.who) ?? -1) > (own?.since ?? index)
            found.expect(
              before.now < deadline || !cut,
              () => `the timeout of ${event.who} returned a value after its deadline ${deadline}`,
            )
          } else if (late && !shown.has(ending.error)) {
            found.expect(
              before.now >= deadline,
              () =>
                `the timeout of ${event.who} threw TimeoutError before its deadline ${deadline}`,
            )
          }
        }
        if ('ending' in event && 'error' in event.ending) shown.add(event.ending.error)
        if (event.event === 'caught') shown.add(event.error)
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'timeout-without-error',
        why: 'a timeout that has expired returns undefined',
        in: 'time/timeout.js',
        replace: ['if (enclosure.cut) throw new TimeoutError(ms);', ''],
      },
      {
        name: 'timeout-too-early',
        why: 'a timeout throws TimeoutError whenever its coroutine returns undefined',
        in: 'time/timeout.js',
        replace: ['if (enclosure.cut) throw', 'if (enclosure.cut || value === undefined) throw'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a coroutine that is woken because its timeout expired leaves its innermost scope, and does not resume',
    hint: 'Interruption closes the scope of the timeout before it wakes the owner',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      const expired = new Map<string, string | undefined>()
      return (event, before, found, index) => {
        const name = event.event === 'woken' ? event.task : undefined
        if (event.event === 'woken' && name !== undefined && isTimeout(event.by)) {
          const who = before.voice(name)
          const calm = scopes.groupsOf(who).every(({ failures }) => failures.length === 0)
          const lates = scopes.openScopes(who).filter(({ deadline, what }) => {
            return what === 'timeout' && deadline <= before.now
          })
          if (calm && lates.length === 1 && lates[0]?.deadline === before.now)
            expired.set(who, undefined)
        }
        if (event.event === 'stepped' && expired.has(before.voice(event.who)))
          expired.set(before.voice(event.who), scopes.leavesFirst(before.voice(event.who)))
        const who = actorOf(event)
        if (who !== undefined && expired.has(who)) {
          const due = expired.get(who)
          expired.delete(who)
          const replaced = event.event === 'has' && failedWith(event.ending, 'AggregateError')
          found.expect(
            event.event === due || replaced,
            () => `${who} continued with the event '${event.event}'`,
          )
        }
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'timeout-resumes',
        why: 'when a timeout expires, the coroutine is woken and resumes',
        in: 'core/cancel.js',
        replace: ["!this.#scope.close(granted ? 'after next' : 'next') ||", ''],
      },
      {
        name: 'timeout-drops-the-coroutine',
        why: 'when a timeout expires, the coroutine is abandoned without its clean-up',
        in: 'time/timeout.js',
        replace: [
          'new CloseScope(coroutine, () => timers.drop(timer))',
          'new CloseScope(coroutine, () => { if (timer.done()) throw new TimeoutError(ms); timers.drop(timer); })',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'when a timeout expires, the coroutine in it stops waiting',
    hint: 'Interruption wakes the task or main that runs the coroutine, whatever it waits for',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      let due: string[] = []
      return (event, before, found, index) => {
        if (event.event === 'advanced' && isQuiet(trial)) {
          due = [...before.parked.keys()].filter((name) => {
            const who = before.voice(name)
            const open = scopes.openScopes(who).filter(({ what }) => what === 'timeout')
            const over = open.some(({ deadline, left }) => deadline === event.now && !left)
            if (before.isPutOff(who)) return false
            return over && !before.cancelled.has(name) && !scopes.disturbed(who, before.now)
          })
        }
        if (event.event === 'tick') {
          for (const name of due) {
            const on = before.parked.get(name)
            const waits = on !== undefined && !before.settled.has(on)
            found.expect(!waits, () => `${name} still waits for ${on}`)
          }
          due = []
        }
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'timeout-interrupts-no-wait',
        why: 'a timeout that expires takes effect only when its coroutine resumes by itself',
        in: 'core/cancel.js',
        replace: ['if (!isPutOff(owner, this.#scope)) interrupt(owner, by, notifications);', ''],
      },
      {
        name: 'timeout-closes-nothing',
        why: 'a timeout waits for its coroutine to end, and throws TimeoutError only then',
        in: 'time/timeout.js',
        replace: ["subscribe(new Interruption(enclosure, 'lenient'), timer);", ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a timeout suspends at least once, even if its coroutine fails without suspending',
    hint: 'timeout suspends after its coroutine if that has not suspended',
    begin: following(Scopes, (_trial, scopes) => {
      /** By coroutine: its last step. */
      const steps = new Map<string, number>()
      return (event, before, found, index) => {
        if (event.event === 'stepped') steps.set(before.voice(event.who), index)
        if (event.event !== 'has' || event.what !== 'timeout') return
        if (failedWith(event.ending, 'RangeError')) return
        const own = scopes.openScopes(event.who).at(-1)
        if (own?.what !== 'timeout') return
        const suspended = (steps.get(event.who) ?? 0) > own.since
        found.expect(suspended, () => `the timeout of ${event.who} ended without suspending`)
      }
    }),
    mutants: [
      {
        name: 'timeout-returns-at-once',
        why: 'a timeout does not suspend if its coroutine returns without suspending',
        in: 'time/timeout.js',
        replace: [
          'if (!enclosure.suspended) yield* new Returning(); return value;',
          'return value;',
        ],
      },
      {
        name: 'timeout-throws-at-once',
        why: 'a timeout does not suspend if its coroutine throws without suspending',
        in: 'time/timeout.js',
        replace: ['try { if (!enclosure.suspended) yield; }', 'try { }'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a timeout ends in the step in which its coroutine ends, or suspends once more if that has not suspended',
    hint: 'timeout suspends after its coroutine only if that has not suspended',
    begin: following(Scopes, (_trial, scopes) => endsSoon(scopes, 'timeout')),
    mutants: [
      {
        name: 'timeout-never-ends',
        why: 'a timeout whose coroutine has returned waits for its timer nevertheless',
        in: 'time/timeout.js',
        replace: [
          'if (!enclosure.suspended) yield* new Returning(); return value;',
          'yield* timer; return value;',
        ],
      },
      {
        name: 'timeout-throws-late',
        why: 'a timeout whose coroutine has failed suspends once more before it throws',
        in: 'time/timeout.js',
        replace: ['if (!enclosure.suspended) yield; }', 'yield; }'],
      },
    ],
  }),
])

function isTimeout(wait: string): boolean {
  return wait.startsWith('timeout/')
}
