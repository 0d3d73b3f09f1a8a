/** Chunks of a campaign, in this process or in workers. */

import { Worker } from 'node:worker_threads'
import { setImmediate } from 'node:timers/promises'
import type { Stretch } from '../src/explore/engine/stretch.ts'
import type { Which } from './candidate.ts'
import { Complaint } from './documents.ts'
import type { Target } from './scenario.ts'

/** A chunk to be run: its number among those of all shards, and its limits. */
export interface Task {
  readonly chunk: number
  readonly most: number
  readonly seconds: number
  /** Runs this history alone. */
  readonly replay?: string
  /** Whether that line was kept from before, and may fit no longer. */
  readonly isKept?: boolean
  /** Runs this part of every history. */
  readonly stretch?: Stretch
}

/** Runs a chunk, and says from time to time how many runs it has made. */
export type Runner<S> = (task: Task, onProgress: (runs: number) => void) => S | Promise<S>

/** What a worker is created with. */
export type Hiring =
  | { readonly work: 'check'; readonly which: Which; readonly seed: number }
  | { readonly work: 'explore'; readonly target: Target; readonly seed: number }

/** What a worker is asked for: a chunk, or whether it can answer. */
export type Request = Task | 'ping'

/** What a worker says. */
export type Report<S> =
  | 'pong'
  | { readonly runs: number }
  | { readonly result: S }
  | { readonly complaint: string }

/** Runs chunks: as many at once as it has members. */
export interface Crew<S> {
  readonly size: number
  run(member: number, task: Task, onProgress?: (runs: number) => void): Promise<S>
  close(): Promise<void>
}

/** One member, which is this process. */
export function alone<S>(runner: Runner<S>): Crew<S> {
  return {
    size: 1,
    async run(_member, task, onProgress = () => {}) {
      // Lets the terminal redraw, and the interrupt key take effect.
      await setImmediate()
      return runner(task, onProgress)
    },
    async close() {},
  }
}

/** So many workers, each with a loop of its own. */
export function crewOf<S>(size: number, workerData: Hiring): Crew<S> {
  const members = Array.from({ length: size }, () => new Member<S>(workerData))
  return {
    size,
    run: (at, task, onProgress = () => {}) => {
      const member = members[at]
      if (member === undefined) throw new RangeError(`there is no worker ${at}`)
      return member.run(task, onProgress)
    },
    async close() {
      await Promise.all(members.map((member) => member.close()))
    },
  }
}

/** A worker whose thread a scenario may block for ever is asked so often, in milliseconds, whether it can answer. */
const ASKED_EACH = 5_000
/** So many questions it may leave without an answer. */
const UNANSWERED = 3

/** Beside this file, whether that was built or not. */
const ENTRY = new URL(import.meta.url.replace(/crew(\.[jt]s)$/u, 'worker$1'))

interface Running<S> {
  resolve(result: S): void
  reject(error: unknown): void
  onProgress(runs: number): void
}

class Member<S> {
  readonly #worker: Worker
  #task: Running<S> | undefined
  #failure: unknown
  /** Of the last questions, how many it has not answered. */
  #unanswered = 0
  #asking: NodeJS.Timeout | undefined

  constructor(workerData: Hiring) {
    this.#worker = new Worker(ENTRY, { workerData, stdout: true })
    // What is checked, or explored, may print: stdout is for the result.
    this.#worker.stdout.on('data', (text: Buffer) => process.stderr.write(text))
    // Coroutines are stepped without a pause; what they do is bounded.
    if (workerData.work === 'explore' && !workerData.target.loop)
      this.#asking = setInterval(() => this.#ask(), ASKED_EACH)
    this.#worker.on('message', (report: Report<S>) => this.#hear(report))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (code) =>
      this.#fail(
        new Complaint(`a worker has exited with ${code}: process.exit() was called in it`),
      ),
    )
  }

  run(task: Task, onProgress: (runs: number) => void): Promise<S> {
    return new Promise((resolve, reject) => {
      this.#task = { resolve, reject, onProgress }
      if (this.#failure !== undefined) return reject(this.#failure)
      this.#send(task)
    })
  }

  /** X8: a run that never leaves its microtasks cannot be stopped but with its thread. */
  #ask(): void {
    if (this.#unanswered === UNANSWERED) {
      const seconds = (ASKED_EACH * UNANSWERED) / 1_000
      this.#fail(
        new Complaint(
          `a history has blocked its thread for ${seconds} s: what never leaves its microtasks, such as for (;;) await null, or never awaits at all, cannot be explored`,
        ),
      )
    }
    this.#unanswered += 1
    this.#send('ping')
  }

  #send(request: Request): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin.
    this.#worker.postMessage(request)
  }

  async close(): Promise<void> {
    clearInterval(this.#asking)
    await this.#worker.terminate()
  }

  #hear(report: Report<S>): void {
    this.#unanswered = 0
    if (report === 'pong') return
    if ('result' in report) this.#task?.resolve(report.result)
    else if ('runs' in report) this.#task?.onProgress(report.runs)
    else this.#fail(new Complaint(report.complaint))
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    this.#task?.reject(this.#failure)
  }
}
