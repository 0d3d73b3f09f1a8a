/** The whole log of the loop is the log of the model, on every small session: counted. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HostCall, Session, Statement } from '../../spec/program.ts'
import { everyArrangement, scenes } from '../arbitraries/arrangements.ts'
import { everyCancellation } from '../arbitraries/cancellations.ts'
import { countHooks, countHosts, countPrograms, countStructured } from '../arbitraries/counts.ts'
import { everyHook, everyHost, everyProgram, everyStructured } from '../arbitraries/exhaustive.ts'
import { everyKeeping, everyValue } from '../arbitraries/keeping.ts'
import { programs as randomPrograms } from '../arbitraries/random.ts'
import { agree } from './agree.ts'
import { depth, sizesOf } from './runs.ts'

test.each(sizesOf(depth.plain))(
  'the loop does what the model does, on every program of %i statements',
  (size) => {
    let programs = 0
    for (const body of everyProgram(size)) {
      const run: HostCall = { do: 'run', name: 'main', body }
      agree({ host: [run] })
      programs += 1
    }
    expect(programs).toBe(countPrograms(size))
  },
)

test.each(sizesOf(depth.plain, 0, 3))(
  'the loop does what the model does, when it is closed after every program of %i statements',
  (size) => {
    let programs = 0
    for (const body of everyProgram(size)) {
      agree({ host: [{ do: 'run', name: 'main', body }, { do: 'close' }] })
      programs += 1
    }
    expect(programs).toBe(countPrograms(size))
  },
)

test.each(sizesOf(depth.hosts))(
  'the loop does what the model does, for every host of %i calls',
  (length) => {
    let hosts = 0
    for (const host of everyHost(length)) {
      agree({ host })
      hosts += 1
    }
    expect(hosts).toBe(countHosts(length))
  },
)

test.each(sizesOf(depth.observed))(
  'the loop does what the model does, for every host of %i calls and every call of an observer',
  (length) => {
    let hosts = 0
    for (const session of everyHook(length)) {
      agree(session)
      hosts += 1
    }
    expect(hosts).toBe(countHooks(length))
  },
)

/**
 * Holds the loop against the model at every cancellation of these sessions, which is at every moment
 * that there is under one discipline or the other; returns how many there are.
 *
 * @param most of each session
 */
function cancelEverywhere(
  hosts: Iterable<Session['host']>,
  most = Number.POSITIVE_INFINITY,
): number {
  let count = 0
  for (const host of hosts) {
    const [drain, snapshot] = (['drain', 'snapshot'] as const).map((discipline) => [
      ...everyCancellation({ discipline, host }),
    ])
    const points = new Map(
      [...(drain ?? []), ...(snapshot ?? [])].map((one) => [JSON.stringify(one.hooks), one]),
    )
    const stride = Math.max(1, Math.ceil(points.size / most))
    for (const [index, session] of [...points.values()].entries()) {
      if (index % stride !== 0) continue
      agree(session)
      count += 1
    }
  }
  return count
}

function* hostsOf(bodies: Iterable<readonly Statement[]>): Generator<Session['host']> {
  for (const body of bodies) yield [{ do: 'run', name: 'main', body }]
}

test.each(sizesOf(depth.cancelled))(
  'the loop does what the model does, on every program of %i statements with a cancellation, at every point',
  (size) => {
    const sessions = cancelEverywhere(hostsOf(everyProgram(size)))
    console.info(`${sessions} cancellations in programs of ${size} statements`)
    expect(sessions).toBeGreaterThan(0)
  },
)

test.each(sizesOf(depth.structured))(
  'the loop does what the model does, when it is closed after every structured program of %i statements',
  (size) => {
    let programs = 0
    for (const body of everyStructured(size)) {
      agree({ host: [{ do: 'run', name: 'main', body }, { do: 'close' }] })
      programs += 1
    }
    expect(programs).toBe(countStructured(size))
  },
)

test.each(sizesOf(depth.cancelled))(
  'the loop does what the model does, on every structured program of %i statements with a cancellation, at every point',
  (size) => {
    const sessions = cancelEverywhere(hostsOf(everyStructured(size)))
    console.info(`${sessions} cancellations in structured programs of ${size} statements`)
    expect(sessions).toBeGreaterThan(0)
  },
)

test.each(Object.entries(scenes))(
  'the loop does what the model does, in every small scene with one %s and a cancellation, at every point',
  (name, scene) => {
    for (const tasks of sizesOf(depth.scenes)) {
      const hosts = [...everyArrangement(scene, tasks)]
      expect(hosts).toHaveLength(scene.parts.length ** tasks)
      const sessions = cancelEverywhere(hosts)
      console.info(`${sessions} cancellations in scenes of ${tasks} with one ${name}`)
      expect(sessions).toBeGreaterThan(0)
    }
  },
)

test.each(sizesOf(depth.scenes))(
  'the loop does what the model does, with resources that register %i clean-ups, and a cancellation at every point',
  (registrations) => {
    const hosts = [...everyKeeping(registrations)]
    // A clean-up ends in one of 3 ways, and so does what acquires something, and the body.
    expect(hosts).toHaveLength(3 * (3 + 9) ** registrations)
    const sessions = cancelEverywhere(hosts)
    console.info(`${sessions} cancellations with resources of ${registrations} clean-ups`)
    expect(sessions).toBeGreaterThan(hosts.length)
  },
)

test.each(sizesOf(depth.scenes))(
  'the loop does what the model does, with a context %i levels deep, and a cancellation at every point',
  (levels) => {
    const hosts = [...everyValue(levels)]
    expect(hosts).toHaveLength(5 ** levels)
    const sessions = cancelEverywhere(hosts)
    console.info(`${sessions} cancellations with a context ${levels} levels deep`)
    expect(sessions).toBeGreaterThan(hosts.length)
  },
)

test(`the loop does what the model does, on ${depth.cancelledRuns} random programs with a cancellation, at up to ${depth.points} points`, () => {
  const hosts = fc
    .sample(randomPrograms(), { numRuns: depth.cancelledRuns, seed: 7 })
    .map(({ host }) => host)
  const sessions = cancelEverywhere(hosts, depth.points)
  console.info(`${sessions} cancellations in random programs`)
  expect(sessions).toBeGreaterThan(depth.cancelledRuns)
})
