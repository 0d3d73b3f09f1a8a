/** Generators of async programs. */

import * as fc from 'fast-check'
import { HOWS, NEW } from './program.ts'
import type { AsyncProgram, Expression, Handler, Statement } from './program.ts'

const arbitraries = fc.letrec<{
  expression: Expression
  handler: Handler
  statement: Statement
  statements: readonly Statement[]
}>((tie) => {
  const of = tie('expression')
  const body = tie('statements')
  const weighed = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ arbitrary, weight })
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthSize: 'large', withCrossShrink: true },
      weighed(2, fc.record({ is: fc.constant('value'), value: fc.nat(9) })),
      weighed(4, fc.record({ is: fc.constant('known'), at: fc.nat(3) })),
      weighed(2, fc.record({ is: fc.constant('call'), at: fc.nat(3) })),
      weighed(1, fc.record({ is: fc.constantFrom('resolve', 'reject'), of })),
      weighed(2, fc.record({ is: fc.constant('thenable'), how: fc.constantFrom(...HOWS), of })),
      weighed(3, fc.record({ is: fc.constant('new'), how: fc.constantFrom(...NEW), of })),
      weighed(
        2,
        fc.record({
          is: fc.constantFrom('all', 'all', 'allSettled', 'any', 'any', 'any', 'race'),
          of: fc.array(of, { maxLength: 3 }),
        }),
      ),
      weighed(
        5,
        fc.record({
          is: fc.constantFrom('then', 'both', 'catch', 'finally'),
          on: of,
          by: tie('handler'),
        }),
      ),
    ),
    handler: fc.record({ async: fc.boolean(), throws: fc.nat(3).map((n) => n === 0), of }),
    statement: fc.oneof(
      { maxDepth: 2, depthSize: 'max' },
      weighed(1, fc.record({ do: fc.constant('log') })),
      weighed(4, fc.record({ do: fc.constantFrom('await', 'make'), of })),
      weighed(2, fc.record({ do: fc.constantFrom('settle', 'itself', 'return'), of })),
      weighed(1, fc.record({ do: fc.constant('throw'), value: fc.nat(9) })),
      weighed(3, fc.record({ do: fc.constantFrom('microtask', 'catching', 'catching'), body })),
      weighed(2, fc.record({ do: fc.constant('try'), body, caught: body, finally: body })),
    ),
    statements: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }),
  }
})

/** Two to four functions. */
export const asyncPrograms: fc.Arbitrary<AsyncProgram> = fc.array(
  fc.array(arbitraries.statement, { minLength: 2, maxLength: 7 }),
  { minLength: 2, maxLength: 4 },
)
