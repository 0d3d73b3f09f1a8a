/** A pool that leaks: a job that is aborted while it waits for its slot takes the slot with it. */

import type { Scenario } from '../../src/explore/index.ts'

type Job = () => Promise<unknown>

class Pool {
  #free = 1
  readonly #waiting: (() => void)[] = []
  protected readonly leaks: boolean = true

  async run(job: Job, signal: AbortSignal): Promise<void> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    if (this.leaks) signal.throwIfAborted() // the slot is taken, and nothing gives it back
    try {
      signal.throwIfAborted()
      await job()
    } finally {
      this.#release()
    }
  }

  #release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}

/** Whatever happens once the slot is taken happens within the try. */
class SafePool extends Pool {
  protected override readonly leaks: boolean = false
}

function scenario(Kind: typeof Pool): Scenario {
  return async (world) => {
    const pool = new Kind()
    const leave = new AbortController()
    world.abort(leave, 'the client leaves')
    const never = new AbortController().signal
    await Promise.allSettled([
      pool.run(() => world.external('first'), never),
      pool.run(() => world.external('second'), leave.signal),
    ])
    await pool.run(() => world.external('third'), never)
  }
}

export const broken: Scenario = scenario(Pool)
export const fixed: Scenario = scenario(SafePool)
