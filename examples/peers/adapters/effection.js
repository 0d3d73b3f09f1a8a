/** effection: operations, a queue of its own, and no lock. */

import { javascript } from '../syntax.js'

const js = javascript('function*')

export const name = 'effection'
export const module = 'effection'
export const queue = 'const queue = createQueue()'
export const head = js.head
export const tail = () => ['await run(main)']
export const define = js.define
export const spawn = (task) => `task.${task} = yield* spawn(${task})`
export const whileMissing = js.whileMissing

export const ops = {
  yield: () => 'yield* sleep(0)',
  sleep: (ms) => `yield* sleep(${ms})`,
  await: (task) => `yield* task.${task}`,
  cancel: (task) => `yield* task.${task}.halt()`,
  put: (item) => `queue.add(${item})`,
  take: () => '(yield* queue.next()).value',
  never: () => 'yield* suspend()',
  throw: js.throw,
  call: (body) => `yield* ${body}()`,
  scope: (body) => `yield* scoped(${body})`,
  race: (bodies) => `yield* race([${bodies.map((body) => `${body}()`).join(', ')}])`,
  select: (operands) => `(yield* race([${operands.join(', ')}]))?.value`,
  limit: (body, ms) => `yield* race([${body}(), sleep(${ms})])`,
  finally: js.finally,
  catch: js.catch,
}

export const operands = {
  take: () => 'queue.next()',
  sleep: (ms) => `sleep(${ms})`,
}
