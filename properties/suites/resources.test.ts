/** Resources, where plain data does not reach: values, futures, objects with a dispose method, and wrong types. */

import { describe, expect, test } from 'vitest'
import {
  CoroutineReusedError,
  Future,
  InvalidStateError,
  Loop,
  NotACoroutineError,
  resources,
  sleep,
  type Coroutine,
  type Resources,
} from '../../src/index.ts'
import { after, failsAfter, forever, run, runWith, thrownBy, works, wrong } from './coroutines.ts'

describe('acquire', () => {
  test('S13: returns the result, and releases that very object', () => {
    const file = { name: 'a' }
    const released: unknown[] = []
    function* main(): Coroutine<boolean> {
      return yield* resources(function* (r) {
        const given = yield* r.acquire(after(1, file), (one) => void released.push(one))
        return given === file
      })
    }
    expect(run(main())).toBe(true)
    expect(released).toEqual([file])
    expect(released[0]).toBe(file)
  })

  test('S13: takes a future, and waits for it even if it is cancelled meanwhile', () => {
    const loop = new Loop()
    const opened = new Future<string>('opened')
    const log: string[] = []
    function* work(): Coroutine<void> {
      yield* resources(function* (r) {
        log.push(yield* r.acquire(opened, (file) => void log.push(`closes ${file}`)))
        yield
        log.push('is not reached')
      })
    }
    function* main(): Coroutine<void> {
      const task = loop.spawn(work())
      yield
      task.cancel()
      yield
      expect(log).toEqual([])
      opened.setResult('a file')
      yield
      yield
      expect(task.cancelled()).toBe(true)
    }
    loop.run(main())
    expect(log).toEqual(['a file', 'closes a file'])
  })

  test('S13: what fails has acquired nothing', () => {
    const error = new Error('no such file')
    let released = false
    const failing = resources((r) => r.acquire(failsAfter(1, error), () => void (released = true)))
    expect(thrownBy(() => run(failing))).toBe(error)
    expect(released).toBe(false)
  })

  test('S13: what comes too late is released, and a release that fails then is not lost', () => {
    const loop = new Loop()
    const failure = new Error('cannot close')
    const errors: unknown[] = []
    const log: unknown[] = []
    function* late(r: Resources, release: (file: string) => void): Coroutine<void> {
      try {
        yield* r.acquire(after(10, 'a file'), release)
      } catch (error) {
        errors.push(error)
      }
    }
    function* main(): Coroutine<void> {
      yield* resources(function* (r) {
        loop.spawn(late(r, (file) => log.push(file)))
        loop.spawn(
          late(r, () => {
            throw failure
          }),
        )
        yield
      })
      yield* sleep(20)
    }
    loop.run(main())
    expect(log).toEqual(['a file'])
    const [refused, both] = errors
    expect(refused).toBeInstanceOf(InvalidStateError)
    expect(String(refused)).toContain('is released')
    expect(both).toBeInstanceOf(AggregateError)
    expect(both).toHaveProperty('errors.0', failure)
    expect(both).toHaveProperty('errors.1.name', 'InvalidStateError')
  })
})

describe('clean-ups', () => {
  test('S12: may be a generator function, a function, or return a future, one after the other', () => {
    const log: string[] = []
    const loop = new Loop()
    const flushed = new Future<void>('flushed')
    function* settles(): Coroutine<void> {
      yield* sleep(5)
      log.push('flushes')
      flushed.setResult()
    }
    function* main(): Coroutine<void> {
      yield* resources(function* (r) {
        r.defer(() => void log.push('last'))
        r.defer(() => flushed)
        r.defer(function* () {
          loop.spawn(settles())
          yield* sleep(1)
          log.push('first')
        })
        yield
      })
    }
    loop.run(main())
    expect(log).toEqual(['first', 'flushes', 'last'])
  })

  test('S12: what a function happens to return does not matter, but what would have to be waited for does', () => {
    const log: string[] = []
    const error = thrownBy(() =>
      run(
        resources(function* (r) {
          r.defer(() => void log.push('last'))
          r.defer(wrong(async () => {}))
          r.defer(wrong(() => works))
          r.defer(wrong(() => 42))
          yield
        }),
      ),
    )
    expect(error).toBeInstanceOf(AggregateError)
    expect(error).toHaveProperty('errors.0.name', 'NotACoroutineError')
    expect(String(error)).toMatch(/2 failures.*\n.*call it.*\n.*a promise/u)
    expect(log).toEqual(['last'])
  })

  test('S12: however many there are, each runs', () => {
    let left = 0
    run(
      resources(function* (r) {
        for (let count = 0; count < 100_000; count += 1) {
          left += 1
          r.defer(() => void (left -= 1))
        }
        yield
      }),
    )
    expect(left).toBe(0)
  })

  test('S12: those that are left run even if one of them is closed by hand', () => {
    const log: string[] = []
    const coroutine = resources(function* (r) {
      r.defer(() => void log.push('last'))
      r.defer(function* () {
        try {
          yield
          log.push('is not reached')
        } finally {
          log.push('is cut short')
        }
      })
      yield
    })
    coroutine.next()
    coroutine.next()
    coroutine.return(wrong(undefined))
    expect(log).toEqual(['is cut short', 'last'])
  })
})

describe('use', () => {
  test('S12: disposes of an object, with its own this, and returns it', () => {
    const disposed: unknown[] = []
    const timer = {
      [Symbol.dispose]() {
        disposed.push(this)
      },
    }
    run(
      resources(function* (r) {
        expect(r.use(timer)).toBe(timer)
        expect(r.use(null)).toBe(null)
        expect(r.use(undefined)).toBe(undefined)
        yield
        expect(disposed).toEqual([])
      }),
    )
    expect(disposed).toEqual([timer])
    expect(disposed[0]).toBe(timer)
  })

  test('S12: closes a loop', () => {
    const inner = new Loop()
    const task = inner.spawn(forever())
    run(
      resources(function* (r) {
        r.use(inner)
        yield
      }),
    )
    expect(task.cancelled()).toBe(true)
  })

  test.each([
    [
      'an AsyncDisposable',
      { [Symbol.asyncDispose]: async () => {} },
      /register defer\(\(\) => fromPromise\(/u,
    ],
    ['an object', {}, /not an object: register/u],
    ['a function', works, /not a function/u],
    ['a number', 1, /not 1/u],
    ['one whose dispose is no function', { [Symbol.dispose]: 1 }, /not an object/u],
  ])('%s is refused, and what to do is said', (_what, given, hint) => {
    const error = thrownBy(() =>
      run(
        resources(function* (r) {
          r.use(wrong<Disposable>(given))
          yield
        }),
      ),
    )
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toMatch(hint)
  })
})

describe('wrong types and times', () => {
  test('S12: a body that is no function, or returns no coroutine, is refused', () => {
    expect(thrownBy(() => resources(wrong(works())))).toBeInstanceOf(TypeError)
    expect(thrownBy(() => run(resources(wrong(() => 1))))).toBeInstanceOf(NotACoroutineError)
  })

  test('S13: what is wrong is refused at once, and takes nothing', () => {
    run(
      resources(function* (r) {
        const coroutine = works()
        expect(
          thrownBy(() => r.acquire(wrong<Coroutine<unknown>>(works), () => {})),
        ).toBeInstanceOf(NotACoroutineError)
        expect(thrownBy(() => r.acquire(coroutine, wrong(undefined)))).toBeInstanceOf(TypeError)
        expect(thrownBy(() => r.defer(wrong(works())))).toBeInstanceOf(TypeError)
        // It was not taken.
        expect(yield* r.acquire(coroutine, () => {})).toBe('works')
        expect(thrownBy(() => r.acquire(coroutine, () => {}))).toBeInstanceOf(CoroutineReusedError)
      }),
    )
  })

  test('S13: once the body has been left, everything is refused, and takes nothing', () => {
    let kept: Resources | undefined
    runWith(function* () {
      yield* resources(function* (r) {
        kept = r
        r.defer(function* () {
          expect(thrownBy(() => r.defer(() => {}))).toBeInstanceOf(InvalidStateError)
          yield
        })
        yield
      })
    })
    const coroutine = works()
    expect(thrownBy(() => kept?.defer(() => {}))).toBeInstanceOf(InvalidStateError)
    expect(thrownBy(() => kept?.use({ [Symbol.dispose]() {} }))).toBeInstanceOf(InvalidStateError)
    expect(thrownBy(() => kept?.acquire(coroutine, () => {}))).toBeInstanceOf(InvalidStateError)
    expect(run(coroutine)).toBe('works')
  })

  test('S12: its methods work when they are taken out of it', () => {
    const log: string[] = []
    run(
      resources(function* ({ acquire, defer }) {
        defer(() => void log.push('deferred'))
        yield* acquire(works(), (text) => void log.push(text))
      }),
    )
    expect(log).toEqual(['works', 'deferred'])
  })
})
