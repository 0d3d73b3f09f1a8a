// The loop of the ten lessons, whole: a second scheduler, which the laws of chapters 1 to 3 judge as they judge the
// first. It has no cancellation, no time and no locks, and it is in no hurry. The ids are those of the clauses.

const named = (name) =>
  class extends Error {
    name = name
  }
export const InvalidStateError = named('InvalidStateError')
export const SelfAwaitError = named('SelfAwaitError')
export const BadYieldError = named('BadYieldError')
export const LoopRunningError = named('LoopRunningError')

let stepping // the loop that is stepping
let request // what the coroutine that is stepped asks to wait for

export class Future {
  waiters = [] // tasks, by when they began to wait
  constructor(name) {
    this.name = name
  }
  done() {
    return this.outcome !== undefined
  }
  error() {
    if (!this.done()) throw new InvalidStateError('it is pending') // F3
    this.handled = true // L10
    return this.outcome.error
  }
  result() {
    if (this.error() !== undefined) throw this.error()
    return this.outcome.value
  }
  setResult(value) {
    this.settle({ value })
  }
  setError(error) {
    this.settle({ error })
  }
  settle(outcome) {
    if (this.done()) throw new InvalidStateError('it is settled') // F1
    this.outcome = outcome
    for (const task of this.waiters) task.loop.queue.push(task) // F8
    stepping?.notify('settled', this, outcome) // O2: when all is done
    for (const task of this.waiters) {
      task.loop.notify('woken', task, this)
      task.loop.notify('scheduled', task)
    }
  }
  *[Symbol.iterator]() {
    if (this === stepping?.running) throw new SelfAwaitError('it awaits itself') // T10
    this.handled = true // L10: its awaiter receives the outcome
    request = this
    yield // F4: even if it is settled
    return this.result() // F6
  }
}

// A coroutine that a loop steps: a main, or a task, which is a future of what it returns.
class Main extends Future {
  shown = 'main'
  constructor(loop, coroutine, name) {
    super(name)
    Object.assign(this, { loop, coroutine })
  }
  get parked() {
    return this.on?.done() === false // F5
  }
  step() {
    const { loop, shown } = this
    loop.running = this
    request = undefined
    loop.notify('stepped', shown)
    const outcome = this.resume()
    this.on = outcome ? undefined : request
    request = undefined
    if (this.parked) loop.notify('parked', shown, this.on)
    return outcome
  }
  resume() {
    try {
      let { done, value } = this.coroutine.next()
      while (!done && value !== undefined)
        ({ done, value } = this.coroutine.throw(new BadYieldError('it yields a value'))) // F7
      return done ? { value } : undefined
    } catch (error) {
      return { error } // T5
    }
  }
}

export class Task extends Main {
  shown = this
  constructor(coroutine, name, loop = Loop.getCurrentLoop()) {
    const id = (loop.created += 1)
    super(loop, coroutine, name ?? `Task-${id}`)
    this.id = id
    loop.pending.push(this)
    loop.queue.push(this) // T1
    loop.notify('spawned', this)
    loop.notify('scheduled', this)
  }
  toString() {
    return `<Task name='${this.name}' id='0x${this.id.toString(16)}'>` // T12
  }
  step() {
    const { loop } = this
    const outcome = super.step()
    if (this.parked) this.on.waiters.push(this)
    else if (outcome) {
      loop.pending = loop.pending.filter((task) => task !== this)
      if ('error' in outcome) loop.failed.push(this)
      super.settle(outcome)
    } else {
      loop.queue.push(this) // T3
      loop.notify('scheduled', this)
    }
  }
  settle() {
    throw new InvalidStateError('only its coroutine ends a task') // T4
  }
}

export class Loop {
  tick = 0
  created = 0
  queue = [] // L2: the head is the task that was scheduled first
  pending = [] // L12: tasks that have not ended, by creation
  failed = [] // L10
  static getCurrentLoop() {
    return stepping // L17
  }
  constructor({ discipline = 'drain', observer = {} } = {}) {
    Object.assign(this, { discipline, observer })
  }
  get scheduled() {
    return [...this.queue]
  }
  spawn(coroutine, name) {
    return new Task(coroutine, name, this)
  }
  notify(event, ...about) {
    this.observer[event]?.(...about) // O1
  }
  run(coroutine) {
    if (this.running) throw new LoopRunningError('it is running') // L11
    const main = (this.running = new Main(this, coroutine))
    const outer = stepping
    stepping = this
    this.tick = 0 // L6
    let outcome
    while (!outcome && (this.queue.length > 0 || !main.parked)) outcome = this.takeTick(main)
    stepping = outer
    this.running = undefined // L13
    if (outcome && 'error' in outcome) throw outcome.error // L7
    const due = this.failed.splice(0).filter(({ handled }) => !handled)
    const unhandled = due.length > 0 ? new UnhandledError(due) : undefined
    const waiting = [main, ...this.pending].filter(({ parked }) => parked)
    if (!outcome) throw new DeadlockError(waiting, unhandled) // L9
    if (unhandled) throw unhandled
    return outcome.value
  }
  takeTick(main) {
    this.tick += 1
    this.notify('tick', this.tick, this)
    let left = this.discipline === 'snapshot' ? this.queue.length : Infinity // L3, L4
    for (; left > 0 && this.queue.length > 0; left -= 1) this.queue.shift().step()
    return main.parked ? undefined : main.step() // L5
  }
}

// What a run throws that has nothing to return.

export class UnhandledError extends AggregateError {
  name = 'UnhandledError'
  constructor(tasks) {
    super(tasks.map((task) => task.outcome.error))
    this.tasks = tasks
    this.failures = tasks.map((task) => ({ task, error: task.outcome.error }))
  }
}

export class DeadlockError extends named('DeadlockError') {
  cycles = []
  constructor(waiting, cause) {
    super('nothing can resume', { cause })
    this.waits = waiting.map(({ on, shown }) => ({ who: shown, on, heldBy: [] }))
    for (const task of waiting) {
      const path = [task]
      while (path.at(-1).on?.parked && !path.includes(path.at(-1).on)) path.push(path.at(-1).on)
      const isKnown = this.cycles.some((cycle) => cycle.includes(task))
      if (path.at(-1).on === task && !isKnown) this.cycles.push(path)
    }
  }
}
