/** The random sessions hold the shapes in which schedulers go wrong, each often enough. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event, Log } from '../../spec/event.ts'
import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import { sessions } from '../arbitraries/random.ts'

const RUNS = 5_000
/** A shape that fewer sessions of a hundred have is not tried enough. */
const RARE = 1

type Has = (log: Log, session: Session) => boolean

/** Whether the log has an event that fits. */
function some(fits: (event: Event, index: number, log: Log) => boolean): Has {
  return (log) => log.some((event, index) => fits(event, index, log))
}

function endsWith(name: string): Has {
  return some((event) => event.event === 'called' && text(event.ending).includes(`${name}#`))
}

function text(value: unknown): string {
  return JSON.stringify(value)
}

/** How many wait for one future when it is settled. */
function wokenTogether(count: number): Has {
  return (log) => {
    const woken = new Map<string, number>()
    for (const event of log) {
      if (event.event === 'woken') woken.set(event.by, (woken.get(event.by) ?? 0) + 1)
    }
    return [...woken.values()].some((number) => number >= count)
  }
}

/** How many get the error of one failed future. */
function failuresTaken(count: number): Has {
  return (log) => {
    const taken = new Map<string, number>()
    for (const event of log) {
      if (event.event !== 'got' || event.by !== 'await' || 'value' in event.ending) continue
      taken.set(event.of, (taken.get(event.of) ?? 0) + 1)
    }
    return [...taken.values()].some((number) => number >= count)
  }
}

/** Whether all of these happen within one step. */
function inOneStep(...kinds: readonly Event['event'][]): Has {
  return (log) => {
    let seen = new Set<Event['event']>()
    for (const { event } of log) {
      if (event === 'stepped') seen = new Set()
      seen.add(event)
      if (kinds.every((kind) => seen.has(kind))) return true
    }
    return false
  }
}

const shapes: Readonly<Record<string, Has>> = {
  'two waiters on one future, woken': wokenTogether(2),
  'three waiters on one future, woken': wokenTogether(3),
  'two who get one error': failuresTaken(2),
  'three who get one error': failuresTaken(3),
  'a wake and a spawn in one step': inOneStep('woken', 'spawned'),
  'an await of what is settled already': some((event, index, log) => {
    const settled = (on: string): boolean =>
      log.slice(0, index).some((before) => before.event === 'settled' && before.future === on)
    return event.event === 'awaits' && settled(event.on)
  }),
  'main passes a turn and is resumed later': (log) => {
    const parked = log.findIndex((event) => event.event === 'parked' && event.who === 'main')
    const rest = parked < 0 ? [] : log.slice(parked)
    const resumed = rest.findIndex((event) => event.event === 'stepped' && event.who === 'main')
    return rest.slice(0, Math.max(0, resumed)).some(({ event }) => event === 'stepped')
  },
  'a deadlock': endsWith('DeadlockError'),
  'a deadlock with others who wait': some(
    (event) =>
      event.event === 'called' && 'waits' in event.ending && (event.ending.waits?.length ?? 0) > 1,
  ),
  'a cycle of waits': some(
    (event) =>
      event.event === 'called' &&
      'cycles' in event.ending &&
      (event.ending.cycles?.length ?? 0) > 0,
  ),
  'a failure that nobody looked at': endsWith('UnhandledError'),
  'a failure that is caught': some(({ event }) => event === 'caught'),
  'a clean-up': some(({ event }) => event === 'cleaning'),
  'a clean-up that suspends': some((event, index, log) => {
    const next = log[index + 1]
    return event.event === 'cleaning' && (next?.event === 'awaits' || next?.event === 'yields')
  }),
  'a second settlement': some(
    (event) =>
      event.event === 'called' &&
      event.call.startsWith('set') &&
      text(event.ending).includes('Invalid'),
  ),
  'a task that awaits itself': some((event) => event.event === 'awaits' && event.who === event.on),
  'a bad yield': some((event) => event.event === 'yields' && !event.nothing),
  'a coroutine given twice': endsWith('CoroutineReusedError'),
  'a run that is stopped': endsWith('LoopStoppedError'),
  'a call that is refused in a step': endsWith('LoopRunningError'),
  'tasks left over for a later run': some(
    (event) => event.event === 'tick' && event.tick === 1 && event.scheduled.length > 0,
  ),
  'a loop closed with tasks in it': (log) => {
    const closing = log.findIndex(
      (event) => event.event === 'calls' && event.call === 'close' && event.who === 'host',
    )
    return closing >= 0 && log.slice(closing).some(({ event }) => event === 'settled')
  },
  'an observer that acts': some((event) => event.event === 'called' && event.who === 'observer'),
  'an observer that throws': (log) => text(log).includes('observer#'),
  'a delegation': (_log, session) => text(session).includes('"do":"call"'),
}

const trials = fc
  .sample(sessions(), { numRuns: RUNS, seed: 4 })
  .map((session) => ({ session, log: model(session) }))

test.each(Object.entries(shapes))('more than one session of a hundred has: %s', (shape, has) => {
  const percent = (100 * trials.filter(({ log, session }) => has(log, session)).length) / RUNS
  console.info(`${percent.toFixed(1).padStart(5)} % ${shape}`)
  expect(percent).toBeGreaterThan(RARE)
})
