/** A trace is a document with a schema, and nothing is lost on the way there and back. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { traceSchema, type Trace } from '../../spec/index.ts'
import * as looplaw from '../../src/index.ts'
import { sessions } from '../arbitraries/random.ts'
import { observe } from '../subject.ts'

test('every log is a trace, and is the same after it was written and read', () => {
  fc.assert(
    fc.property(sessions(), (session) => {
      const { discipline } = session
      const events = observe(session, looplaw)
      const trace: Trace = { looplaw: 1, program: 'random', discipline, events }
      expect(traceSchema.parse(JSON.parse(JSON.stringify(trace)))).toEqual(trace)
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['an event that there is none of', { event: 'slept', who: 'a' }],
  ['a tick without a number', { event: 'tick', scheduled: [] }],
  ['something more than there is to say', { event: 'stepped', who: 'a', twice: true }],
])('%s is refused', (_what, event) => {
  const trace = { looplaw: 1, program: 'p', discipline: 'drain', events: [event] }
  expect(traceSchema.safeParse(trace).success).toBe(false)
})
