/** A sample of all mutants, each judged in a process of its own kind: one that hangs is ended, and replaced. */

import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { filesIn } from '../places/files.ts'
import type { Verdict } from './judge.ts'
import { mutationsOf, type Mutation } from './operators.ts'
import type { State } from './state.ts'
import type { Reply, Request } from './worker.ts'

/** Which mutants are judged, and by how many processes. */
export interface Plan {
  /** How many, at most. */
  readonly sample: number
  /** The same seed chooses the same mutants; a larger sample contains a smaller one. */
  readonly seed: number
  /** How the ids begin, as `sync/` or `core/task.js:105`. */
  readonly only: string
  readonly workers: number
}

/**
 * Every mutation of what was built, in the order of the modules. No session reaches the explorer, which has laws of its own,
 * nor the ground on which it alone stands.
 */
export function everyMutation(): readonly Mutation[] {
  return filesIn('dist/src', /^(?!dist\/src\/(?:explore\/|core\/ground\.js)).*\.js$/u).flatMap(
    ({ path, text }) => mutationsOf(path.slice('dist/src/'.length), text),
  )
}

/** The mutations of a plan. */
export function sampleOf(
  all: readonly Mutation[],
  { only, sample, seed }: Pick<Plan, 'only' | 'sample' | 'seed'>,
): readonly Mutation[] {
  const from = all.filter(({ id }) => id.startsWith(only))
  // By a hash of the id, so that a sample keeps most of its mutants when others are added or removed.
  const place = (id: string): string => createHash('sha256').update(`${seed} ${id}`).digest('hex')
  return from
    .map((mutation) => ({ mutation, at: place(mutation.id) }))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .slice(0, sample)
    .map(({ mutation }) => mutation)
}

/**
 * Judges the mutations of which there is no result yet, and adds the results.
 *
 * @param onResult called after each
 */
export async function judgeAll(
  mutations: readonly Mutation[],
  state: State,
  workers: number,
  onResult: () => void,
): Promise<void> {
  const rest = mutations.filter(({ id }) => !state.results.has(id)).toReversed()
  const work = async (): Promise<void> => {
    const examiner = new Examiner()
    try {
      for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
        const begun = performance.now()
        const verdict = await examiner.judge(next)
        state.add({ id: next.id, ...verdict, ms: Math.round(performance.now() - begun) })
        onResult()
      }
    } finally {
      examiner.end()
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, rest.length) }, work))
}

/** A worker that cuts short what hangs needs a fraction of this; one that cannot is ended. */
const LIMIT_MS = 300_000
/** More than any right loop needs here, in MB: a mutant that fills the memory ends its own process. */
const MEMORY_MB = 1_024

/** A process that judges, and its successors. */
class Examiner {
  #child: ChildProcess | undefined

  async judge({ code, path }: Mutation): Promise<Verdict> {
    this.#child ??= started()
    const reply = await answer(this.#child, { path, code })
    if (reply === undefined) {
      this.end()
      return { stage: 'endless', wrong: 'its process had to be ended' }
    }
    if ('failed' in reply) throw new Error(`${path} could not be judged: ${reply.failed}`)
    return reply.verdict
  }

  end(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }
}

/** What a process replies; undefined if it ends instead, or takes too long. */
async function answer(child: ChildProcess, request: Request): Promise<Reply | undefined> {
  return new Promise((resolve) => {
    const settle = (reply?: Reply): void => {
      clearTimeout(timer)
      child.off('message', onMessage).off('exit', onExit)
      resolve(reply)
    }
    const onMessage = (reply: Reply): void => settle(reply)
    const onExit = (): void => settle()
    const timer = setTimeout(settle, LIMIT_MS)
    child.on('message', onMessage).on('exit', onExit)
    child.send(request)
  })
}

function started(): ChildProcess {
  const path = fileURLToPath(new URL('worker.js', import.meta.url))
  return fork(path, { execArgv: [`--max-old-space-size=${MEMORY_MB}`], stdio: 'ignore' })
}
