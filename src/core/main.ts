/** The main coroutine of a run: it is not a task, and has its turn at the end of each tick. */

import { claim, type Coroutine } from './coroutine.ts'
import { asked } from './current.ts'
import type { Future } from './future.ts'
import type { Loop } from './loop.ts'
import { Failure, Success } from './outcome.ts'
import { countWait, resume, type Stepper } from './step.ts'
import type { Task } from './task.ts'

export class Main<T> implements Stepper {
  readonly coroutine: Coroutine<T>
  readonly loop: Loop
  awaiting: Future<unknown> | undefined = undefined
  /** The task that it is from the closing of its loop on. */
  task: Task<unknown> | undefined = undefined
  /** How many ticks it has had; a run that goes on counts on from here. */
  ticks = 0
  /** How it ended, once it has. */
  outcome: Success<T> | Failure | undefined = undefined

  constructor(coroutine: Coroutine<T>, loop: Loop) {
    this.coroutine = coroutine
    this.loop = loop
  }

  /** True while it waits for a pending future: its turn passes. */
  get parked(): boolean {
    return this.awaiting?.done() === false
  }

  /** Takes one step. */
  proceed(): void {
    try {
      const resumption = resume(this, this.coroutine)
      if (resumption.done === true) this.end(new Success(resumption.value))
      else if (resumption === asked) countWait(this)
    } catch (error) {
      this.end(new Failure(error))
    }
  }

  private end(outcome: Success<T> | Failure): void {
    this.awaiting = undefined
    this.outcome = outcome
  }
}

/** Mains that were given to a loop and whose run is not over: a stopped one goes on from here. */
export class Mains {
  readonly #mains = new Map<Coroutine<unknown>, Main<unknown>>()

  /**
   * The record of a main: a new one, or the one of a run that was left before its end.
   *
   * @throws `NotACoroutineError`, `CoroutineReusedError`
   */
  admit<T>(coroutine: Coroutine<T>, loop: Loop): Main<T> {
    const known = this.#mains.get(coroutine)
    if (runs(known, coroutine)) return known
    claim(coroutine)
    const main = new Main(coroutine, loop)
    this.#mains.set(coroutine, main)
    return main
  }

  dismiss(main: Main<unknown>): void {
    this.#mains.delete(main.coroutine)
  }

  /** Those of them, which are in no line, that are to get the failure of a task. */
  await(failure: Failure, task: Task<unknown>): void {
    for (const { awaiting } of this.#mains.values()) if (awaiting === task) failure.await()
  }

  /** Those that have not ended; from here on they are none of the loop's. */
  takeAll(): Main<unknown>[] {
    const left = [...this.#mains.values()].filter(({ outcome }) => outcome === undefined)
    this.#mains.clear()
    return left
  }
}

/** Whether it is the main that runs this coroutine, and so gives what this coroutine returns. */
function runs<T>(main: Main<unknown> | undefined, coroutine: Coroutine<T>): main is Main<T> {
  return main !== undefined && main.coroutine === coroutine
}
