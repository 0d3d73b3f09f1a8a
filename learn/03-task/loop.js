// A coroutine that a loop steps, with a name, and with what becomes of it.
export class Task {
  done = false

  constructor(loop, coroutine, name) {
    Object.assign(this, { loop, coroutine, name })
    loop.queue.push(this)
  }

  step() {
    const { done, value } = this.coroutine.next()
    if (done) Object.assign(this, { done, value })
    else this.loop.queue.push(this)
  }

  result() {
    if (!this.done) throw new Error(`${this.name} has not ended`)
    return this.value
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
