export class Loop {
  queue = []

  spawn(coroutine) {
    this.queue.push(coroutine)
  }

  // Steps the coroutine that has been in the queue the longest, and appends it again unless it has ended.
  run() {
    while (this.queue.length > 0) {
      const coroutine = this.queue.shift()
      const { done } = coroutine.next()
      if (!done) this.queue.push(coroutine)
    }
  }
}
