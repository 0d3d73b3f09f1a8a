/** What the generic scenarios ask of their subjects. */

/** @throws `TypeError` that names what is missing */
export function requireFunctions(what: string, subject: unknown, names: readonly string[]): void {
  if (typeof subject !== 'object' || subject === null) {
    throw new TypeError(`${what} takes an object with ${names.join(', ')}, not ${String(subject)}`)
  }
  for (const name of names) {
    if (typeof Reflect.get(subject, name) !== 'function') {
      throw new TypeError(
        `${what} takes an object with ${names.join(', ')}: ${name} is no function`,
      )
    }
  }
}
