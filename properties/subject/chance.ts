/** Random numbers for laws that play a game of their own: the same for the same session. */

import type { Session } from '../../spec/program.ts'

/** Draws an integer from 0 to `below - 1`. */
export type Chance = (below: number) => number

/** Draws for one session in so many, and undefined for the others: a game is many steps. */
export function chanceOf(session: Session, oneIn: number): Chance | undefined {
  let state = 0
  for (const letter of JSON.stringify(session)) {
    state = (Math.imul(state, 31) + (letter.codePointAt(0) ?? 0)) | 0
  }
  // mulberry32.
  const draw = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  return draw(oneIn) === 0 ? draw : undefined
}
