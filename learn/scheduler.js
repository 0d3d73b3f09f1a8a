// The loop of lessons 1 to 7, whole: a second scheduler, which the laws of chapters 1 to 3 judge as they judge the
// first. It has no cancellation, no time and no locks, and it is in no hurry. The ids are those of the clauses.

let stepping // the loop that is stepping
let request // what the coroutine that is stepped asks to wait for

// Errors are known by their names.
function failure(name, message, more) {
  return Object.assign(new Error(message), { name, ...more })
}

export class Future {
  waiters = [] // tasks, by when they began to wait

  constructor(name) {
    this.name = name
  }

  done() {
    return this.outcome !== undefined
  }

  error() {
    if (!this.done()) throw failure('InvalidStateError', 'it is pending') // F3
    this.handled = true // L10
    return this.outcome.error
  }

  result() {
    const error = this.error()
    if ('error' in this.outcome) throw error // undefined too
    return this.outcome.value
  }

  setResult(value) {
    this.settle({ value })
  }

  setError(error) {
    this.settle({ error })
  }

  // A task is settled by its coroutine alone (T4); other futures have none.
  settle(outcome, by) {
    if (this.done() || this.coroutine !== by)
      throw failure('InvalidStateError', 'it is settled, or will be by its coroutine') // F1
    this.outcome = outcome
    for (const task of this.waiters) task.loop.scheduled.push(task) // F8
    stepping?.observer.settled?.(this, outcome) // O2: when all is done
    for (const task of this.waiters) {
      task.loop.observer.woken?.(task, this)
      task.loop.observer.scheduled?.(task)
    }
  }

  *[Symbol.iterator]() {
    if (this === stepping?.running) throw failure('SelfAwaitError', 'it awaits itself') // T10
    this.handled = true // L10: its awaiter receives the outcome
    request = this
    yield // F4: even if it is settled
    return this.result() // F6
  }
}

// A coroutine that a loop steps, and a future of what it returns. Main is one too, which no task can await.
export class Task extends Future {
  constructor(loop, coroutine, name, id) {
    super(name)
    Object.assign(this, { loop, coroutine, id })
  }

  toString() {
    return `<Task name='${this.name}' id='0x${this.id.toString(16)}'>` // T12
  }

  get parked() {
    return this.on?.done() === false // F5
  }

  // Runs up to the next `yield`. If the coroutine has ended, returns how.
  step(shown = this) {
    const { coroutine, loop } = this
    loop.running = this
    loop.observer.stepped?.(shown)
    let outcome
    try {
      let { done, value } = coroutine.next()
      while (!done && value !== undefined)
        ({ done, value } = coroutine.throw(failure('BadYieldError', 'it yields a value'))) // F7
      if (done) outcome = { value }
    } catch (error) {
      outcome = { error } // T5
    }
    this.on = request
    request = undefined
    if (this.parked) loop.observer.parked?.(shown, this.on)
    return outcome
  }
}

export class Loop {
  tick = 0
  created = 0
  scheduled = [] // L2: the ready queue; its head is the task that was scheduled first
  pending = [] // L12: tasks that have not ended, by creation
  failed = [] // L10

  constructor({ discipline = 'drain', observer = {} } = {}) {
    Object.assign(this, { discipline, observer })
  }

  spawn(coroutine, name) {
    this.created += 1
    const task = new Task(this, coroutine, name, this.created)
    this.pending.push(task)
    this.scheduled.push(task) // T1
    this.observer.spawned?.(task)
    this.observer.scheduled?.(task)
    return task
  }

  // Takes ticks until main has ended, or nothing can resume.
  run(coroutine) {
    const main = new Task(this, coroutine)
    const outer = stepping
    stepping = this
    this.tick = 0 // L6
    let outcome
    while (!outcome && (this.scheduled.length > 0 || !main.parked)) outcome = this.takeTick(main)
    stepping = outer
    if (outcome && 'error' in outcome) throw outcome.error // L7
    const failures = unhandled(this.failed.splice(0)) // L10: each is reported once
    if (!outcome) throw deadlock(main, this.pending, failures) // L9
    if (failures) throw failures
    return outcome.value
  }

  takeTick(main) {
    this.tick += 1
    this.observer.tick?.(this.tick, this)
    let left = this.discipline === 'snapshot' ? this.scheduled.length : Infinity // L3, L4
    for (; left > 0 && this.scheduled.length > 0; left -= 1) this.stepTask(this.scheduled.shift())
    return main.parked ? undefined : main.step('main') // L5
  }

  stepTask(task) {
    const outcome = task.step()
    if (outcome) {
      this.pending = this.pending.filter((other) => other !== task)
      if ('error' in outcome) this.failed.push(task)
      task.settle(outcome, task.coroutine)
    } else if (task.parked) {
      task.on.waiters.push(task)
    } else {
      this.scheduled.push(task) // T3
      this.observer.scheduled?.(task)
    }
  }
}

// An error with the failures that nothing has handled, if there are any.
function unhandled(failed) {
  const tasks = failed.filter(({ handled }) => !handled)
  if (tasks.length === 0) return undefined
  const failures = tasks.map((task) => ({ task, error: task.outcome.error }))
  const all = new AggregateError(failures.map(({ error }) => error))
  return Object.assign(all, { name: 'UnhandledError', tasks, failures })
}

// What everything in the loop waits for, and each circle of tasks that wait for each other.
function deadlock(main, tasks, cause) {
  const waits = [{ who: 'main', on: main.on, heldBy: [] }]
  for (const task of tasks) waits.push({ who: task, on: task.on, heldBy: [] })
  const cycles = []
  for (const task of tasks) {
    if (cycles.flat().includes(task)) continue
    const path = [task]
    for (let on = task.on; on?.parked && !path.includes(on); on = on.on) path.push(on)
    if (path.at(-1).on === task) cycles.push(path)
  }
  return failure('DeadlockError', 'nothing can resume', { waits, cycles, cause })
}
