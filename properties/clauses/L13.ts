/** L13 · Usable after any run. */

import type { Ending } from '../../spec/event.ts'
import type { HostCall } from '../../spec/program.ts'
import { failedWith, same } from '../history/endings.ts'
import { mentions } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const L13 = clause('L13', [
  law({
    sentence:
      'after any session, unless it closed the loop, a new main runs from tick 1 to its end',
    hint: '#finish leaves the loop idle, however a run ends',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined) return
      if ((['close', 'stop', 'ticks'] as const).some((call) => mentions(session, call))) return
      const failed = log.some(
        (event) => event.event === 'called' && event.who === 'host' && 'error' in event.ending,
      )
      const name = 'afterwards'
      const main: HostCall = {
        do: 'run',
        name,
        body: [{ do: 'yield' }, { do: 'return', value: name }],
      }
      const longer = observe({ ...session, host: [...session.host, main] })
      found.expectWhere(
        failed,
        same(longer.slice(0, log.length), log),
        () => 'another run afterwards changes what came before',
      )
      const rest = longer.slice(log.length)
      const ticks = rest.flatMap((event) => (event.event === 'tick' ? [event.tick] : []))
      found.require(same(ticks, [1, 2]), () => `it took ticks ${ticks.join(', ')}`)
      const last = rest.at(-1)
      const ending: Ending = last?.event === 'called' ? last.ending : { value: undefined }
      const right = same(ending, { value: name }) || failedWith(ending, 'UnhandledError')
      found.require(right, () => `it ended with ${JSON.stringify(ending)}`)
    },
    mutants: [
      {
        name: 'running-after-an-error',
        why: 'a loop counts as running after a run that threw',
        in: 'core/loop.js',
        replace: [
          'return conclude(record, this, this.#stopping);',
          "if (record.outcome?.done !== true) this.#phase = 'driven'; return conclude(record, this, this.#stopping);",
        ],
      },
    ],
  }),
])
