/** co: generators that yield promises. */

import co from 'co'

export function rotate(laps) {
  return co(function* () {
    const all = []
    for (let i = 0; i < laps.tasks; i += 1) all.push(co(runner, laps, i))
    yield all
  })
}

function* runner(laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    yield Promise.resolve()
  }
  laps.end(number)
}

export function spawn(tasks) {
  return co(function* () {
    const all = []
    for (let i = 0; i < tasks; i += 1) all.push(co(one, i))
    let sum = 0
    for (const task of all) sum += yield task
    return sum
  })
}

function* one(value) {
  return value
}

export function chain(links) {
  let last = co(first)
  for (let i = 1; i < links; i += 1) last = co(link, last)
  return last
}

function* first() {
  yield Promise.resolve()
  return 1
}

function* link(before) {
  return (yield before) + 1
}

export function pingPong(trips) {
  const table = { ping: withResolvers(), pong: withResolvers() }
  const last = co(function* () {
    let ball = 0
    for (let i = 0; i < trips; i += 1) {
      table.pong.resolve(ball + 1)
      ball = yield table.ping.promise
      table.ping = withResolvers()
    }
    return ball
  })
  void co(function* () {
    for (let i = 0; i < trips; i += 1) {
      const ball = yield table.pong.promise
      table.pong = withResolvers()
      table.ping.resolve(ball + 1)
    }
  })
  return last
}

function withResolvers() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

export function tree(depth) {
  return co(node, depth)
}

function* node(depth) {
  if (depth === 0) return 1
  const left = co(node, depth - 1)
  const right = co(node, depth - 1)
  return (yield left) + (yield right)
}

export async function park(tasks, arrivals) {
  const gate = withResolvers()
  for (let i = 0; i < tasks; i += 1) void co(waiter, gate.promise)
  return {
    spin: (ticks) => co(spinner, ticks),
    wake() {
      gate.resolve(arrivals)
      return arrivals.all
    },
  }
}

function* waiter(gate) {
  const arrivals = yield gate
  arrivals.sign()
}

function* spinner(ticks) {
  for (let left = ticks; left > 0; left -= 1) yield Promise.resolve()
}
