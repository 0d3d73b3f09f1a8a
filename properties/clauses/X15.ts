/** X15 · Coroutines on a loop. */

import type { Coroutine, Future, Loop } from '../../src/index.ts'
import type { LoopExploreOptions, LoopScenario, LoopWorld } from '../../src/explore/index.ts'
import { explorationClause, explorationLaw } from '../exploration/law.ts'
import type { Explorer } from '../exploration/observe.ts'

export const X15 = explorationClause('X15', [
  explorationLaw({
    sentence:
      'with pick, the steps of the tasks come in every order, each once, the default first in, first out',
    hint: 'bringForward() of the loop chooses the task that is stepped, and #choices() lists the ready queue',
    async check(explorer, found) {
      for (const steps of [
        [2, 1],
        [2, 2],
        [1, 2, 1],
        [3, 1, 2],
      ]) {
        const orders = await ordersOf(explorer, stepping(steps), { pick: true, bound: Infinity })
        const due = orderings(steps)
        found.expect(
          new Set(orders).size === due.length && due.every((order) => orders.includes(order)),
          () =>
            `of ${due.length} orders of ${steps.join()} steps, ${new Set(orders).size} were run`,
        )
        found.require(orders[0] === fifo(steps), () => `the default is ${orders[0]}`)
      }
    },
    mutants: [
      {
        name: 'picks-the-oldest-two',
        why: 'the third ready task is never the next',
        in: 'explore/loop/run.js',
        replace: [
          '(pick ? ready : ready.slice(0, 1))',
          '(pick ? ready.slice(0, 2) : ready.slice(0, 1))',
        ],
      },
      {
        name: 'picks-the-newest-first',
        why: 'by default, the task that was scheduled last is stepped',
        in: 'explore/loop/run.js',
        replace: [
          '(pick ? ready : ready.slice(0, 1))',
          '(pick ? ready.toReversed() : ready.slice(0, 1))',
        ],
      },
      {
        name: 'picked-task-leaves-a-gap',
        why: 'the task behind one that was picked is dropped from the ready queue',
        in: 'core/loop.js',
        replace: ['ahead.after = task.after;', 'ahead.after = task.after?.after;'],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'without pick, tasks are stepped first in, first out, and what arrives from outside comes in every order',
    hint: '#walk() steps the oldest task until none is ready, and completions() lists what is pending',
    async check(explorer, found) {
      const ran = await ordersOf(explorer, stepping([3, 1, 2]), { bound: Infinity })
      found.expect(ran.join() === fifo([3, 1, 2]), () => `the steps are ${ran.join(' and ')}`)
      const orders = await ordersOf(explorer, arriving(3), { bound: Infinity })
      found.expect(
        new Set(orders).size === 6,
        () => `of 6 orders, ${new Set(orders).size} were run`,
      )
      found.require(orders[0] === 'a,b,c', () => `the default is ${orders[0]}`)
      const failing = await ordersOf(explorer, mayFail, { bound: Infinity })
      found.expect(
        failing.toSorted().join() === 'fails,is there',
        () => `an operation that may fail ${failing.join(' and ')}`,
      )
      const happened = await ordersOf(explorer, event, { bound: Infinity })
      found.expect(
        happened.toSorted().join(' and ') === 'a and happens,a',
        () => `with an event: ${happened.join(' and ')}`,
      )
    },
    mutants: [
      {
        name: 'arrives-in-order',
        why: 'operations complete in the order in which they were begun',
        in: 'explore/loop/world.js',
        replace: [
          'return this.#live().map((operation) => ({',
          'return this.#live().slice(0, 1).map((operation) => ({',
        ],
      },
      {
        name: 'never-fails-on-a-loop',
        why: 'an operation of a loop never fails',
        in: 'explore/loop/run.js',
        replace: ['[...outside.failures(), ...outside.events()]', 'outside.events()'],
      },
      {
        name: 'events-left-out',
        why: 'an event of a loop never happens',
        in: 'explore/loop/run.js',
        replace: ['[...outside.failures(), ...outside.events()]', 'outside.failures()'],
      },
    ],
  }),
  explorationLaw({
    sentence: 'time passes when nothing else can happen, and if it is explored, earlier too',
    hint: '#choices() offers #passing() last, or only if it is idle',
    async check(explorer, found) {
      const { core } = explorer
      if (core === undefined) return
      const scenario: LoopScenario = function* (loop, world) {
        const log: string[] = []
        const slept = loop.spawn(after(core.sleep(10), () => log.push('slept')))
        yield* after(world.external('load'), () => log.push('loaded'))
        yield* slept
        return log.join()
      }
      for (const [time, due] of [
        ['frozen', 'loaded,slept'],
        ['explored', 'loaded,slept and slept,loaded'],
      ] as const) {
        const orders = await ordersOf(explorer, scenario, { time, bound: Infinity })
        const seen = [...new Set(orders)].toSorted().join(' and ')
        found.expect(seen === due, () => `with time ${time}: ${seen}`)
      }
    },
    mutants: [
      {
        name: 'time-always-explored',
        why: 'time may pass although it is frozen',
        in: 'explore/loop/run.js',
        replace: ["idle || time === 'explored'", 'true'],
      },
      {
        name: 'time-never-explored',
        why: 'time passes only when nothing else can happen',
        in: 'explore/loop/run.js',
        replace: ["idle || time === 'explored'", 'idle'],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'what fails is reported by its kind, and what nothing can resume as a hang that says what waits',
    hint: '#judge() and #hang() of Run',
    async check(explorer, found) {
      for (const [kind, scenario] of FAILING) {
        const thrown = await failureOf(explorer, scenario)
        found.expect(
          thrown.kind === kind,
          () => `${kind} is reported as ${thrown.kind}: ${thrown.message}`,
        )
        found.require(
          kind !== 'hang' || thrown.message.includes('deadlock cycle'),
          () => `the hang is ${thrown.message}`,
        )
      }
    },
    mutants: [
      {
        name: 'unhandled-on-a-loop',
        why: 'a failure that nothing handles passes',
        in: 'explore/loop/run.js',
        replace: ["this.#fail('unhandled rejection', unhandled);", ''],
      },
      {
        name: 'hang-passes',
        why: 'a scenario that hangs passes',
        in: 'explore/loop/run.js',
        replace: [
          'if (choices.length === 0) return this.#hang();',
          'if (choices.length === 0) return void this.#task.cancel();',
        ],
      },
      {
        name: 'checks-at-the-end',
        why: 'an invariant is checked when the scenario is over',
        in: 'explore/loop/run.js',
        replace: ['task.step(); this.#check(); }', 'task.step(); }'],
      },
    ],
  }),
])

/** Awaits, and then does something. */
function* after(what: Coroutine<unknown> | Future<unknown>, then: () => unknown): Coroutine<void> {
  yield* what
  then()
}

/** Tasks of so many steps, which log each. */
function stepping(steps: readonly number[]): LoopScenario {
  return function* (loop) {
    const log: string[] = []
    const task = function* (name: string, count: number): Coroutine<void> {
      for (let left = count; left > 0; left -= 1) {
        log.push(name)
        if (left > 1) yield
      }
    }
    const all = steps.map((count, at) => loop.spawn(task(nameOf(at), count)))
    for (const one of all) yield* one
    return log.join()
  }
}

function arriving(count: number): LoopScenario {
  return function* (loop, world) {
    const log: string[] = []
    const names = Array.from({ length: count }, (_, at) => nameOf(at))
    const all = names.map((name) => loop.spawn(after(world.external(name), () => log.push(name))))
    for (const one of all) yield* one
    return log.join()
  }
}

function* mayFail(_loop: Loop, world: LoopWorld): Coroutine<string> {
  try {
    return yield* world.external('load', () => 'is there', { mayFail: true })
  } catch {
    return 'fails'
  }
}

function* event(_loop: Loop, world: LoopWorld): Coroutine<string> {
  const log: string[] = []
  world.event('event', () => log.push('happens'))
  yield* world.external('a')
  return [...log, 'a'].join()
}

const FAILING: readonly (readonly [string, LoopScenario])[] = [
  [
    'rejection',
    function* () {
      yield
      throw new Error('thrown')
    },
  ],
  [
    'unhandled rejection',
    function* (loop) {
      loop.spawn(
        (function* (): Coroutine<void> {
          yield
          throw new Error('lost')
        })(),
      )
      yield
      yield
    },
  ],
  [
    'invariant',
    function* (_loop, world) {
      let count = 0
      world.check(() => count < 1)
      yield
      count = 1
      yield
      count = 0
    },
  ],
  [
    'hang',
    function* (loop) {
      const tasks: Future<unknown>[] = []
      const waits = function* (at: number): Coroutine<void> {
        yield* tasks[at] ?? []
      }
      tasks.push(loop.spawn(waits(1), 'one'), loop.spawn(waits(0), 'two'))
      yield* tasks[0] ?? []
    },
  ],
]

/** What each run of an exploration returned, in the order of the runs. */
async function ordersOf(
  { exploreLoop }: Explorer,
  scenario: LoopScenario,
  options: LoopExploreOptions,
): Promise<readonly string[]> {
  const orders: string[] = []
  try {
    await exploreLoop(function* (loop, world) {
      orders.push(String(yield* scenario(loop, world)))
    }, options)
  } catch (error) {
    orders.push(`fails: ${String(error)}`)
  }
  // The default is run twice before the others, and is one of them.
  return orders.slice(2)
}

async function failureOf(
  { exploreLoop }: Explorer,
  scenario: LoopScenario,
): Promise<{ readonly kind: string; readonly message: string }> {
  try {
    await exploreLoop(scenario)
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    return Object.assign({ kind: 'none', message }, error)
  }
  return { kind: 'none', message: 'it passes' }
}

function nameOf(at: number): string {
  return 'abc'[at] ?? 'z'
}

/** One step of each after the other, as long as it has steps left. */
function fifo(steps: readonly number[]): string {
  const rounds = Array.from({ length: Math.max(...steps) }, (_, round) =>
    steps.flatMap((count, at) => (round < count ? [nameOf(at)] : [])),
  )
  return rounds.flat().join()
}

/** Every order of so many steps of each. */
function orderings(steps: readonly number[]): readonly string[] {
  if (steps.every((count) => count === 0)) return ['']
  return steps.flatMap((count, at) => {
    if (count === 0) return []
    const rest = orderings(steps.map((other, index) => (index === at ? other - 1 : other)))
    return rest.map((order) => (order === '' ? nameOf(at) : `${nameOf(at)},${order}`))
  })
}
