/** A run in real time, in slices between which the host runs. */

import {
  asyncRuns,
  VirtualClock,
  type AsyncOptions,
  type Coroutine,
  type Loop,
} from '../core/index.ts'
import { inContext, report } from './machine.ts'
import { checkedOptions, requireUndo } from './options.ts'
import { SystemClock } from './systemClock.ts'

asyncRuns.begin = (loop, main, options) => {
  return new Promise((resolve, reject) =>
    new AsyncRun(loop, main, options, resolve, reject).begin(),
  )
}

class AsyncRun<T> {
  readonly #loop: Loop
  readonly #main: Coroutine<T>
  readonly #options: ReturnType<typeof checkedOptions>
  readonly #resolve: (value: T) => void
  readonly #reject: (error: unknown) => void
  readonly #ticks: Generator<number, T, undefined>
  readonly #slice: () => void = inContext(() => {
    // A driver may call back late, or more than once: by then the loop may be driven by another run.
    if (!this.#over) this.#attempt(() => this.#takeSlice())
  })
  #over = false
  /** When the host is to run, by the time of the driver. */
  #due = 0
  /** Gives up the timer of a run that waits. */
  #undo: () => void = () => {}

  constructor(
    loop: Loop,
    main: Coroutine<T>,
    options: AsyncOptions,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#loop = loop
    this.#main = main
    this.#options = checkedOptions(options)
    this.#resolve = resolve
    this.#reject = reject
    const { driver } = this.#options
    // L11: refused here, if it is.
    this.#ticks = loop.ticks(main, { pause: () => driver.now() >= this.#due, waits: true })
  }

  begin(): void {
    const { signal } = this.#options
    const { time } = this.#loop
    // H4: the time of a loop that was given no clock passes, and continues from where it stood.
    if (!time.given) time.clock = new SystemClock(this.#loop.now())
    this.#attempt(() => {
      if (signal?.aborted === true) this.#abort()
      else signal?.addEventListener('abort', this.#abort)
      this.#takeSlice()
    })
  }

  /** H5: main is closed, as a task is that is cancelled. */
  readonly #abort = (): void => {
    this.#loop.mains.abort(this.#main, this.#options.signal?.reason)
    this.#loop.wake?.()
  }

  /** H4: ticks until the host is to run, or nothing can resume. */
  #takeSlice(): void {
    const { driver, slice } = this.#options
    this.#awake()
    this.#due = driver.now() + slice
    let tick = this.#ticks.next()
    while (tick.done !== true && tick.value !== 0 && driver.now() < this.#due) {
      tick = this.#ticks.next()
    }
    if (tick.done === true) {
      this.#resolve(tick.value)
      this.#end()
    } else if (tick.value === 0) this.#wait()
    else driver.soon(this.#slice)
  }

  /** H3: until a deadline, or until something can resume. */
  #wait(): void {
    const { driver } = this.#options
    const loop = this.#loop
    const deadline = loop.nextDeadline
    loop.wake = () =>
      this.#attempt(() => {
        this.#awake()
        driver.soon(this.#slice)
      })
    const ms = deadline === undefined ? Infinity : Math.max(0, deadline - loop.now())
    this.#undo = requireUndo(driver.later(this.#slice, ms))
    // H6: last, since a handler may do anything.
    const failures = loop.failures.take()
    if (failures !== undefined) report(failures)
  }

  /** H4: what main throws, or the driver, or the signal, ends the run. */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#reject(error)
      this.#end()
    }
  }

  #awake(): void {
    this.#loop.wake = undefined
    const undo = this.#undo
    this.#undo = () => {}
    undo()
  }

  /** The loop is free before anything is asked of the signal or the driver, which may throw. */
  #end(): void {
    this.#over = true
    const { time } = this.#loop
    if (!time.given) time.clock = new VirtualClock(this.#loop.now())
    const left: Iterator<number, unknown, undefined> = this.#ticks
    left.return?.()
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.#awake()
  }
}
