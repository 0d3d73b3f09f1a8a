/** H3 · A run that waits. */

import { clause, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'

export const H3 = clause('H3', [
  game({
    sentence:
      'a run that waits yields 0 until a deadline has come, or something from outside lets it resume',
    hint: 'mustWait says whether nothing can resume yet; rest() watches what main waits for',
    check: ({ session, subject: { external, Future, Loop, sleep, VirtualClock } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const [early, late] = [1 + (number % 3), 5]
      const jumps = (number >> 3) % 2 === 0
      const virtual = new VirtualClock()
      // The same, but it is no VirtualClock, so it is not the loop that advances it.
      const passing = {
        now: () => virtual.now(),
        advanceTo: (time: number) => virtual.advanceTo(Math.max(time, virtual.now())),
      }
      const loop = new Loop({ discipline: session.discipline, clock: jumps ? virtual : passing })
      const arrival = external<string>('arrival')
      const log: string[] = []
      const nap = function* (ms: number) {
        yield* sleep(ms)
        log.push(`slept ${ms}`)
      }
      loop.spawn(nap(late))
      loop.spawn(nap(early))
      const ticks = loop.ticks(
        (function* () {
          log.push(yield* arrival)
          yield* sleep(10)
          yield* new Future('never')
        })(),
        { waits: true },
      )
      const advance = (): void => {
        const tick = ticks.next()
        log.push(tick.value === 0 ? `waits until ${loop.nextDeadline}` : `tick`)
      }
      for (let count = 0; count < 3; count += 1) advance()
      passing.advanceTo(early)
      for (let count = 0; count < 2; count += 1) advance()
      arrival.setResult('arrived')
      for (let count = 0; count < 2; count += 1) advance()
      const until = `waits until ${early}`
      const first = ['tick', until, until, `slept ${early}`, 'tick']
      const second = [`waits until ${late}`, 'arrived', 'tick']
      // Nothing waits for the outside any more.
      const third = jumps ? [`slept ${late}`, 'tick'] : [`waits until ${late}`]
      const expected = [...first, ...second, ...third]
      found.expect(log.join() === expected.join(), () => `it takes ${log.join(', ')}`)
      let end
      try {
        passing.advanceTo(100)
        for (let tick = ticks.next(); tick.done !== true && tick.value !== 0;) tick = ticks.next()
        end = 'it waits'
      } catch (error) {
        end = error instanceof Error ? error.name : ''
      }
      found.require(end === 'DeadlockError', () => `a deadlock ends in: ${end}`)
    },
    mutants: [
      {
        name: 'waits-past-a-deadline',
        why: 'a run waits although a deadline has come',
        in: 'core/outside.js',
        replace: ['return !due && (', 'return ('],
      },
      {
        name: 'never-waits',
        why: 'a run takes ticks while nothing can resume',
        in: 'core/outside.js',
        replace: ['return !due &&', 'return false &&'],
      },
      {
        name: 'jumps-past-the-outside',
        why: 'a virtual clock jumps while a task waits for the outside',
        in: 'core/outside.js',
        replace: [
          '(!jumps || !awaited || awaitsOutside(main, loop, true));',
          '(!jumps || !awaited);',
        ],
      },
      {
        name: 'jumps-whatever-passes',
        why: 'the loop advances any clock',
        in: 'core/outside.js',
        replace: ['(!jumps || !awaited ||', '('],
      },
      {
        name: 'waits-in-a-deadlock',
        why: 'a run waits for ever in a deadlock',
        in: 'core/loop.js',
        replace: [
          'awaitsOutside(main, this, waits)) return waits;',
          '(waits || awaitsOutside(main, this, waits))) return waits;',
        ],
      },
      {
        name: 'no-next-deadline',
        why: 'nextDeadline is the time of now',
        in: 'core/loop.js',
        replace: ['return this.time.alarms?.next();', 'return this.now();'],
      },
    ],
  }),
])
