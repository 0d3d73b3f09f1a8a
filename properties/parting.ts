/** Where two logs part. */

import type { Log } from '../spec/event.ts'

/** The first event in which two logs differ; undefined if there is none. */
export function parting(one: Log, other: Log): number | undefined {
  const length = Math.max(one.length, other.length)
  for (let at = 0; at < length; at += 1) if (!equal(one[at], other[at])) return at
  return undefined
}

/** Whether two pieces of a log are the same. */
function equal(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (!isObject(one) || !isObject(other)) return false
  let keys = 0
  for (const key in one) {
    keys += 1
    if (!(key in other) || !equal(one[key], other[key])) return false
  }
  for (const key in other)
    if (key in one) keys -= 1
    else return false
  return keys === 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
