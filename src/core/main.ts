/** The main coroutine of a run. It is not a task, and is stepped at the end of each tick (L5). */

import { inherit } from './bindings.ts'
import { claim } from './coroutine.ts'
import { notifyEnded } from './ends.ts'
import { Failure, Success } from './outcome.ts'
import { countAwaiter, current, endWait, refusal, resume, waitRequest } from './suspension.ts'
import { isTask } from './task.ts'
import type * as types from './types.ts'
import { withdrawAlone } from './waiters.ts'

export class Main<T> implements types.Main<T> {
  readonly coroutine: types.Coroutine<T>
  /** T14: what is stepped: the coroutine, perhaps with values that it has inherited. */
  readonly body: types.Coroutine<T>
  readonly loop: types.Loop
  awaiting: types.Future<unknown> | undefined = undefined
  task: types.Task<unknown> | undefined = undefined
  outcome: Success<T> | Failure | undefined = undefined
  /** How many ticks it has had; a run that is resumed counts on from here (L6). */
  #ticks = 0

  constructor(coroutine: types.Coroutine<T>, loop: types.Loop) {
    this.coroutine = coroutine
    this.body = inherit(coroutine)
    this.loop = loop
  }

  get ticks(): number {
    return this.#ticks
  }

  /** True while it waits for a pending future: then a tick passes it over. */
  get parked(): boolean {
    return this.awaiting?.done() === false
  }

  /** Another tick of its run begins: the number of that. */
  countTick(): number {
    this.#ticks += 1
    return this.#ticks
  }

  /** Takes one step. */
  proceed(): void {
    try {
      const resumption = resume(this, this.body)
      if (resumption.done === true) this.#end(new Success(resumption.value))
      else if (resumption === waitRequest) countAwaiter(this)
      else if (resumption === refusal) this.#refrain()
    } catch (error) {
      this.#end(new Failure(error))
    }
  }

  /** C7: it does not begin to wait, and gives up what it has asked for. */
  #refrain(): void {
    const { awaiting } = this
    endWait(this)
    withdrawAlone(awaiting)
  }

  #end(outcome: Success<T> | Failure): void {
    endWait(this)
    this.outcome = outcome
    notifyEnded(this)
  }
}

/** The mains that a loop was given and whose run is not over: a stopped one resumes from here (L8). */
export class Mains {
  readonly #mains = new Map<types.Coroutine<unknown>, Main<unknown>>()

  /**
   * The record of a main: a new one, or the one of a run that was left before its end.
   *
   * @throws `NotACoroutineError`, `CoroutineReusedError`
   */
  admit<T>(coroutine: types.Coroutine<T>, loop: types.Loop): Main<T> {
    const known = this.#mains.get(coroutine)
    if (runs(known, coroutine)) return known
    claim(coroutine)
    const main = new Main(coroutine, loop)
    this.#mains.set(coroutine, main)
    return main
  }

  dismiss(main: types.Main<unknown>): void {
    this.#mains.delete(main.coroutine)
  }

  /** Counts those that will receive the failure of a task: they are not among its waiters. */
  addAwaiters(failure: Failure, of: types.Task<unknown>): void {
    for (const { awaiting } of this.#mains.values()) if (awaiting === of) failure.addAwaiter()
  }

  /** Those that have not ended; the loop has none of them from here on. */
  takeAll(): Main<unknown>[] {
    const left = [...this.#mains.values()].filter(({ outcome }) => outcome === undefined)
    this.#mains.clear()
    return left
  }
}

/** Whether it is the main that runs this coroutine, and so returns what this coroutine returns. */
function runs<T>(main: Main<unknown> | undefined, coroutine: types.Coroutine<T>): main is Main<T> {
  return main !== undefined && main.coroutine === coroutine
}

/** Tasks that were created of a main when its loop was closed. */
const adopted = new WeakMap<types.Task<unknown>, types.Main<unknown>>()

/** From here on the main is this task, and still known as the main. */
export function adopt(main: Main<unknown>, task: types.Task<unknown>): void {
  const { dependents } = main.loop
  const left = dependents.takeAll(main)
  adopted.set(task, main)
  main.task = task
  for (const dependent of left) dependents.add(dependent, main)
}

/** The caller, if that is a task or a main: the same before and after a main was closed with its loop. */
export function runner(): types.Runner | undefined {
  // An observer that is notified in the midst of a step is not what is being stepped.
  const running = current.notifying ? undefined : current.loop?.running
  return running !== undefined && isTask(running) ? (adopted.get(running) ?? running) : running
}

/** Whether it has ended. */
export function hasEnded(who: types.Runner): boolean {
  if (isTask(who)) return who.coroutine === undefined
  return who.task === undefined ? who.outcome !== undefined : who.task.coroutine === undefined
}

/** What messages and observers call it. */
export function shown(who: types.Runner): types.Task<unknown> | 'main' {
  return isTask(who) ? who : (who.task ?? 'main')
}
