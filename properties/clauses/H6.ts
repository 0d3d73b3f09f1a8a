/** H6 · Failures reach the host. */

import { clause, law } from '../law.ts'
import { handDriver, quietly } from '../subject/handDriver.ts'
import { numberOf } from '../subject/chance.ts'

export const H6 = clause('H6', [
  law({
    sentence:
      'a failure that nothing handles is reported when the run waits, once; one that is awaited is not',
    hint: 'runAsync takes the failures of the loop whenever it waits',
    check: ({ session, subject: { external, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const reports: string[] = []
      const loop = new Loop({
        discipline: session.discipline,
        clock: driver.clock,
        onUnhandled: ({ tasks }) =>
          void reports.push(
            tasks
              .map(({ name }) => name)
              .toSorted()
              .join('+'),
          ),
      })
      const arrival = external('arrival')
      const fails = function* () {
        yield
        throw new Error('fault')
      }
      const awaited = number % 2 === 0
      quietly(
        loop.runAsync(
          (function* () {
            loop.spawn(fails(), 'lost')
            const other = loop.spawn(fails(), 'other')
            if (awaited) {
              try {
                yield* other
              } catch {
                // Handled.
              }
            }
            yield* arrival
            yield* external('more')
          })(),
          { driver, slice: 1 },
        ),
      )
      while (driver.turn());
      const due = awaited ? 'lost' : 'lost+other'
      found.expect(reports.join() === due, () => `reported: ${reports.join()}, and due: ${due}`)
      arrival.setResult()
      while (driver.turn());
      found.require(reports.join() === due, () => `reported again: ${reports.join()}`)
    },
    mutants: [
      {
        name: 'failures-wait-for-the-end',
        why: 'failures are reported only when the run ends',
        in: 'host/runAsync.js',
        replace: ['const failures = loop.failures.take();', 'const failures = undefined;'],
      },
    ],
  }),
])
