// What the coroutine that is stepped asks to wait for: `yield*` sets it, and the step that sees it clears it.
let request

// A value that is set later.
export class Future {
  done = false
  waiters = []

  setResult(value) {
    if (this.done) throw new Error('it is set already')
    this.done = true
    this.value = value
    for (const task of this.waiters.splice(0)) task.loop.queue.push(task)
  }

  result() {
    if (!this.done) throw new Error('it is pending')
    return this.value
  }

  *[Symbol.iterator]() {
    request = this
    yield
    return this.result()
  }
}

// A coroutine that a loop steps, and a future of what it returns.
export class Task extends Future {
  constructor(loop, coroutine, name) {
    super()
    Object.assign(this, { loop, coroutine, name })
    loop.queue.push(this)
  }

  step() {
    const { done, value } = this.coroutine.next()
    const on = request
    request = undefined
    if (done) this.setResult(value)
    else if (on?.done === false) on.waiters.push(this)
    else this.loop.queue.push(this)
  }
}

export class Loop {
  queue = []

  spawn(coroutine, name) {
    return new Task(this, coroutine, name)
  }

  // Steps the task that has been in the queue the longest.
  run() {
    while (this.queue.length > 0) this.queue.shift().step()
  }
}
