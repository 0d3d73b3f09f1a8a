/** F7 · Only yield* awaits. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F7 = clause('F7', [
  eventLaw({
    sentence:
      'what a coroutine yields by mistake is thrown back at it before anything else happens',
    hint: 'resume goes on until the coroutine has suspended as it may',
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
          () => `${who} yielded 42, and went on with ${event.event}`,
        )
        if (caught || ended)
          found.require(at === who, () => `${who} yielded 42, and ${at} got the error`)
      }
    },
    mutants: [
      {
        name: 'bad-yield-ignored',
        why: 'whatever is yielded is taken for a yield',
        in: 'core/suspension.js',
        replace: ['(resumption.value !== undefined || waitRequest.open)', 'waitRequest.open'],
      },
      {
        name: 'bad-yield-dropped',
        why: 'the coroutine goes on as if it had not yielded',
        in: 'core/suspension.js',
        replace: [
          'raise.call(coroutine, new BadYieldError(mistake(resumption.value)))',
          'next.call(coroutine, undefined)',
        ],
      },
    ],
  }),
])
