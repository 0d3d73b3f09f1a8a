/** The first difference between two logs. */

import type { Log } from '../spec/event.ts'

/** The index of the first event in which two logs differ; undefined if they are equal. */
export function firstDifference(one: Log, other: Log): number | undefined {
  const length = Math.max(one.length, other.length)
  for (let at = 0; at < length; at += 1) if (!equal(one[at], other[at])) return at
  return undefined
}

/**
 * Whether two parts of a log are equal. Lists are compared by index, and `in` is evaluated only for a value that
 * is `undefined`: 3 µs for the log of a random session instead of 14. Two objects are equal if the second has
 * every property of the first, and as many.
 */
function equal(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (!isObject(one) || !isObject(other)) return false
  if (isList(one) || isList(other)) return isList(one) && isList(other) && equalLists(one, other)
  let more = 0
  for (const key in one) {
    more += 1
    const value = other[key]
    if (value === undefined && !(key in other)) return false
    if (!Object.is(one[key], value) && !equal(one[key], value)) return false
  }
  for (const _ in other) more -= 1
  return more === 0
}

function equalLists(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => equal(value, other[index]))
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
