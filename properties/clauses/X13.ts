/** X13 · What is outside is named. */

import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import timers from 'node:timers'
import promises from 'node:timers/promises'
import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring } from '../exploration/observe.ts'

/** Resolves after so many milliseconds, and is among no resources that Node reports: V8 alone knows of it. */
async function unreported(ms: number): Promise<void> {
  const wait: unknown = Reflect.get(Atomics, 'waitAsync')
  if (typeof wait !== 'function') throw new Error('this Node has no Atomics.waitAsync')
  const view = new Int32Array(new SharedArrayBuffer(4))
  const begun: unknown = Reflect.apply(wait, Atomics, [view, 0, 0, ms])
  if (typeof begun === 'object' && begun !== null) await Reflect.get(begun, 'value')
}

export const X13 = explorationClause('X13', [
  explorationLaw({
    sentence:
      'each timer and clock of JavaScript and Node moves with the time of the world, and with it alone',
    hint: 'the replacements ask the run that is under way',
    async check(explorer, found) {
      const hour = 3_600_000
      const waits: Readonly<Record<string, () => Promise<unknown>>> = {
        setTimeout: () => new Promise((resolve) => setTimeout(resolve, hour)),
        'node:timers': () => new Promise((resolve) => timers.setTimeout(resolve, hour)),
        'timers/promises': () => promises.setTimeout(hour),
        'scheduler.wait': () => promises.scheduler.wait(hour),
        'AbortSignal.timeout': () =>
          new Promise((resolve) => {
            AbortSignal.timeout(hour).addEventListener('abort', resolve)
          }),
        setInterval: () =>
          new Promise((resolve) => {
            const clock = setInterval(() => {
              clearInterval(clock)
              resolve(undefined)
            }, hour)
          }),
      }
      const clocks: Readonly<Record<string, () => number>> = {
        Date: () => Number(new Date()),
        'Date.now': () => Date.now(),
        performance: () => performance.now(),
        hrtime: () => process.hrtime()[0] * 1000,
        bigint: () => Number(process.hrtime.bigint() / 1_000_000n),
        uptime: () => process.uptime() * 1000,
      }
      for (const [name, wait] of Object.entries(waits)) {
        const moved: Record<string, number> = {}
        const { explored, thrown } = await exploring(explorer, async (world) => {
          const before = Object.entries(clocks).map(([clock, read]) => [clock, read()] as const)
          await wait()
          for (const [clock, then] of before) moved[clock] = (clocks[clock]?.() ?? 0) - then
          moved['world'] = world.now()
        })
        found.expect(
          explored !== undefined && Object.values(moved).every((ms) => Math.abs(ms - hour) < 1),
          () => `${name} took ${JSON.stringify(moved)}: ${thrown?.message}`,
        )
      }
    },
    mutants: [
      {
        name: 'time-stands-still',
        why: 'a timer fires, and the time of the world stays what it was',
        in: 'explore/world/world.js',
        replace: ['this.#now = Math.max(this.#now, timer.due);', ''],
      },
    ],
  }),
  explorationLaw({
    sentence: 'random numbers and identifiers are the same in each run',
    hint: 'the replacements draw from the dice of the run',
    async check(explorer, found) {
      const drawn: string[] = []
      const { thrown } = await exploring(explorer, async (world) => {
        const bytes = crypto.getRandomValues(new Uint8Array(4)).join()
        const all = [Math.random(), world.random(), crypto.randomUUID(), randomUUID(), bytes].join(
          ' ',
        )
        drawn.push(all)
        await world.external(all)
      })
      found.expect(
        thrown === undefined &&
          new Set(drawn).size === 1 &&
          /^0\.\d+ 0\.\d+ [\da-f-]{36} /u.test(drawn[0] ?? ''),
        () => `drawn: ${drawn.join('; ')}`,
      )
    },
    mutants: [
      {
        name: 'dice-of-the-process',
        why: 'the dice of a run begin anywhere',
        in: 'explore/world/world.js',
        replace: [
          'this.#random = dice(options.seed);',
          'this.#random = dice(performance.timeOrigin + (globalThis.seedOfAMutant = (globalThis.seedOfAMutant ?? 0) + 1));',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence: 'real operations are waited for and named, and nothing is complete beside them',
    hint: 'Resources compares what the process reports; fetch is asked for by name',
    async check(explorer, found) {
      // What the process reports ends, and what it does not report follows.
      const both = async (): Promise<void> => {
        await readFile(new URL(import.meta.url))
        await unreported(12)
      }
      // What is reported takes longer than the doubt about what is not.
      const bothAtLength = async (): Promise<void> => {
        const reading = new AbortController()
        void unreported(60).then(() => reading.abort())
        while (!reading.signal.aborted) await readFile(new URL(import.meta.url))
        await unreported(12)
      }
      const real: Readonly<Record<string, () => Promise<unknown>>> = {
        readFile: () => readFile(new URL(import.meta.url)),
        'crypto.subtle': () => crypto.subtle.digest('SHA-256', new Uint8Array(4)),
        fetch: () => fetch('data:text/plain,hello'),
        both,
        bothAtLength,
      }
      for (const [name, use] of Object.entries(real)) {
        const { explored, thrown } = await exploring(explorer, async (world) => {
          await world.external('a')
          await use()
        })
        found.expect(
          explored !== undefined && explored.escapes.length > 0 && !explored.complete,
          () =>
            `${name} is ${thrown?.message ?? `named as ${explored?.escapes.join()}, complete ${explored?.complete}`}`,
        )
      }
    },
    mutants: [
      {
        name: 'escapes-forgotten',
        why: 'what is outside the world is not named',
        in: 'explore/world/world.js',
        replace: ['this.escapes.add(what);', ''],
      },
      {
        name: 'complete-beside-escapes',
        why: 'an exploration is complete though something real took part',
        in: 'explore/engine/search.js',
        replace: ['reached.complete && this.#escapes.size === 0', 'reached.complete'],
      },
      {
        name: 'impatient',
        why: 'real operations are not waited for',
        in: 'explore/world/run.js',
        replace: [
          'if (beyond.length > 0 ? passed < PATIENCE : patient && this.#quiet <= DOUBT) {',
          'if (false) {',
        ],
      },
      {
        name: 'patient-with-the-reported',
        why: 'what the process does not report is not waited for after something that it does report',
        in: 'explore/world/run.js',
        replace: [
          'this.#worlds.isPatient = true;',
          'if (this.#world.escapes.size === 0) this.#worlds.isPatient = true;',
        ],
      },
      {
        name: 'doubt-begins-early',
        why: 'what the process does not report is waited for from when something that it reports has begun',
        in: 'explore/world/run.js',
        replace: ['this.#quiet = beyond.length > 0 ? 0 : this.#quiet + 1;', 'this.#quiet += 1;'],
      },
    ],
  }),
])
