/** The host itself: real time, real promises and signals, which no session has. Clauses H1 to H7. */

import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import {
  all,
  CancelledError,
  external,
  Future,
  group,
  Lock,
  Loop,
  race,
  sleep,
  timeout,
  TimeoutError,
  VirtualClock,
  type Coroutine,
} from '../../src/index.ts'
import {
  channelDriver,
  frameDriver,
  fromPromise,
  HandDriver,
  SystemClock,
  toPromise,
} from '../../src/host/index.ts'

function* returns<T>(value: T): Coroutine<T> {
  yield
  return value
}

describe('real time', () => {
  test('a loop without a clock has the time of the host under runAsync, from where it stood', async () => {
    const loop = new Loop()
    loop.run(sleep(1_000))
    const began = performance.now()
    await loop.runAsync(sleep(30))
    expect(performance.now() - began).toBeGreaterThanOrEqual(29)
    expect(loop.now()).toBeGreaterThanOrEqual(1_030)
    expect(loop.now()).toBeLessThan(61_000)
    // Afterwards time is virtual again.
    loop.run(sleep(3_600_000))
    expect(loop.now()).toBeGreaterThan(3_600_000)
  })

  test('the time of a VirtualClock jumps, but not while the outside is awaited', async () => {
    const loop = new Loop({ clock: new VirtualClock() })
    await loop.runAsync(sleep(3_600_000))
    expect(loop.now()).toBe(3_600_000)
    const answer = await loop.runAsync(timeout(1, fromPromise(delay(20, 'in time'))))
    expect([answer, loop.now()]).toEqual(['in time', 3_600_000])
  })

  test('a SystemClock blocks under run', () => {
    const loop = new Loop({ clock: new SystemClock(500) })
    loop.run(sleep(5))
    expect(loop.now()).toBeGreaterThanOrEqual(505)
    expect(() => new SystemClock(Number.NaN)).toThrow(RangeError)
  })

  test('a tick that never ends lets the host run', async () => {
    const loop = new Loop()
    const busy = loop.spawn(
      (function* () {
        for (;;) yield
      })(),
    )
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    setTimeout(() => busy.cancel(), 60)
    await expect(
      loop.runAsync(
        (function* () {
          yield* busy
        })(),
        { slice: 4 },
      ),
    ).rejects.toThrow(CancelledError)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })

  test('a run that waits uses no processor time', async () => {
    const loop = new Loop()
    const before = process.cpuUsage()
    await loop.runAsync(all([fromPromise(delay(400)), sleep(300)]))
    const { system, user } = process.cpuUsage(before)
    // A loop that spins would use 400 ms; the worker that runs this does a little besides.
    expect((system + user) / 1_000).toBeLessThan(100)
  })

  test('each driver drives', async () => {
    await new Loop().runAsync(sleep(2), { driver: channelDriver() })
    const frames = vi.fn<(callback: () => void) => unknown>((callback) => setTimeout(callback, 1))
    vi.stubGlobal('requestAnimationFrame', frames)
    await new Loop().runAsync(all([fromPromise(delay(2))]), { driver: frameDriver() })
    vi.unstubAllGlobals()
    expect(frames).toHaveBeenCalled()
    expect(() => frameDriver()).toThrow('this host has no requestAnimationFrame')
  })

  test('the AsyncLocalStorage of the caller is what the loop sees, whatever woke it', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    const arrival = external('arrival')
    const run = storage.run('caller', () =>
      new Loop().runAsync(
        (function* () {
          seen.push(storage.getStore())
          yield* arrival
          seen.push(storage.getStore())
        })(),
      ),
    )
    storage.run('callback', () => setTimeout(() => arrival.setResult(), 1))
    await run
    expect(seen).toEqual(['caller', 'caller'])
  })
})

describe('a run and its host', () => {
  test('a second run is refused, in the promise; the loop is free when the run has ended', async () => {
    const loop = new Loop()
    const run = loop.runAsync(sleep(5))
    await expect(loop.runAsync(returns(1))).rejects.toThrow('has a run under way')
    expect(() => loop.run(returns(1))).toThrow('has a run under way')
    await run
    expect(await loop.runAsync(returns(1))).toBe(1)
    loop.close()
    await expect(loop.runAsync(returns(1))).rejects.toThrow('is closed')
  })

  test('a callback spawns, settles, cancels, stops and closes, and wakes the run', async () => {
    const loop = new Loop()
    const plain = new Future<string>('plain')
    const main = (function* (): Coroutine<string> {
      const heartbeat = loop.spawn(sleep(60_000))
      const received = yield* plain
      heartbeat.cancel()
      return received
    })()
    setTimeout(() => loop.stop(), 1)
    await expect(loop.runAsync(main)).rejects.toThrow('was stopped')
    setTimeout(() => loop.spawn(returns(0)).cancel(), 1)
    setTimeout(() => plain.setResult('settled'), 3)
    expect(await loop.runAsync(main)).toBe('settled')
    setTimeout(() => loop.close(), 1)
    await expect(loop.runAsync(sleep(60_000))).rejects.toThrow('is closed')
  })

  test('an error in a callback of the host does not disturb the loop', async () => {
    const loop = new Loop()
    const bad = vi.fn<() => void>()
    process.once('uncaughtException', bad)
    const listeners = process.listeners('uncaughtException').filter((one) => one !== bad)
    for (const listener of listeners) process.off('uncaughtException', listener)
    setTimeout(() => {
      throw new Error('bad callback')
    }, 1)
    expect(await loop.runAsync(all([sleep(10), returns(2)]))).toEqual([undefined, 2])
    for (const listener of listeners) process.on('uncaughtException', listener)
    process.off('uncaughtException', bad)
    expect(loop.pending).toEqual([])
  })

  test('a deadlock is one under runAsync too, and tasks of another loop are outside', async () => {
    const [loop, other] = [new Loop(), new Loop()]
    const never = new Future('never')
    await expect(
      loop.runAsync(
        (function* () {
          yield* never
        })(),
      ),
    ).rejects.toThrow("main waits for <Future name='never'>")
    const lock = new Lock('own')
    await expect(
      loop.runAsync(
        (function* () {
          yield* lock.acquire()
          loop.spawn(
            (function* () {
              yield* fromPromise(delay(5))
            })(),
          )
          yield* lock.acquire()
        })(),
      ),
    ).rejects.toThrow('deadlock cycle')
    const far = other.spawn(sleep(5))
    const near = loop.runAsync(
      (function* () {
        yield* far
        return 'over'
      })(),
    )
    await other.runAsync(sleep(10))
    expect(await near).toBe('over')
  })

  test('failures are reported to the host while the run lasts', async () => {
    const loop = new Loop()
    const seen: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => seen.push(error))
    const fault = new Error('fault')
    const handled = new Error('handled')
    const fails = function* (error: Error): Coroutine<never> {
      yield
      throw error
    }
    await loop.runAsync(
      (function* () {
        loop.spawn(fails(fault))
        try {
          yield* loop.spawn(fails(handled))
        } catch {
          // Handled.
        }
        void fromPromise(Promise.reject(handled))
        yield* sleep(20)
      })(),
    )
    vi.unstubAllGlobals()
    expect(seen).toHaveLength(2)
    expect(seen).toEqual([expect.objectContaining({ errors: [fault] }), handled])
  })

  test.each([
    [{ slice: Number.NaN }, 'the slice of runAsync is a number of milliseconds, 0 or more'],
    [{ slice: '8' }, 'the slice of runAsync is a number of milliseconds'],
    [{ signal: {} }, 'the signal of runAsync is an AbortSignal'],
    [{ signal: { aborted: false, addEventListener() {} } }, 'the signal of runAsync is an'],
    [{ signal: new EventTarget() }, 'the signal of runAsync is an AbortSignal, not an object'],
    [{ driver: { now: () => 0 } }, "a loop's driver is an object with methods now, soon and later"],
    [null, 'runAsync takes an object of options'],
  ])('bad options %j are refused in the promise, and nothing is lost', async (options, message) => {
    const loop = new Loop()
    const main = returns(1)
    // @ts-expect-error they are mistakes, most of which do not type-check.
    await expect(loop.runAsync(main, options)).rejects.toThrow(message)
    expect(loop.run(main)).toBe(1)
  })

  test.each([
    ['5', "a HandDriver advances by a number of milliseconds, not '5'"],
    [Number.NaN, 'not NaN'],
    [Infinity, 'not Infinity'],
    [-1, 'not -1'],
  ])('a HandDriver does not advance by %j', (ms, message) => {
    const driver = new HandDriver()
    // @ts-expect-error a text does not type-check.
    expect(() => driver.advance(ms)).toThrow(message)
    expect(driver.now()).toBe(0)
  })

  test.each([
    [{ pause: 1 }, 'the pause of ticks is a function'],
    [{ waits: 1 }, 'the waits of ticks is true or false'],
    [null, 'ticks takes an object of options'],
  ])('bad options of ticks %j are refused', (options, message) => {
    // @ts-expect-error they are mistakes, and do not type-check.
    expect(() => new Loop().ticks(returns(1), options)).toThrow(message)
  })
})

describe('abort', () => {
  test('main and what it owns are closed, clean-ups wait, and the reason is thrown', async () => {
    const loop = new Loop()
    const log: string[] = []
    const work = function* (name: string): Coroutine<void> {
      try {
        yield* sleep(60_000)
      } finally {
        yield* sleep(2)
        log.push(name)
      }
    }
    const controller = new AbortController()
    const run = loop.runAsync(
      group(function* (g) {
        g.spawn(work('child'))
        yield* work('main')
      }),
      { signal: controller.signal },
    )
    await immediate()
    const reason = { reason: 'the user left' }
    controller.abort(reason)
    await expect(run).rejects.toBe(reason)
    expect(log.toSorted()).toEqual(['child', 'main'])
    expect(loop.pending).toEqual([])
  })

  test('a clean-up that throws is what comes of it', async () => {
    const fault = new Error('clean-up')
    const controller = new AbortController()
    const run = new Loop().runAsync(
      (function* () {
        try {
          yield* sleep(60_000)
        } finally {
          yield* sleep(1)
          // oxlint-disable-next-line no-unsafe-finally -- it is what is tested
          throw fault
        }
      })(),
      { signal: controller.signal },
    )
    controller.abort()
    await expect(run).rejects.toBe(fault)
  })
})

describe('promises', () => {
  test('the very same errors cross in both directions', async () => {
    const fault = { not: 'an Error' }
    const loop = new Loop()
    const task = loop.spawn(
      (function* () {
        yield* fromPromise(Promise.reject(fault))
      })(),
    )
    const run = loop.runAsync(sleep(5))
    await expect(toPromise(task)).rejects.toBe(fault)
    await run
    await expect(toPromise(task)).rejects.toBe(fault)
    const cancelled = new Future('cancelled')
    const promise = toPromise(cancelled)
    cancelled.cancel()
    await expect(promise).rejects.toThrow(CancelledError)
  })

  test('in all, race and timeout, a request that is not needed is aborted', async () => {
    const loop = new Loop()
    const reasons: unknown[] = []
    const request = (ms: number): Coroutine<number> =>
      fromPromise((signal) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason))
        return delay(ms, ms, { signal })
      })
    const main = function* (): Coroutine<readonly unknown[]> {
      const first = yield* race([request(2), request(60_000)])
      const both = yield* all([request(1), fromPromise(Promise.resolve('plain'))])
      try {
        yield* timeout(2, request(60_000))
      } catch (error) {
        return [first, both, error instanceof TimeoutError]
      }
      return []
    }
    expect(await loop.runAsync(main())).toEqual([2, [1, 'plain'], true])
    expect(reasons).toEqual([expect.any(CancelledError), expect.any(CancelledError)])
    expect(loop.pending).toEqual([])
  })

  test('a request that ends in another error when it is aborted hands that on', async () => {
    const fault = new Error('the disk is full')
    const task = new Loop().runAsync(
      timeout(
        1,
        fromPromise(async (signal) => {
          await once(signal, 'abort')
          throw fault
        }),
      ),
    )
    await expect(task).rejects.toBe(fault)
  })

  test('what is no promise is refused, and a promise is named in the message', async () => {
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => fromPromise(42)).toThrow('fromPromise takes a promise')
    // @ts-expect-error it is a mistake, and does not type-check.
    await expect(new Loop().runAsync(fromPromise(() => 42))).rejects.toThrow('returns a promise')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => toPromise(returns(1))).toThrow('toPromise takes a future')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => all([Promise.resolve()])).toThrow('fromPromise')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => timeout(1, Promise.resolve())).toThrow('fromPromise')
  })
})
