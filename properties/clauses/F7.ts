/** F7 · Only yield* awaits. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'

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
        replace: ['(!yieldsNothing(resumption) || waitRequest.open)', 'waitRequest.open'],
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
  eventLaw({
    sentence:
      'a future that is iterated in another way than with yield* throws BadYieldError, or SelfAwaitError in its own body',
    hint: 'wait() refuses a second request and one outside a step, refuseDestructuring() a request that is abandoned',
    begin:
      () =>
      (event, { futures, tasks }, found) => {
        if (event.event !== 'called' || event.call !== 'unpack') return
        const { ending, of, who } = event
        if (!futures.has(of) && !tasks.has(of)) return
        const name = who === of ? 'SelfAwaitError' : 'BadYieldError'
        found.expect(failedWith(ending, name), () => `${who} took ${of} apart`)
      },
    mutants: [
      {
        name: 'future-taken-apart',
        why: 'the first item of a future can be taken without yield*',
        in: 'core/suspension.js',
        replace: ['throw new BadYieldError(`${on} can only be awaited with yield*`);', ''],
      },
      {
        name: 'future-taken-apart-outside',
        why: 'a future can be iterated outside a step',
        in: 'core/suspension.js',
        replace: ['running === undefined || waitRequest.open ||', 'waitRequest.open ||'],
      },
      {
        name: 'request-of-an-observer',
        why: 'an observer that iterates a future requests a wait of the task that is stepped',
        in: 'core/suspension.js',
        replace: ['waitRequest.open || current.notifying)', 'waitRequest.open)'],
      },
    ],
  }),
  game({
    sentence:
      'to close by hand a coroutine that waits is no mistake, in a step, in an observer or outside of any',
    needs: 'runStep()',
    hint: 'refuseDestructuring() refuses only what was requested in this step',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const never = new Future<number>('never')
      const loop = new Loop({
        discipline: session.discipline,
        observer: {
          spawned: (task) => {
            if (task.name === 'observed') refused = refusal(close)
          },
        },
      })
      let refused: string | undefined
      let cleaned = false
      const coroutine = (function* () {
        try {
          return yield* never
        } finally {
          cleaned = true
        }
      })()
      loop.spawn(coroutine)
      loop.runStep()
      const close = (): void => void coroutine.return(1)
      if (number % 3 === 0) refused = refusal(close)
      else {
        loop.spawn(
          (function* () {
            if (number % 3 === 1) refused = refusal(close)
            else {
              // A request of its own is none of the observer.
              never[Symbol.iterator]().next()
              loop.spawn((function* () {})(), 'observed')
            }
          })(),
        )
        loop.runStep()
      }
      found.expect(refused === undefined && cleaned, () => `it ends in ${refused}`)
    },
    mutants: [
      {
        name: 'closed-by-an-observer',
        why: 'what waits cannot be closed by an observer while a wait for the same is requested',
        in: 'core/suspension.js',
        replace: [
          'running?.awaiting !== on || current.notifying) return;',
          'running?.awaiting !== on) return;',
        ],
      },
      {
        name: 'closed-only-in-a-step',
        why: 'what waits cannot be closed by hand outside of any step',
        in: 'core/suspension.js',
        replace: [
          'const running = current.loop?.running; if (!waitRequest.open',
          'const running = current.loop.running; if (!waitRequest.open',
        ],
      },
    ],
  }),
])
