/** A host whose facilities are a law's own while some work runs: what a module finds at run time, it finds there. */

/** A value for each name; undefined where the host has no such thing. */
export type Facilities = Readonly<Record<string, unknown>>

/** Does the work while the global object has these facilities; then it has those that it had. */
export function withHost<T>(facilities: Facilities, work: () => T): T {
  const before = Object.keys(facilities).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  )
  try {
    for (const [name, value] of Object.entries(facilities))
      Object.defineProperty(globalThis, name, { configurable: true, writable: true, value })
    return work()
  } finally {
    for (const [name, known] of before) {
      if (known === undefined) Reflect.deleteProperty(globalThis, name)
      else Object.defineProperty(globalThis, name, known)
    }
  }
}

/** Promises that record what they are settled with. */
export function recorder(settlements: [how: string, what: unknown][]): unknown {
  const settle = (how: string) => (what: unknown) => void settlements.push([how, what])
  return new Proxy(Promise, {
    construct(_promises, [begin]: [(...settles: unknown[]) => void]) {
      try {
        begin(settle('resolved'), settle('rejected'))
      } catch (error) {
        settle('rejected')(error)
      }
      return {}
    },
  })
}
