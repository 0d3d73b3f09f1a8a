/** Chunks of a campaign, in this process or in workers. */

import { Worker } from 'node:worker_threads'
import { setImmediate } from 'node:timers/promises'
import { checkChunk, type ChunkResult } from '../properties/check.ts'
import type { Candidate, Which } from './candidate.ts'

/** A chunk to be run: its number, and at most so many programs of it. */
export interface Task {
  readonly chunk: number
  readonly most: number
}

/** What a worker is created with. */
export interface Hiring {
  readonly which: Which
  readonly seed: number
}

/** Runs chunks: as many at once as it has members. */
export interface Crew {
  readonly size: number
  run(member: number, task: Task): Promise<ChunkResult>
  close(): Promise<void>
}

/** One member, which is this process. */
export function alone({ kit, subject }: Candidate, seed: number): Crew {
  return {
    size: 1,
    async run(_member, { chunk, most }) {
      // Lets the terminal redraw, and the interrupt key take effect.
      await setImmediate()
      return checkChunk({ subject, seed, ...kit }, chunk, most)
    },
    async close() {},
  }
}

/** So many workers, each with a loop of its own. */
export function crewOf(size: number, workerData: Hiring): Crew {
  const members = Array.from({ length: size }, () => new Member(workerData))
  return {
    size,
    run: (at, task) => {
      const member = members[at]
      if (member === undefined) throw new RangeError(`there is no worker ${at}`)
      return member.run(task)
    },
    async close() {
      await Promise.all(members.map((member) => member.close()))
    },
  }
}

/** Beside this file, whether that was built or not. */
const ENTRY = new URL(import.meta.url.replace(/crew(\.[jt]s)$/u, 'worker$1'))

class Member {
  readonly #worker: Worker
  #task: { resolve(result: ChunkResult): void; reject(error: unknown): void } | undefined
  #failure: unknown

  constructor(workerData: Hiring) {
    this.#worker = new Worker(ENTRY, { workerData })
    this.#worker.on('message', (result: ChunkResult) => this.#task?.resolve(result))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (code) => this.#fail(new Error(`a worker has exited with ${code}`)))
  }

  run(task: Task): Promise<ChunkResult> {
    return new Promise((resolve, reject) => {
      this.#task = { resolve, reject }
      if (this.#failure !== undefined) return reject(this.#failure)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin.
      this.#worker.postMessage(task)
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    this.#task?.reject(this.#failure)
  }
}
