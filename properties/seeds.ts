/** The seeds of the parts of a campaign. */

/**
 * A seed for each chunk, far from the others: adjacent seeds make generators begin alike. No two chunks of a campaign have
 * the same.
 *
 * @returns a 32-bit integer
 */
export function seedOf(chunk: number, seed: number): number {
  let mixed = (seed + Math.imul(chunk, 0x9e3779b9)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
