/** Every program up to a size of what has a body of its own: groups, combinators, timeouts. */

import type { Statement } from '../../spec/program.ts'

type Block = readonly Statement[]

/** What a statement sees where it stands: the newest of each kind is as good as any. */
interface Place {
  readonly group: string | undefined
  readonly task: string | undefined
  /** How many names were given before: each name is its number. */
  readonly made: number
}

const NOWHERE: Place = { group: undefined, task: undefined, made: 0 }

/**
 * Every main of exactly `size` statements, those within counted: yield, sleep, throw, await and cancel of
 * the newest task, spawn, in a group and not, group, timeout, all, race, shield and `try … finally`.
 */
export function* everyStructured(size: number): Generator<Block> {
  yield* everyBlock(size, NOWHERE)
}

function* everyBlock(size: number, place: Place): Generator<Block> {
  if (size === 0) yield []
  for (let first = 1; first <= size; first += 1) {
    for (const statement of everyStatement(first, place)) {
      const made = place.made + namesIn([statement])
      const task = statement.do === 'spawn' ? statement.name : place.task
      for (const rest of everyBlock(size - first, { ...place, made, task })) {
        yield [statement, ...rest]
      }
    }
  }
}

function* everyStatement(size: number, place: Place): Generator<Statement> {
  if (size === 1) yield* everyLeaf(place)
  const { group, made } = place
  const name = `t${made}`
  const inner = { ...place, made: made + 1 }
  // What is spawned in a group sees the group no more: it may be over by then.
  for (const body of everyBlock(size - 1, { ...inner, task: name, group: undefined })) {
    yield { do: 'spawn', name, body }
    if (group !== undefined) yield { do: 'spawn', name, body, in: group }
  }
  const own = `g${made}`
  for (const body of everyBlock(size - 1, { ...inner, group: own })) {
    yield { do: 'group', name: own, body }
  }
  if (size === 1) return
  for (const body of everyBlock(size - 1, place)) {
    yield { do: 'timeout', ms: 1, body }
    yield { do: 'all', items: [{ body }] }
    yield { do: 'shield', item: { body } }
  }
  yield* everyPair(size - 1, place)
}

/** Two bodies of so many statements together. */
function* everyPair(size: number, place: Place): Generator<Statement> {
  for (let inner = 1; inner < size; inner += 1) {
    for (const body of everyBlock(inner, place)) {
      for (const other of everyBlock(size - inner, {
        ...place,
        made: place.made + namesIn(body),
      })) {
        yield { do: 'race', items: [{ body }, { body: other }] }
        yield { do: 'try', body, finally: other }
      }
    }
  }
}

function* everyLeaf({ made, task }: Place): Generator<Statement> {
  yield { do: 'yield' }
  yield { do: 'sleep', ms: 1 }
  yield { do: 'throw', error: `e${made}` }
  if (task === undefined) return
  yield { do: 'await', on: task }
  yield { do: 'cancel', on: task }
}

/** How many names are given in a block. */
function namesIn(block: Block): number {
  return block.reduce((sum, statement) => {
    const own = 'name' in statement ? 1 : 0
    return sum + own + blocksIn(statement).reduce((inner, body) => inner + namesIn(body), 0)
  }, 0)
}

function blocksIn(statement: Statement): Block[] {
  switch (statement.do) {
    case 'spawn':
    case 'group':
    case 'timeout':
      return [statement.body]
    case 'try':
      return [statement.body, statement.finally ?? []]
    case 'all':
    case 'race':
      return statement.items.flatMap((item) => (typeof item === 'string' ? [] : [item.body]))
    case 'shield':
      return typeof statement.item === 'string' ? [] : [statement.item.body]
    default:
      return []
  }
}

/** How many there are, by recurrence alone: all that a block depends on is what it sees. */
export function countStructured(size: number): number {
  const known = new Map<string, number>()
  const blocks = (n: number, group: boolean, task: boolean): number => {
    if (n === 0) return 1
    const key = `${n} ${group} ${task}`
    const found = known.get(key)
    if (found !== undefined) return found
    let count = 0
    for (let first = 1; first <= n; first += 1) {
      const rest = blocks(n - first, group, task)
      if (first === 1) count += (task ? 5 : 3) * rest
      else count += 3 * blocks(first - 1, group, task) * rest
      count += (group ? 2 : 1) * blocks(first - 1, false, true) * blocks(n - first, group, true)
      count += blocks(first - 1, true, task) * rest
      for (let inner = 1; inner < first - 1; inner += 1) {
        count += 2 * blocks(inner, group, task) * blocks(first - 1 - inner, group, task) * rest
      }
    }
    known.set(key, count)
    return count
  }
  return blocks(size, false, false)
}
