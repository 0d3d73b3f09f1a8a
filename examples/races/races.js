/**
 * Races that were reported of published packages, and mended: a scenario for each, from the facts of the report. What a
 * package is passed is the world's; the package itself is as it was published.
 */

import { more } from './more.js'

/** Each with the package's two versions, and `scenario`, which receives the module, or the modules, of one of them. */
export const races = [
  {
    name: 'p-queue',
    report: 'https://github.com/sindresorhus/p-queue/pull/168',
    about: 'a job that is aborted before it runs keeps its slot',
    versions: ['7.3.0', '7.3.4'],
    modules: ['p-queue'],
    scenario:
      ({ default: PQueue }) =>
      async (world) => {
        const queue = new PQueue({ concurrency: 1 })
        const leave = new AbortController()
        world.abort(leave, 'the client leaves')
        await Promise.allSettled([
          queue.add(() => world.external('first')),
          queue.add(() => world.external('second'), { signal: leave.signal }),
        ])
        await queue.add(() => world.external('third'))
      },
  },
  {
    name: 'lru-cache',
    report: 'https://github.com/isaacs/node-lru-cache/issues/389',
    about: 'of two background fetches that are aborted, one result is lost',
    versions: ['11.2.2', '11.5.3'],
    modules: ['lru-cache'],
    scenario:
      ({ LRUCache }) =>
      async (world) => {
        const cache = new LRUCache({
          max: 10,
          ignoreFetchAbort: true,
          allowStaleOnFetchAbort: true,
          fetchMethod: (key) => world.external(`fetch ${key}`, `value of ${key}`),
        })
        const leave = new AbortController()
        const fetched = ['a', 'b'].map((key) => cache.fetch(key, { signal: leave.signal }))
        leave.abort()
        await Promise.allSettled(fetched)
        await world.idle()
        for (const key of ['a', 'b']) {
          if (cache.get(key) !== `value of ${key}`) throw new Error(`${key} is lost`)
        }
      },
  },
  {
    name: 'opossum',
    report: 'https://github.com/nodeshift/opossum/issues/385',
    about: 'a second failure while the breaker is open stops the timer that would close it',
    versions: ['4.2.0', '4.2.1'],
    modules: ['opossum'],
    scenario:
      ({ default: CircuitBreaker }) =>
      async (world) => {
        const call = () => world.external('call', 'answer', { mayFail: true })
        const options = { timeout: false, resetTimeout: 100, errorThresholdPercentage: 1 }
        const breaker = new CircuitBreaker(call, options)
        await Promise.allSettled([breaker.fire(), breaker.fire()])
        world.calm()
        await world.sleep(200)
        const answer = await breaker.fire().catch((error) => error.message)
        breaker.shutdown()
        if (answer !== 'answer') throw new Error(`it does not recover: ${answer}`)
      },
  },
  {
    name: 'p-map',
    report: 'https://github.com/sindresorhus/p-map/issues/94',
    about: 'a source that has ended is asked again, and blocks',
    versions: ['7.0.7', '7.0.8'],
    modules: ['p-map'],
    scenario:
      ({ default: pMap }) =>
      async (world) => {
        const items = ['a', 'b']
        let hasEnded = false
        const source = {
          [Symbol.asyncIterator]: () => ({
            // As a queue does: it says once that it has ended, and then waits for what never comes.
            async next() {
              if (hasEnded) await new Promise(() => {})
              const value = items.shift()
              hasEnded = value === undefined
              return { done: hasEnded, value }
            },
          }),
        }
        await pMap(source, (item) => world.external(`map ${item}`, item), { concurrency: 2 })
      },
  },
  {
    name: '@supercharge/promise-pool',
    report: 'https://github.com/supercharge/promise-pool/issues/51',
    about: 'an error handler that throws, to stop the pool, does not stop it',
    versions: ['2.3.0', '2.3.2'],
    modules: ['promise-pool'],
    scenario:
      ({ PromisePool }) =>
      async (world) => {
        let hasThrown = false
        const outcome = await PromisePool.withConcurrency(2)
          .for(['a', 'b', 'c'])
          .handleError(async (error) => {
            await world.external('report the error')
            hasThrown = true
            throw error
          })
          .process((item) => world.external(item, item, { mayFail: item === 'a' }))
          .then(
            () => 'succeeded',
            () => 'failed',
          )
        if (hasThrown && outcome === 'succeeded') throw new Error('the pool has not stopped')
      },
  },
  {
    name: 'tarn',
    report: 'https://github.com/Vincit/tarn.js/pull/48',
    about: 'after a creation that takes too long, no other is tried',
    versions: ['2.0.0', '3.0.2'],
    modules: ['tarn'],
    scenario:
      ({ Pool }) =>
      async (world) => {
        let created = 0
        const pool = new Pool({
          create() {
            created += 1
            return world.external('create', { number: created })
          },
          destroy() {},
          min: 0,
          max: 1,
          createTimeoutMillis: 100,
          createRetryIntervalMillis: 100,
          acquireTimeoutMillis: 1_000,
        })
        const resource = await pool.acquire().promise.catch(() => undefined)
        if (resource === undefined && created === 1) throw new Error('one creation was tried')
        if (resource !== undefined) pool.release(resource)
        await world.idle()
        await pool.destroy()
      },
  },
  {
    name: 'zustand',
    report: 'https://github.com/pmndrs/zustand/issues/3336',
    about: 'of two rehydrations, the one that was asked first answers last, and wins',
    versions: ['5.0.9', '5.0.10'],
    modules: ['zustand/vanilla', 'zustand/middleware'],
    scenario:
      ({ createStore }, { persist }) =>
      async (world) => {
        let stored = 'old'
        const storage = {
          getItem: () =>
            world.external('read', () => ({ state: { value: stored }, version: 0 }), {
              at: 'call',
            }),
          setItem: () => {},
          removeItem: () => {},
        }
        const options = { name: 'store', storage, skipHydration: true }
        const store = createStore(persist(() => ({ value: 'none' }), options))
        const first = store.persist.rehydrate()
        stored = 'new'
        await Promise.all([first, store.persist.rehydrate()])
        const { value } = store.getState()
        if (value !== 'new') throw new Error(`the store has the ${value} value`)
      },
  },
  {
    name: 'p-retry',
    report: 'https://github.com/sindresorhus/p-retry/issues/97',
    about: 'an abort while a failure is reported is noticed only after the pause',
    versions: ['7.1.0', '7.1.1'],
    modules: ['p-retry'],
    scenario:
      ({ default: pRetry }) =>
      async (world) => {
        const leave = new AbortController()
        let left
        leave.signal.addEventListener('abort', () => (left = world.now()))
        world.abort(leave, 'the client leaves')
        await pRetry(() => world.external('attempt', 'done', { mayFail: true }), {
          retries: 1,
          minTimeout: 1_000,
          signal: leave.signal,
          onFailedAttempt: () => world.external('report the failure'),
        }).catch(() => {})
        if (left !== undefined && world.now() > left) {
          throw new Error(`it ends ${world.now() - left} ms after the abort`)
        }
      },
  },
  ...more,
]
