/** Pools, queues and caches for the generic scenarios: right ones, and some with a fault that is often made. */

import type { CacheSubject, PoolSubject, QueueSubject } from '../../src/explore/index.ts'

type Case<S> = readonly [name: string, subject: S, isRight: boolean]

/** Which fault a pool has. */
type PoolFault =
  | 'none'
  | 'one too many'
  | 'keeps the place of a failure'
  | 'mixes outcomes'
  | 'leaks on abort'

class Pool {
  #free: number
  readonly #fault: PoolFault
  readonly #waiting: (() => void)[] = []
  #last = ''

  constructor(size: number, fault: PoolFault) {
    this.#free = fault === 'one too many' ? size + 1 : size
    this.#fault = fault
  }

  async run(job: () => Promise<string>, signal: AbortSignal): Promise<string> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    if (this.#fault === 'leaks on abort') signal.throwIfAborted()
    let kept = false
    try {
      signal.throwIfAborted()
      this.#last = await job()
      return this.#fault === 'mixes outcomes' ? await this.#later() : this.#last
    } catch (error) {
      kept = this.#fault === 'keeps the place of a failure'
      throw error
    } finally {
      if (!kept) this.#release()
    }
  }

  /** What the last job has returned by then. */
  async #later(): Promise<string> {
    for (let hops = 3; hops > 0; hops -= 1) await Promise.resolve()
    return new Promise((resolve) => setTimeout(() => resolve(this.#last), 1))
  }

  #release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}

function pool(fault: PoolFault): PoolSubject<Pool> {
  return {
    create: (size) => new Pool(size, fault),
    run: (one, job, signal) => one.run(job, signal),
    aborts: true,
  }
}

export const pools: readonly Case<PoolSubject<Pool>>[] = [
  ['a pool', pool('none'), true],
  ['a pool with one place too many', pool('one too many'), false],
  ['a pool that keeps the place of a failed job', pool('keeps the place of a failure'), false],
  ['a pool that mixes outcomes', pool('mixes outcomes'), false],
  ['a pool that leaks on abort', pool('leaks on abort'), false],
]

type QueueFault = 'none' | 'loses the item of a waiter that left' | 'repeats' | 'wakes no waiter'

interface Waiting {
  readonly resolve: (item: number) => void
  left: boolean
}

class Mailbox {
  readonly #items: number[] = []
  readonly #waiting: Waiting[] = []
  readonly #fault: QueueFault

  constructor(fault: QueueFault) {
    this.#fault = fault
  }

  put(item: number): void {
    const next = this.#fault === 'wakes no waiter' ? undefined : this.#waiting.shift()
    if (next === undefined) this.#items.push(item)
    else if (!next.left || this.#fault === 'loses the item of a waiter that left')
      next.resolve(item)
    else this.put(item)
  }

  async take(signal: AbortSignal): Promise<number> {
    signal.throwIfAborted()
    const item =
      this.#fault === 'repeats' && this.#items.length > 1 ? this.#items[1] : this.#items.shift()
    if (item !== undefined) return item
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { resolve, left: false }
      this.#waiting.push(waiting)
      signal.addEventListener('abort', () => {
        waiting.left = true
        reject(new Error('left'))
      })
    })
  }
}

function queue(fault: QueueFault): QueueSubject<Mailbox> {
  return {
    create: () => new Mailbox(fault),
    put: (one, item) => one.put(item),
    take: (one, signal) => one.take(signal),
    aborts: true,
  }
}

export const queues: readonly Case<QueueSubject<Mailbox>>[] = [
  ['a queue', queue('none'), true],
  [
    'a queue that loses the item of a waiter that left',
    queue('loses the item of a waiter that left'),
    false,
  ],
  ['a queue that repeats an item', queue('repeats'), false],
  ['a queue that wakes no waiter', queue('wakes no waiter'), false],
]

type CacheFault = 'none' | 'loads twice' | 'keeps a failure' | 'keeps what was cleared'

class Cache {
  readonly #kept = new Map<string, Promise<string>>()
  readonly #load: (key: string) => Promise<string>
  readonly #fault: CacheFault

  constructor(load: (key: string) => Promise<string>, fault: CacheFault) {
    this.#load = load
    this.#fault = fault
  }

  async get(key: string): Promise<string> {
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    if (this.#fault === 'loads twice') {
      const value = await this.#load(key)
      this.#kept.set(key, Promise.resolve(value))
      return value
    }
    const loading = this.#load(key)
    this.#kept.set(key, loading)
    try {
      return await loading
    } catch (error) {
      if (this.#fault !== 'keeps a failure' && this.#kept.get(key) === loading)
        this.#kept.delete(key)
      throw error
    }
  }

  clear(key: string): void {
    if (this.#fault !== 'keeps what was cleared') this.#kept.delete(key)
  }
}

function cache(fault: CacheFault): CacheSubject<Cache> {
  return {
    create: (load) => new Cache(load, fault),
    get: (one, key) => one.get(key),
    clear: (one, key) => one.clear(key),
  }
}

export const caches: readonly Case<CacheSubject<Cache>>[] = [
  ['a cache', cache('none'), true],
  ['a cache that loads twice', cache('loads twice'), false],
  ['a cache that keeps a failure', cache('keeps a failure'), false],
  ['a cache that keeps what was cleared', cache('keeps what was cleared'), false],
]
