/** The main coroutine of a run: it is not a task, and has its turn at the end of each tick. */

import type { Coroutine } from './coroutine.ts'
import { asked } from './current.ts'
import type { Future } from './future.ts'
import { Failure, Success } from './outcome.ts'
import { beginWait, resume, type Stepper } from './step.ts'

export class Main<T> implements Stepper {
  readonly coroutine: Coroutine<T>
  awaiting: Future<unknown> | undefined = undefined
  /** How many ticks it has had; a run that goes on counts on from here. */
  ticks = 0
  /** How it ended, once it has. */
  outcome: Success<T> | Failure | undefined = undefined

  constructor(coroutine: Coroutine<T>) {
    this.coroutine = coroutine
  }

  /** True while it waits for a pending future: its turn passes. */
  get parked(): boolean {
    return this.awaiting?.done() === false
  }

  /** Takes one step. */
  proceed(): void {
    try {
      const resumption = resume(this.coroutine)
      if (resumption.done === true) this.outcome = new Success(resumption.value)
      else if (resumption === asked) beginWait(this)
    } catch (error) {
      this.outcome = new Failure(error)
    }
  }

  /** Whether it is the main that runs this coroutine, and so gives what this coroutine returns. */
  static runs<T>(main: Main<unknown> | undefined, coroutine: Coroutine<T>): main is Main<T> {
    return main !== undefined && main.coroutine === coroutine
  }
}
