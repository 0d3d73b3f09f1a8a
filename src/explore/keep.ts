/** Failing histories, kept in a file from one run of the tests to the next. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Where the failing histories of a scenario are kept. Clause X10. */
export interface Keep {
  /** A file of JSON, which is created when there is something to keep, and deleted when there is nothing left. */
  readonly file: string
  /** What the scenario is called there: the title of its test. */
  readonly name: string
}

/** By name: the lines that replay what has failed, the newest first. */
type Contents = ReadonlyMap<string, readonly string[]>

/** So many histories are kept of a scenario. */
const MOST = 10

/** The histories of one scenario. */
export class Kept {
  readonly #keep: Keep

  constructor(keep: Keep) {
    this.#keep = keep
  }

  /** @throws `TypeError` if the file is there, and is not one that was written here */
  lines(): readonly string[] {
    return this.#read().get(this.#keep.name) ?? []
  }

  add(line: string): void {
    const others = this.lines().filter((other) => other !== line)
    this.#write([line, ...others].slice(0, MOST))
  }

  drop(line: string): void {
    this.#write(this.lines().filter((other) => other !== line))
  }

  #read(): Contents {
    const { file } = this.#keep
    if (!existsSync(file)) return new Map()
    let found: unknown
    try {
      found = JSON.parse(readFileSync(file, 'utf8'))
    } catch {
      // It is refused below.
    }
    if (!isContents(found)) {
      throw new TypeError(
        `${file} is no file of failing histories: delete it, or keep them elsewhere`,
      )
    }
    return new Map(Object.entries(found))
  }

  #write(lines: readonly string[]): void {
    const { file, name } = this.#keep
    const contents = new Map(this.#read())
    if (lines.length === 0) contents.delete(name)
    else contents.set(name, lines)
    if (contents.size === 0) return rmSync(file, { force: true })
    mkdirSync(dirname(file), { recursive: true })
    // A test may be called __proto__: from entries, that is a key like any other.
    const object: unknown = Object.fromEntries(contents)
    writeFileSync(file, `${JSON.stringify(object, undefined, 2)}\n`)
  }
}

function isContents(value: unknown): value is Readonly<Record<string, readonly string[]>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(
      (lines) => Array.isArray(lines) && lines.every((line) => typeof line === 'string'),
    )
  )
}
