/** Native promises: async functions and timers; nothing to cancel, to hold or to put. */

import { javascript } from '../syntax.js'

const js = javascript('async function')

export const name = 'native'
export const head = js.head
export const tail = () => ['await main()']
export const define = js.define
export const spawn = (task) => `task.${task} = ${task}()`

export const ops = {
  yield: () => 'await null',
  sleep: (ms) => `await new Promise((resolve) => setTimeout(resolve, ${ms}))`,
  await: (task) => `await task.${task}`,
  never: () => 'await new Promise(() => {})',
  throw: js.throw,
  call: (body) => `await ${body}()`,
  scope: (body) => `await ${body}()`,
  race: (bodies) => `await Promise.race([${bodies.map((body) => `${body}()`).join(', ')}])`,
  finally: js.finally,
  catch: js.catch,
}
