/** The usual abuse of a cache, and the usual promises. */

import type { Explored } from '../engine/search.ts'
import { exploreAs } from '../explore.ts'
import type { ExploreOptions } from '../options.ts'
import { requireFunctions } from './required.ts'

/** A cache or a memoiser: what loads the value of a key, and keeps it. Clause X18. */
export interface CacheSubject<C> {
  /** Creates one that loads by this function; its options may be varied here. */
  readonly create: (load: (key: string) => Promise<string>) => C
  /** The value of a key, which is loaded if it is not there. */
  readonly get: (cache: C, key: string) => Promise<string>
  /** Forgets a key, if the cache can: what was loaded before is not returned to a reader that asks after that. */
  readonly clear?: (cache: C, key: string) => unknown
}

/**
 * Explores any cache: several readers of two keys at once, loads that may fail, and a key that is cleared in their midst. There
 * may be one load of a key at a time; a value must be the one of its key, and no older than the last clear; a load that has
 * failed must not be kept; and no reader may be left waiting.
 *
 * @throws as `explore` does; `TypeError` if the subject lacks a function
 * @example
 * ```ts
 * import { exploreCache } from 'looplaw/explore'
 *
 * class Cache {
 *   readonly #values = new Map<string, string>()
 *   readonly #load: (key: string) => Promise<string>
 *   constructor(load: (key: string) => Promise<string>) {
 *     this.#load = load
 *   }
 *   async get(key: string): Promise<string> {
 *     const value = this.#values.get(key) ?? (await this.#load(key))
 *     this.#values.set(key, value)
 *     return value
 *   }
 * }
 * const found = await exploreCache({
 *   create: (load) => new Cache(load),
 *   get: (cache, key) => cache.get(key),
 * }).catch((error) => error)
 * console.log(found.message.split('\n')[0])
 * // prints: an invariant does not hold: Error: 2 loads of 'a' at a time.
 * ```
 *
 * Clause X18.
 */
export async function exploreCache<C>(
  subject: CacheSubject<C>,
  options: ExploreOptions = {},
): Promise<Explored> {
  requireFunctions('exploreCache', subject, ['create', 'get'])
  const { clear, create, get } = subject
  return exploreAs(
    'exploreCache(subject',
    async (world) => {
      const loading = new Map<string, number>()
      /** Only `a` is cleared. */
      let version = 1
      const versionOf = (key: string): number => (key === 'a' ? version : 1)
      world.check(() => {
        for (const [slot, count] of loading)
          if (count > 1) throw new Error(`${count} loads of '${slot.split(' ')[0]}' at a time`)
      })
      const load = async (key: string): Promise<string> => {
        // A load that began before a clear may run beside one that began after it.
        const slot = `${key} ${versionOf(key)}`
        loading.set(slot, (loading.get(slot) ?? 0) + 1)
        try {
          return await world.external(`load ${key}`, () => `${key} ${versionOf(key)}`, {
            mayFail: true,
          })
        } finally {
          loading.set(slot, (loading.get(slot) ?? 0) - 1)
        }
      }
      const cache = create(load)
      const read = async (key: string): Promise<void> => {
        const oldest = versionOf(key)
        const value = await get(cache, key)
        const [name, at] = value.split(' ')
        if (name !== key) throw new Wrong(`the value of '${key}' is '${value}'`)
        if (Number(at) < oldest)
          throw new Wrong(`the value of '${key}' is older than its last clear`)
      }
      const tries = async (key: string): Promise<void> => {
        await world.external(`ask for ${key}`)
        const before = versionOf(key)
        try {
          await read(key)
        } catch (error) {
          // The failure of its load, or of one that it has joined; or its load was given up when the key was cleared.
          const isOwn = String(error).includes(`load ${key}`) || versionOf(key) > before
          if (error instanceof Wrong || !isOwn) throw error
        }
      }
      if (clear !== undefined) {
        world.event('clear a', () => {
          version += 1
          clear(cache, 'a')
        })
      }
      await Promise.all([tries('a'), tries('a'), tries('b')])
      world.calm()
      // X18: what has failed is loaded again.
      await read('a')
      await read('b')
    },
    options,
  )
}

/** A reader has received what it must not. */
class Wrong extends Error {}
