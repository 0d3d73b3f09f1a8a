/** T10 · No task awaits itself. */

import { failedWith } from '../history/endings.ts'
import { Origins } from '../history/origins.ts'
import { scriptOf, type Shown } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'

export const T10 = clause('T10', [
  eventLaw({
    sentence: 'a task that awaits itself receives the error before anything else happens',
    hint: 'wait() compares the future with the running task',
    begin: () => {
      let itself: string | undefined
      return (event, { tasks }, found) => {
        const who = itself
        const self = event.event === 'awaits' && event.who === event.on && tasks.has(event.on)
        itself = self ? event.who : undefined
        if (who === undefined) return
        const got = event.event === 'got' && event.who === who
        const right = got && failedWith(event.ending, 'SelfAwaitError')
        found.expect(right, () => `${who} awaited itself, and the event '${event.event}' followed`)
      }
    },
    mutants: [
      {
        name: 'self-await-parks',
        why: 'a task that awaits itself is parked for ever',
        in: 'core/suspension.js',
        replace: ['if (waiter === on) {', 'if (false) {'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a SelfAwaitError comes only from a wait for the very task that waits',
    hint: 'wait() and combine() compare each future with the running task',
    begin: (trial) => {
      const script = scriptOf(trial)
      const origins = new Origins()
      /** By coroutine: the event in which it asked for something. */
      const asked = new Map<string, number>()
      return (event, _before, found, index) => {
        if (event.event === 'asks') asked.set(event.who, index)
        if (origins.newIn(event, 'SelfAwaitError').length === 0 || !('who' in event)) return
        const { who } = event
        const statement = event.event === 'has' ? script.at(asked.get(who) ?? -1) : undefined
        const awaits =
          event.event !== 'has'
            ? 'of' in event && event.of === who
            : namesIn(statement).includes(who)
        if (event.event === 'has' && statement === undefined) return
        found.expect(awaits, () => `${who} does not wait for itself`)
      }
    },
    mutants: [
      {
        name: 'any-item-is-itself',
        why: 'a combinator takes its first item for the task that waits',
        in: 'structure/combinator.js',
        replace: ['given.find((item) => item === runner())', 'given[0]'],
      },
    ],
  }),
])

/** The futures and tasks that a combinator or a shield waits for. */
function namesIn(statement: Shown | undefined): readonly unknown[] {
  if (statement === undefined) return []
  return 'items' in statement ? statement.items : 'item' in statement ? [statement.item] : []
}
