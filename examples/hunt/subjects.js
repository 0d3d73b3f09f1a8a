/** Twelve packages with many users, in their newest versions, and how each is handed to a generic scenario. */

import { exploreCache, explorePool } from '../../dist/src/explore/index.js'

/** A module is imported after the explorer, whose timers it keeps. */
export const subjects = [
  pool('p-limit', ({ default: pLimit }) => ({
    create: (size) => pLimit(size),
    run: (limit, job) => limit(job),
  })),
  pool('p-queue', ({ default: PQueue }) => ({
    create: (size) => new PQueue({ concurrency: size }),
    run: (queue, job, signal) => queue.add(job, { signal }),
    aborts: true,
  })),
  pool('async', ({ default: async }) => ({
    create: (size) => async.queue(async (job) => job(), size),
    run: (queue, job) => queue.pushAsync(job),
  })),
  pool('fastq', ({ default: fastq }) => ({
    create: (size) => fastq.promise(async (job) => job(), size),
    run: (queue, job) => queue.push(job),
  })),
  pool('async-mutex', ({ Semaphore }) => ({
    create: (size) => new Semaphore(size),
    run: (semaphore, job) => semaphore.runExclusive(job),
  })),
  pool('bottleneck', ({ default: Bottleneck }) => ({
    create: (size) => new Bottleneck({ maxConcurrent: size }),
    run: (limiter, job) => limiter.schedule(job),
  })),
  pool('generic-pool', ({ default: { createPool } }) => ({
    create: (size) =>
      createPool({ create: async () => ({}), destroy: async () => {} }, { max: size }),
    run: (resources, job) => resources.use(job),
  })),
  pool('tarn', ({ Pool }) => ({
    create: (size) => new Pool({ create: async () => ({}), destroy() {}, min: 0, max: size }),
    async run(resources, job) {
      const resource = await resources.acquire().promise
      try {
        return await job()
      } finally {
        resources.release(resource)
      }
    },
  })),
  cache('lru-cache', ({ LRUCache }) => ({
    create: (load) => new LRUCache({ max: 9, fetchMethod: load }),
    get: (values, key) => values.fetch(key),
    clear: (values, key) => values.delete(key),
  })),
  cache('p-memoize', ({ default: pMemoize }) => ({
    create: (load) => pMemoize(load),
    get: (memoized, key) => memoized(key),
  })),
  cache('memoizee', ({ default: memoizee }) => ({
    create: (load) => memoizee(load, { promise: true }),
    get: (memoized, key) => memoized(key),
    clear: (memoized, key) => memoized.delete(key),
  })),
  cache('dataloader', ({ default: DataLoader }) => ({
    create: (load) =>
      new DataLoader((keys) => Promise.all(keys.map((key) => load(key).catch((error) => error)))),
    get: (loader, key) => loader.load(key),
    clear: (loader, key) => loader.clear(key),
  })),
]

function pool(name, subjectOf) {
  return { name, kind: 'a pool', explore: explorePool, subjectOf }
}

function cache(name, subjectOf) {
  return { name, kind: 'a cache', explore: exploreCache, subjectOf }
}
