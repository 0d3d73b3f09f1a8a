/** Functions and objects each of whose calls is an operation. */

import type { OperationOptions, Wrapped, WrapOptions } from './contract.ts'

/** Begins an operation. */
export type Begin = (
  label: string,
  effect: () => unknown,
  options: OperationOptions,
) => Promise<unknown>

type Method = (...args: readonly unknown[]) => unknown

/** @throws `TypeError` if it is neither a function nor an object */
export function wrap<T extends object>(what: T, options: WrapOptions, begin: Begin): Wrapped<T>
export function wrap(what: object, options: WrapOptions, begin: Begin): unknown {
  const { name, only, ...rest } = options
  if (isMethod(what)) {
    return operation(name ?? (what.name === '' ? 'call' : what.name), what, undefined, rest, begin)
  }
  if (typeof what !== 'object' || what === null) {
    throw new TypeError(`world.wrap takes a function or an object, not ${String(what)}`)
  }
  const methods = new Map<PropertyKey, { of: Method; as: Method }>()
  // A stand-in: of the object itself, a proxy could not show what is frozen as anything else.
  return new Proxy(Object.create(Object.getPrototypeOf(what)), {
    get(_standIn, key): unknown {
      const value: unknown = Reflect.get(what, key)
      const isOperation =
        typeof key === 'string' && !(key in Object.prototype) && (only?.includes(key) ?? true)
      if (!isMethod(value)) return value
      const known = methods.get(key)
      if (known?.of === value) return known.as
      const as = isOperation
        ? operation(key, value, what, rest, begin)
        : (...args: readonly unknown[]): unknown => Reflect.apply(value, what, args)
      methods.set(key, { of: value, as })
      return as
    },
    set: (_standIn, key, value) => Reflect.set(what, key, value),
    has: (_standIn, key) => Reflect.has(what, key),
    deleteProperty: (_standIn, key) => Reflect.deleteProperty(what, key),
    ownKeys: () => Reflect.ownKeys(what),
    getOwnPropertyDescriptor(_standIn, key) {
      const own = Reflect.getOwnPropertyDescriptor(what, key)
      return own && { ...own, configurable: true }
    },
  })
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function'
}

function operation(
  name: string,
  method: Method,
  self: unknown,
  options: OperationOptions,
  begin: Begin,
): Method {
  return (...args) =>
    begin(
      `${name}(${args.map(shortly).join(', ')})`,
      () => Reflect.apply(method, self, args),
      options,
    )
}

/** An argument in a label. */
function shortly(value: unknown): string {
  let text: string | undefined
  try {
    text = typeof value === 'function' ? 'a function' : JSON.stringify(value)
  } catch {
    // What cannot be written as JSON, such as a cycle or a BigInt.
  }
  text ??= String(value)
  return text.length > 24 ? `${text.slice(0, 23)}…` : text
}
