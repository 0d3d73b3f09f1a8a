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

  toString() {
    return `<Task name='${this.name}'>`
  }
}

export class Loop {
  queue = []

  constructor(discipline = 'drain') {
    this.discipline = discipline
  }

  spawn(coroutine, name) {
    return new Task(this, coroutine, name)
  }

  // Takes ticks until main has ended, and returns what it returns.
  run(main) {
    for (let tick = 1; ; tick += 1) {
      console.log(`Loop step ${tick} [${this.queue.join(', ')}]`)
      this.stepTasks()
      if (this.on?.done === false) continue // main waits
      const { done, value } = main.next()
      this.on = request
      request = undefined
      if (done) return value
    }
  }

  // 'drain': until the queue is empty. 'snapshot': those that are in it now.
  stepTasks() {
    let left = this.discipline === 'drain' ? Infinity : this.queue.length
    for (; left > 0 && this.queue.length > 0; left -= 1) this.queue.shift().step()
  }
}
