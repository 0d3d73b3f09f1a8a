/** More of the same as races.js: pools, locks, limits and caches. */

export const more = [
  {
    name: 'p-throttle',
    report: 'https://github.com/sindresorhus/p-throttle/pull/14',
    about: 'a call that was aborted runs all the same, when the interval has passed',
    versions: ['2.1.0', '2.1.1'],
    modules: ['p-throttle'],
    scenario:
      ({ default: pThrottle }) =>
      async (world) => {
        let hasAborted = false
        let late = 0
        const call = pThrottle(
          (name) => world.external(name, () => (late += hasAborted ? 1 : 0), { at: 'call' }),
          1,
          100,
        )
        world.event('the client leaves', () => {
          hasAborted = true
          call.abort()
        })
        await Promise.allSettled([call('first'), call('second')])
        await world.sleep(500)
        if (late > 0) throw new Error('a call was made after the abort')
      },
  },
  {
    name: 'debounce-promise',
    report: 'https://github.com/bjoerge/debounce-promise/pull/8',
    about: 'a call that is made while an earlier one is answered receives the answer of that',
    versions: ['2.1.1', '3.0.1'],
    modules: ['debounce-promise'],
    scenario:
      ({ default: debounce }) =>
      async (world) => {
        const search = debounce(
          (text) => world.external(`search ${text}`, `results of ${text}`),
          10,
        )
        const first = search('ca')
        await world.sleep(100)
        const results = await search('cat')
        await first
        if (results !== 'results of cat') throw new Error(`a search for cat returns the ${results}`)
      },
  },
  {
    name: 'sequelize-pool',
    report: 'https://github.com/sequelize/sequelize-pool/pull/44',
    about: 'a caller that waits is not served when the only resource is destroyed',
    versions: ['6.1.0', '7.1.0'],
    modules: ['sequelize-pool'],
    scenario:
      ({ Pool }) =>
      async (world) => {
        const pool = new Pool({
          name: 'pool',
          create: async () => ({}),
          destroy: () => world.external('destroy'),
          validate: () => true,
          max: 1,
          min: 0,
          acquireTimeoutMillis: 60_000,
        })
        const first = await pool.acquire()
        let isBusy = true
        // That its time is over before the first caller is done is no fault.
        const second = pool.acquire().catch((error) => {
          if (!isBusy) throw error
        })
        await world.external('use', undefined, { mayFail: true }).then(
          () => pool.release(first),
          () => pool.destroy(first),
        )
        isBusy = false
        const resource = await second
        if (resource !== undefined) pool.release(resource)
        await pool.drain()
        await pool.destroyAllNow()
      },
  },
  {
    name: 'sequelize-pool',
    alias: 'sequelize-pool-late',
    report: 'https://github.com/sequelize/sequelize-pool/pull/17',
    about: 'a resource that is created too late for its caller counts as in use for ever',
    versions: ['2.3.0', '3.1.0'],
    modules: ['sequelize-pool'],
    scenario:
      ({ Pool }) =>
      async (world) => {
        const pool = new Pool({
          name: 'pool',
          create: () => world.external('create', () => ({})),
          destroy: () => {},
          validate: () => true,
          max: 1,
          min: 0,
          acquireTimeoutMillis: 100,
          idleTimeoutMillis: 60_000,
        })
        const resource = await pool.acquire().catch(() => undefined)
        if (resource !== undefined) pool.release(resource)
        await world.idle()
        if (pool.using > 0) throw new Error(`${pool.using} resource is in use, by no caller`)
        await pool.drain()
        await pool.destroyAllNow()
      },
  },
  {
    name: 'async-mutex',
    report: 'https://github.com/DirtyHairy/async-mutex/issues/27',
    about: 'the second release() of a mutex that others wait for releases nothing',
    versions: ['0.2.4', '0.2.6'],
    modules: ['async-mutex'],
    scenario:
      ({ Mutex }) =>
      async (world) => {
        const mutex = new Mutex()
        const work = async (name) => {
          await world.external(`${name} arrives`)
          await mutex.acquire()
          await world.external(`${name} works`)
          mutex.release()
        }
        await Promise.all(['a', 'b', 'c'].map(work))
      },
  },
  {
    name: 'async-mutex',
    alias: 'async-mutex-weighted',
    report: 'https://github.com/DirtyHairy/async-mutex/pull/77',
    about:
      'a caller that asks for two permits is overtaken by those that ask for one, and came later',
    versions: ['0.4.1', '0.5.0'],
    modules: ['async-mutex'],
    scenario:
      ({ Semaphore }) =>
      async (world) => {
        const pool = new Semaphore(2)
        const [asked, served] = [[], []]
        const use = async (name, weight) => {
          await world.external(`${name} arrives`)
          asked.push(name)
          await pool.runExclusive(async () => {
            served.push(name)
            await world.external(`${name} works`)
          }, weight)
        }
        await Promise.all([use('one', 1), use('two', 2), use('three', 1)])
        if (asked.join() !== served.join()) {
          throw new Error(
            `those that asked in the order ${asked.join()} are served in the order ${served.join()}`,
          )
        }
      },
  },
  {
    name: 'limiter',
    report: 'https://github.com/jhurliman/node-rate-limiter/issues/25',
    about:
      'while it waits for its parent, a bucket spends what it has twice, and charges the parent twice',
    versions: ['3.0.0', '4.0.0'],
    modules: ['limiter'],
    scenario:
      ({ TokenBucket }) =>
      async (world) => {
        const rate = { bucketSize: 100, tokensPerInterval: 1, interval: 1_000 }
        const parentBucket = new TokenBucket(rate)
        const bucket = new TokenBucket({ ...rate, bucketSize: 1, parentBucket })
        bucket.content = 1
        const began = world.now()
        const call = async (name) => {
          await world.external(`${name} arrives`)
          await bucket.removeTokens(1)
        }
        await Promise.all([call('one'), call('another')])
        parentBucket.drip()
        const spent = Math.round((world.now() - began) / 1_000 - parentBucket.content)
        if (spent !== 2) throw new Error(`two calls have spent ${spent} tokens of the parent`)
      },
  },
  {
    name: 'p-memoize',
    report: 'https://github.com/sindresorhus/p-memoize/issues/34',
    about: 'a second call with the same key loads it again while the cache still stores the first',
    versions: ['6.0.1', '7.1.1'],
    modules: ['p-memoize'],
    scenario:
      ({ default: pMemoize }) =>
      async (world) => {
        const kept = new Map()
        const cache = world.wrap({
          has: (key) => kept.has(key),
          get: (key) => kept.get(key),
          set: (key, value) => void kept.set(key, value),
        })
        let loads = 0
        const load = pMemoize(
          async (key) => {
            loads += 1
            return world.external(`load ${key}`, `value of ${key}`)
          },
          { cache },
        )
        await load('a')
        await load('a')
        if (loads > 1) throw new Error(`a is loaded ${loads} times`)
      },
  },
]
