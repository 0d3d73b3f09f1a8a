/** Effect: fibers, and a `Deferred` for each wait. */

import { Deferred, Effect, Fiber } from 'effect'

/** Forked one by one, the first fibers would have ended before the last are forked. */
export function rotate(laps) {
  const all = Array.from({ length: laps.tasks }, (_, i) => runner(laps, i))
  return Effect.runPromise(Effect.all(all, { concurrency: 'unbounded', discard: true }))
}

const runner = Effect.fnUntraced(function* (laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    yield* Effect.yieldNow
  }
  laps.end(number)
})

export function spawn(tasks) {
  return Effect.runPromise(
    Effect.gen(function* () {
      const all = []
      for (let i = 0; i < tasks; i += 1) all.push(yield* Effect.forkChild(Effect.sync(() => i)))
      let sum = 0
      for (const fiber of all) sum += yield* Fiber.join(fiber)
      return sum
    }),
  )
}

export function chain(links) {
  return Effect.runPromise(
    Effect.gen(function* () {
      let last = yield* Effect.forkChild(first)
      for (let i = 1; i < links; i += 1) last = yield* Effect.forkChild(link(last))
      return yield* Fiber.join(last)
    }),
  )
}

const first = Effect.as(Effect.yieldNow, 1)

const link = Effect.fnUntraced(function* (before) {
  return (yield* Fiber.join(before)) + 1
})

export function pingPong(trips) {
  return Effect.runPromise(
    Effect.gen(function* () {
      const table = { ping: yield* Deferred.make(), pong: yield* Deferred.make() }
      const last = yield* Effect.forkChild(
        Effect.gen(function* () {
          let ball = 0
          for (let i = 0; i < trips; i += 1) {
            yield* Deferred.succeed(table.pong, ball + 1)
            ball = yield* Deferred.await(table.ping)
            table.ping = yield* Deferred.make()
          }
          return ball
        }),
      )
      yield* Effect.forkChild(
        Effect.gen(function* () {
          for (let i = 0; i < trips; i += 1) {
            const ball = yield* Deferred.await(table.pong)
            table.pong = yield* Deferred.make()
            yield* Deferred.succeed(table.ping, ball + 1)
          }
        }),
      )
      return yield* Fiber.join(last)
    }),
  )
}

export function tree(depth) {
  return Effect.runPromise(node(depth))
}

const node = Effect.fnUntraced(function* (depth) {
  if (depth === 0) return 1
  const left = yield* Effect.forkChild(node(depth - 1))
  const right = yield* Effect.forkChild(node(depth - 1))
  return (yield* Fiber.join(left)) + (yield* Fiber.join(right))
})

export async function park(tasks, arrivals) {
  const gate = await Effect.runPromise(Deferred.make())
  await Effect.runPromise(
    Effect.gen(function* () {
      for (let i = 0; i < tasks; i += 1) yield* Effect.forkDetach(waiter(gate))
      yield* Effect.yieldNow
    }),
  )
  return {
    spin: (ticks) => Effect.runPromise(spinner(ticks)),
    async wake() {
      await Effect.runPromise(Deferred.succeed(gate, arrivals))
      await arrivals.all
    },
  }
}

const waiter = Effect.fnUntraced(function* (gate) {
  const arrivals = yield* Deferred.await(gate)
  arrivals.sign()
})

const spinner = Effect.fnUntraced(function* (ticks) {
  for (let left = ticks; left > 0; left -= 1) yield* Effect.yieldNow
})
