/** Effection: operations, `spawn` for tasks of a scope; a step ends with an already resolved promise. */

import { run, spawn as fork, until, withResolvers } from 'effection'

export function rotate(laps) {
  return run(function* () {
    const all = []
    for (let i = 0; i < laps.tasks; i += 1) all.push(yield* fork(() => runner(laps, i)))
    for (const task of all) yield* task
  })
}

function* runner(laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    yield* until(Promise.resolve())
  }
  laps.end(number)
}

export function spawn(tasks) {
  return run(function* () {
    const all = []
    for (let i = 0; i < tasks; i += 1) all.push(yield* fork(() => one(i)))
    let sum = 0
    for (const task of all) sum += yield* task
    return sum
  })
}

function* one(value) {
  return value
}

export function chain(links) {
  return run(function* () {
    let last = yield* fork(first)
    for (let i = 1; i < links; i += 1) {
      const before = last
      last = yield* fork(() => link(before))
    }
    return yield* last
  })
}

function* first() {
  yield* until(Promise.resolve())
  return 1
}

function* link(before) {
  return (yield* before) + 1
}

export function pingPong(trips) {
  const table = { ping: withResolvers(), pong: withResolvers() }
  return run(function* () {
    const last = yield* fork(function* () {
      let ball = 0
      for (let i = 0; i < trips; i += 1) {
        table.pong.resolve(ball + 1)
        ball = yield* table.ping.operation
        table.ping = withResolvers()
      }
      return ball
    })
    void (yield* fork(function* () {
      for (let i = 0; i < trips; i += 1) {
        const ball = yield* table.pong.operation
        table.pong = withResolvers()
        table.ping.resolve(ball + 1)
      }
    }))
    return yield* last
  })
}

export function tree(depth) {
  return run(() => node(depth))
}

function* node(depth) {
  if (depth === 0) return 1
  const left = yield* fork(() => node(depth - 1))
  const right = yield* fork(() => node(depth - 1))
  return (yield* left) + (yield* right)
}

export async function park(tasks, arrivals) {
  const gate = withResolvers()
  await new Promise((resolve) => {
    void run(function* () {
      for (let i = 0; i < tasks; i += 1) void (yield* fork(() => waiter(gate.operation)))
      resolve()
      yield* until(arrivals.all)
    })
  })
  return {
    spin: (ticks) => run(() => spinner(ticks)),
    wake() {
      gate.resolve(arrivals)
      return arrivals.all
    },
  }
}

function* waiter(gate) {
  const arrivals = yield* gate
  arrivals.sign()
}

function* spinner(ticks) {
  for (let left = ticks; left > 0; left -= 1) yield* until(Promise.resolve())
}
