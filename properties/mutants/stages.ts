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
  // The first of two who are notified waits again; then the second is cancelled.
  const wait: Statement = { do: 'wait', at: 'c' }
  const notifies = holds('p', { do: 'notify', at: 'c', count: 2 })
  const canceller: Statement = { do: 'spawn', name: 't9', body: [{ do: 'cancel', on: 't1' }] }
  yield {
    made: condition,
    actors: [holds('p', wait, wait), holds('p', wait), [yields, ...notifies, canceller]],
  }
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
    // A take is cancelled, and what it was handed is asked for before its next step.
    const asks: Statement = { do: 'takeNow', at: 'p' }
    yield { made, actors: [takes.slice(1), [...now.slice(0, 1), drops, ...now.slice(1), asks]] }
    yield { made, actors: [takes.slice(1), [drops, ...now]] }
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
