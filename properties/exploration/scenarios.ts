/** Generators of scenarios as data. */

import * as fc from 'fast-check'
import type { Move, Scenario } from '../../spec/exploration/scenario.ts'

const operation: fc.Arbitrary<Move> = fc.record(
  { do: fc.constant('operation' as const), mayFail: fc.boolean(), caught: fc.boolean() },
  { requiredKeys: ['do'] },
)

/** Moves that wait for the outside. After one of them, a single actor resumes. */
const waits: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: operation },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      at: fc.constantFrom('call' as const, 'completion' as const),
    }),
  },
  { weight: 4, arbitrary: fc.constant<Move>({ do: 'write' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('sleep' as const),
      ms: fc.constantFrom(1, 2, 5, 10),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Move>({ do: 'immediate' }) },
)

/** A wait, and what may follow at once: microtasks come only where no other actor resumes in the same turn. */
const stretch: fc.Arbitrary<readonly Move[]> = fc
  .tuple(
    waits,
    fc.option(
      fc.record({ do: fc.constant('hop' as const), count: fc.integer({ min: 1, max: 60 }) }),
    ),
  )
  .map(([wait, hop]) => (hop === null ? [wait] : [wait, hop]))

const rare: fc.Arbitrary<readonly Move[]> = fc
  .constantFrom<Move>(
    { do: 'idle' },
    { do: 'calm' },
    { do: 'lose' },
    { do: 'throw' },
    { do: 'hang' },
  )
  .map((move) => [move])

const actor: fc.Arbitrary<readonly Move[]> = fc
  .array(fc.oneof({ weight: 12, arbitrary: stretch }, { weight: 1, arbitrary: rare }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.flat())

/** Two or three actors of a few moves each. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record(
  {
    actors: fc.array(actor, { minLength: 1, maxLength: 3 }),
    events: fc.constantFrom(0, 0, 0, 1),
    expect: fc.integer({ min: 0, max: 4 }),
    most: fc.integer({ min: 1, max: 12 }),
  },
  { requiredKeys: ['actors', 'events'] },
)

const racing: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Move>({ do: 'read', at: 'completion' }) },
    { weight: 3, arbitrary: fc.constant<Move>({ do: 'write' }) },
    { weight: 1, arbitrary: fc.constant<Move>({ do: 'operation' }) },
    { weight: 1, arbitrary: fc.constantFrom<Move>({ do: 'sleep', ms: 1 }, { do: 'sleep', ms: 5 }) },
  ),
  { minLength: 1, maxLength: 4 },
)

/** Actors that read and write one store: what it holds in the end depends on the order. */
export const races: fc.Arbitrary<Scenario> = fc.record({
  actors: fc.array(racing, { minLength: 2, maxLength: 4 }),
  events: fc.constantFrom(0, 0, 1),
})

/** Choices for a run. */
export const choices: fc.Arbitrary<readonly number[]> = fc.array(
  fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
  { maxLength: 8 },
)
