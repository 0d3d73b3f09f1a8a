/** CPython's asyncio: tasks, its queue and its semaphore. */

import { deep, python } from '../syntax.js'

export const name = 'asyncio'
export const library = 'asyncio'
export const queue = 'queue = asyncio.Queue()'
export const locks = [{ name: 'Semaphore', make: 'lock = asyncio.Semaphore(1)', hold: python.hold }]
export const head = python.head
export const tail = () => ['asyncio.run(main())']
export const define = python.define
export const spawn = (task) => `task['${task}'] = asyncio.create_task(${task}())`
export const whileMissing = python.whileMissing

export const ops = {
  yield: () => 'await asyncio.sleep(0)',
  sleep: (ms) => `await asyncio.sleep(${ms})`,
  await: (task) => `await task['${task}']`,
  cancel: (task) => `task['${task}'].cancel()`,
  put: (item) => `await queue.put(${item})`,
  take: () => 'await queue.get()',
  never: () => 'await asyncio.Future()',
  throw: python.throw,
  call: python.call,
  scope: python.call,
  race: (bodies) => [
    `racers = [asyncio.create_task(racer()) for racer in [${bodies.join(', ')}]]`,
    'await asyncio.wait(racers, return_when=asyncio.FIRST_COMPLETED)',
  ],
  limit: (body, ms) => [
    'try:',
    ...deep([`await asyncio.wait_for(${body}(), ${ms})`]),
    'except TimeoutError: pass',
  ],
  finally: python.finally,
  catch: python.catch,
}
