/** Every program up to a size. */

import { sessionOf, type Session, type Statement } from '../../spec/program.ts'
import { after, NOTHING, within, type Scope } from './scope.ts'

type Block = readonly Statement[]

/**
 * Every main of exactly `size` statements, those within counted: yield, a bad yield, return, throw, a
 * new future, its result and its error, await, spawn, delegation, `try … catch` and `try … finally`.
 */
export function* everyProgram(size: number): Generator<Block> {
  yield* everyBlock(size, NOTHING, 0)
}

/** The sessions of every program of at most `size` statements, the smallest first, under both disciplines. */
export function* everySession(size: number): Generator<Session> {
  for (let statements = 0; statements <= size; statements += 1) {
    for (const main of everyProgram(statements)) {
      yield sessionOf({ main }, 'drain')
      yield sessionOf({ main }, 'snapshot')
    }
  }
}

/** @param made how many names were given before: each name is its number */
function* everyBlock(size: number, scope: Scope, made: number): Generator<Block> {
  if (size === 0) yield []
  for (let first = 1; first <= size; first += 1) {
    for (const statement of everyStatement(first, scope, made)) {
      const rest = everyBlock(size - first, after(statement, scope), made + namesIn([statement]))
      for (const others of rest) yield [statement, ...others]
    }
  }
}

function* everyStatement(size: number, scope: Scope, made: number): Generator<Statement> {
  if (size === 1) yield* everyLeaf(scope, made)
  const task: Statement = { do: 'spawn', name: `t${made}`, body: [] }
  for (const body of everyBlock(size - 1, within(task, scope), made + 1)) yield { ...task, body }
  // Delegation to nothing is nothing.
  if (size > 1) for (const body of everyBlock(size - 1, scope, made)) yield { do: 'call', body }
  for (let inner = 0; inner < size; inner += 1) {
    for (const body of everyBlock(inner, scope, made)) {
      for (const last of everyBlock(size - 1 - inner, scope, made + namesIn(body))) {
        // An empty body has nothing to be caught, and nothing to be cleaned up after.
        if (body.length === 0) continue
        yield { do: 'try', body, catch: last }
        if (last.length > 0) yield { do: 'try', body, finally: last }
      }
    }
  }
}

function* everyLeaf({ futures, tasks }: Scope, made: number): Generator<Statement> {
  yield { do: 'yield' }
  yield { do: 'yieldValue' }
  yield { do: 'return', value: made }
  yield { do: 'throw', error: `e${made}` }
  yield { do: 'future', name: `f${made}` }
  for (const on of futures) yield { do: 'setResult', on, value: made }
  for (const on of futures) yield { do: 'setError', on, error: `e${made}` }
  for (const on of [...futures, ...tasks]) yield { do: 'await', on }
}

/** How many names are given in a block. */
function namesIn(block: Block): number {
  return block.reduce((sum, statement) => {
    const own = 'name' in statement ? 1 : 0
    const inner = 'body' in statement ? namesIn(statement.body) : 0
    if (statement.do !== 'try') return sum + own + inner
    return sum + own + inner + namesIn(statement.catch ?? []) + namesIn(statement.finally ?? [])
  }, 0)
}

/**
 * How many programs of a size there are, by recurrence alone: it knows the grammar, and nothing of how
 * the programs are listed. All that a block depends on is how many futures and tasks it sees.
 */
export function countPrograms(size: number): number {
  const known = new Map<string, number>()
  const blocks = (n: number, futures: number, tasks: number): number => {
    if (n === 0) return 1
    const key = `${n} ${futures} ${tasks}`
    const found = known.get(key)
    if (found !== undefined) return found
    let count = 0
    for (let first = 1; first <= n; first += 1) {
      const rest = n - first
      if (first === 1) {
        // yields, return, throw; a result, an error, an await; then a future, which the rest sees.
        count += (4 + 3 * futures + tasks) * blocks(rest, futures, tasks)
        count += blocks(rest, futures + 1, tasks)
      } else {
        count += blocks(first - 1, futures, tasks) * blocks(rest, futures, tasks)
      }
      count += blocks(first - 1, futures, tasks + 1) * blocks(rest, futures, tasks + 1)
      for (let inner = 1; inner < first; inner += 1) {
        const last = first - 1 - inner
        const tries = blocks(inner, futures, tasks) * blocks(last, futures, tasks)
        count += (last > 0 ? 2 : 1) * tries * blocks(rest, futures, tasks)
      }
    }
    known.set(key, count)
    return count
  }
  return blocks(size, 0, 0)
}
