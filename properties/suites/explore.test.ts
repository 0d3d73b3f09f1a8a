/** What the laws of exploration leave open: what a world hands out, what is refused, and what a report looks like. */

import { spawnSync } from 'node:child_process'
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFile } from 'node:fs/promises'
import promises from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  ExplorationRefusedError,
  explore,
  exploreLoop,
  explorePool,
  linearizable,
  type ExplorationError,
  type ExploreOptions,
  type Scenario,
  type World,
} from '../../src/explore/index.ts'
import type { Coroutine, Loop } from '../../src/index.ts'
import { root } from './tree.ts'

/** Runs a scenario by default, once, and returns what it returns. */
async function once<T>(scenario: (world: World) => Promise<T>): Promise<T> {
  const got: T[] = []
  await explore(async (world) => void got.push(await scenario(world)), { strategy: () => 0 })
  const [value] = got
  expect.assert(value !== undefined)
  return value
}

/** Calls a method of a world as code that is not type-checked may. */
function misuse(world: World, method: keyof World, ...args: readonly unknown[]): unknown {
  const found = Reflect.get(world, method) as () => unknown
  return Reflect.apply(found, world, args)
}

async function failing(scenario: Scenario, options?: ExploreOptions): Promise<ExplorationError> {
  return explore(scenario, options).then(
    () => expect.fail('it passes'),
    (error: ExplorationError) => error,
  )
}

describe('operations', () => {
  test('an effect happens when the operation completes, or when it is called', async () => {
    const log = await once(async (world) => {
      const lines: string[] = []
      const late = world.external('late', () => lines.push('late'))
      const early = world.external('early', () => lines.push('early'), { at: 'call' })
      lines.push('both are called')
      await Promise.all([late, early])
      return lines
    })
    expect(log).toEqual(['early', 'both are called', 'late'])
  })

  test('it fails with the error that mayFail says', async () => {
    const mine = new TypeError('mine')
    const fails = async (mayFail: boolean | Error | (() => unknown)): Promise<unknown> =>
      (await failing((world) => world.external('a', 1, { mayFail }))).cause
    expect(await fails(true)).toEqual(new Error('a failed'))
    expect(await fails(mine)).toBe(mine)
    expect(await fails(() => 'a string')).toBe('a string')
    const { claim } = await explore((world) => world.external('a', 1, { mayFail: false }))
    expect(claim).toBe('the one history passes, and there are no others')
  })

  test('a promise that an effect returns is awaited, and an error that it throws rejects', async () => {
    const values = await once(async (world) => [
      await world.external('a', () => world.external('b', 'nested')),
      await world
        .external('c', () => {
          throw new Error('thrown')
        })
        .catch(String),
    ])
    expect(values).toEqual(['nested', 'Error: thrown'])
  })

  test('what fails at the call, at once or before the answer, rejects when the operation completes', async () => {
    const values = await once(async (world) => {
      const thrower = (): never => {
        throw new Error('at once')
      }
      const thrown = world.external('a', thrower, { at: 'call' })
      const early = () => Promise.reject(new Error('early'))
      const rejected = world.external('b', early, { at: 'call' })
      await world.external('c', 'c')
      return Promise.all([thrown.catch(String), rejected.catch(String)])
    }).catch(({ kind }: ExplorationError) => kind)
    // Neither is handled when it comes, after the first answer: that is a failure of the scenario, not of the world.
    expect(values).toBe('unhandled rejection')
    const handled = await once(async (world) => {
      const early = () => Promise.reject(new Error('early'))
      const slow = world.external('slow', early, { at: 'call' }).catch(String)
      await world.sleep(0)
      return slow
    })
    expect(handled).toBe('Error: early')
  })

  test('a signal rejects it with its reason, before or while it is pending', async () => {
    const reasons = await once(async (world) => {
      const controller = new AbortController()
      const pending = world.external('a', 1, { signal: controller.signal })
      controller.abort('why')
      const { signal } = controller
      return Promise.all([pending.catch(String), world.external('b', 1, { signal }).catch(String)])
    })
    expect(reasons).toEqual(['why', 'why'])
  })

  test('callbacks run in the async context in which they were passed', async () => {
    const storage = new AsyncLocalStorage<string>()
    const stores = await storage.run('outer', () =>
      once(async (world) => {
        const seen = [storage.getStore()]
        await storage.run('inner', async () => {
          await world.external('a', () => void seen.push(storage.getStore()))
          seen.push(storage.getStore())
          await new Promise((resolve) =>
            setTimeout(() => resolve(seen.push(storage.getStore())), 5),
          )
        })
        return [...seen, storage.getStore()]
      }),
    )
    expect(stores).toEqual(['outer', 'inner', 'inner', 'inner', 'outer'])
  })
})

describe('what is wrapped', () => {
  class Store {
    readonly #values = new Map([['a', 1]])
    name = 'store'
    get(key: string): number | undefined {
      return this.#values.get(key)
    }
    size(): number {
      return this.#values.size
    }
  }

  test('its methods are operations, with their arguments in the label, and the rest is as it was', async () => {
    const { cause, decisions } = await failing(async (world) => {
      const store = world.wrap(new Store(), { only: ['get'] })
      expectTypeOf(store.get).toEqualTypeOf<(key: string) => Promise<number | undefined>>()
      expect(store).toBeInstanceOf(Store)
      expect('get' in store).toBe(true)
      expect(store.get).toBe(store.get)
      expect(store.name).toBe('store')
      store.name = 'other'
      expect(Object.keys(store)).toEqual(['name'])
      // Not an operation: it is called as it is.
      expect(store.size()).toBe(1)
      const [value, none] = [await store.get('a'), await store.get('b'.repeat(40))]
      throw new Error(`${store.name}: ${value}, ${none}`)
    })
    expect(cause).toEqual(new Error('other: 1, undefined'))
    expect(decisions.map(({ label }) => label)).toEqual([
      'get("a")',
      'get("bbbbbbbbbbbbbbbbbbbbbb…)',
    ])
  })

  test('a frozen object, a function without a name, and what JSON cannot say', async () => {
    const { decisions } = await failing(async (world) => {
      const frozen = world.wrap(Object.freeze({ read: () => 1 }))
      const nameless = world.wrap((value: unknown) => value)
      const cycle: Record<string, unknown> = {}
      cycle['self'] = cycle
      await frozen.read()
      await nameless(10n)
      await nameless(cycle)
      await world.wrap(() => 1, { name: 'named' })()
      throw new Error('the end')
    })
    expect(decisions.map(({ label }) => label)).toEqual([
      'read()',
      'call(10)',
      'call([object Object])',
      'named()',
    ])
  })
})

describe('timers', () => {
  test('all of them can be cleared, refreshed and disposed of', async () => {
    const log = await once(async (world) => {
      const fired: string[] = []
      const note = (what: string) => () => void fired.push(`${what} at ${world.now()}`)
      const [one, two, three] = ['one', 'two', 'three'].map((what) => setTimeout(note(what), 10))
      clearTimeout(one)
      clearTimeout(Number(two))
      three?.unref().ref()
      setTimeout(() => three?.refresh(), 5)
      setTimeout(note('four'), 20).close()
      {
        using five = setTimeout(note('five'), 20)
        expect(five.hasRef()).toBe(true)
      }
      const immediate = setImmediate(note('an immediate'))
      clearImmediate(immediate)
      setImmediate(note('another'))
      await world.sleep(30)
      return fired
    })
    expect(log).toEqual(['another at 0', 'three at 15'])
  })

  test('the promises of Node wait for the world, pass their values, and heed their signals', async () => {
    const values = await once(async (world) => {
      const controller = new AbortController()
      const aborted = promises.setTimeout(50, 'never', { signal: controller.signal })
      const got: unknown[] = [
        await promises.setTimeout(10, 'later'),
        await promises.setImmediate('soon'),
        await promisify(setTimeout)(10, 'promisified'),
      ]
      controller.abort()
      got.push(await aborted.catch((error: Error) => error.name))
      for await (const tick of promises.setInterval(10, 'tick')) {
        got.push(tick)
        if (world.now() >= 40) break
      }
      await promises.scheduler.yield()
      return [...got, world.now()]
    })
    expect(values).toEqual(['later', 'soon', 'promisified', 'AbortError', 'tick', 'tick', 40])
  })

  test('durations are those of Node: what is too long is 1 ms; sleep(Infinity) never elapses', async () => {
    const times = await once(async (world) => {
      const after = async (ms: number): Promise<number> => {
        const before = world.now()
        await new Promise((resolve) => setTimeout(resolve, ms))
        return world.now() - before
      }
      const never = world.sleep(Infinity).then(() => 'elapsed')
      const all = [await after(0), await after(2 ** 31), await after(Number.NaN), await after(2)]
      return [...all, await Promise.race([never, Promise.resolve('pending')])]
    })
    expect(times).toEqual([1, 1, 1, 2, 'pending'])
  })

  test('random bytes of any kind of array, and a callback with its timer as this', async () => {
    const [big, own] = await once(async () => {
      const array = crypto.getRandomValues(new BigUint64Array(2))
      const seen = await new Promise((resolve) => {
        const timer = setTimeout(function (this: unknown) {
          resolve(this === timer)
        }, 1)
      })
      return [array[0] !== array[1], seen]
    })
    expect([big, own]).toEqual([true, true])
  })

  test('what is no function is refused by the real one', async () => {
    const { cause } = await failing(() => {
      Reflect.apply(setTimeout, undefined, ['text', 5])
    })
    expect(cause).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })

  test('outside of an exploration they are real', async () => {
    const before = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(performance.now() - before).toBeGreaterThan(3)
    expect(Math.abs(new Date().getFullYear() - 2026)).toBeLessThan(20)
    expect(typeof Date()).toBe('string')
  })
})

describe('strategies', () => {
  /** Fails only if the last of five answers comes first. */
  const rare: Scenario = async (world) => {
    const order: number[] = []
    const ask = async (index: number): Promise<void> => {
      await world.external(`a ${index}`)
      await world.external(`b ${index}`)
      order.push(index)
    }
    await Promise.all([0, 1, 2, 3].map(ask))
    if (order.join('') === '3210') throw new Error('backwards')
  }

  test.each(['random', 'pct'] as const)(
    '%s finds what takes six deviations, and it shrinks',
    async (strategy) => {
      const { decisions, kind } = await failing(rare, {
        strategy,
        bound: 6,
        runs: 20_000,
        shrink: 500,
      })
      expect(kind).toBe('rejection')
      expect(decisions.filter(({ chosen }) => chosen > 0).length).toBeLessThanOrEqual(6)
    },
  )

  test('what the bound leaves of a budget goes to chance, and the claim says both', async () => {
    const fine: Scenario = async (world) => {
      await Promise.all([0, 1, 2, 3].map((index) => world.external(String(index))))
    }
    const explored = await explore(fine, { bound: 1, runs: 200 })
    expect(explored).toMatchObject({ runs: 200, bound: 1, complete: false })
    expect(explored.claim).toMatch(
      /^all \d+ histories of at most 1 deviation pass, and so do \d+ others$/u,
    )
    const whole = await explore(fine, { bound: Infinity })
    expect(whole).toMatchObject({ histories: 24, complete: true })
  })

  test('seconds are a budget, and progress is reported', async () => {
    const shares: number[] = []
    const explored = await explore(
      async (world) => {
        await Promise.all(Array.from({ length: 8 }, (_, index) => world.external(String(index))))
      },
      { bound: 9, seconds: 0.15, onProgress: ({ share }) => void shares.push(share) },
    )
    expect(explored.complete).toBe(false)
    expect(explored.seconds).toBeLessThan(5)
    expect(shares.length).toBeGreaterThan(0)
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
  })
})

test('a scenario that asks nothing of its world is said to', async () => {
  const { claim, complete } = await explore(async () => {
    await Promise.resolve()
  })
  expect(complete).toBe(true)
  expect(claim).toBe(
    'the one history passes, and there are no others; no decision was taken, since it asks nothing of the world',
  )
})

test('what a limit of decisions leaves out is not claimed', async () => {
  const pairs: Scenario = async (world) => {
    for (let at = 0; at < 4; at += 1) await Promise.all([world.external('a'), world.external('b')])
  }
  const whole = await explore(pairs, { bound: Infinity })
  expect(whole).toMatchObject({ complete: true, histories: 16 })
  // The second pair is the last that may be decided.
  const limited = await explore(pairs, { bound: Infinity, maxDecisions: 3 })
  expect(limited).toMatchObject({ complete: false, bound: 0, histories: 4 })
  expect(limited.claim).toBe(
    'the one history of at most 0 deviations passes, and so do 3 others; beyond maxDecisions, only the default was run',
  )
  const bursts = await explore((world) => Promise.all([world.external('a'), world.external('b')]), {
    bursts: true,
    bound: Infinity,
    maxDecisions: 1,
  })
  expect(bursts.complete).toBe(false)
})

describe('reports', () => {
  test('the call that keeps a history has the options without which there would be another', async () => {
    const together: Scenario = async (world) => {
      const log: number[] = []
      for (const number of [1, 2]) world.event(String(number), () => void log.push(number))
      await world.external('a')
      if (log.length === 2 && log[0] === 2) throw new Error('both, and the second first')
    }
    const burst = await failing(together, { bursts: true, maxDecisions: 9, windDown: 7 })
    const options = `{ bursts: true, maxDecisions: 9, windDown: 7, replay: '${burst.replay}' }`
    expect(burst.message).toContain(`To replay it:  ${options}\n`)
    expect(burst.message).toContain(`    await explore(scenario, ${options})\n`)
    const aborted: Scenario = async (world) => {
      const { signal } = new AbortController()
      await world.external('a')
      if (signal.aborted) throw new Error('it is aborted')
    }
    const { message, replay } = await failing(aborted, { cancel: 'everywhere' })
    expect(message).toContain(`explore(scenario, { cancel: 'everywhere', replay: '${replay}' })`)
    const again = await failing(aborted, { cancel: 'everywhere', replay })
    expect(again.message).toContain('\nReplayed, with 1 deviation from the default in 2 decisions:')
    await expect(explore(aborted, { replay })).rejects.toThrow('or with other options')
    const pool = { create: () => [], run: <T>(_: unknown, job: () => Promise<T>) => job() }
    const overfull = await explorePool(pool).catch((error: Error) => error)
    expect(overfull).toMatchObject({
      message: expect.stringContaining('    await explorePool(subject, {'),
    })
  })

  test('a long history is elided in the middle, and many actors have no columns', async () => {
    const { message } = await failing(async (world) => {
      await Promise.all(
        Array.from({ length: 6 }, async (_, actor) => {
          for (let step = 0; step < 10; step += 1) await world.external(`${actor}.${step}`)
        }),
      )
      throw new Error('the end')
    })
    expect(message).toContain('… 20 more decisions …')
    expect(message).toMatch(/^ {4}1 {2}\[1\] 0\.0 completes → 0\.1/mu)
    expect(message.split('\n').length).toBeLessThan(60)
  })

  test('a hang says after what nothing followed, and what is real', async () => {
    const { kind, message } = await failing(async (world) => {
      await world.external('the last answer')
      await new Promise(() => {})
    })
    expect(kind).toBe('hang')
    expect(message).toContain('Nothing followed when the last answer completes.')
  })

  test('an error that is no error, and a check that throws a string', async () => {
    const rejected = await failing(() => {
      throw 'text'
    })
    expect(rejected.message).toMatch(/^the scenario rejected: text\./u)
    const checked = await failing((world) => {
      world.check(() => {
        throw 'a law'
      })
    })
    expect(checked).toMatchObject({ kind: 'invariant', cause: 'a law' })
  })
})

describe('what is refused', () => {
  const options: readonly (readonly [object, RegExp])[] = [
    [
      { bond: 3 },
      /^TypeError: explore has no option bond; its options are bound, runs, seconds, /u,
    ],
    [{ pick: true }, /^TypeError: pick is an option of exploreLoop, and not of explore$/u],
    [{ bound: -1 }, /^RangeError: bound is an integer, 0 or more, not -1$/u],
    [{ bound: Number.NaN }, /^RangeError: bound is an integer/u],
    [{ bound: '3' }, /^TypeError: bound is a number, not "3"$/u],
    [{ runs: 0 }, /^RangeError: runs is an integer, 1 or more, not 0$/u],
    [{ runs: 1.5 }, /^RangeError: runs/u],
    [{ seconds: 0 }, /^RangeError: seconds is a number above 0, not 0$/u],
    [{ seconds: Number.NaN }, /^RangeError: seconds/u],
    [{ seed: -1 }, /^RangeError: seed/u],
    [{ shrink: -1 }, /^RangeError: shrink/u],
    [{ windDown: -1 }, /^RangeError: windDown/u],
    [{ maxDecisions: 0 }, /^RangeError: maxDecisions is an integer, 1 or more/u],
    [{ strategy: 'dfs' }, /^TypeError: strategy is 'exhaustive', .* not "dfs"$/u],
    [{ bursts: 1 }, /^TypeError: bursts is a boolean, not 1$/u],
    [{ cancel: true }, /^TypeError: cancel is 'everywhere' or left out, not true$/u],
    [{ replay: 7 }, /^TypeError: replay is a line/u],
    [{ onProgress: 7 }, /^TypeError: onProgress/u],
    [{ onRun: 7 }, /^TypeError: onRun/u],
  ]
  test.each(options)('%o', async (option, message) => {
    const error = await explore(() => {}, option).catch(String)
    expect(error).toMatch(message)
  })

  const always: Scenario = async (world) => {
    await Promise.all([world.external('a'), world.external('b')])
    throw new Error('always')
  }
  /** Three tasks, of which the second may be first. */
  function* tasks(loop: Loop): Coroutine<void> {
    const log: number[] = []
    const spawned = [1, 2, 3].map((number) =>
      loop.spawn(
        (function* () {
          yield
          log.push(number)
        })(),
      ),
    )
    for (const task of spawned) yield* task
    if (log[0] === 2) throw new Error('2 came first')
  }

  test.each([-1, 0.5, 2, Number.NaN])(
    'a strategy that returns %d takes the default, and passes nothing that fails',
    async (wrong) => {
      const strategy = (): number => wrong
      expect(await explore(always, { strategy }).catch(String)).toContain('always')
      const { runs } = await exploreLoop(tasks, { pick: true, strategy })
      expect(runs).toBe(1)
    },
  )

  test('a line that was damaged is refused, and is no history that passes', async () => {
    const { replay } = await exploreLoop(tasks, { pick: true }).then(
      () => expect.fail('it passes'),
      (error: ExplorationError) => error,
    )
    const [line = ''] = replay.split(' ')
    const again = (damaged: string): Promise<string> =>
      exploreLoop(tasks, { pick: true, replay: damaged }).then(() => 'it passes', String)
    expect(await again(replay)).toContain('2 came first')
    expect(await again(line.replace(/:\d+/u, ':99'))).toMatch(
      /^ReplayError: .*there is no choice 99/u,
    )
    for (const wrong of [
      line.replace(/:\d+/u, ':0'),
      line.replace(/^\d+/u, '0'),
      `${line} ${line}`,
    ])
      expect(await again(wrong)).toMatch(/^ReplayError: .*is no replay/u)
    expect(await again(`seed:${2 ** 60} ${line}`)).toMatch(/^ReplayError: .*is no replay/u)
  })

  test('a function that returns no coroutine is no scenario of a loop', async () => {
    const plain = Reflect.apply(exploreLoop, undefined, [() => 7])
    expect(await plain.catch(String)).toContain(
      'exploreLoop takes a generator function of a loop, not a function that returns 7',
    )
  })

  test('a scenario that is no function, and options that are no object', async () => {
    expect(await Reflect.apply(explore, undefined, [7]).catch(String)).toMatch(
      /^TypeError: explore takes/u,
    )
    expect(await Reflect.apply(explore, undefined, [() => {}, null]).catch(String)).toMatch(
      /^TypeError: explore takes an object of options/u,
    )
  })

  const calls: Readonly<Record<string, (world: World) => unknown>> = {
    'world.external takes a label': (world) => misuse(world, 'external', 7),
    'an operation takes an object': (world) => misuse(world, 'external', 'a', 1, null),
    "at 'call' or 'completion'": (world) => misuse(world, 'external', 'a', 1, { at: 'end' }),
    'mayFail is': (world) => misuse(world, 'external', 'a', 1, { mayFail: 'yes' }),
    'the signal of an operation': (world) => misuse(world, 'external', 'a', 1, { signal: {} }),
    'has no option mayfail': (world) => misuse(world, 'external', 'a', 1, { mayfail: true }),
    'world.wrap takes': (world) => misuse(world, 'wrap', 7),
    'only is a list': (world) => misuse(world, 'wrap', {}, { only: 'get' }),
    'the name of': (world) => misuse(world, 'wrap', {}, { name: 7 }),
    'world.sleep takes': (world) => world.sleep(Number.NaN),
    'world.event takes a label': (world) => misuse(world, 'event', 'a', 7),
    'world.abort takes an AbortController': (world) => misuse(world, 'abort', {}),
    'world.check takes a function': (world) => misuse(world, 'check', 7),
  }
  test.each(Object.keys(calls))('%s …', async (message) => {
    const { cause } = await failing((world) => calls[message]?.(world))
    expect(String(cause)).toContain(message)
  })

  test('a strategy that throws rejects the exploration, and the next one is as ever', async () => {
    const mine = new Error('mine')
    const two: Scenario = (world) => Promise.all([world.external('a'), world.external('b')])
    const strategy = (): number => {
      throw mine
    }
    await expect(explore(two, { strategy })).rejects.toBe(mine)
    expect((await explore(two)).complete).toBe(true)
  })

  test('a scenario of the other kind says where it belongs', async () => {
    const generator = function* (): Generator<void> {}
    await expect(explore(generator)).rejects.toThrow('a generator function is for exploreLoop')
    const wrong: unknown = Reflect.apply(exploreLoop, undefined, [async () => {}])
    await expect(wrong).rejects.toThrow('an async function is for explore')
  })

  test('a chooser that returns no index is taken for the default', async () => {
    const chosen: number[] = []
    await explore(
      async (world) => {
        await Promise.all([world.external('a'), world.external('b')])
      },
      {
        strategy: () => 99,
        onRun: ({ decisions }) => void chosen.push(...decisions.map((decision) => decision.chosen)),
      },
    )
    expect(chosen).toEqual([0, 0])
  })
})

test('state of a module that waits for a timer does not spoil the next run', async () => {
  let scheduled = false
  const debounced = (then: () => void): void => {
    if (scheduled) return
    scheduled = true
    setTimeout(() => {
      scheduled = false
      then()
    }, 100)
  }
  const scenario: Scenario = async (world) => {
    let hasRun = false
    debounced(() => {
      hasRun = true
    })
    await world.external('a')
    if (!scheduled && !hasRun) throw new Error('nothing is scheduled')
  }
  expect((await explore(scenario)).complete).toBe(true)
  // Without it, the second run finds what the first has left.
  const { kind } = await failing(scenario, { windDown: 0 })
  expect(kind).toBe('nondeterminism')
})

test('a process that has explored exits by itself', () => {
  const code = `
    import { explore } from 'looplaw/explore'
    const { claim } = await explore((world) => world.external('a'))
    console.log(claim)
  `
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: 'the one history passes, and there are no others\n',
  })
})

test('what is outside the world is named in words, and as Node calls it', async () => {
  const read = async (): Promise<void> => void (await readFile('package.json'))
  const { escapes } = await explore(read)
  expect(escapes.join()).toMatch(/a file operation \(FSReq\w+\)/u)
})

test('linearizable refuses what is no list of operations for each client', async () => {
  for (const operations of [() => [{ label: 'a' }], () => [[{ label: 'a' }]], () => undefined]) {
    const scenario: Scenario = Reflect.apply(linearizable, undefined, [() => ({}), operations])
    const { cause } = await failing(scenario)
    expect(String(cause)).toContain('TypeError: linearizable takes a list of operations')
  }
})

test('timers that a scenario replaces, and does not restore, are named', async () => {
  const own = globalThis.setTimeout
  const replaced = () => 1
  try {
    for (const isAwaited of [true, false]) {
      const { cause, message } = await failing(async () => {
        Reflect.set(globalThis, 'setTimeout', replaced)
        if (isAwaited) await new Promise((resolve) => setTimeout(resolve, 5))
      })
      Reflect.set(globalThis, 'setTimeout', own)
      expect(cause).toBeInstanceOf(ExplorationRefusedError)
      expect(message).toContain('the scenario has replaced setTimeout or Date')
    }
  } finally {
    Reflect.set(globalThis, 'setTimeout', own)
  }
  const restored = async (): Promise<void> => {
    Reflect.set(globalThis, 'setTimeout', replaced)
    Reflect.set(globalThis, 'setTimeout', own)
  }
  expect((await explore(restored)).complete).toBe(true)
})

test('exploreLoop refuses what only explore has, and what neither has', async () => {
  const refused = (options: object): Promise<string> =>
    exploreLoop(function* () {}, options).then(() => 'not refused', String)
  expect(await refused({ bursts: true })).toBe(
    'TypeError: bursts is an option of explore, and not of exploreLoop',
  )
  expect(await refused({ picks: true })).toContain('exploreLoop has no option picks; ')
  expect(await refused({ windDown: undefined, pick: true })).toBe('not refused')
})
