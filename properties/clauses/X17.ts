/** X17 · Linearizable. */

import type { Operation, World } from '../../src/explore/index.ts'
import { explorationClause, explorationLaw } from '../exploration/law.ts'
import type { Explorer } from '../exploration/observe.ts'

/** A register, as a model. */
interface Model {
  value: number
}

/** What is tested: a register with reads and writes. */
interface Register {
  read(): Promise<number>
  write(value: number): Promise<void>
  add(value: number): Promise<number>
}

export const X17 = explorationClause('X17', [
  explorationLaw({
    sentence:
      'what happens in one moment between its beginning and its end has an order; what is lost, stale or read from nowhere has none',
    hint: 'hasOrder() tries every operation next that none has ended before',
    async check(explorer, found) {
      for (const [name, create, isRight] of REGISTERS) {
        const passes = await passing(explorer, create)
        found.expect(passes === isRight, () => `${name} ${passes ? 'passes' : 'fails'}`)
      }
    },
    mutants: [
      {
        name: 'real-time-ignored',
        why: 'an operation may come in order before one that had ended before it began',
        in: 'explore/scenarios/linearizable.js',
        replace: ['if (next.began > earliest) return false;', ''],
      },
      {
        name: 'first-order-only',
        why: 'operations are tried only in the order in which they began',
        in: 'explore/scenarios/linearizable.js',
        replace: ['return left.some((next) => {', 'return left.slice(0, 1).some((next) => {'],
      },
      {
        name: 'any-value-explains',
        why: 'what an operation returned is not compared',
        in: 'explore/scenarios/linearizable.js',
        replace: ['return isDeepStrictEqual(expected.value, found.value);', 'return true;'],
      },
      {
        name: 'any-error-explains',
        why: 'an error of the data structure is one of the model, whichever it is',
        in: 'explore/scenarios/linearizable.js',
        replace: ['String(expected.error) === String(found.error)', 'true'],
      },
    ],
  }),
])

/** A register whose every operation is one of the world, which happens at some moment. */
function atomic(world: World): Register {
  let value = 0
  return {
    read: () => world.external('read', () => value),
    write: (next) => world.external('write', () => void (value = next)),
    add: (more) =>
      world.external('add', () => {
        if (value + more > 100) throw new RangeError('too much')
        value += more
        return value
      }),
  }
}

const REGISTERS: readonly (readonly [string, (world: World) => Register, boolean])[] = [
  ['an atomic register', atomic, true],
  [
    'one whose add loses what comes between',
    (world) => {
      const register = atomic(world)
      return {
        ...register,
        async add(more): Promise<number> {
          const sum = (await register.read()) + more
          if (sum > 100) throw new RangeError('too much')
          await register.write(sum)
          return sum
        },
      }
    },
    false,
  ],
  [
    'one that reads what was before the last write',
    (world) => {
      const register = atomic(world)
      let before = 0
      return {
        ...register,
        async write(value): Promise<void> {
          before = await register.read()
          await register.write(value)
        },
        read: async () => before,
      }
    },
    false,
  ],
  [
    'one that reads from nowhere',
    (world) => ({ ...atomic(world), read: () => world.external('read', () => 7) }),
    false,
  ],
  [
    'one that throws another error',
    (world) => {
      const register = atomic(world)
      return {
        ...register,
        async add(more): Promise<number> {
          if (more > 50) throw new RangeError('far too much')
          return register.add(more)
        },
      }
    },
    false,
  ],
]

async function passing(
  { explore, linearizable }: Explorer,
  create: (world: World) => Register,
): Promise<boolean> {
  const scenario = linearizable<Model>(
    () => ({ value: 0 }),
    (world) => {
      const register = create(world)
      const read: Operation<Model> = {
        label: 'read()',
        run: () => register.read(),
        model: ({ value }) => value,
      }
      const write: Operation<Model> = {
        label: 'write(1)',
        run: () => register.write(1),
        model: (model) => void (model.value = 1),
      }
      const add = (more: number): Operation<Model> => ({
        label: `add(${more})`,
        run: () => register.add(more),
        model(model) {
          if (model.value + more > 100) throw new RangeError('too much')
          return (model.value += more)
        },
      })
      return [
        [write, read],
        [add(2), add(99)],
      ]
    },
  )
  return explore(scenario, { bound: 3 }).then(
    () => true,
    () => false,
  )
}
