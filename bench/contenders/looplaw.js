/** This library, as its README writes programs. */

import { Future, Loop } from '../../dist/src/index.js'

export function rotate(laps) {
  const loop = new Loop()
  loop.run(
    (function* () {
      for (let i = 0; i < laps.tasks; i += 1) loop.spawn(runner(laps, i))
      yield // in the next tick, all of them run until they have ended
    })(),
  )
}

function* runner(laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    yield
  }
  laps.end(number)
}

export function spawn(tasks) {
  const loop = new Loop()
  return loop.run(
    (function* () {
      const all = []
      for (let i = 0; i < tasks; i += 1) all.push(loop.spawn(one(i)))
      let sum = 0
      for (const task of all) sum += yield* task
      return sum
    })(),
  )
}

function* one(value) {
  return value
}

export function chain(links) {
  const loop = new Loop()
  let last = loop.spawn(first())
  for (let i = 1; i < links; i += 1) last = loop.spawn(link(last))
  return loop.run(
    (function* () {
      return yield* last
    })(),
  )
}

function* first() {
  yield // until the other links wait
  return 1
}

function* link(before) {
  return (yield* before) + 1
}

export function pingPong(trips) {
  const loop = new Loop()
  const table = { ping: new Future(), pong: new Future() }
  const last = loop.spawn(
    (function* () {
      let ball = 0
      for (let i = 0; i < trips; i += 1) {
        table.pong.setResult(ball + 1)
        ball = yield* table.ping
        table.ping = new Future()
      }
      return ball
    })(),
  )
  loop.spawn(
    (function* () {
      for (let i = 0; i < trips; i += 1) {
        const ball = yield* table.pong
        table.pong = new Future()
        table.ping.setResult(ball + 1)
      }
    })(),
  )
  return loop.run(
    (function* () {
      return yield* last
    })(),
  )
}

export function tree(depth) {
  const loop = new Loop()
  return loop.run(node(loop, depth))
}

function* node(loop, depth) {
  if (depth === 0) return 1
  const left = loop.spawn(node(loop, depth - 1))
  const right = loop.spawn(node(loop, depth - 1))
  return (yield* left) + (yield* right)
}

export function park(tasks, arrivals) {
  const loop = new Loop()
  const gate = new Future()
  for (let i = 0; i < tasks; i += 1) loop.spawn(waiter(gate))
  loop.runStep()
  return {
    spin(ticks) {
      loop.run(spinner(ticks))
    },
    wake() {
      gate.setResult(arrivals)
      loop.runStep()
    },
  }
}

function* waiter(gate) {
  const arrivals = yield* gate
  arrivals.sign()
}

function* spinner(ticks) {
  for (let left = ticks; left > 0; left -= 1) yield
}
