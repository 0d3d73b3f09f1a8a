/** Cache stampede: while the first caller waits for a value, the others miss the cache as well. */

import type { Scenario } from '../../src/explore/index.ts'

type Fetch = (key: string) => Promise<string>

class Cache {
  readonly #values = new Map<string, string>()
  readonly #fetch: Fetch
  constructor(fetch: Fetch) {
    this.#fetch = fetch
  }

  async get(key: string): Promise<string> {
    const known = this.#values.get(key)
    if (known !== undefined) return known
    const value = await this.#fetch(key)
    this.#values.set(key, value)
    return value
  }
}

/** Keeps the promise, not the value; and forgets it if it fails. */
class SafeCache {
  readonly #values = new Map<string, Promise<string>>()
  readonly #fetch: Fetch
  constructor(fetch: Fetch) {
    this.#fetch = fetch
  }

  get(key: string): Promise<string> {
    const known = this.#values.get(key)
    if (known !== undefined) return known
    const value = this.#fetch(key)
    this.#values.set(key, value)
    value.catch(() => this.#values.delete(key))
    return value
  }
}

function scenario(Kind: new (fetch: Fetch) => { get(key: string): Promise<string> }): Scenario {
  return async (world) => {
    let [running, most] = [0, 0]
    const cache = new Kind(async (key) => {
      running += 1
      most = Math.max(most, running)
      try {
        return await world.external(`fetch ${key}`, `value of ${key}`, { mayFail: true })
      } finally {
        running -= 1
      }
    })
    await Promise.allSettled([cache.get('a'), cache.get('a')])
    world.calm()
    if ((await cache.get('a')) !== 'value of a') throw new Error('it does not recover')
    if (most > 1) throw new Error(`${most} fetches of one key at once`)
  }
}

export const broken: Scenario = scenario(Cache)
export const fixed: Scenario = scenario(SafeCache)
