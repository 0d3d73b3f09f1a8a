/**
 * Trio: the tasks of one nursery. It has no handle of a task, so each has a scope to cancel it by, and an event for its
 * end. Shields and `race` are those of its documentation.
 */

import { deep, python } from '../syntax.js'

const within = (scope, lines) => [`with ${scope}:`, ...deep(lines)]
const inNursery = (lines) => ['async with trio.open_nursery() as nursery:', ...deep(lines)]
const raced = (operands) => `await race(${operands.join(', ')})`

export const name = 'trio'
export const library = 'trio'
export const queue = "queue = trio.open_memory_channel(float('inf'))"
export const locks = [
  { name: 'Semaphore', make: 'lock = trio.Semaphore(1)', hold: python.hold },
  { name: 'Lock', make: 'lock = trio.Lock()', hold: python.hold },
]
export const race = `async def race(*operations):
    winner = None
    async def jockey(operation, scope):
        nonlocal winner
        winner = await operation()
        scope.cancel()
    async with trio.open_nursery() as nursery:
        for operation in operations:
            nursery.start_soon(jockey, operation, nursery.cancel_scope)
    return winner`
export const head = (shared) => ['scope, ended = {}, {}', ...shared]
export const tail = () => ['trio.run(main)']
export function define(called, lines) {
  if (called === 'main') return python.define(called, inNursery(lines))
  if (!called.startsWith('t')) return python.define(called, lines)
  const scoped = within(`scope['${called}']`, lines)
  return python.define(called, [...scoped, `ended['${called}'].set()`])
}
export const spawn = (task) => [
  `scope['${task}'], ended['${task}'] = trio.CancelScope(), trio.Event()`,
  `nursery.start_soon(${task})`,
]
export const whileMissing = python.whileMissing

export const ops = {
  yield: () => 'await trio.sleep(0)',
  sleep: (ms) => `await trio.sleep(${ms})`,
  await: (task) => `await ended['${task}'].wait()`,
  cancel: (task) => `scope['${task}'].cancel()`,
  put: (item) => `await queue[0].send(${item})`,
  take: () => 'await queue[1].receive()',
  never: () => 'await trio.sleep_forever()',
  throw: python.throw,
  call: python.call,
  scope: (body) => within('trio.CancelScope()', [`await ${body}()`]),
  race: raced,
  select: raced,
  limit: (body, ms) => within(`trio.move_on_after(${ms})`, [`await ${body}()`]),
  finally: (body, cleanUp) =>
    python.finally(body, within('trio.CancelScope(shield=True)', cleanUp)),
  catch: python.catch,
}

export const operands = {
  take: () => 'queue[1].receive',
  put: (item) => `lambda: queue[0].send(${item})`,
  sleep: (ms) => `lambda: trio.sleep(${ms})`,
}
