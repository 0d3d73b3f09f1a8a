// What the coroutine that is stepped asks to wait for: `yield*` sets it, and the step that sees it clears it.
let request

// A value that is set later.
export class Future {
  done = false
  waiters = []

  constructor(name) {
    this.name = name
  }

  setResult(value) {
    this.settle({ value })
  }

  setError(error) {
    this.settle({ error })
  }

  settle(outcome) {
    if (this.done) throw new Error('it is settled already')
    this.done = true
    this.outcome = outcome
    for (const task of this.waiters.splice(0)) task.loop.queue.push(task)
  }

  result() {
    if (!this.done) throw new Error('it is pending')
    this.handled = true
    if ('error' in this.outcome) throw this.outcome.error
    return this.outcome.value
  }

  *[Symbol.iterator]() {
    this.handled = true // its awaiter will receive the outcome
    request = this
    yield
    return this.result()
  }

  toString() {
    return `<${this.constructor.name} name='${this.name}'>`
  }
}

// A coroutine that a loop steps, and a future of what it returns.
export class Task extends Future {
  constructor(loop, coroutine, name) {
    super(name)
    Object.assign(this, { loop, coroutine })
    loop.pending.add(this)
    loop.queue.push(this)
  }

  // It is closed at its next step: its `finally` blocks run, and nothing else of it does.
  cancel() {
    if (this.done || this.cancelled) return
    this.cancelled = true
    if (this.on?.done === false) {
      this.on.waiters.splice(this.on.waiters.indexOf(this), 1)
      this.loop.queue.push(this)
    }
  }

  // return() closes a coroutine once; a `finally` that suspends is then resumed like any other code.
  resume() {
    if (!this.cancelled || this.closing) return this.coroutine.next()
    this.closing = true
    return this.coroutine.return()
  }

  step() {
    let outcome
    try {
      const { done, value } = this.resume()
      if (done) outcome = this.cancelled ? { error: new Error('cancelled') } : { value }
    } catch (error) {
      outcome = { error }
      this.loop.failed.push(this)
    }
    this.on = request
    request = undefined
    if (outcome) {
      this.loop.pending.delete(this)
      this.settle(outcome)
    } else if (this.on?.done === false) this.on.waiters.push(this)
    else this.loop.queue.push(this)
  }
}

// One task at a time, first in, first out: release() hands the lock to the task that has waited the longest.
export class Lock {
  waiting = []

  release() {
    const next = this.waiting.shift()
    if (next) next.setResult()
    else this.locked = false
  }

  *acquire() {
    if (this.locked) {
      const ticket = new Future('a lock')
      this.waiting.push(ticket)
      yield* ticket
    } else {
      this.locked = true
      yield // as every wait does
    }
  }
}

// Suspends for so many milliseconds of the loop's time.
export function* sleep(loop, ms) {
  const alarm = new Future(`${ms} ms`)
  loop.timers.push({ at: loop.now + ms, alarm })
  loop.timers.sort((one, other) => one.at - other.at) // a stable sort: of equal deadlines, the first set is first
  yield* alarm
}

export class Loop {
  now = 0
  timers = []
  queue = []
  pending = new Set()
  failed = []

  constructor(discipline = 'drain') {
    this.discipline = discipline
  }

  spawn(coroutine, name) {
    return new Task(this, coroutine, name)
  }

  // Takes ticks until main has ended, and returns what it returns.
  run(main) {
    for (let tick = 1; ; tick += 1) {
      if (this.queue.length === 0 && this.on?.done === false) this.jump()
      console.log(`Loop step ${tick} at ${this.now} ms [${this.queue.join(', ')}]`)
      this.stepTasks()
      if (this.on?.done === false) continue // main waits
      const { done, value } = main.next()
      this.on = request
      request = undefined
      if (!done) continue
      this.report()
      return value
    }
  }

  // Time stands still while something can resume, and then passes at once.
  jump() {
    if (this.timers.length === 0) throw this.deadlock()
    this.now = this.timers[0].at
    while (this.timers[0]?.at === this.now) this.timers.shift().alarm.setResult()
  }

  // Nothing in the loop can settle what main waits for: to take more ticks would be to hang.
  deadlock() {
    let message = `deadlock:\n  main waits for ${this.on}`
    for (const task of this.pending) message += `\n  ${task} waits for ${task.on}`
    return new Error(message)
  }

  // No failure is lost: what nothing has awaited is thrown when main has returned.
  report() {
    const unhandled = this.failed.splice(0).filter((task) => !task.handled)
    if (unhandled.length === 0) return
    const errors = unhandled.map((task) => task.outcome.error)
    throw new AggregateError(errors, `unhandled: ${unhandled.join(', ')}`)
  }

  // 'drain': until the queue is empty. 'snapshot': those that are in it now.
  stepTasks() {
    let left = this.discipline === 'drain' ? Infinity : this.queue.length
    for (; left > 0 && this.queue.length > 0; left -= 1) this.queue.shift().step()
  }
}
