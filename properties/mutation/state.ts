/** The results of a campaign in a file, so that one that was interrupted continues where it was. */

import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { filesIn } from '../places/files.ts'
import type { Verdict } from './judge.ts'

/** The verdict on one mutant. */
export interface Result extends Verdict {
  readonly id: string
  /** Milliseconds that it took. */
  readonly ms: number
}

/** A file of results is of another build of the package. */
export class OutdatedError extends Error {
  override readonly name = 'OutdatedError'
}

/** The results so far, by id; in a file, if one is named: a line of JSON for each, after one that names the build. */
export class State {
  readonly results = new Map<string, Result>()
  readonly #path: string | undefined

  /** @throws `OutdatedError` */
  constructor(path?: string) {
    this.#path = path
    if (path === undefined) return
    const build = JSON.stringify({ build: buildHash() })
    const [head, ...lines] = existsSync(path) ? linesOf(path) : []
    if (head === undefined) writeFileSync(path, `${build}\n`)
    else if (head !== build)
      throw new OutdatedError(
        `${path} has the results of another build: delete it, or name another file`,
      )
    for (const line of lines) {
      const result: Result = JSON.parse(line)
      this.results.set(result.id, result)
    }
    // What was half written when the process ended is judged again.
    if (head === build) this.#rewrite(build)
  }

  add(result: Result): void {
    this.results.set(result.id, result)
    if (this.#path !== undefined) appendFileSync(this.#path, `${JSON.stringify(result)}\n`)
  }

  #rewrite(build: string): void {
    const lines = [...this.results.values()].map((result) => JSON.stringify(result))
    if (this.#path !== undefined) writeFileSync(this.#path, `${[build, ...lines].join('\n')}\n`)
  }
}

/** The lines that are complete. */
function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1)
}

/** What decides the verdicts: the code that is mutated, and that which judges it. */
function buildHash(): string {
  const hash = createHash('sha256')
  for (const folder of ['dist/src', 'dist/spec', 'dist/properties'])
    for (const { path, text } of filesIn(folder, /\.js$/u)) hash.update(path).update(text)
  return hash.digest('hex').slice(0, 16)
}
