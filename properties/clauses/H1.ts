/** H1 · Pauses within a tick. */

import { isInside, sameLog } from '../history/logs.ts'
import { clause, game, law } from '../law.ts'
import { numberOf } from '../subject/chance.ts'

export const H1 = clause('H1', [
  law({
    sentence: 'a run that pauses after every so many steps leaves the log of run',
    hint: 'takeSlices takes the parts of a tick as #takeTick does',
    check: ({ log, observe, session }, found) => {
      const [first, ...more] = session.host
      if (first?.do !== 'run' || more.length > 0 || session.hooks !== undefined) return
      const steps = 1 + (log.length % 3)
      const driven = observe(session, { driven: { by: 'ticks', steps } })
      const right = sameLog(driven.filter(isInside), log.filter(isInside))
      const tasks = log.filter(({ event }) => event === 'spawned').length
      found.expectWhere(
        tasks > 1,
        right,
        () => `a pause after every ${steps} steps shows in the log`,
      )
    },
    mutants: [
      {
        name: 'pause-ends-the-tick',
        why: 'a tick that has paused steps no further task',
        in: 'core/slices.js',
        replace: ['if (pause()) return false;', 'if (pause()) return true;'],
      },
      {
        name: 'pause-forgets-the-last',
        why: 'under snapshot, a tick with pauses also steps tasks that were scheduled after it began',
        in: 'core/slices.js',
        replace: ['if (task === last) return true;', ''],
      },
      {
        name: 'pause-skips-main',
        why: 'a tick that has paused does not step main',
        in: 'core/slices.js',
        replace: ["become('driven');", "become('driven'); if (loop.tick % 2 === 0) return;"],
      },
      {
        name: 'pause-begins-the-tick-anew',
        why: 'a tick begins again after each pause',
        in: 'core/slices.js',
        replace: ["become('driven');", "become('driven'); pass(begin);"],
      },
    ],
  }),
  game({
    sentence:
      'what the host does in a pause comes before the next step, and it cannot step the loop there',
    hint: 'between two slices of a tick the phase of the loop is paused',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const future = new Future<string>('arrival')
      const log: string[] = []
      const waiter = loop.spawn(
        (function* () {
          log.push(yield* future)
        })(),
      )
      const count = 2 + (number % 3)
      const others = Array.from({ length: count }, (_, at) =>
        loop.spawn(
          (function* () {
            log.push(`${at}`)
            yield
          })(),
        ),
      )
      const arrival = 1 + ((number >> 3) % count)
      let steps = 0
      const ticks = loop.ticks(
        (function* () {
          while (!waiter.done()) yield
          log.push('main')
        })(),
        { pause: () => (steps += 1) === arrival },
      )
      ticks.next()
      const next = loop.scheduled[0]
      const attempts = [
        () => loop.runStep(),
        () => next?.step(),
        () => loop.run((function* () {})()),
        () => loop.ticks((function* () {})()),
      ]
      for (const attempt of attempts) {
        try {
          attempt()
          log.push('stepped')
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'LoopRunningError') throw error
        }
      }
      future.setResult('arrived')
      const scheduled = loop.scheduled.at(-1)
      for (let tick = ticks.next(); tick.done !== true;) tick = ticks.next()
      found.expect(
        scheduled === waiter && others.every((task) => task.done()),
        () => 'the arrival did not put its waiter last in the ready queue',
      )
      const last = log.splice(count)
      // Their order is that of L2.
      const before = log.toSorted().join()
      found.require(
        before === others.map((_, at) => `${at}`).join() && last.join() === 'arrived,main',
        () => `with an arrival after step ${arrival}, the order is ${before}, ${last.join(', ')}`,
      )
    },
    mutants: [
      {
        name: 'steps-in-a-pause',
        why: 'the host may call runStep() in the midst of a tick',
        in: 'core/loop.js',
        replace: [
          "if (this.#phase === 'paused') throw refusals.pausedError('runStep()', this);",
          '',
        ],
      },
      {
        name: 'steps-by-hand-in-a-pause',
        why: 'the host may step a task in the midst of a tick',
        in: 'core/loop.js',
        replace: ["if (this.#phase === 'paused') throw refusals.pausedError('step()', this);", ''],
      },
      {
        name: 'runs-in-a-pause',
        why: 'another run may begin in the midst of a tick',
        in: 'core/loop.js',
        replace: [
          "if (this.#phase === 'driven' || this.#phase === 'paused') throw",
          "if (this.#phase === 'driven') throw",
        ],
      },
    ],
  }),
])
