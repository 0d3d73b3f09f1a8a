/** Small sessions of the later chapters, in which their mutants are caught soon. */

import type {
  Block,
  Call,
  Discipline,
  HostCall,
  Item,
  Session,
  Statement,
} from '../../spec/program.ts'
import { arrangement, scenes } from '../arbitraries/arrangements.ts'
import type { Dice, Some } from '../arbitraries/dice.ts'
import { Odometer } from '../arbitraries/odometer.ts'

/** Cancellation, structure and time: each stage left alone, and with each actor cancelled in some tick. */
export function everyStage(): Generator<Session> {
  const dice = new Odometer()
  return dice.every(() =>
    dice.either(
      () => session(dice.pick(DEADLOCKS)),
      () => {
        const { actors, made = [] } = stage(dice)
        const { acts, discipline } = disturbance(dice, actors.length)
        const looks = actors.map((_, at): Statement => ({ do: 'cancelled', of: `t${at}` }))
        return session(
          [...FUTURES, ...made, ...cast(actors), ...acts, ...LATER, ...looks],
          discipline,
        )
      },
    ),
  )
}

/** Synchronisation: every small scene with one primitive, left alone, and with each task cancelled in some tick. */
export function everyContest(): Generator<Session> {
  const dice = new Odometer()
  const disturbed = (body: Block, tasks: number): Session => {
    const { acts, discipline } = disturbance(dice, tasks)
    return session([...body, ...acts, { do: 'sleep', ms: 1 }], discipline)
  }
  return dice.every(() =>
    dice.either(
      () => ownership(dice),
      () => {
        const { actors, made = [] } = dice.either(
          () => dice.pick(RARE),
          () => trade(dice),
        )
        return disturbed([...made, ...cast(actors)], actors.length)
      },
      () => {
        const { lock, ...others } = scenes
        const scene = dice.pick([lock, ...Object.values(others)])
        return disturbed(arrangement(dice, scene, 2), 2)
      },
    ),
  )
}

/** Some yields, and then a cancellation or none. */
function disturbance(
  dice: Dice,
  tasks: number,
): { readonly acts: Block; readonly discipline: Discipline } {
  return dice.either<ReturnType<typeof disturbance>>(
    () => ({ acts: [yields, yields, yields], discipline: 'drain' }),
    () => {
      const steps = dice.between(0, 3)
      const cancel: Call = { do: 'cancel', on: `t${dice.between(0, tasks - 1)}` }
      // Under drain every task is as far as it can be after one step of main.
      const discipline = steps === 1 ? 'drain' : 'snapshot'
      return { acts: [...dice.times(steps, () => yields), cancel], discipline }
    },
  )
}

/** What there is, and what each task does. */
interface Stage {
  readonly made?: Block
  readonly actors: readonly Block[]
}

function cast(actors: readonly Block[]): Block {
  return actors.map((body, at): Statement => ({ do: 'spawn', name: `t${at}`, body }))
}

function session(body: Block, discipline: Discipline = 'drain'): Session {
  const host: readonly HostCall[] = [{ do: 'run', name: 'main', body }, { do: 'close' }]
  return { discipline, host }
}

const yields: Statement = { do: 'yield' }
const waits: Statement = { do: 'await', on: 'f' }
const value: Statement = { do: 'return', value: 1 }
const task = (name: string, ...body: Block): Call => ({ do: 'spawn', name, body })
const child = (name: string, body: Block): Call => ({ do: 'spawn', name, body, in: 'g' })
const holds = (at: string, ...body: Block): Block => [{ do: 'hold', at, body }]

/** Its clean-up takes a step of its own. */
const tidy: Statement = { do: 'try', body: [yields], finally: [yields] }
const slow: Block = [{ do: 'try', body: [waits], finally: [yields] }]
const lasting: Block = [{ do: 'try', body: [waits], finally: [{ do: 'sleep', ms: 2 }] }]

/** `f` is pending, `r` and `s` have results. */
const FUTURES: Block = [
  { do: 'future', name: 'f' },
  { do: 'future', name: 'r' },
  { do: 'setResult', on: 'r', value: 3 },
  { do: 'future', name: 's' },
  { do: 'setResult', on: 's', value: 4 },
]
const LATER: Block = [
  { do: 'setResult', on: 'f', value: 5 },
  { do: 'sleep', ms: 9 },
]

/** How a task may end. */
const ENDS: Some<Block> = [
  [yields, value],
  [{ do: 'throw', error: 'a' }],
  [yields, { do: 'throw', error: 'b' }],
  slow,
]
const [quick, ...others] = ENDS.map((body): Item => ({ body }))
const ITEMS: Some<Item> = [quick ?? 'f', ...others, 'r', 's', 'f']

const LOCK: Block = [{ do: 'lock', name: 'l' }]
const CONDITION: Block = [...LOCK, { do: 'condition', name: 'c', lock: 'l' }]
const STAGES: Some<Stage> = [
  // Several tasks wait for one future, and for each other.
  { actors: [[waits], [waits], [waits], [waits]] },
  { actors: [[waits], [{ do: 'await', on: 't0' }], [{ do: 'shield', item: 't0' }]] },
  ...ENDS.map((body): Stage => ({ actors: [[{ do: 'shield', item: { body } }]] })),
  { actors: [[{ do: 'sleep', ms: -1 }], [{ do: 'timeout', ms: -1, body: [yields] }]] },
  {
    made: [
      { do: 'cancel', on: 'f', reason: 'lost' },
      { do: 'cancelled', of: 'f' },
    ],
    actors: [[waits]],
  },
  { made: LOCK, actors: [[...holds('l', tidy), { do: 'log', text: 'on' }]] },
  ...(['all', 'allSettled', 'any'] as const).map((how): Stage => ({
    actors: [
      [{ do: how, items: [] }],
      [{ do: 'try', body: [waits], finally: [{ do: how, items: [{ body: [yields] }] }] }],
    ],
  })),
  // It spawns within a scope, and waits in it; a clean-up waits for ever.
  {
    made: LOCK,
    actors: [
      holds('l', { do: 'sleep', ms: 5 }),
      [{ do: 'timeout', ms: 1, body: [task('t8', yields), { do: 'acquire', at: 'l' }] }],
      [
        {
          do: 'try',
          body: [waits],
          finally: [
            { do: 'future', name: 'z' },
            { do: 'await', on: 'z' },
          ],
        },
      ],
    ],
  },
  {
    made: CONDITION,
    actors: [
      holds('l', { do: 'wait', at: 'c' }, { do: 'log', text: 'on' }),
      holds('l', yields, yields, yields),
    ],
  },
]

function stage(dice: Dice): Stage {
  return dice.either(
    () => dice.pick(STAGES),
    () => ({ actors: [[limit(dice)]] }),
    () => ({ actors: [[family(dice)]] }),
    () => ({ actors: [[combination(dice)]] }),
    () => ({ made: LOCK, actors: [[caught(ruin(dice)), yields, { do: 'log', text: 'on' }]] }),
  )
}

/** A scope in which something fails while it is closed, at once or a step later. */
function ruin(dice: Dice): Statement {
  const last: Block = dice.pick([
    [{ do: 'throw', error: 'c' }],
    [yields, { do: 'throw', error: 'd' }],
  ])
  const failing: Block = [{ do: 'try', body: [waits], finally: last }]
  const group: Statement = { do: 'group', name: 'g', body: [child('t9', failing), ...failing] }
  return dice.pick<Some<Statement>>([
    { do: 'timeout', ms: 9, body: last },
    { do: 'timeout', ms: 9, body: failing },
    { do: 'hold', at: 'l', body: failing },
    { do: 'scoped', body: failing },
    { do: 'group', name: 'g', body: [child('t9', failing), waits] },
    { do: 'timeout', ms: 9, body: [caught(group)] },
    { do: 'timeout', ms: 1, body: [caught(group)] },
    { do: 'hold', at: 'l', body: [caught(group)] },
  ])
}

function caught(statement: Statement): Statement {
  return { do: 'try', body: [statement], catch: [{ do: 'log', text: 'caught' }] }
}

/** A timeout, or a clean-up in the midst of a clean-up. */
function limit(dice: Dice): Statement {
  const long: Block = [{ do: 'race', items: ['f', { body: lasting }] }]
  const late: Block = [{ do: 'sleep', ms: 1 }, yields, value]
  return dice.either<Statement>(
    () => {
      const ms = dice.pick([0, 1, 2])
      return { do: 'timeout', ms, body: dice.pick([...ENDS, lasting, long, late]) }
    },
    () => {
      const group: Statement = { do: 'group', name: 'g', body: [child('t9', lasting), waits] }
      return { do: 'timeout', ms: 0, body: [group] }
    },
    () => ({ do: 'race', items: [{ body: lasting }, { body: [] }] }),
    () => ({ do: 'race', items: ['f', 'r', { body: lasting }] }),
  )
}

function family(dice: Dice): Statement {
  const children = [child('t8', dice.pick(ENDS)), child('t9', dice.pick(ENDS))]
  const last = dice.pick([{ do: 'return', value: 7 }, waits])
  return { do: 'group', name: 'g', body: [...children, last] }
}

function combination(dice: Dice): Statement {
  const items = [dice.pick(ITEMS), dice.pick(ITEMS)]
  return { do: dice.pick(['all', 'allSettled', 'race', 'any']), items }
}

const asks: Statement = { do: 'await', on: 't0' }
const both = (first: string, second: string): Block => [
  { do: 'acquire', at: first },
  yields,
  { do: 'acquire', at: second },
]
const LOCKS: Block = [
  { do: 'lock', name: 'a' },
  { do: 'lock', name: 'b' },
]

/** Tasks that wait for each other, and main for one of them. */
const DEADLOCKS: Some<Block> = [
  [...LOCKS, { do: 'acquire', at: 'a' }, task('t0', { do: 'acquire', at: 'a' }), asks],
  [...LOCKS, task('t0', ...both('a', 'b')), task('t1', ...both('b', 'a')), asks],
  [task('t0', { do: 'group', name: 'g', body: [child('t9', [asks])] }), asks],
  [task('t0', { do: 'all', items: [{ body: [asks] }] }), asks],
  [task('t0', yields, { do: 'all', items: ['t0', { body: [asks] }] }), asks],
]

/** A lock whose holder is a main that is closed; one that an observer releases. */
function ownership(dice: Dice): Session {
  const acquire: Statement = { do: 'acquire', at: 'l' }
  const release: Call = { do: 'release', at: 'l' }
  const closed: Statement = { do: 'try', body: [waits], finally: [release] }
  return dice.either<Session>(
    () => session([{ do: 'future', name: 'f' }, ...LOCK, acquire, closed]),
    () => {
      const held = session([...LOCK, task('t0', acquire, yields, release), yields, yields])
      return { ...held, hooks: [{ at: dice.between(0, 15), do: release }] }
    },
  )
}

const MISTAKES: Block = [
  { do: 'semaphore', name: 'v', count: -1 },
  { do: 'barrier', name: 'w', parties: 0 },
  { do: 'queue', name: 'x', capacity: -1 },
]
const acquires: Statement = { do: 'acquire', at: 'l' }
const meets: Statement = { do: 'wait', at: 'c' }
const EVENT: Block = [{ do: 'event', name: 'e' }]
const set: Statement = { do: 'set', at: 'e' }
const clear: Statement = { do: 'clear', at: 'e' }

/** Its body cleans up with a lock, and waits for that, when its task is cancelled too. */
const tidies: Statement = { do: 'try', body: [{ do: 'sleep', ms: 9 }], finally: holds('l', value) }
const failed: Statement = {
  do: 'group',
  name: 'g',
  body: [child('t9', [{ do: 'throw', error: 'e' }]), tidies],
}

/** What the scenes of the primitives do not show. */
const RARE: Some<Stage> = [
  // A task asks after it was cancelled, and another asks before it is closed.
  { made: LOCK, actors: [[{ do: 'cancel', on: 't0' }, acquires], holds('l', value)] },
  { made: LOCK, actors: [[failed], holds('l', ...Array.from({ length: 6 }, () => yields))] },
  {
    made: [...LOCK, ...MISTAKES.map((call): Statement => ({ do: 'try', body: [call], catch: [] }))],
    actors: [[acquires, acquires], [acquires]],
  },
  { made: LOCK, actors: [holds('l', value), holds('l', yields, yields), holds('l', value)] },
  { made: CONDITION, actors: [[meets], [{ do: 'notify', at: 'c' }]] },
  { made: CONDITION, actors: [holds('l', yields, yields), [meets]] },
  // The first of two that are notified waits again; then the second is cancelled.
  {
    made: CONDITION,
    actors: [
      holds('l', meets, meets),
      holds('l', meets),
      [
        yields,
        ...holds('l', { do: 'notify', at: 'c', count: 2 }),
        task('t9', { do: 'cancel', on: 't1' }),
      ],
    ],
  },
  { made: LOCK, actors: [holds('l', value), holds('l', yields, value)] },
  { made: LOCK, actors: [holds('l', tidy), holds('l', value)] },
  {
    made: [{ do: 'semaphore', name: 'l', count: 2 }],
    actors: [
      [acquires, acquires, { do: 'release', at: 'l' }, yields, { do: 'release', at: 'l' }],
      holds('l', value),
    ],
  },
  { made: EVENT, actors: [[{ do: 'wait', at: 'e' }], [yields, clear]] },
  { made: EVENT, actors: [[{ do: 'wait', at: 'e' }], [yields, set, clear, yields, yields, set]] },
]

/** A queue of some capacity, whose putters and takers come and leave. */
function trade(dice: Dice): Stage {
  const capacity = dice.pick([0, 1, 2])
  const made: Block = [{ do: 'queue', name: 'q', capacity }]
  const take: Statement = { do: 'take', at: 'q' }
  const close: Statement = { do: 'closeQueue', at: 'q' }
  const drop: Statement = { do: 'cancel', on: 't0' }
  const put = (item: number): Statement => ({ do: 'put', at: 'q', value: item })
  const putNow = (item: number): Statement => ({ do: 'putNow', at: 'q', value: item })
  const puts: Block = [put(1), put(2), put(3)]
  return dice.pick<Some<Stage>>([
    { made, actors: [puts, [yields, { do: 'takeNow', at: 'q' }]] },
    { made, actors: [[take], [take, take], [yields, ...puts]] },
    { made, actors: [[take], [putNow(1), putNow(2), drop], [yields, take, take]] },
    { made: [...made, putNow(1), putNow(2)], actors: [[take], [drop], [yields, take, take]] },
    { made, actors: [[take], [drop], [yields, putNow(2)], [take, take]] },
    { made, actors: [puts, [take], [yields, take, take]] },
    // A take is cancelled, and another asks before its next step for what it was handed.
    { made, actors: [[take], [putNow(1), drop, putNow(2), { do: 'takeNow', at: 'q' }]] },
    { made, actors: [[take], [drop, putNow(1), putNow(2)]] },
    {
      made,
      actors: [
        [put(2), put(3), close],
        [yields, yields, take, take],
      ],
    },
  ])
}

/** Larger worlds: lists that are compacted, queues that are left from the middle, cycles that touch. */
export function* everyCrowd(): Generator<Session> {
  for (const discipline of ['drain', 'snapshot'] as const) {
    yield* everyRegistry(discipline)
    yield* everyDeparture(discipline)
    yield* everyFarewell(discipline)
    yield* everyReturn(discipline)
    yield* everyTally(discipline)
    yield* everyKnot(discipline)
    yield* everyLateFailure(discipline)
    yield* everyMoment(discipline)
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
    ['t0', [{ do: 'all', items: ['t1', 't2'] }]],
    ['t1', on('t0')],
    ['t2', [{ do: 'all', items: ['t3', 't0'] }]],
    ['t3', on('t4')],
    ['t4', on('t3')],
    ['t5', [{ do: 'race', items: ['t4', 't0'] }]],
  ]
  for (let first = 0; first < bodies.length; first += 1) {
    const turned = [...bodies.slice(first), ...bodies.slice(0, first)]
    const spawns = turned.map(([name, body]): Statement => ({ do: 'spawn', name, body }))
    yield session([...spawns, ...on('t5')], discipline)
  }
}
