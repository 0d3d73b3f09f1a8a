/** Random numbers from a seed: the same ones everywhere. */

/** @returns a function that returns numbers from 0 to below 1 */
export function dice(seed: number): () => number {
  // mulberry32: 32 bits of state, which is enough to choose by, in a nanosecond or two.
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
