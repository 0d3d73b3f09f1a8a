/** How things are shown: by `console.log` and `JSON.stringify`, and in messages. */

/** Marks a prototype whose objects are shown as `String` shows them. */
const shownAsString = Symbol('shown as a string')

/**
 * Has `console.log` of Node and `JSON.stringify` show what `String` returns, instead of everything that is
 * reachable from an object: a task reaches its loop, which reaches every other task.
 */
export function showAsString(prototype: object): void {
  const shown = {
    value(this: { toString(): string }): string {
      return String(this)
    },
  }
  Object.defineProperty(prototype, Symbol.for('nodejs.util.inspect.custom'), shown)
  Object.defineProperty(prototype, 'toJSON', shown)
  Object.defineProperty(prototype, shownAsString, { value: true })
}

/** What was passed instead of what is expected, as a message says it. */
export function kindOf(given: unknown): string {
  if (typeof given === 'string') return `'${describe(given)}'`
  if (typeof given === 'function') return 'a function'
  if (!isObject(given)) return String(given)
  if (shownAsString in given) return describe(given)
  if ('then' in given) return 'a promise'
  return isGenerator(given) ? 'a coroutine' : 'an object'
}

/** Whether it is tagged as a generator, perhaps of another realm. */
export function isGenerator(given: object): boolean {
  return Symbol.toStringTag in given && given[Symbol.toStringTag] === 'Generator'
}

/** How many characters of an error a message quotes. */
const QUOTED = 200

/** An error as one line of a message. It may be any value, and `String` may throw on it. */
export function describe(error: unknown): string {
  try {
    const text = String(error)
    return text.length <= QUOTED ? text : `${text.slice(0, QUOTED)}…`
  } catch {
    return 'something that cannot be printed'
  }
}

/** How many names a sentence lists, and how many lines a message. */
const NAMED = 8
const LISTED = 20

/** `a, b and c`; no more of them than a reader can use. */
export function formatList(given: readonly unknown[]): string {
  const names = given.slice(0, NAMED).map(String)
  if (given.length > NAMED) names.push(`${given.length - NAMED} more`)
  const last = names.pop() ?? 'nothing'
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}

/** Each on an indented line of its own, beneath a message; then how many more there are. */
export function formatLines<T>(
  given: readonly T[],
  show: (item: T) => string,
  limit: number = LISTED,
): string {
  const lines = given.slice(0, limit).map((item) => `\n  ${show(item)}`)
  if (given.length > limit) lines.push(`\n  and ${given.length - limit} more`)
  return lines.join('')
}

/** `1 failure`, `2 failures`. */
export function count(howMany: number, what: string): string {
  return `${howMany} ${what}${howMany === 1 ? '' : 's'}`
}

/** @throws `TypeError` that says what is expected, and what was passed instead, unless that is an object */
export function requireObject(what: string, given: unknown): void {
  if (!isObject(given)) throw new TypeError(`${what}, not ${kindOf(given)}`)
}

/** @throws `TypeError` unless it is a name, or left out: a string */
export function requireName(what: string, name: unknown): void {
  if (name !== undefined && typeof name !== 'string')
    throw new TypeError(`the name of ${what} is a string, not ${kindOf(name)}`)
}

/** Whether it is an object with these methods. */
export function hasMethods(given: unknown, names: readonly string[]): given is object {
  return isObject(given) && names.every((name) => typeof Reflect.get(given, name) === 'function')
}

/** Whether it is an object, and no function. */
export function isObject(given: unknown): given is object {
  return typeof given === 'object' && given !== null
}
