/** Small sessions that every wrong loop of the later chapters meets, whatever the dice give. */

import type {
  Call,
  Discipline,
  Hook,
  HostCall,
  Item,
  Session,
  Statement,
} from '../../spec/program.ts'
import { everyArrangement, scenes } from '../arbitraries/arrangements.ts'

type Block = readonly Statement[]

/** What there is, and what the tasks do that want it. */
interface Stage {
  readonly made?: Block
  readonly actors: readonly Block[]
}

const waits: Statement = { do: 'await', on: 'f' }
const yields: Statement = { do: 'yield' }
const slow: Block = [{ do: 'try', body: [waits], finally: [yields] }]
const lasting: Block = [{ do: 'try', body: [waits], finally: [{ do: 'sleep', ms: 2 }] }]

/** How a task may end. */
const ends: readonly Block[] = [
  [yields, { do: 'return', value: 1 }],
  [{ do: 'throw', error: 'a' }],
  [yields, { do: 'throw', error: 'b' }],
  slow,
]

const items: readonly Item[] = [...ends.map((body) => ({ body })), 'r', 's', 'f']

/** `f` is pending, `r` and `s` have results. */
const futures: Block = [
  { do: 'future', name: 'f' },
  { do: 'future', name: 'r' },
  { do: 'setResult', on: 'r', value: 3 },
  { do: 'future', name: 's' },
  { do: 'setResult', on: 's', value: 4 },
]

/** Cancellation, structure and time: each stage left alone, and with each actor cancelled at some tick. */
export function* everyStage(): Generator<Session> {
  yield* everyDeadlock()
  const late: Block = [
    { do: 'setResult', on: 'f', value: 5 },
    { do: 'sleep', ms: 9 },
  ]
  for (const { actors, made = [] } of stages()) {
    const looks = actors.map((_, at): Statement => ({ do: 'cancelled', of: `t${at}` }))
    for (const { cancel, discipline } of cancellations(actors.length))
      yield session(
        [...futures, ...made, ...cast(actors), ...cancel, ...late, ...looks],
        discipline,
      )
  }
}

/** Synchronisation: every small scene with one primitive, left alone, and with each task cancelled at some tick. */
export function* everyContest(): Generator<Session> {
  yield* everyOwner()
  for (const { actors, made = [] } of rareContests()) {
    for (const { cancel, discipline } of cancellations(actors.length))
      yield session([...made, ...cast(actors), ...cancel, { do: 'sleep', ms: 1 }], discipline)
  }
  for (const scene of Object.values(scenes)) {
    for (const [run] of everyArrangement(scene, 2)) {
      if (run?.do !== 'run') continue
      const { body } = run
      for (const { cancel, discipline } of cancellations(2))
        yield session([...body.slice(0, -1), ...cancel, ...body.slice(-1)], discipline)
    }
  }
}

/** Larger worlds: lists that are compacted, queues that are left from the middle, cycles that touch. */
export function* everyCrowd(): Generator<Session> {
  for (const discipline of ['drain', 'snapshot'] as const) {
    yield* everyRegistry(discipline)
    yield* everyDeparture(discipline)
    yield* everyReturn(discipline)
    yield* everyKnot(discipline)
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

/** Items come back in the midst of others: takers are cancelled before they received theirs, and an item enters. */
function* everyReturn(discipline: Discipline): Generator<Session> {
  const put = (value: number): Call => ({ do: 'putNow', at: 'p', value })
  const take: Block = [{ do: 'take', at: 'p' }]
  const left: Statement = { do: 'takeNow', at: 'p' }
  const made: Block = [{ do: 'queue', name: 'p' }, put(1), put(2), put(3)]
  for (let place = 0; place < 4; place += 1) {
    for (let chosen = 1; chosen < 16; chosen += 1) {
      const actors = names(4).map((_, at): Block => (at === place ? [yields, put(9)] : take))
      const cancels = names(4)
        .filter((_, at) => at !== place && (chosen >> at) % 2 === 1)
        .map((on): Statement => ({ do: 'cancel', on }))
      const rest: Statement = { do: 'try', body: [left, left, left, left, left], catch: [] }
      yield session(
        [...made, ...cast(actors), yields, ...cancels, yields, yields, rest],
        discipline,
      )
    }
  }
}

/** Two cycles, and a task between them that is on neither. */
function* everyKnot(discipline: Discipline): Generator<Session> {
  const on = (name: string): Block => [{ do: 'await', on: name }]
  const bodies: readonly (readonly [string, Block])[] = [
    ['t0', [{ do: 'all', items: ['t1', 't2'] }]],
    ['t1', on('t0')],
    ['t2', on('t3')],
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

/** The tasks that are on the stage. */
function cast(actors: readonly Block[]): Block {
  return actors.map((body, at): Statement => ({ do: 'spawn', name: `t${at}`, body }))
}

interface Cancellation {
  readonly cancel: Block
  readonly discipline: Discipline
}

/** Some yields, and then a cancellation or none. */
function* cancellations(tasks: number): Generator<Cancellation> {
  yield { cancel: [yields, yields, yields], discipline: 'drain' }
  for (let turns = 0; turns <= 3; turns += 1) {
    for (let task = 0; task < tasks; task += 1) {
      const pause = Array.from({ length: turns }, () => yields)
      // Under the other discipline everybody is as far as possible after one turn of main.
      const discipline = turns === 1 ? 'drain' : 'snapshot'
      yield { cancel: [...pause, { do: 'cancel', on: `t${task}` }], discipline }
    }
  }
}

function* stages(): Generator<Stage> {
  // Those who wait for one future, and for one another.
  yield { actors: [[waits], [waits], [waits], [waits]] }
  yield { actors: [[waits], [{ do: 'await', on: 't0' }], [{ do: 'shield', item: 't0' }]] }
  for (const body of ends) yield { actors: [[{ do: 'shield', item: { body } }]] }
  yield { actors: [[{ do: 'sleep', ms: -1 }], [{ do: 'timeout', ms: -1, body: [yields] }]] }
  const lost: Block = [
    { do: 'cancel', on: 'f', reason: 'lost' },
    { do: 'cancelled', of: 'f' },
  ]
  yield { made: lost, actors: [[waits]] }
  // Where the clean-up of a body takes turns.
  const tidy: Statement = { do: 'try', body: [yields], finally: [yields] }
  yield {
    made: [{ do: 'lock', name: 'l' }],
    actors: [
      [
        { do: 'hold', at: 'l', body: [tidy] },
        { do: 'log', text: 'on' },
      ],
    ],
  }
  const holds = (...body: Statement[]): Block => [{ do: 'hold', at: 'l', body }]
  yield {
    made: [
      { do: 'lock', name: 'l' },
      { do: 'condition', name: 'c', lock: 'l' },
    ],
    actors: [
      holds({ do: 'wait', at: 'c' }, { do: 'log', text: 'on' }),
      holds(yields, yields, yields),
    ],
  }
  yield* limits()
  yield* groups()
  yield* combinations()
}

function* combinations(): Generator<Stage> {
  for (const first of items) {
    for (const second of items) {
      for (const kind of ['all', 'allSettled', 'race', 'any'] as const) {
        yield { actors: [[{ do: kind, items: [first, second] }]] }
      }
    }
  }
}

function* groups(): Generator<Stage> {
  for (const first of ends) {
    for (const second of ends) {
      for (const last of [{ do: 'return', value: 7 }, waits] as const) {
        const children = [first, second].map((body, at): Statement => ({
          do: 'spawn',
          name: `t${at + 8}`,
          body,
          in: 'g',
        }))
        yield { actors: [[{ do: 'group', name: 'g', body: [...children, last] }]] }
      }
    }
  }
}

function* limits(): Generator<Stage> {
  const long: Block = [{ do: 'race', items: ['f', { body: lasting }] }]
  for (const ms of [0, 1, 2]) {
    for (const body of [
      ...ends,
      lasting,
      long,
      [{ do: 'sleep', ms: 1 }, ...(ends[0] ?? [])],
    ] as const)
      yield { actors: [[{ do: 'timeout', ms, body }]] }
  }
  // A clean-up in the midst of a clean-up.
  const child: Statement = { do: 'spawn', name: 't9', body: lasting, in: 'g' }
  yield {
    actors: [[{ do: 'timeout', ms: 0, body: [{ do: 'group', name: 'g', body: [child, waits] }] }]],
  }
  yield { actors: [[{ do: 'race', items: ['r', { body: lasting }] }]] }
}

/** Cycles of those who wait for one another. */
function* everyDeadlock(): Generator<Session> {
  const locks: Block = [
    { do: 'lock', name: 'a' },
    { do: 'lock', name: 'b' },
  ]
  const both = (first: string, second: string): Block => [
    { do: 'acquire', at: first },
    yields,
    { do: 'acquire', at: second },
  ]
  const task = (name: string, ...body: Statement[]): Call => ({ do: 'spawn', name, body })
  const joins = (...tasks: Call[]): Block => [...tasks, { do: 'await', on: 't0' }]
  const asks: Statement = { do: 'await', on: 't0' }
  const child: Statement = { do: 'spawn', name: 't9', body: [asks], in: 'g' }
  for (const body of [
    [...locks, { do: 'acquire', at: 'a' }, ...joins(task('t0', { do: 'acquire', at: 'a' }))],
    [...locks, ...joins(task('t0', ...both('a', 'b')), task('t1', ...both('b', 'a')))],
    joins(task('t0', { do: 'group', name: 'g', body: [child] })),
    joins(task('t0', { do: 'all', items: [{ body: [asks] }] })),
    joins(task('t0', yields, { do: 'all', items: ['t0', { body: [asks] }] })),
  ] as const)
    yield session(body)
}

/** What is held in the name of whom: a main that is closed, and an observer. */
function* everyOwner(): Generator<Session> {
  const release: Call = { do: 'release', at: 'l' }
  const held: Block = [
    { do: 'lock', name: 'l' },
    { do: 'acquire', at: 'l' },
  ]
  const closed: Statement = { do: 'try', body: [waits], finally: [release] }
  yield session([{ do: 'future', name: 'f' }, ...held, closed])
  const task: Call = { do: 'spawn', name: 't0', body: [...held.slice(1), yields, release] }
  for (let at = 0; at < 16; at += 1) {
    const body: Block = [{ do: 'lock', name: 'l' }, task, yields, yields]
    yield { ...session(body), hooks: [{ at, do: release }] satisfies Hook[] }
  }
}

/** What the scenes of the primitives do not show. */
function* rareContests(): Generator<Stage> {
  const holds = (at: string, ...body: Statement[]): Block => [{ do: 'hold', at, body }]
  const value: Statement = { do: 'return', value: 1 }
  const tidy: Statement = { do: 'try', body: [yields], finally: [yields] }
  const lock: Block = [{ do: 'lock', name: 'p' }]
  const wrong: Block = [
    { do: 'semaphore', name: 'v', count: -1 },
    { do: 'barrier', name: 'w', parties: 0 },
    { do: 'queue', name: 'x', capacity: -1 },
  ]
  const again: Statement = { do: 'acquire', at: 'p' }
  const tried = wrong.map((call): Statement => ({ do: 'try', body: [call], catch: [] }))
  yield { made: [...lock, ...tried], actors: [[again, again], [again]] }
  yield { made: lock, actors: [holds('p', value), holds('p', yields, yields), holds('p', value)] }
  const condition: Block = [...lock, { do: 'condition', name: 'c', lock: 'p' }]
  yield { made: condition, actors: [[{ do: 'wait', at: 'c' }], [{ do: 'notify', at: 'c' }]] }
  yield { made: condition, actors: [holds('p', yields, yields), [{ do: 'wait', at: 'c' }]] }
  yield { made: lock, actors: [holds('p', value), holds('p', yields, value)] }
  yield { made: lock, actors: [holds('p', tidy), holds('p', value)] }
  const twice: Block = [
    { do: 'acquire', at: 'p' },
    { do: 'acquire', at: 'p' },
    { do: 'release', at: 'p' },
    yields,
    { do: 'release', at: 'p' },
  ]
  yield { made: [{ do: 'semaphore', name: 'p', count: 2 }], actors: [twice, holds('p', value)] }
  const event: Block = [{ do: 'event', name: 'p' }]
  const pulse: Block = [
    { do: 'set', at: 'p' },
    { do: 'clear', at: 'p' },
  ]
  yield { made: event, actors: [[{ do: 'wait', at: 'p' }], [yields, { do: 'clear', at: 'p' }]] }
  yield {
    made: event,
    actors: [[{ do: 'wait', at: 'p' }], [yields, ...pulse, yields, yields, ...pulse.slice(0, 1)]],
  }
  for (const capacity of [0, 1, 2]) {
    const made: Block = [{ do: 'queue', name: 'p', capacity }]
    const puts = [1, 2, 3].map((item): Statement => ({ do: 'put', at: 'p', value: item }))
    const takes: Block = [
      { do: 'take', at: 'p' },
      { do: 'take', at: 'p' },
    ]
    const now = [1, 2].map((item): Statement => ({ do: 'putNow', at: 'p', value: item }))
    const drops: Statement = { do: 'cancel', on: 't0' }
    yield { made, actors: [puts, [yields, { do: 'takeNow', at: 'p' }]] }
    yield { made, actors: [takes.slice(1), takes, [yields, ...puts]] }
    yield { made, actors: [takes.slice(1), [...now, drops], [yields, ...takes]] }
    yield { made: [...made, ...now], actors: [takes.slice(1), [drops], [yields, ...takes]] }
    yield { made, actors: [takes.slice(1), [drops], [yields, ...now.slice(1)], takes] }
    yield { made, actors: [puts, takes.slice(1), [yields, ...takes]] }
    yield {
      made,
      actors: [
        [...puts.slice(1), { do: 'closeQueue', at: 'p' }],
        [yields, yields, ...takes],
      ],
    }
  }
}

function session(body: Block, discipline: Discipline = 'drain'): Session {
  const host: readonly HostCall[] = [{ do: 'run', name: 'main', body }, { do: 'close' }]
  return { discipline, host }
}
