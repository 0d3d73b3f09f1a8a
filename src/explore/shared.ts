/** State that tasks share, whose every read and write the explorer sees. */

import { Future, kindOf, Loop } from '../core/index.ts'
import { Primitive } from '../sync/primitive.ts'
import { SharedMap, SharedSet } from './loop/collections.ts'
import { touchShared, watching } from './loop/touches.ts'

/**
 * The same object, with its reads and writes seen by {@link exploreLoop}: with `pick: true`, steps that touch nothing in
 * common need then be run in one order only. Whatever tasks share must be shared so, or through futures and the primitives
 * of the library; what else they share, the explorer does not see, and may not explore every order of.
 *
 * What it holds is shared as well: objects, arrays, Maps and Sets. An instance of a class is, but for its private fields:
 * a method that uses one throws a `TypeError`. Outside an exploration it is the object, and nothing else.
 *
 * @param object a plain object, an array, a Map, a Set, or an instance of a class
 * @throws `TypeError` if it is none of these
 * @example
 * ```ts
 * import { exploreLoop, shared } from 'looplaw/explore'
 * import type { Coroutine } from 'looplaw'
 *
 * const { claim } = await exploreLoop(
 *   function* (loop) {
 *     const counts = shared({ a: 0, b: 0 })
 *     const count = function* (which: 'a' | 'b'): Coroutine<void> {
 *       const before = counts[which]
 *       yield
 *       counts[which] = before + 1
 *     }
 *     for (const task of [loop.spawn(count('a')), loop.spawn(count('b'))]) yield* task
 *     if (counts.a + counts.b !== 2) throw new Error('one is lost')
 *   },
 *   { pick: true },
 * )
 * console.log(claim) // the one class of histories passes, and there are no others
 * ```
 *
 * Clause X19.
 */
export function shared<T extends object>(object: T): T {
  if (!isShareable(object)) {
    throw new TypeError(
      `shared takes an object, an array, a Map or a Set, not ${kindOf(object)}: what tasks share`,
    )
  }
  if (watching.watch !== undefined) watching.watch.shares = true
  return sharedOf(object)
}

/** By object, and by what is shared in its place: that, so that it is the same each time. */
const sharings = new WeakMap<object, object>()
/** By run: how many objects each process has shared. */
const counts = new WeakMap<object, Map<string, number>>()
/** Instead of a run, where there is none. */
const outside = {}

function sharedOf<T extends object>(object: T): T
function sharedOf(object: object): object {
  const known = sharings.get(object)
  if (known !== undefined) return known
  const sharing = sharingOf(object, newName())
  sharings.set(object, sharing)
  sharings.set(sharing, sharing)
  // Named now, by what it holds and in that order: another order of the tasks must not lead to other names.
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(object))) wrapped(value)
  return sharing
}

function sharingOf(object: object, name: string): object {
  if (object instanceof Map) return new SharedMap(object, name, wrapped)
  if (object instanceof Set) return new SharedSet(object, name, wrapped)
  return new Proxy(object, handlerOf(name))
}

/** By its creator, and its number there: so it is the same in every run with the same steps of that process. */
function newName(): string {
  const { watch } = watching
  const process = watch?.creator ?? 'outside'
  const of = counts.get(watch ?? outside) ?? new Map<string, number>()
  counts.set(watch ?? outside, of)
  const count = (of.get(process) ?? 0) + 1
  of.set(process, count)
  return `${process}#${count}`
}

function wrapped<T>(value: T): T
function wrapped(value: unknown): unknown {
  return isShareable(value) ? sharedOf(value) : value
}

/** What has slots that a proxy cannot stand for, a promise say, or state that is seen anyway, is passed on as it is. */
function isShareable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Future || value instanceof Primitive || value instanceof Loop) return false
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true
  return Object.prototype.toString.call(value) === '[object Object]'
}

/** Which properties there are. */
const KEYS = 'keys()'

function handlerOf(name: string): ProxyHandler<object> {
  const reads = (key: string | symbol): void => touchShared(`${name}.${String(key)}`, false)
  const writes = (key: string | symbol): void => touchShared(`${name}.${String(key)}`, true)
  return {
    get(target, key, receiver) {
      reads(key)
      const value: unknown = Reflect.get(target, key, receiver)
      return isFixed(target, key) ? value : wrapped(value)
    },
    has(target, key) {
      reads(key)
      return Reflect.has(target, key)
    },
    getOwnPropertyDescriptor(target, key) {
      reads(key)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
    ownKeys(target) {
      reads(KEYS)
      return Reflect.ownKeys(target)
    },
    // What is assigned is defined in the end.
    defineProperty(target, key, descriptor) {
      writes(key)
      if (!Object.hasOwn(target, key)) {
        writes(KEYS)
        if (Array.isArray(target)) writes('length')
      }
      if (Array.isArray(target) && key === 'length') Object.keys(target).forEach(writes)
      wrapped(descriptor.value)
      return Reflect.defineProperty(target, key, descriptor)
    },
    deleteProperty(target, key) {
      writes(key)
      writes(KEYS)
      return Reflect.deleteProperty(target, key)
    },
  }
}

/** A proxy has to pass it on as it is. */
function isFixed(target: object, key: string | symbol): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, key)
  return own !== undefined && own.configurable === false && own.writable === false
}
