/** The usual abuse of a pool, and the usual promises. */

import type { Explored } from '../engine/search.ts'
import { exploreAs } from '../explore.ts'
import type { ExploreOptions } from '../options.ts'
import { requireFunctions } from './required.ts'

/** A pool, a limiter or a queue of jobs: what runs functions, so many at a time. Clause X18. */
export interface PoolSubject<P> {
  /** Creates a pool that runs so many jobs at a time; its options may be varied here. */
  readonly create: (size: number) => P
  /** Runs a job: its promise is the job's. Passes the signal on if the pool takes one. */
  readonly run: (pool: P, job: () => Promise<string>, signal: AbortSignal) => Promise<string>
  /** Whether a job that has not begun is not run once its signal is aborted; `false` if it takes no signals. */
  readonly aborts?: boolean
}

/**
 * Explores any pool: more jobs than it has room for, some of which fail or are aborted. It must never run more than it
 * says at once; each caller must receive the outcome of its own job, once; no caller may be left waiting; and afterwards
 * it must have as much room as before.
 *
 * @throws as `explore` does; `TypeError` if the subject lacks a function
 * @example
 * ```ts
 * import { explorePool } from 'looplaw/explore'
 *
 * class Pool {
 *   #free: number
 *   readonly #waiting: (() => void)[] = []
 *   constructor(size: number) {
 *     this.#free = size
 *   }
 *   async run<T>(job: () => Promise<T>): Promise<T> {
 *     if (this.#free > 0) this.#free -= 1
 *     else await new Promise<void>((resolve) => this.#waiting.push(resolve))
 *     const result = await job() // a job that fails keeps its place
 *     this.#release()
 *     return result
 *   }
 *   #release(): void {
 *     const next = this.#waiting.shift()
 *     if (next === undefined) this.#free += 1
 *     else next()
 *   }
 * }
 * const found = await explorePool({
 *   create: (size) => new Pool(size),
 *   run: (pool, job) => pool.run(job),
 * }).catch((error) => error)
 * console.log(found.message.split('\n')[0])
 * // prints: the scenario rejected: Error: afterwards it runs 1 at once, and not 2.
 * ```
 *
 * Clause X18.
 */
export async function explorePool<P>(
  subject: PoolSubject<P>,
  options: ExploreOptions = {},
): Promise<Explored> {
  requireFunctions('explorePool', subject, ['create', 'run'])
  const { aborts = false, create, run } = subject
  return exploreAs(
    'explorePool(subject',
    async (world) => {
      const size = 2
      const pool = create(size)
      const never = new AbortController().signal
      let running = 0
      world.check(() => {
        if (running > size) throw new Error(`${running} jobs run at once, in a pool of ${size}`)
      })
      const begun = new Map<string, number>()
      const job =
        (name: string, mayFail: boolean, signal: AbortSignal) => async (): Promise<string> => {
          running += 1
          begun.set(name, (begun.get(name) ?? 0) + 1)
          try {
            // A job that runs ends when its signal is aborted.
            return await world.external(name, () => `result of ${name}`, { mayFail, signal })
          } finally {
            running -= 1
          }
        }
      const expects = async (
        name: string,
        mayFail: boolean,
        signal: AbortSignal,
      ): Promise<void> => {
        try {
          const result = await run(pool, job(name, mayFail, signal), signal)
          if (result !== `result of ${name}`) throw new Mixed(`${name} received ${result}`)
        } catch (error) {
          if (error instanceof Mixed) throw error
          const isOwn = error instanceof Error && error.message.includes(name)
          if (!isOwn && !signal.aborted) throw new Mixed(`${name} received ${String(error)}`)
        }
      }
      const leave = new AbortController()
      if (aborts) world.abort(leave, 'the client leaves')
      await Promise.all([
        expects('job 1', true, never),
        expects('job 2', false, never),
        expects('job 3', true, aborts ? leave.signal : never),
        expects('job 4', false, never),
      ])
      for (const [name, count] of begun)
        if (count > 1) throw new Error(`${name} ran ${count} times`)
      world.calm()
      // X18: as much room as before, so that as many run at once again.
      let most = 0
      const probe = (name: string) => async (): Promise<string> => {
        running += 1
        most = Math.max(most, running)
        // So long that the other one begins meanwhile, if it may.
        await world.sleep(1_000)
        running -= 1
        return name
      }
      await Promise.all(['probe 1', 'probe 2'].map((name) => run(pool, probe(name), never)))
      if (most !== size) throw new Error(`afterwards it runs ${most} at once, and not ${size}`)
    },
    options,
  )
}

/** A caller has received what is not its own. */
class Mixed extends Error {}
