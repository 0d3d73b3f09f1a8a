/** Generators of programs whose tasks share. */

import * as fc from 'fast-check'
import type { After, Move, Plain, Sharing } from './sharing.ts'

const AFTER = [
  'nothing',
  'await',
  'all',
  'allSettled',
  'any',
  'race',
  'shield',
  'timeout',
] as const satisfies readonly After[]

/** The moves of one kind of program. */
const KINDS: readonly (readonly Plain[])[] = [
  ['read', 'write', 'add', 'yield'],
  ['read', 'write', 'yield', 'settle', 'await', 'ask', 'fail'],
  ['read', 'write', 'acquire', 'try', 'release', 'hold'],
  ['write', 'enter', 'hold', 'notify', 'waitFor'],
  ['put', 'take', 'putNow', 'takeNow', 'size'],
  ['read', 'set', 'clear', 'wait', 'meet'],
  ['read', 'write', 'outside', 'sleep', 'random', 'join'],
  ['read', 'mayFail', 'event', 'add'],
  ['add', 'read', 'cancel', 'yield', 'leave', 'join', 'group'],
  ['reading', 'writing', 'read', 'add'],
  ['look', 'now', 'sleep', 'write'],
]

function someMoves(kind: readonly Plain[], maxLength: number): fc.Arbitrary<Move[]> {
  const at = fc.constantFrom(0 as const, 1 as const)
  return fc.array(fc.record({ do: fc.constantFrom(...kind), at }), { minLength: 1, maxLength })
}

/** Two or three tasks, a few moves each, of one kind or of two; some spawn another task. */
export const sharings: fc.Arbitrary<Sharing> = fc
  .tuple(fc.nat(KINDS.length - 1), fc.nat(KINDS.length - 1), fc.boolean())
  .chain(([first, second, both]) => {
    const kind = [...(KINDS[first] ?? []), ...(both ? (KINDS[second] ?? []) : [])]
    const after = fc.constantFrom(...AFTER)
    const spawn = fc.record({ do: fc.constant('spawn'), body: someMoves(kind, 2), after })
    const moves = fc
      .tuple(someMoves(kind, 2), fc.option(spawn, { freq: 5 }))
      .map(([list, child]): Move[] => (child === null ? list : [child, ...list.slice(1)]))
    return fc.array(moves, { minLength: 2, maxLength: 3 })
  })
