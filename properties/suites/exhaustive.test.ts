/** The whole log of the loop is the log of the model, on every small session: counted. */

import { expect, test } from 'vitest'
import type { HostCall } from '../../spec/program.ts'
import { countPrograms, everyProgram } from '../arbitraries/exhaustive.ts'
import { countHosts, everyHook, everyHost } from '../arbitraries/hosts.ts'
import { agree } from './agree.ts'
import { LENGTH, SIZE } from './runs.ts'

const sizes = Array.from({ length: SIZE + 1 }, (_, size) => size)

test.each(sizes)('the loop does what the model does, on every program of %i statements', (size) => {
  let programs = 0
  for (const body of everyProgram(size)) {
    const run: HostCall = { do: 'run', name: 'main', body }
    agree({ host: [run] })
    programs += 1
  }
  expect(programs).toBe(countPrograms(size))
})

test.each(sizes.slice(0, 4))(
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

const lengths = Array.from({ length: LENGTH + 1 }, (_, length) => length)

test.each(lengths)('the loop does what the model does, for every host of %i calls', (length) => {
  let hosts = 0
  for (const host of everyHost(length)) {
    agree({ host })
    hosts += 1
  }
  expect(hosts).toBe(countHosts(length))
})

test.each([1, 2, 3])(
  'the loop does what the model does, for every host of %i calls and every call of an observer',
  (length) => {
    let hosts = 0
    for (const session of everyHook(length, 8)) {
      agree(session)
      hosts += 1
    }
    expect(hosts).toBeGreaterThan(countHosts(length))
  },
)
