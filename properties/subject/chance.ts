/** Random numbers for laws that play a game of their own: the same for the same session. */

import type { Session } from '../../spec/program.ts'

/** Draws an integer from 0 to `below - 1`. */
export type Chance = (below: number) => number

/** By session, since many laws ask for it. */
const hashes = new WeakMap<Session, number>()

function hashOf(session: Session): number {
  const known = hashes.get(session)
  if (known !== undefined) return known
  let hash = 0
  for (const letter of JSON.stringify(session)) {
    hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) | 0
  }
  // The last bits of a sum are those of its last letters.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = (hash ^ (hash >>> 13)) >>> 0
  hashes.set(session, hash)
  return hash
}

/** One in so many sessions plays a game of a law, which is many steps. */
const ONE_IN = 32

/** A number of its own for one session in thirty-two, and undefined for the others. */
export function numberOf(session: Session): number | undefined {
  const hash = hashOf(session)
  return hash % ONE_IN === 0 ? Math.floor(hash / ONE_IN) : undefined
}

/** The same as draws. */
export function chanceOf(session: Session): Chance | undefined {
  const number = numberOf(session)
  if (number === undefined) return undefined
  let state = number
  // mulberry32.
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
