/** L15 · Driven by the host. */

import type { HostCall } from '../../spec/program.ts'
import { canonical, isInside, sameLog } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const L15 = clause('L15', [
  law({
    sentence: 'a run that the host drives through ticks leaves the log of run',
    needs: 'ticks()',
    hint: 'run and ticks take their ticks by #hasNextTick and #takeTick',
    check: ({ log, observe, session }, found) => {
      const [first, ...more] = session.host
      if (first?.do !== 'run' || more.length > 0 || session.hooks !== undefined) return
      const { body, name } = first
      const count = log.filter(({ event }) => event === 'tick').length + 1
      const asks = Array.from({ length: count }, (): HostCall => ({ do: 'tick', main: name }))
      const driven = observe({ ...session, host: [{ do: 'ticks', name, body }, ...asks] })
      const right = sameLog(driven.filter(isInside), log.filter(isInside))
      found.expect(right, () => 'the log differs')
      const given = driven.flatMap((event) =>
        event.event === 'called' && event.call === 'tick' ? [event.ending] : [],
      )
      const ticks = given
        .slice(0, -1)
        .map((ending) => ('value' in ending ? ending.value : undefined))
      found.require(
        ticks.every((tick, index) => tick === index + 1),
        () => `it yielded ${ticks.join(', ')}`,
      )
      const end = log.at(-1)
      const ending = end?.event === 'called' ? end.ending : undefined
      found.require(
        canonical([given.at(-1)]) === canonical([ending]),
        () => 'it ended with another outcome',
      )
    },
    mutants: [
      {
        name: 'two-ticks-at-a-time',
        why: 'each next() of ticks takes two ticks',
        in: 'core/loop.js',
        replace: ['yield this.#tick;', 'if (this.#tick % 2 === 0) yield this.#tick;'],
      },
      {
        name: 'ticks-begins-at-once',
        why: 'ticks takes the first tick before the first next()',
        in: 'core/loop.js',
        replace: [
          'return this.#drive(this.#admit(main), checkedTickOptions(options));',
          'const ticks = this.#drive(this.#admit(main), options); ticks.next(); return ticks;',
        ],
      },
    ],
  }),
])
