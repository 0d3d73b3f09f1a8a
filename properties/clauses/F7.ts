/** F7 · Only yield* awaits. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F7 = clause('F7', [
  eventLaw({
    sentence: 'a coroutine that yields a value receives the error before anything else happens',
    hint: 'resume() throws into the coroutine until it suspends as it may',
    begin: () => {
      let mistaken: string | undefined
      return (event, _before, found) => {
        const who = mistaken
        mistaken = event.event === 'yields' && !event.nothing ? event.who : undefined
        if (who === undefined) return
        const at = 'who' in event ? event.who : undefined
        const caught =
          event.event === 'caught' && failedWith({ error: event.error }, 'BadYieldError')
        const ended = event.event === 'ends' && failedWith(event.ending, 'BadYieldError')
        const left = ['cleaning', 'left', 'settled'].includes(event.event)
        found.expect(
          caught || ended || left,
          () => `${who} yielded 42, and continued with the event '${event.event}'`,
        )
        if (caught || ended)
          found.require(at === who, () => `${who} yielded 42, and ${at} received the error`)
      }
    },
    mutants: [
      {
        name: 'bad-yield-ignored',
        why: 'any yielded value counts as a bare yield',
        in: 'core/suspension.js',
        replace: ['(resumption.value !== undefined || waitRequest.open)', 'waitRequest.open'],
      },
      {
        name: 'bad-yield-dropped',
        why: 'a yielded value is ignored, and the coroutine is resumed at once',
        in: 'core/suspension.js',
        replace: [
          'raise.call(coroutine, new BadYieldError(mistake(resumption.value)))',
          'next.call(coroutine, undefined)',
        ],
      },
    ],
  }),
])
