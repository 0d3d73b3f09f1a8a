/** Small sessions with more at once than others have: many tasks, many moments, any order. */

import type { Block, Call, Discipline, HostCall, Session, Statement } from '../../spec/program.ts'
import {
  cast,
  session,
  yields,
  waits,
  value,
  task,
  holds,
  LOCK,
  CONDITION,
  EVENT,
  set,
  meets,
} from './pieces.ts'

/** Larger worlds: lists that are compacted, queues that are left from the middle, cycles that touch. */
export function* everyCrowd(): Generator<Session> {
  for (const discipline of ['drain', 'snapshot'] as const) {
    yield* everyRegistry(discipline)
    yield* everyDeparture(discipline)
    yield* everyFarewell(discipline)
    yield* everyReturn(discipline)
    yield* everyTally(discipline)
    yield* everyLegacy(discipline)
    yield* everyWithdrawal(discipline)
    yield* everyKnot(discipline)
    yield* everyLateFailure(discipline)
  }
  yield* everyInterference()
  yield* everyClosing()
}

/** An observer or a coroutine that acts, or makes a mistake, at any moment of a small program. */
export function* everyInterference(): Generator<Session> {
  for (const discipline of ['drain', 'snapshot'] as const) yield* everyMoment(discipline)
}

/** Loops that are closed in the midst of something. */
export function* everyClosing(): Generator<Session> {
  for (const discipline of ['drain', 'snapshot'] as const) {
    yield* everyLeftMain(discipline)
    yield* everyReport(discipline)
  }
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `t${at}`)
}

/** More tasks, timers and failures than are kept in one piece: some end early, and others stay. */
function* everyRegistry(discipline: Discipline): Generator<Session> {
  const look: Statement = { do: 'look' }
  const future: Statement = { do: 'future', name: 'f' }
  const settle: Statement = { do: 'setResult', on: 'f', value: 5 }
  for (const count of [17, 40, 70]) {
    for (const stay of [2, 3]) {
      const actors = names(count).map((_, at): Block => (at % stay === 0 ? [waits] : [yields]))
      const more: Statement = { do: 'spawn', name: 't99', body: [waits] }
      yield session(
        [future, ...cast(actors), look, yields, look, yields, more, look, settle, yields, look],
        discipline,
      )
    }
  }
  const sleeper = (ms: number): Block => [{ do: 'sleep', ms }]
  const cancels = names(70).map((on): Statement => ({ do: 'cancel', on }))
  const last: Statement = { do: 'spawn', name: 't99', body: sleeper(3) }
  yield session(
    [
      ...cast(names(70).map(() => sleeper(5))),
      last,
      yields,
      ...cancels,
      { do: 'await', on: 't99' },
    ],
    discipline,
  )
  const failing = names(70).map((_, at): Block => [{ do: 'throw', error: `e${at}` }])
  yield session([...cast(failing), yields, { do: 'error', of: 't3' }, yields], discipline)
}

/** Two of five waiters leave, in either order, and one of them waits again. */
function* everyDeparture(discipline: Discipline): Generator<Session> {
  const again: Block = [{ do: 'try', body: [waits], finally: [waits] }]
  const pairs = names(5).flatMap((one) => names(5).map((other) => [one, other] as const))
  for (const [one, other] of pairs) {
    if (one === other) continue
    const actors = names(5).map((name): Block => (name === one ? again : [waits]))
    const leave = [one, other].map((on): Statement => ({ do: 'cancel', on }))
    const settle: Statement = { do: 'setResult', on: 'f', value: 5 }
    yield session(
      [{ do: 'future', name: 'f' }, ...cast(actors), yields, ...leave, yields, settle, yields],
      discipline,
    )
  }
}

/**
 * One of five waiters is out of time, and waits again behind the others; then two leave, perhaps that one. A sixth may
 * wait in a race, and what is out of time may wait for something else.
 */
function* everyFarewell(discipline: Discipline): Generator<Session> {
  const next: Statement = { do: 'future', name: 'h' }
  const late = (on: string): Block => [
    { do: 'try', body: [{ do: 'timeout', ms: 1, body: [waits] }], catch: [] },
    { do: 'await', on },
  ]
  const settle: Statement = { do: 'setResult', on: 'f', value: 5 }
  for (const [again, racer] of [
    ['f', []],
    ['f', [[{ do: 'race', items: ['f'] }]]],
    ['h', [[{ do: 'race', items: ['f'] }]]],
  ] as const) {
    for (const tardy of names(5)) {
      for (const some of [...arrangements(names(5))].filter(({ length }) => length < 3)) {
        const actors = names(5).map((name): Block => (name === tardy ? late(again) : [waits]))
        const leave = some.map((on): Statement => ({ do: 'cancel', on }))
        yield session(
          [
            { do: 'future', name: 'f' },
            next,
            ...cast([...actors, ...racer]),
            { do: 'sleep', ms: 2 },
            ...leave,
            yields,
            settle,
            yields,
          ],
          discipline,
        )
      }
    }
  }
}

/** A main acquires and releases permits, of which a task holds one, and looks after each. */
function* everyTally(discipline: Discipline): Generator<Session> {
  const inspect: Statement = { do: 'inspect', at: 's' }
  const acquire: Block = [{ do: 'tryAcquire', at: 's' }, inspect]
  const release: Block = [{ do: 'try', body: [{ do: 'release', at: 's' }], catch: [] }, inspect]
  const made: Block = [{ do: 'semaphore', name: 's', count: 3 }]
  for (let chosen = 0; chosen < 64; chosen += 1) {
    const acts = Array.from({ length: 6 }, (_, at) =>
      (chosen >> at) % 2 === 1 ? acquire : release,
    )
    const [first = [], ...rest] = acts
    const other: Call = task('t0', { do: 'acquire', at: 's' })
    yield session([...made, ...first, other, yields, ...rest.flat()], discipline)
  }
}

/** Many puts are closed before they return, early ones or late ones: the items of the others are there, in their order. */
function* everyWithdrawal(discipline: Discipline): Generator<Session> {
  // Under drain all of them have returned before main can cancel them.
  if (discipline === 'drain') return
  const left: Statement = { do: 'try', body: [{ do: 'takeNow', at: 'q' }], catch: [] }
  const puts = names(80).map((_, at): Block => [{ do: 'put', at: 'q', value: at }])
  for (const stays of [(at: number) => at < 4, (at: number) => at % 20 === 3]) {
    const leave = names(80).flatMap((on, at): Block => (stays(at) ? [] : [{ do: 'cancel', on }]))
    const takes = Array.from({ length: 5 }, () => left)
    yield session(
      [{ do: 'queue', name: 'q' }, ...cast(puts), yields, ...leave, ...takes],
      discipline,
    )
  }
}

/** More locks are held than a table has room for at first; their holders end in some order, and some release before. */
function* everyLegacy(discipline: Discipline): Generator<Session> {
  const locks = Array.from({ length: 9 }, (_, at) => `l${at}`)
  const made = locks.flatMap((name): Block => [
    { do: 'lock', name },
    { do: 'future', name: `f${name}` },
  ])
  // With others between them, all are in one list of the table.
  const fillers = Array.from({ length: 6 }, (_, at) => `v${at}`)
  for (const stride of [1, 2, 5, 8]) {
    for (const [released, between] of [
      [2, []],
      [3, []],
      [99, []],
      [3, fillers],
      [99, fillers],
    ] as const) {
      const tasks = locks.flatMap((at, index): Block => {
        const release: Block = (index + 1) % released === 0 ? [{ do: 'release', at }] : []
        const acquire: Statement = { do: 'acquire', at }
        return [
          task(`t${index}`, acquire, { do: 'await', on: `f${at}` }, ...release),
          task(`u${index}`, { do: 'try', body: [acquire], catch: [] }),
          ...between.map((name) => task(`${name}x${index}`, yields)),
        ]
      })
      const settles = locks.flatMap((_, index): Block => {
        const on = `fl${(index * stride) % locks.length}`
        return [{ do: 'setResult', on, value: 1 }, yields]
      })
      yield session([...made, ...tasks, yields, ...settles, yields], discipline)
    }
  }
}

/** Tasks that a combinator waits for succeed or fail one after the other, perhaps after it is decided. */
function* everyLateFailure(discipline: Discipline): Generator<Session> {
  const ways: readonly Block[] = [[value], [{ do: 'throw', error: 'a' }]]
  const pauses: readonly Block[] = [[], [yields], [yields, yields]]
  for (const how of ['all', 'allSettled', 'race', 'any'] as const) {
    for (const first of ways) {
      for (const second of ways) {
        for (const pause of pauses) {
          const waiter: Block = [{ do: how, items: ['t0', 't1'] }]
          const actors = [[yields, ...first], [yields, ...pause, ...second], waiter]
          const host: readonly HostCall[] = [
            { do: 'run', name: 'main', body: [...cast(actors), ...pause, yields, yields] },
            { do: 'cancel', on: 't2' },
            { do: 'close' },
          ]
          yield { discipline, host }
          yield session([...cast(actors.slice(0, 2)), ...waiter, yields], discipline)
        }
      }
    }
  }
}

/** A run ends while the awaiter of a failure is on its way, or a clean-up waits; the host cancels, closes, and settles. */
function* everyReport(discipline: Discipline): Generator<Session> {
  const awaits: Statement = { do: 'await', on: 't0' }
  const waiters: readonly Block[] = [
    [awaits],
    [{ do: 'shield', item: 't0' }],
    [{ do: 'all', items: ['t0'] }],
    [{ do: 'try', body: [awaits], finally: [{ do: 'await', on: 'z' }] }],
    [{ do: 'try', body: [waits], finally: [{ do: 'race', items: ['z'] }] }],
  ]
  const fails: Block = [yields, { do: 'throw', error: 'a' }]
  for (const waiter of waiters) {
    for (let count = 1; count < 5; count += 1) {
      for (const cancel of [[], [{ do: 'cancel', on: 't1' }]] as const) {
        const pause = Array.from({ length: count }, (): Statement => yields)
        const host: readonly HostCall[] = [
          { do: 'future', name: 'f' },
          { do: 'future', name: 'z' },
          { do: 'run', name: 'main', body: [...cast([fails, waiter]), ...pause] },
          ...cancel,
          { do: 'close' },
          { do: 'setResult', on: 'z', value: 1 },
        ]
        yield { discipline, host }
      }
    }
  }
}

/** A main waits at a primitive when its host closes the loop, and a task in its clean-up could serve it. */
function* everyLeftMain(discipline: Discipline): Generator<Session> {
  const cleans = (...last: Block): Block => [{ do: 'try', body: [waits], finally: last }]
  const stages: readonly (readonly [made: Block, other: Block, main: Block])[] = [
    // One that has ended, and whose outcome its host has not taken.
    [[], cleans(yields), []],
    // It is in a shelter, and continues there.
    [[], cleans(yields), [{ do: 'uninterruptible', body: [yields, yields, yields] }, yields]],
    [
      [{ do: 'future', name: 'z' }],
      cleans(yields, { do: 'setResult', on: 'z', value: 1 }),
      [{ do: 'uninterruptible', body: [{ do: 'await', on: 'z' }, yields] }, yields],
    ],
    [LOCK, holds('l', waits), [{ do: 'acquire', at: 'l' }]],
    [LOCK, [{ do: 'acquire', at: 'l' }, ...cleans({ do: 'release', at: 'l' })], holds('l', yields)],
    [
      [{ do: 'queue', name: 'q' }],
      cleans({ do: 'putNow', at: 'q', value: 1 }),
      [{ do: 'take', at: 'q' }],
    ],
    [
      [{ do: 'queue', name: 'q', capacity: 0 }],
      cleans({ do: 'try', body: [{ do: 'takeNow', at: 'q' }], catch: [] }),
      [{ do: 'put', at: 'q', value: 1 }],
    ],
    [EVENT, cleans(set), [{ do: 'wait', at: 'e' }]],
    [CONDITION, cleans(...holds('l', { do: 'notify', at: 'c' })), holds('l', meets)],
    [
      [{ do: 'barrier', name: 'b', parties: 2 }],
      cleans({ do: 'wait', at: 'b' }),
      [{ do: 'wait', at: 'b' }],
    ],
  ]
  for (const [made, other, main] of stages) {
    for (const rest of [[], [{ do: 'runStep' }]] as const) {
      const future: Statement = { do: 'future', name: 'f' }
      const body: Block = [future, ...made, task('t0', ...other), yields, ...main]
      const tick: HostCall = { do: 'tick', main: 'm' }
      const host: readonly HostCall[] = [
        { do: 'ticks', name: 'm', body },
        tick,
        tick,
        ...rest,
        { do: 'close' },
      ]
      yield { discipline, host }
    }
  }
}

/** An observer acts at any moment of a small program in which a task fails, and others await it. */
function* everyMoment(discipline: Discipline): Generator<Session> {
  const actors: readonly Block[] = [
    [yields, { do: 'throw', error: 'a' }],
    [{ do: 'await', on: 't0' }],
    [{ do: 'try', body: [{ do: 'await', on: 'f' }], catch: [] }, ...holds('l', yields)],
  ]
  const made: Block = [...LOCK, { do: 'future', name: 'f' }]
  const settle: Statement = { do: 'setResult', on: 'f', value: 5 }
  const body: Block = [...made, ...cast(actors), yields, settle, yields, yields]
  const acts: readonly Call[] = [
    { do: 'cancel', on: 't1' },
    { do: 'unpack', on: 'f', count: 1 },
    { do: 'unpack', on: 't0', count: 2 },
    { do: 'inspect', at: 'l' },
  ]
  for (const act of acts) {
    for (let at = 0; at < 30; at += 1)
      yield { ...session(body, discipline), hooks: [{ at, do: act }] }
  }
  for (const [on, count] of [
    ['f', 1],
    ['f', 2],
    ['t0', 1],
    ['t9', 1],
    ['t9', 2],
  ] as const) {
    const slip: Statement = { do: 'try', body: [{ do: 'unpack', on, count }], catch: [] }
    const clumsy = task('t9', slip, yields, slip, { do: 'await', on: 'f' }, slip)
    const host: readonly HostCall[] = [
      { do: 'future', name: 'f' },
      { do: 'unpack', on: 'f', count: 1 },
      {
        do: 'run',
        name: 'main',
        body: [...cast(actors.slice(0, 1)), clumsy, yields, settle, yields],
      },
      { do: 'close' },
    ]
    yield { discipline, host }
  }
}

/** Items come back in any order, and another enters before, between or after them: some of these acts, one by one. */
function* everyReturn(discipline: Discipline): Generator<Session> {
  // Under drain the takers have received theirs before main can cancel them.
  if (discipline === 'drain') return
  const put = (item: number): Call => ({ do: 'putNow', at: 'p', value: item })
  const left: Statement = { do: 'takeNow', at: 'p' }
  const made: Block = [{ do: 'queue', name: 'p' }, put(1), put(2), put(3)]
  const actors = names(3).map((): Block => [{ do: 'take', at: 'p' }])
  const acts = [put(9), ...names(3).map((on): Call => ({ do: 'cancel', on }))]
  const rest: Statement = { do: 'try', body: [left, left, left, left, left], catch: [] }
  for (const some of arrangements(acts))
    yield session([...made, ...cast(actors), yields, ...some, rest], discipline)
}

/** Any number of these, in any order. */
function* arrangements<T>(all: readonly T[]): Generator<readonly T[]> {
  yield []
  for (const [at, first] of all.entries())
    for (const rest of arrangements(all.filter((_, other) => other !== at))) yield [first, ...rest]
}

/** Two cycles, and a task between them that is on neither. */
function* everyKnot(discipline: Discipline): Generator<Session> {
  const on = (name: string): Block => [{ do: 'await', on: name }]
  const bodies: readonly (readonly [string, Block])[] = [
    ['t0', [{ do: 'all', items: ['t1', 't2', 't6'] }]],
    ['t1', on('t0')],
    ['t2', [{ do: 'all', items: ['t3', 't0'] }]],
    ['t3', on('t4')],
    ['t4', on('t3')],
    ['t5', [{ do: 'race', items: ['t4', 't0'] }]],
    // Between two cycles, and on none.
    ['t6', on('t3')],
  ]
  for (let first = 0; first < bodies.length; first += 1) {
    const turned = [...bodies.slice(first), ...bodies.slice(0, first)]
    const spawns = turned.map(([name, body]): Statement => ({ do: 'spawn', name, body }))
    yield session([...spawns, ...on('t5')], discipline)
  }
}
