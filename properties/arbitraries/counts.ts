/**
 * How much there is of a size, by recurrence alone: it knows the grammar, and nothing of how sessions are
 * written. All that the rest of a session depends on is how much it sees of each kind.
 */

/** How many programs there are of so many statements. */
export function countPrograms(size: number): number {
  return programs(size, 0, 0)
}

const programs = remembering((blocks, size, futures, tasks) => {
  if (size === 0) return 1
  const here = (statements: number): number => blocks(statements, futures, tasks)
  return sum(1, size, (first) => {
    const [inner, rest] = [first - 1, size - first]
    // yields, return, throw; a result, an error, an await; then a future, which the rest sees.
    const leaves = (4 + 3 * futures + tasks) * here(rest) + blocks(rest, futures + 1, tasks)
    const spawn = blocks(inner, futures, tasks + 1) * blocks(rest, futures, tasks + 1)
    // The body of a try is not empty, and neither is its last block.
    const tries = sum(1, inner, (body) => here(body) * here(inner - body) * (body < inner ? 2 : 1))
    return spawn + (first === 1 ? leaves : (here(inner) + tries) * here(rest))
  })
})

/** How many structured programs there are of so many statements. */
export function countStructured(size: number): number {
  return structured(size, 0, 0)
}

/** Of the groups and tasks that it sees, it uses the newest: there is one, or there is none. */
const structured = remembering((blocks, size, group, task) => {
  if (size === 0) return 1
  const here = (statements: number): number => blocks(statements, group, task)
  return sum(1, size, (first) => {
    const [inner, rest] = [first - 1, size - first]
    // yield, sleep, throw; an await, a cancellation.
    const leaves = 3 + 2 * task
    const spawns = (1 + group) * blocks(inner, group, 1) * blocks(rest, group, 1)
    // timeout, all, shield; race, try.
    const holders = 3 * here(inner) + sum(1, inner - 1, (one) => 2 * here(one) * here(inner - one))
    const others = blocks(inner, 1, task) + (first === 1 ? leaves : holders)
    return spawns + others * here(rest)
  })
})

/** How many hosts there are of so many calls. */
export function countHosts(length: number): number {
  return hosts(length, () => 1)
}

/** How many hosts there are of so many calls, with an observer that at one of 8 events makes a call, or throws. */
export function countHooks(length: number): number {
  return hosts(length, (calls) => 8 * (calls + 1))
}

/** @param end how many ways there are to end a host after which so many calls can be made from anywhere */
function hosts(
  length: number,
  end: (calls: number) => number,
  [future, task, main, driver]: readonly [number, number, number, number] = [0, 0, 0, 0],
): number {
  // spawn, run, future, runStep, stop, close; setResult, setError, result; step, schedule, result.
  const calls = 6 + 3 * future + 3 * task
  if (length === 0) return end(calls)
  const rest = (...seen: [number, number, number, number]): number => hosts(length - 1, end, seen)
  // All but three of them, and runAgain, tick and leave, add nothing to what is seen.
  return (
    (calls - 3 + main + 2 * driver) * rest(future, task, main, driver) +
    rest(1, task, main, driver) +
    rest(future, 1, main, driver) +
    rest(future, task, 1, driver) +
    rest(future, task, 1, 1)
  )
}

type Count = (size: number, one: number, other: number) => number

/** A recurrence that does not count the same twice. */
function remembering(count: (self: Count, ...args: Parameters<Count>) => number): Count {
  const known = new Map<string, number>()
  const self: Count = (...args) => {
    const key = args.join()
    const found = known.get(key) ?? count(self, ...args)
    known.set(key, found)
    return found
  }
  return self
}

function sum(low: number, high: number, of: (each: number) => number): number {
  let total = 0
  for (let each = low; each <= high; each += 1) total += of(each)
  return total
}
