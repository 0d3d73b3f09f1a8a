/** redux-saga, outside of Redux: `fork` starts a saga at once, `join` waits for it, a step ends with a promise. */

import { channel, runSaga, stdChannel } from 'redux-saga'
import { call, fork, join, put, take } from 'redux-saga/effects'

function run(saga, ...args) {
  const actions = stdChannel()
  return runSaga({ channel: actions, dispatch: (action) => actions.put(action) }, saga, ...args)
}

const suspend = () => Promise.resolve()

export function rotate(laps) {
  return run(function* () {
    const all = []
    for (let i = 0; i < laps.tasks; i += 1) all.push(yield fork(runner, laps, i))
    yield join(all)
  }).toPromise()
}

function* runner(laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    yield call(suspend)
  }
  laps.end(number)
}

export function spawn(tasks) {
  return run(function* () {
    const all = []
    for (let i = 0; i < tasks; i += 1) all.push(yield fork(one, i))
    let sum = 0
    for (const task of all) sum += yield join(task)
    return sum
  }).toPromise()
}

function* one(value) {
  return value
}

export function chain(links) {
  return run(function* () {
    let last = yield fork(first)
    for (let i = 1; i < links; i += 1) last = yield fork(link, last)
    return yield join(last)
  }).toPromise()
}

function* first() {
  yield call(suspend)
  return 1
}

function* link(before) {
  return (yield join(before)) + 1
}

export function pingPong(trips) {
  return run(function* () {
    const ping = channel()
    const pong = channel()
    const last = yield fork(function* () {
      let ball = 0
      for (let i = 0; i < trips; i += 1) {
        yield put(pong, ball + 1)
        ball = yield take(ping)
      }
      return ball
    })
    yield fork(function* () {
      for (let i = 0; i < trips; i += 1) {
        const ball = yield take(pong)
        yield put(ping, ball + 1)
      }
    })
    return yield join(last)
  }).toPromise()
}

export function tree(depth) {
  return run(node, depth).toPromise()
}

function* node(depth) {
  if (depth === 0) return 1
  const left = yield fork(node, depth - 1)
  const right = yield fork(node, depth - 1)
  return (yield join(left)) + (yield join(right))
}

export async function park(tasks, arrivals) {
  const actions = stdChannel()
  const io = { channel: actions, dispatch: (action) => actions.put(action) }
  runSaga(io, function* () {
    for (let i = 0; i < tasks; i += 1) yield fork(waiter)
  })
  return {
    spin: (ticks) => runSaga(io, spinner, ticks).toPromise(),
    wake() {
      io.dispatch({ type: 'OPEN', arrivals })
      return arrivals.all
    },
  }
}

function* waiter() {
  const { arrivals } = yield take('OPEN')
  arrivals.sign()
}

function* spinner(ticks) {
  for (let left = ticks; left > 0; left -= 1) yield call(suspend)
}
