/** Sessions that are made when they are asked for, since most mutants are caught in the first of thousands. */

import * as fc from 'fast-check'
import type { Session } from '../../spec/program.ts'

/** So many sessions must do. */
export const LIMIT = 5_000

/** What is made one by one, each once. */
class Made implements Iterable<Session> {
  readonly #all: Session[] = []
  readonly #source: Iterator<Session>

  constructor(source: Iterable<Session>) {
    this.#source = source[Symbol.iterator]()
  }

  *[Symbol.iterator](): Iterator<Session> {
    for (let at = 0; ; at += 1) {
      if (at === this.#all.length) {
        const next = this.#source.next()
        if (next.done === true) return
        this.#all.push(next.value)
      }
      const session = this.#all[at]
      if (session !== undefined) yield session
    }
  }
}

export function made(source: Iterable<Session>): Iterable<Session> {
  return new Made(source)
}

/** So many random ones, at most. */
export function sampled(
  kind: fc.Arbitrary<Session>,
  most: number,
  seed = 20_261_126,
): Iterable<Session> {
  return made(growing(kind, most, seed))
}

/** The first of a sample are those of a smaller one: so it is made again, four times as large, when it is used up. */
function* growing(kind: fc.Arbitrary<Session>, most: number, seed: number): Generator<Session> {
  let known = 0
  for (let size = 60; known < most; size *= 4) {
    const sample = fc.sample(kind, { numRuns: Math.min(size, most), seed })
    yield* sample.slice(known)
    known = sample.length
  }
}

/** One of each list after the other, as long as there are any, and not more than the limit. */
export function interleaved(all: readonly Iterable<Session>[]): Iterable<Session> {
  return made(alternating(all))
}

function* alternating(all: readonly Iterable<Session>[]): Generator<Session> {
  let left = all.map((some) => some[Symbol.iterator]())
  for (let count = 0; left.length > 0;) {
    for (const one of left) {
      const next = one.next()
      if (next.done === true) left = left.filter((other) => other !== one)
      else if (count < LIMIT) {
        count += 1
        yield next.value
      } else return
    }
  }
}
