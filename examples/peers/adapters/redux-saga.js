/** redux-saga, outside of Redux: effects, a channel that keeps what is put, and no lock. */

import { javascript } from '../syntax.js'

const js = javascript('function*')

export const name = 'redux-saga'
export const module = ['redux-saga', 'redux-saga/effects']
export const queue = 'const queue = channel(buffers.expanding())'
export const head = js.head
export const tail = () => ['await runSaga({ onError() {} }, main).toPromise()']
export const define = js.define
export const spawn = (task) => `task.${task} = yield fork(${task})`
export const whileMissing = js.whileMissing

export const ops = {
  yield: () => 'yield delay(0)',
  sleep: (ms) => `yield delay(${ms})`,
  await: (task) => `yield join(task.${task})`,
  cancel: (task) => `yield cancel(task.${task})`,
  put: (item) => `yield put(queue, ${item})`,
  take: () => 'yield take(queue)',
  never: () => 'yield call(() => new Promise(() => {}))',
  throw: js.throw,
  call: (body) => `yield* ${body}()`,
  scope: (body) => `yield call(${body})`,
  race: (bodies) => `yield race([${bodies.map((body) => `call(${body})`).join(', ')}])`,
  select: (operands) => `(yield race([${operands.join(', ')}])).find(Number.isInteger)`,
  limit: (body, ms) => `yield race([call(${body}), delay(${ms})])`,
  finally: js.finally,
  catch: js.catch,
}

export const operands = {
  take: () => 'take(queue)',
  put: (item) => `put(queue, ${item})`,
  sleep: (ms) => `delay(${ms})`,
}
