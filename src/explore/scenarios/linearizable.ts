/** Whether concurrent operations have an order that explains what each of them returned. */

import { isDeepStrictEqual } from 'node:util'
import { hasMethods } from '../../core/index.ts'
import type { Scenario, World } from '../world/contract.ts'

/**
 * An operation of a data structure, and what it does to a model of that.
 *
 * @typeParam M the model: a plain object that operations change one after the other
 *
 * Clause X17.
 */
export interface Operation<M> {
  /** What reports call it, such as `'deposit(10)'`. */
  readonly label: string
  /** Performs it on the data structure under test. */
  readonly run: () => unknown
  /** Performs it on the model: returns what it must return, or throws what it must throw. */
  readonly model: (model: M) => unknown
}

/** An operation that was performed, and when: a counter of beginnings and ends. */
interface Performed<M> {
  readonly operation: Operation<M>
  readonly client: number
  readonly began: number
  ended: number
  outcome: Outcome | undefined
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * A scenario in which clients use one data structure at the same time. It fails unless there is one order of the
 * operations, each between its beginning and its end, in which the model returns what the data structure has returned:
 * unless it is linearizable (Herlihy and Wing, 1990).
 *
 * @param model creates the model, as it is in the beginning
 * @param operations creates the data structure, of this world, and says what each client does, one operation after the
 *   other; a few operations are enough, since every order of them is tried
 * @throws `TypeError` if an argument is no function
 * @example
 * ```ts
 * import { explore, linearizable } from 'looplaw/explore'
 *
 * class Counter {
 *   #count = 0
 *   readonly #load: () => Promise<void>
 *   constructor(load: () => Promise<void>) {
 *     this.#load = load
 *   }
 *   async increment(): Promise<number> {
 *     const next = this.#count + 1
 *     await this.#load()
 *     return (this.#count = next)
 *   }
 * }
 * const scenario = linearizable(
 *   () => ({ count: 0 }),
 *   (world) => {
 *     const counter = new Counter(() => world.external('load'))
 *     const increment = {
 *       label: 'increment()',
 *       run: () => counter.increment(),
 *       model: (model: { count: number }) => (model.count += 1),
 *     }
 *     return [[increment], [increment]]
 *   },
 * )
 * const error = await explore(scenario).catch((thrown) => thrown)
 * console.log(error.message.split('\n')[0])
 * // prints: the scenario rejected: Error: no order of these operations explains what they returned:
 * ```
 *
 * Clause X17.
 */
export function linearizable<M>(
  model: () => M,
  operations: (world: World) => readonly (readonly Operation<M>[])[],
): Scenario {
  if (typeof model !== 'function' || typeof operations !== 'function') {
    throw new TypeError(
      'linearizable takes two functions: one that creates a model, and one that returns a list of operations for each client',
    )
  }
  return async (world) => {
    const performed: Performed<M>[] = []
    let time = 0
    const perform = async (operation: Operation<M>, client: number): Promise<void> => {
      time += 1
      const one: Performed<M> = {
        operation,
        client,
        began: time,
        ended: Infinity,
        outcome: undefined,
      }
      performed.push(one)
      one.outcome = await outcomeOf(operation.run)
      time += 1
      one.ended = time
    }
    const lists = operations(world)
    requireOperations(lists)
    const clients = lists.map(async (all, client) => {
      for (const operation of all) await perform(operation, client)
    })
    await Promise.all(clients)
    if (!hasOrder(performed, [], model)) {
      throw new Error(
        `no order of these operations explains what they returned:\n${tableOf(performed)}\n`,
      )
    }
  }
}

/** @throws `TypeError` */
function requireOperations(lists: unknown): void {
  const isRight =
    Array.isArray(lists) &&
    lists.every(
      (list) => Array.isArray(list) && list.every((one) => hasMethods(one, ['run', 'model'])),
    )
  if (!isRight) {
    throw new TypeError(
      'linearizable takes a list of operations for each client: [[{ label, run, model }], …], where run and model are functions',
    )
  }
}

async function outcomeOf(run: () => unknown): Promise<Outcome> {
  try {
    return { value: await run() }
  } catch (error) {
    return { error }
  }
}

/**
 * X17: tries each operation next that none of the others has ended before it began (Wing and Gong, 1993).
 *
 * @param first those that are in order already, which the model has explained
 */
function hasOrder<M>(
  left: readonly Performed<M>[],
  first: readonly Performed<M>[],
  model: () => M,
): boolean {
  if (left.length === 0) return true
  const earliest = Math.min(...left.map(({ ended }) => ended))
  return left.some((next) => {
    if (next.began > earliest) return false
    const order = [...first, next]
    const rest = left.filter((other) => other !== next)
    return explains(order, model()) && hasOrder(rest, order, model)
  })
}

/** Whether the model returns the same for the last of these, after the others. */
function explains<M>(order: readonly Performed<M>[], model: M): boolean {
  let expected: Outcome | undefined
  for (const { operation } of order) expected = outcomeOn(operation, model)
  return areAlike(expected, order.at(-1)?.outcome)
}

function outcomeOn<M>({ model: run }: Operation<M>, model: M): Outcome {
  try {
    return { value: run(model) }
  } catch (error) {
    return { error }
  }
}

/** Errors are alike if their names and messages are: the one of the model is another object. */
function areAlike(expected: Outcome | undefined, found: Outcome | undefined): boolean {
  if (expected === undefined || found === undefined) return false
  if ('error' in expected || 'error' in found) {
    return 'error' in expected && 'error' in found && String(expected.error) === String(found.error)
  }
  return isDeepStrictEqual(expected.value, found.value)
}

/** A line for each operation, in the order in which they began. */
function tableOf<M>(performed: readonly Performed<M>[]): string {
  return performed
    .map(({ began, client, ended, operation, outcome }) => {
      const span = `from ${began} to ${ended}`
      return `  client ${client + 1}  ${operation.label.padEnd(20)} ${span.padEnd(14)} ${shown(outcome)}`
    })
    .join('\n')
}

function shown(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'has not ended'
  return 'value' in outcome ? `returned ${String(outcome.value)}` : `threw ${String(outcome.error)}`
}
