/** looplaw: what it offers for each statement. */

import { javascript, lock } from '../syntax.js'

const js = javascript('function*')

export const name = 'looplaw'
export const module = '../../dist/src/index.js'
export const queue = 'const queue = new Queue()'
export const locks = [lock('Semaphore', 'new Semaphore(1)', 'lock.hold(')]
export const head = (shared) => ['const loop = new Loop()', ...js.head(shared)]
export const tail = () => ['loop.run(main())']
export const define = js.define
export const spawn = (task) => `task.${task} = loop.spawn(${task}(), '${task}')`
export const whileMissing = js.whileMissing

export const ops = {
  yield: () => 'yield',
  sleep: (ms) => `yield* sleep(${ms})`,
  await: (task) => `yield* task.${task}`,
  cancel: (task) => `task.${task}.cancel()`,
  put: (item) => `yield* queue.put(${item})`,
  take: () => 'yield* queue.take()',
  never: () => 'yield* new Future()',
  throw: js.throw,
  call: (body) => `yield* ${body}()`,
  scope: (body) => `yield* scoped(${body}())`,
  race: (bodies) => `yield* race([${bodies.map((body) => `${body}()`).join(', ')}])`,
  select: (operands) => `yield* race([${operands.join(', ')}])`,
  limit: (body, ms) => ['try {', `  yield* timeout(${ms}, ${body}())`, '} catch {}'],
  finally: js.finally,
  catch: js.catch,
}

export const operands = {
  take: () => 'queue.take()',
  put: (item) => `queue.put(${item})`,
  sleep: (ms) => `sleep(${ms})`,
}
