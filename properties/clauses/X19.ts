/** X19 · One history of each class. */

import type { Coroutine } from '../../src/index.ts'
import type { Explored, LoopScenario } from '../../src/explore/index.ts'
import { explorationClause, explorationLaw } from '../exploration/law.ts'
import type { Explorer } from '../exploration/observe.ts'
import { someSharings } from '../exploration/drawn.ts'
import { playSharing, type Sharing } from '../exploration/sharing.ts'

export const X19 = explorationClause('X19', [
  explorationLaw({
    sentence:
      'what some order of the steps leads to, a history of some class leads to, and fails if it fails',
    hint: 'areDependent() and mayDepend() decide which steps may be exchanged, Footprints what each touches',
    async check(explorer, found) {
      const kinds = { same: 0, failing: 0 }
      for (const program of [...FOUND, ...(await someSharings(45, 19))]) {
        const all = await outcomesOf(explorer, program, false, FEW)
        if (all.explored?.complete === false) continue
        const reduced = await outcomesOf(explorer, program, true, FEW * 10)
        const due = [...all.outcomes].toSorted().join('\n')
        const left = [...reduced.outcomes].toSorted().join('\n')
        kinds[all.failed === undefined ? 'same' : 'failing'] += 1
        found.expect(
          all.failed === reduced.failed && (all.failed !== undefined || due === left),
          () =>
            `${JSON.stringify(program)} leads in every order to ${all.failed ?? due}, and in one of each class to ${reduced.failed ?? left}`,
        )
      }
      found.require(
        kinds.same > 10 && kinds.failing > 2,
        () => `${kinds.same} programs pass, and ${kinds.failing} fail: that is too few`,
      )
    },
    mutants: [
      {
        name: 'writes-are-independent',
        why: 'two steps that write the same are taken for independent',
        in: 'explore/engine/footprint.js',
        replace: ['(writes || too)', '(writes !== too)'],
      },
      {
        name: 'reads-come-first',
        why: 'a step that reads what another writes is taken for independent of it',
        in: 'explore/engine/footprint.js',
        replace: ['(writes || too)', '(writes && too)'],
      },
      {
        name: 'primitives-are-unseen',
        why: 'a call of a lock or a queue touches nothing',
        in: 'explore/loop/watching.js',
        replace: ['isProperty || READING.has(name) ? reads : writes', 'reads'],
      },
      {
        name: 'futures-are-unseen',
        why: 'that a future settles touches nothing',
        in: 'explore/loop/footprints.js',
        replace: ['touch(this.nameOf(future), true)', 'undefined'],
      },
      {
        name: 'sleeps-through-a-conflict',
        why: 'a step that was run elsewhere is not woken by one that it depends on',
        in: 'explore/engine/reduction.js',
        replace: ['&& !mayDepend(footprint, step)', ''],
      },
      {
        name: 'new-objects-differ',
        why: 'two objects without a name are taken for different ones, in different runs',
        in: 'explore/engine/footprint.js',
        replace: [
          'return writes !== undefined && others !== undefined && (writes || others);',
          'return false;',
        ],
      },
      {
        name: 'end-is-a-step',
        why: 'the end of the scenario is taken for independent of what could still happen',
        in: 'explore/loop/run.js',
        replace: ['everything: true, last:', 'last:'],
      },
      {
        name: 'nothing-before-the-end',
        why: 'what could be stepped when the scenario ended is not tried before that',
        in: 'explore/engine/reduction.js',
        replace: ['if (step.last)', 'if (false)'],
      },
      {
        name: 'cancellation-touches-nothing',
        why: 'a cancellation is taken for independent of everything',
        in: 'explore/loop/footprints.js',
        replace: ['cancelled() { this.#everything(); }', 'cancelled() { }'],
      },
      {
        name: 'late-items-enable',
        why: 'an item that settles after a race was decided is taken for its cause',
        in: 'explore/loop/footprints.js',
        replace: ['&& at <= decided', ''],
      },
      {
        name: 'failures-are-no-choice',
        why: 'that an operation may fail, or an event happen, is not tried wherever it can',
        in: 'explore/engine/reduction.js',
        replace: ['areSteps ? [chosen] : enabled', '[chosen]'],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'there are as many histories as classes: as many as were published, and one where all steps are independent',
    hint: 'Reduction reverses the races of each history, and puts to sleep what was run',
    async check(explorer, found) {
      for (const [name, scenario, classes] of PUBLISHED) {
        const { complete, histories, runs } = await explorer.exploreLoop(scenario(explorer), {
          ...EVERY,
          runs: 500,
        })
        found.expect(
          complete && histories === classes && runs === classes,
          () =>
            `${name} has ${classes} classes, and ${runs} histories were run, ${histories} of them different`,
        )
      }
    },
    mutants: [
      {
        name: 'nothing-sleeps',
        why: 'what was run is run again in other orders of independent steps',
        in: 'explore/engine/reduction.js',
        replace: ['if (process !== node.chosen &&', 'if (false &&'],
      },
      {
        name: 'cut-runs-count',
        why: 'a run that was cut short counts as a history',
        in: 'explore/engine/search.js',
        replace: ['history.cut !== true && this.#count(history)', 'this.#count(history)'],
      },
      {
        name: 'reads-conflict',
        why: 'two steps that read the same are taken for dependent',
        in: 'explore/engine/footprint.js',
        replace: ['&& (writes || too)', ''],
      },
      {
        name: 'one-place-for-all',
        why: 'the fields of an object are one place',
        in: 'explore/shared.js',
        replace: ['touchShared(`${name}.${String(key)}`, true)', 'touchShared(name, true)'],
      },
    ],
  }),
  explorationLaw({
    sentence: 'nothing is reduced under a bound, or if nothing is shared; the result says so',
    hint: '#reduce() of Search, and takesFootprints of Loops',
    async check({ exploreLoop, shared }, found) {
      const share = <T extends object>(object: T): T => shared(object)
      for (const [how, scenario, options, due] of [
        [
          'shared',
          counting(share),
          EVERY,
          {
            reduced: true,
            unseen: undefined,
            claim: 'the one class of histories passes, and there are no others',
          },
        ],
        [
          'not shared',
          counting((object) => object),
          EVERY,
          {
            reduced: false,
            claim:
              'all 15 histories pass, and there are no others; no reduction, since nothing is shared()',
          },
        ],
        ['bounded', counting(share), { pick: true, bound: 1 }, { reduced: false }],
        ['not picked', counting(share), { bound: Infinity }, { reduced: false, histories: 1 }],
      ] as const) {
        const explored: Explored = await exploreLoop(scenario, options)
        for (const [key, value] of Object.entries(due)) {
          const is: unknown = Reflect.get(explored, key)
          found.expect(
            is === value,
            () => `${how}: ${key} is ${String(is)}, and not ${String(value)}`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'reduces-what-it-does-not-see',
        why: 'orders are reduced although nothing is shared that is seen',
        in: 'explore/loop/run.js',
        replace: [
          'isReducible(this.settings) ? this.#shares : undefined',
          'isReducible(this.settings)',
        ],
      },
      {
        name: 'classes-are-a-sample',
        why: 'what is left of the classes is estimated, as if they had been chosen by chance',
        in: 'explore/engine/reduction.js',
        replace: ['isSampling = false;', 'isSampling = true;'],
      },
      {
        name: 'reduces-within-a-bound',
        why: 'a bound is ignored if orders can be reduced',
        in: 'explore/engine/search.js',
        replace: ['!this.#plan.isBounded &&', ''],
      },
    ],
  }),
])

const EVERY = { pick: true, bound: Infinity } as const

/** So many histories of a program are run without a reduction, at most. */
const FEW = 150

/** Each was found where the reduction was wrong. */
const FOUND: readonly Sharing[] = [
  // What the first reads, the second touches too, in another order: so it has another name there.
  [
    [
      { do: 'size', at: 0 },
      { do: 'size', at: 1 },
    ],
    [
      { do: 'ask', at: 0 },
      { do: 'size', at: 0 },
      { do: 'putNow', at: 1 },
    ],
  ],
  // A race is decided, and then another of its items settles, before the task that races is stepped.
  [
    [
      {
        do: 'spawn',
        body: [
          { do: 'read', at: 0 },
          { do: 'sleep', at: 1 },
        ],
        after: 'race',
      },
    ],
  ],
  // The scenario may end before a task that it does not wait for.
  [[{ do: 'spawn', body: [{ do: 'hold', at: 0 }], after: 'nothing' }], [{ do: 'read', at: 0 }]],
  // What may end, or not, before it is cancelled.
  [[{ do: 'add', at: 0 }], [{ do: 'cancel', at: 0 }]],
  [
    [
      {
        do: 'spawn',
        body: [
          { do: 'cancel', at: 1 },
          { do: 'add', at: 0 },
        ],
        after: 'nothing',
      },
    ],
    [{ do: 'spawn', body: [{ do: 'add', at: 0 }], after: 'all' }],
  ],
  [[{ do: 'read', at: 0 }], [{ do: 'mayFail', at: 0 }]],
]

async function outcomesOf(
  explorer: Explorer,
  program: Sharing,
  isSeen: boolean,
  runs: number,
): Promise<{
  readonly outcomes: ReadonlySet<string>
  readonly explored: Explored | undefined
  readonly failed: string | undefined
}> {
  const outcomes = new Set<string>()
  const scenario = playSharing(explorer, program, isSeen, (outcome) => void outcomes.add(outcome))
  try {
    const explored = await explorer.exploreLoop(scenario, { ...EVERY, runs, shrink: 0 })
    return { outcomes, explored, failed: undefined }
  } catch (error) {
    const failed = error instanceof Error && 'kind' in error ? String(error.kind) : String(error)
    return { outcomes, explored: undefined, failed }
  }
}

/** Tasks that count, each in a place of its own. */
function counting(share: <T extends object>(object: T) => T): LoopScenario {
  return function* (loop) {
    const counts = share([0, 0, 0])
    const tasks = counts.map((_, which) =>
      loop.spawn(
        (function* (): Coroutine<void> {
          counts[which] = 1
        })(),
      ),
    )
    for (const task of tasks) yield* task
  }
}

type Body = () => Coroutine<void>

/** A scenario of these tasks. */
function of(create: (explorer: Explorer) => readonly Body[]): (explorer: Explorer) => LoopScenario {
  return (explorer) =>
    function* (loop) {
      const tasks = create(explorer).map((body) => loop.spawn(body()))
      for (const task of tasks) yield* task
    }
}

function times<T>(count: number, create: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => create(index))
}

/** One task writes what the others read. */
function readers(count: number): (explorer: Explorer) => LoopScenario {
  return of(({ shared }) => {
    const state = shared({ x: 0 })
    return [
      function* () {
        state.x = 1
      },
      ...times(
        count,
        () =>
          function* (): Coroutine<void> {
            void state.x
          },
      ),
    ]
  })
}

/** Each task adds one to its neighbour's; another looks for the last that is zero. */
function lastZero(count: number): (explorer: Explorer) => LoopScenario {
  return of(({ shared }) => {
    const array = shared(times(count + 1, () => 0))
    return [
      function* () {
        for (let at = count; array[at] !== 0; at -= 1) yield
      },
      ...times(
        count,
        (index) =>
          function* (): Coroutine<void> {
            const before = array[index] ?? 0
            yield
            array[index + 1] = before + 1
          },
      ),
    ]
  })
}

/** Each task inserts four keys into a hash table, some of which collide if there are twelve tasks. */
function indexer(count: number): (explorer: Explorer) => LoopScenario {
  const size = 128
  return of(({ shared }) => {
    const table = shared(times(size, () => 0))
    return times(
      count,
      (index) =>
        function* (): Coroutine<void> {
          for (let message = 1; message <= 4; message += 1) {
            const key = message * 11 + index
            let at = (key * 7) % size
            for (;;) {
              yield
              if (table[at] === 0) break
              at = (at + 1) % size
            }
            table[at] = key
          }
        },
    )
  })
}

/** Each task holds one lock once. */
function oneLock(count: number): (explorer: Explorer) => LoopScenario {
  return of(({ core, shared }) => {
    if (core === undefined) return []
    const state = shared({ x: 0 })
    const lock = new core.Lock()
    return times(
      count,
      () =>
        function* (): Coroutine<void> {
          yield* lock.acquire()
          state.x += 1
          lock.release()
        },
    )
  })
}

/** A task writes, and then creates one that reads: no other order of the two can happen. */
function child({ shared }: Explorer): LoopScenario {
  return function* (loop) {
    const state = shared({ x: 0, y: 0 })
    const reading = function* (): Coroutine<void> {
      void state.x
    }
    const writing = function* (): Coroutine<void> {
      state.x = 1
      yield* loop.spawn(reading())
    }
    const other = function* (): Coroutine<void> {
      state.y = 1
    }
    for (const task of [loop.spawn(other()), loop.spawn(writing())]) yield* task
  }
}

/** Of readers, last zero and indexer, by Flanagan and Godefroid (2005) and by Abdulla and others (2014). */
const PUBLISHED: readonly (readonly [string, (explorer: Explorer) => LoopScenario, number])[] = [
  ...[1, 2, 3, 5].map((count) => [`readers(${count})`, readers(count), 2 ** count] as const),
  ...[2, 3, 4, 5].map(
    (count) => [`lastzero(${count})`, lastZero(count), (count + 3) * 2 ** (count - 2)] as const,
  ),
  ['indexer(11)', indexer(11), 1],
  ['indexer(12)', indexer(12), 8],
  ['one lock, three tasks', oneLock(3), 30],
  ['a task and its child beside another', child, 1],
]
