/** F4 · Every await suspends. */

import { clause, eventLaw } from '../law.ts'

export const F4 = clause('F4', [
  eventLaw({
    sentence: 'an awaiter is stepped between the beginning of its await and the outcome',
    hint: 'wait() requests a suspension, even of a settled future, before it returns the outcome',
    begin: () => {
      const begun = new Map<string, { stepped: boolean; settled: boolean; known: boolean }>()
      return (event, before, found) => {
        const { futures, settled, tasks } = before
        if (event.event === 'awaits') {
          const known = event.on !== event.who && (futures.has(event.on) || tasks.has(event.on))
          begun.set(event.who, { stepped: false, settled: settled.has(event.on), known })
        }
        if (event.event === 'stepped') {
          const who = before.voice(event.who)
          const wait = begun.get(who)
          if (wait !== undefined) begun.set(who, { ...wait, stepped: true })
        }
        if (event.event !== 'got' || event.by !== 'await') return
        const wait = begun.get(event.who)
        if (wait === undefined || !wait.known) return
        found.expectWhere(
          wait.settled,
          wait.stepped,
          () => `${event.who} received the outcome of ${event.of} without suspending`,
        )
      }
    },
    mutants: [
      {
        name: 'settled-await-does-not-suspend',
        why: 'an await of a settled future returns at once',
        in: 'core/suspension.js',
        replace: [
          'if (running.awaiting === on) {',
          'if (running.awaiting === on || (running !== on && on.done())) {',
        ],
      },
    ],
  }),
])
