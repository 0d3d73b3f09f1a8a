/** Effect: fibers, its queue and its three semaphores; `budget` is how many operations a fiber runs before it yields. */

import { between, indent, javascript, lock } from '../syntax.js'

const gen = (lines) => ['Effect.gen(function* () {', ...indent(lines), '})']
const both = (body, end, other) =>
  between('yield* ', [...between('', gen(body), end), ...gen(other)], '))')
const partitioned = 'PartitionedSemaphore.makeUnsafe({ permits: 1 })'
const budgeted = (ops) => `Effect.provideService(main, Scheduler.MaxOpsBeforeYield, ${ops})`
const race = (all) => `yield* Effect.raceFirst(${all.join(', ')})`
const call = (body) => `yield* ${body}`

export const name = 'effect'
export const module = 'effect'
export const queue = 'const queue = Effect.runSync(Queue.unbounded())'
export const locks = [
  lock('Semaphore', 'Semaphore.makeUnsafe(1)', 'lock.withPermits(1)('),
  lock('TxSemaphore', 'Effect.runSync(TxSemaphore.make(1))', 'TxSemaphore.withPermit(lock, '),
  lock('PartitionedSemaphore', partitioned, "lock.withPermit('key')("),
]
export const tail = ({ budget }) => [
  `await Effect.runPromise(${budget === undefined ? 'main' : budgeted(budget)})`,
]
export const define = (called, lines) => between(`const ${called} = `, gen(lines), '')
export const spawn = (task) => `task.${task} = yield* Effect.forkChild(${task})`
export const { head, whileMissing } = javascript()

export const ops = {
  yield: () => 'yield* Effect.yieldNow',
  sleep: (ms) => `yield* Effect.sleep(${ms})`,
  await: (task) => `yield* Fiber.join(task.${task})`,
  cancel: (task) => `yield* Fiber.interrupt(task.${task})`,
  put: (item) => `yield* Queue.offer(queue, ${item})`,
  take: () => 'yield* Queue.take(queue)',
  never: () => 'yield* Effect.never',
  throw: (who) => `yield* Effect.fail(new Error('${who}'))`,
  call,
  scope: call,
  race,
  select: race,
  limit: (body, ms) => `yield* Effect.timeoutOption(${body}, ${ms})`,
  finally: (body, cleanUp) => both(body, '.pipe(Effect.ensuring(', cleanUp),
  catch: (body, handler) => both(body, '.pipe(Effect.catch(() => ', handler),
}

export const operands = {
  take: () => 'Queue.take(queue)',
  put: (item) => `Effect.asVoid(Queue.offer(queue, ${item}))`,
  sleep: (ms) => `Effect.sleep(${ms})`,
}
