/**
 * Tasks, futures and a ready queue, and nothing else: no observers, cancellation, time, or refusal of a misuse, one
 * waiter to a future, one loop. What `npm run bench:costs` takes for the price of the idea itself.
 */

let oldest
let newest
let running

function append(task) {
  task.after = undefined
  if (oldest === undefined) oldest = task
  else newest.after = task
  newest = task
}

class Task {
  after = undefined
  awaiting = undefined

  constructor(coroutine) {
    this.coroutine = coroutine
  }
}

function spawn(coroutine) {
  append(new Task(coroutine))
}

const request = { value: undefined, done: false }

class Future {
  /** The task that waits, or the outcome. */
  state = undefined

  setResult(value) {
    const waiter = this.state
    this.state = { value, done: true }
    if (waiter !== undefined) append(waiter)
  }

  [Symbol.iterator]() {
    return this
  }

  next() {
    if (running.awaiting === this) {
      running.awaiting = undefined
      return this.state
    }
    running.awaiting = this
    return request
  }
}

function drain() {
  while (oldest !== undefined) {
    const task = oldest
    oldest = task.after
    running = task
    const resumption = task.coroutine.next()
    running = undefined
    if (resumption.done === true) continue
    const { awaiting } = task
    if (awaiting === undefined || awaiting.state !== undefined) append(task)
    else awaiting.state = task
  }
}

export function rotate(laps) {
  for (let i = 0; i < laps.tasks; i += 1) spawn(runner(laps, i))
  drain()
}

function* runner(laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    yield
  }
  laps.end(number)
}

export function pingPong(trips) {
  const table = { ping: new Future(), pong: new Future() }
  let ball = 0
  spawn(
    (function* () {
      for (let i = 0; i < trips; i += 1) {
        table.pong.setResult(ball + 1)
        ball = yield* table.ping
        table.ping = new Future()
      }
    })(),
  )
  spawn(
    (function* () {
      for (let i = 0; i < trips; i += 1) {
        const received = yield* table.pong
        table.pong = new Future()
        table.ping.setResult(received + 1)
      }
    })(),
  )
  drain()
  return ball
}
