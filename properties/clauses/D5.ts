/** D5 · A timeout. */

import { failedWith } from '../history/endings.ts'
import { actorOf, Scopes } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { atOnce, bodyGives } from '../visits/scope.ts'

export const D5 = clause('D5', [
  eventLaw({
    sentence: 'what a timeout runs begins in the step in which the timeout does',
    hint: 'timeout delegates to the coroutine, and spawns nothing',
    begin: () => atOnce('timeout'),
    mutants: [
      {
        name: 'timeout-begins-late',
        why: 'a timeout gives up the turn before it runs its coroutine',
        in: 'time/timeout.js',
        replace: ['value = yield* enclosure;', 'yield; value = yield* enclosure;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a timeout that is not over gives what its coroutine returned',
    hint: 'the value passes through as it is',
    begin: (trial) => bodyGives(trial, 'timeout'),
    mutants: [
      {
        name: 'timeout-gives-nothing',
        why: 'a timeout drops the result',
        in: 'time/timeout.js',
        replace: ['value = yield* enclosure;', 'yield* enclosure;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a timeout gives a value only before its time is over, and TimeoutError only then',
    hint: 'the timer closes the coroutine, and the coroutine stops the timer',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      const shown = new Set<string>()
      return (event, before, found, index) => {
        if (event.event === 'has' && event.what === 'timeout' && Number(event.of) >= 0) {
          const own = scopes.standing(event.who).at(-1)
          const deadline = own?.deadline ?? 0
          const { ending } = event
          const late = failedWith(ending, 'TimeoutError') && 'error' in ending
          if ('value' in ending) {
            // A timer that is due at once is over when the next tick begins.
            const early = before.now < deadline || (event.of === '0' && before.now === deadline)
            found.expect(early, () => `${event.who} gave a value after ${deadline}`)
          } else if (late && !shown.has(ending.error)) {
            found.expect(before.now >= deadline, () => `${event.who} was over before ${deadline}`)
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
        why: 'a timeout that is over gives undefined',
        in: 'time/timeout.js',
        replace: ['if (timer.done()) throw new TimeoutError(ms);', ''],
      },
      {
        name: 'timeout-too-early',
        why: 'a timeout throws TimeoutError whenever its coroutine gives nothing',
        in: 'time/timeout.js',
        replace: ['if (timer.done()) throw', 'if (timer.done() || value === undefined) throw'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'who is woken because its time is over leaves what it stands in, and goes on with nothing',
    hint: 'the coroutine is closed, not resumed',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      const over = new Map<string, string | undefined>()
      return (event, before, found, index) => {
        const told = event.event === 'woken' ? event.task : undefined
        if (event.event === 'woken' && told !== undefined && isTimeout(event.by)) {
          const who = before.voice(told)
          const calm = scopes.groupsOf(who).every(({ failures }) => failures.length === 0)
          const lates = scopes.standing(who).filter(({ deadline, what }) => {
            return what === 'timeout' && deadline <= before.now
          })
          if (calm && lates.length === 1 && lates[0]?.deadline === before.now)
            over.set(who, undefined)
        }
        if (event.event === 'stepped' && over.has(before.voice(event.who)))
          over.set(before.voice(event.who), scopes.leavesFirst(before.voice(event.who)))
        const who = actorOf(event)
        if (who !== undefined && over.has(who)) {
          const due = over.get(who)
          over.delete(who)
          const replaced = event.event === 'has' && failedWith(event.ending, 'AggregateError')
          found.expect(event.event === due || replaced, () => `${who} goes on with ${event.event}`)
        }
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'timeout-resumes',
        why: 'when the time is over, the coroutine is woken, and goes on',
        in: 'core/cancel.js',
        replace: ['this.#scope.close();', ''],
      },
      {
        name: 'timeout-drops-the-coroutine',
        why: 'when the time is over, the coroutine is left where it stands, without its clean-up',
        in: 'time/timeout.js',
        replace: [
          'new CloseScope(coroutine, () => timers.drop(timer))',
          'new CloseScope(coroutine, () => { if (timer.done()) throw new TimeoutError(ms); timers.drop(timer); })',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'when the time of a timeout is over, nobody in it waits any longer',
    hint: 'the timer wakes who runs the coroutine, whatever that waits for',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      let due: string[] = []
      return (event, before, found, index) => {
        if (event.event === 'advanced' && isQuiet(trial)) {
          due = [...before.parked.keys()].filter((told) => {
            const who = before.voice(told)
            const open = scopes.standing(who).filter(({ what }) => what === 'timeout')
            const over = open.some(({ deadline, left }) => deadline === event.now && !left)
            return over && !before.cancelled.has(told) && !scopes.disturbed(who, before.now)
          })
        }
        if (event.event === 'tick') {
          for (const told of due) {
            const on = before.parked.get(told)
            const waits = on !== undefined && !before.settled.has(on)
            found.expect(!waits, () => `${told} still waits for ${on}`)
          }
          due = []
        }
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'timeout-interrupts-nobody',
        why: 'the time of a timeout is looked at when its coroutine goes on by itself',
        in: 'core/cancel.js',
        replace: ['if (owner !== undefined) interrupt(owner, by, notifications);', ''],
      },
      {
        name: 'timeout-closes-nothing',
        why: 'a timeout waits for its coroutine to end, and throws TimeoutError then',
        in: 'time/timeout.js',
        replace: ['subscribe(new Interruption(enclosure), timer);', ''],
      },
    ],
  }),
])

function isTimeout(wait: string): boolean {
  return wait.startsWith('timeout/')
}
