/** js-csp: processes and channels; `go` returns a channel of what the process returns. */

import { createRequire } from 'node:module'

const csp = createRequire(import.meta.url)('js-csp')

/** What a process returned, out of its channel. */
function result(channel) {
  return new Promise((resolve) => {
    csp.takeAsync(channel, resolve)
  })
}

export function rotate(laps) {
  return result(
    csp.go(function* () {
      const all = []
      for (let i = 0; i < laps.tasks; i += 1) all.push(csp.go(runner, [laps, i]))
      for (const channel of all) yield csp.take(channel)
    }),
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
  return result(
    csp.go(function* () {
      const all = []
      for (let i = 0; i < tasks; i += 1) all.push(csp.go(one, [i]))
      let sum = 0
      for (const channel of all) sum += yield csp.take(channel)
      return sum
    }),
  )
}

function* one(value) {
  return value
}

export function chain(links) {
  let last = csp.go(first)
  for (let i = 1; i < links; i += 1) last = csp.go(link, [last])
  return result(last)
}

function* first() {
  yield
  return 1
}

function* link(before) {
  return (yield csp.take(before)) + 1
}

export function pingPong(trips) {
  const ping = csp.chan()
  const pong = csp.chan()
  csp.go(function* () {
    for (let i = 0; i < trips; i += 1) {
      const ball = yield csp.take(pong)
      yield csp.put(ping, ball + 1)
    }
  })
  return result(
    csp.go(function* () {
      let ball = 0
      for (let i = 0; i < trips; i += 1) {
        yield csp.put(pong, ball + 1)
        ball = yield csp.take(ping)
      }
      return ball
    }),
  )
}

export function tree(depth) {
  return result(csp.go(node, [depth]))
}

function* node(depth) {
  if (depth === 0) return 1
  const left = csp.go(node, [depth - 1])
  const right = csp.go(node, [depth - 1])
  return (yield csp.take(left)) + (yield csp.take(right))
}

/** A channel accepts at most 1,024 waiters, so each has its own. */
export async function park(tasks, arrivals) {
  const gates = []
  for (let i = 0; i < tasks; i += 1) {
    const gate = csp.chan()
    csp.go(waiter, [gate])
    gates.push(gate)
  }
  return {
    spin: (ticks) => result(csp.go(spinner, [ticks])),
    wake() {
      for (const gate of gates) csp.putAsync(gate, arrivals)
      return arrivals.all
    },
  }
}

function* waiter(gate) {
  const arrivals = yield csp.take(gate)
  arrivals.sign()
}

function* spinner(ticks) {
  for (let left = ticks; left > 0; left -= 1) yield
}
