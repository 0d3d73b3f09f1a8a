/**
 * Counts the bytes that an operation allocates and that an object keeps alive, and prints them as JSON. The
 * suite of this name starts it, with flags for V8: `allocation.js MODULE WARM`.
 *
 * It asks how much is in use of the young generation, where all that is new is made, before and after a
 * number of operations. Asking allocates too, always the same: that is subtracted. Three things would spoil
 * it: a collection in between, so the young generation is made large; the unused end of a page, so all happens
 * in one, which a collection has emptied before; and what other threads do, so there are none.
 */

import { getHeapSpaceStatistics } from 'node:v8'

const [, , url, warm] = process.argv
const { Future, Loop } = await import(url)

/** So many operations are counted together: what only some of them allocate shows as a fraction. */
const SIZE = 50

/** A loop with so many tasks has room for some more. */
const LARGE = 3_000

let marks = 0
let first = 0
let last = 0

/** To be called before the first operation, and after each: the first and the last time it asks. */
function mark() {
  if (marks === 0) first = used()
  if (marks === SIZE) last = used()
  marks += 1
}

function used() {
  return getHeapSpaceStatistics()
    .filter(({ space_name: name }) => name.startsWith('new_'))
    .reduce((sum, { space_used_size: size }) => sum + size, 0)
}

/** What optimised code refers to stays, or it would be thrown away with that. */
const kept = []

/** What an operation allocates, once the scene has been played often: twice, which should be the same. */
function allocatedBy(scene) {
  for (let times = 0; times < warm; times += 1) play(scene)
  gc()
  return [play(scene), play(scene)]
}

function play(scene) {
  marks = 0
  kept.push(scene())
  if (marks !== SIZE + 1) throw new Error(`${marks} marks, not ${SIZE + 1}, in ${scene}`)
  const again = used()
  const asking = used() - again
  return (last - first - asking) / SIZE
}

/** What an object keeps alive: twice, which should be the same. */
function keptBy(make) {
  return [0, 1, 2].map(() => (survivors(make) - survivors(ignore)) / SIZE).slice(1)
}

/** What is left of new objects by a collection of the young generation alone. */
function survivors(make) {
  const objects = many(ignore)
  gc()
  const before = used()
  for (let index = 0; index < SIZE; index += 1) objects[index] = make()
  gc({ type: 'minor' })
  return used() - before
}

function ignore() {}

function many(make) {
  return Array.from({ length: SIZE }, make)
}

/** One operation after another. What each is done with is there already, and what it makes has its place. */
function oneByOne(things, operate) {
  mark()
  for (let index = 0; index < SIZE; index += 1) {
    things[index] = operate(things[index])
    mark()
  }
  return things
}

function* yields() {
  for (;;) yield
}

function* waits(future) {
  yield* future
}

function* ends() {}

function* returns() {
  return 1
}

/** A loop that has stepped these until nothing could go on. */
function loopOf(coroutines) {
  const loop = new Loop()
  for (const coroutine of coroutines) loop.spawn(coroutine)
  loop.runStep()
  return loop
}

/** A loop with so many tasks, all of which wait. */
function crowd(tasks) {
  const loop = new Loop()
  const never = new Future()
  for (let count = 0; count < tasks; count += 1) loop.spawn(waits(never))
  loop.runStep()
  return loop
}

function settling(waiters) {
  const futures = many(() => new Future())
  const tasks = futures.flatMap((future) => Array.from({ length: waiters }, () => waits(future)))
  const loop = loopOf(tasks)
  oneByOne(futures, (future) => future.setResult(1))
  return loop
}

const large = crowd(LARGE)

const operations = {
  'a generator yields, without a loop': () => {
    const generator = yields()
    return oneByOne(many(ends), () => generator.next())
  },

  'a task yields': () => {
    function* yielding() {
      for (let times = 0; times < SIZE; times += 1) {
        mark()
        yield
      }
      mark()
    }
    return loopOf([yielding()])
  },

  'two tasks yield alternately': () => {
    function* marking() {
      for (let times = 0; times <= SIZE; times += 1) {
        mark()
        yield
      }
    }
    function* yielding() {
      for (let times = 0; times <= SIZE; times += 1) yield
    }
    return loopOf([marking(), yielding()])
  },

  'a task begins to wait': () => {
    const never = new Future()
    function* waiting() {
      mark()
      yield* never
    }
    return loopOf([waiting(), ...many(waiting)])
  },

  'a settled future is awaited': () => {
    const settled = new Future()
    settled.setResult(1)
    function* waiting() {
      for (let times = 0; times < SIZE; times += 1) {
        mark()
        yield* settled
      }
      mark()
    }
    return loopOf([waiting()])
  },

  'a future is settled': () => settling(0),
  'a future is settled that a task awaits': () => settling(1),
  'a future is settled that five tasks await': () => settling(5),

  'a task waits for a new future until another task, which yields then, has settled it': () => {
    let future
    function* waiting() {
      for (let times = 0; times <= SIZE; times += 1) {
        future = new Future()
        yield* future
      }
    }
    function* yielding() {
      for (let times = 0; times <= SIZE; times += 1) {
        mark()
        future.setResult(1)
        yield
      }
    }
    return loopOf([waiting(), yielding()])
  },

  'a future is created': () => oneByOne(many(ends), () => new Future()),

  'a task is created': () => {
    oneByOne(many(ends), (coroutine) => large.spawn(coroutine))
    large.runStep()
  },

  'a task ends': () => {
    function* ending() {
      mark()
    }
    return loopOf([ending(), ...many(ending)])
  },

  'a task ends with a value': () => {
    function* ending() {
      mark()
      return 1
    }
    return loopOf([ending(), ...many(ending)])
  },

  'main yields': () => {
    const loop = new Loop()
    function* main() {
      for (let times = 0; times <= SIZE; times += 1) {
        mark()
        yield
      }
    }
    loop.run(main())
    return loop
  },
}

const never = new Future()

function spawned(coroutine) {
  const task = large.spawn(coroutine)
  large.runStep()
  return task
}

const objects = {
  'a generator that waits, without a loop': () => waits(never),
  'a future': () => new Future(),
  'a task that waits': () => spawned(waits(never)),
  'a task that has ended': () => spawned(ends()),
  'a task that has ended with a value': () => spawned(returns()),
}

/**
 * What each of many tasks keeps alive, with its share of the loop: so many are not new any more when they
 * are counted. The first time is not counted: the heap grows.
 */
function keptByTasks() {
  const [, some, twice] = [4_096, 4_096, 8_192].map((tasks) => {
    gc()
    const before = process.memoryUsage().heapUsed
    kept.push(crowd(tasks))
    gc()
    return process.memoryUsage().heapUsed - before
  })
  return Math.round((twice - some) / 4_096)
}

const entries = [
  ...Object.entries(operations).map(([name, scene]) => [name, allocatedBy(scene)]),
  ...Object.entries(objects).map(([name, make]) => [name, keptBy(make)]),
  ['a task that waits, with its place in the loop', [keptByTasks()]],
]
console.log(JSON.stringify(Object.fromEntries(entries)))
