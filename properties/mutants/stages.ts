/** Small sessions of the later chapters, in which their mutants are caught soon. */

import type { Block, Call, Discipline, HostCall, Item } from '../../spec/program.ts'
import type { Session, Statement } from '../../spec/program.ts'
import { arrangement, scenes } from '../arbitraries/arrangements.ts'
import type { Dice, Some } from '../arbitraries/dice.ts'
import { Odometer } from '../arbitraries/odometer.ts'
import {
  cast,
  session,
  yields,
  waits,
  value,
  task,
  child,
  holds,
  LOCK,
  CONDITION,
  DEADLOCKS,
  EVENT,
  set,
  meets,
} from './pieces.ts'

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

const STAGES: Some<Stage> = [
  // Several tasks wait for one future, and for each other.
  { actors: [[waits], [waits], [waits], [waits]] },
  { actors: [[waits], [{ do: 'await', on: 't0' }], [{ do: 'shield', item: 't0' }]] },
  ...ENDS.map((body): Stage => ({ actors: [[{ do: 'shield', item: { body } }]] })),
  { actors: [[{ do: 'sleep', ms: -1 }], [{ do: 'timeout', ms: -1, body: [yields] }]] },
  // It has suspended before its mistake, which is no suspension.
  { actors: [[{ do: 'timeout', ms: 5, body: [yields, caught({ do: 'yieldValue' })] }]] },
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
    { do: 'timeout', ms: 0, body: [{ do: 'try', body: [waits], finally: [yields, yields] }] },
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
    // A child fails, another task ends the group, and the time is over, all before the clean-up is.
    () => {
      const ends = task('t7', { do: 'cancelGroup', group: 'g' })
      const tidies = child('t9', [{ do: 'try', body: [yields], finally: [{ do: 'sleep', ms: 1 }] }])
      const body = [child('t8', [{ do: 'throw', error: 'e' }]), tidies, ends]
      return { do: 'timeout', ms: 1, body: [{ do: 'group', name: 'g', body }] }
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

/** A lock whose holder is a main that is closed, or has ended; one that an observer releases. */
function ownership(dice: Dice): Session {
  const acquire: Statement = { do: 'acquire', at: 'l' }
  const release: Call = { do: 'release', at: 'l' }
  const closed: Statement = { do: 'try', body: [waits], finally: [release] }
  const keeps: Block = [...LOCK, acquire, task('t0', acquire), yields, yields]
  const next: HostCall = { do: 'run', name: 'next', body: [yields] }
  return dice.either<Session>(
    () => session([{ do: 'future', name: 'f' }, ...LOCK, acquire, closed]),
    () => ({ discipline: 'drain', host: [{ do: 'run', name: 'main', body: keeps }, next] }),
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
const several = (count: number): Block => [{ do: 'acquire', at: 'l', count }]
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
  // Two hold a permit each, and the older looks.
  {
    made: [{ do: 'semaphore', name: 'l', count: 2 }],
    actors: [
      [acquires, yields, yields, { do: 'inspect', at: 'l' }],
      [acquires, yields, yields],
    ],
  },
  // A task asks after it was cancelled, and another asks before it is closed.
  { made: LOCK, actors: [[{ do: 'cancel', on: 't0' }, acquires], holds('l', value)] },
  { made: LOCK, actors: [[failed], holds('l', ...Array.from({ length: 6 }, () => yields))] },
  {
    made: [...LOCK, ...MISTAKES.map((call): Statement => ({ do: 'try', body: [call], catch: [] }))],
    actors: [[acquires, acquires], [acquires]],
  },
  { made: LOCK, actors: [holds('l', value), holds('l', yields, yields), holds('l', value)] },
  {
    made: EVENT,
    actors: [
      [set, clear, { do: 'wait', at: 'e' }],
      [yields, set],
    ],
  },
  { made: CONDITION, actors: [[meets], [{ do: 'notify', at: 'c' }]] },
  { made: CONDITION, actors: [holds('l', yields, yields), [meets]] },
  // A waiter is notified, and cancelled while another holds the lock.
  {
    made: CONDITION,
    actors: [
      holds('l', meets),
      holds('l', meets),
      [yields, ...holds('l', { do: 'notify', at: 'c' }, yields, { do: 'cancel', on: 't0' })],
    ],
  },
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
  // One is refused, since the lock is abandoned, and cancelled before it knows; its notification passes on.
  {
    made: CONDITION,
    actors: [
      holds('l', meets),
      holds('l', meets),
      [yields, { do: 'acquire', at: 'l' }, { do: 'notify', at: 'c' }],
      [
        { do: 'await', on: 't2' },
        { do: 'cancel', on: 't0' },
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
  // Some want more permits than others.
  {
    made: [{ do: 'semaphore', name: 'l', count: 3 }],
    actors: [
      [...several(2), yields, yields, { do: 'release', at: 'l', count: 2 }],
      [{ do: 'hold', at: 'l', count: 3, body: [yields] }],
      holds('l', yields, yields),
      [...several(2), { do: 'release', at: 'l', count: 2 }],
    ],
  },
  {
    made: [{ do: 'semaphore', name: 'l', count: 3 }],
    actors: [
      [acquires, yields, { do: 'release', at: 'l', count: 2 }],
      several(3),
      [yields, ...several(4)],
      [yields, { do: 'tryAcquire', at: 'l', count: 0 }],
    ],
  },
  // The second holder of a lock ends with it.
  { made: LOCK, actors: [holds('l', yields, yields), [acquires], [acquires]] },
  // A holder releases its permit, and asks again in the same step.
  {
    made: [{ do: 'semaphore', name: 'l', count: 1 }],
    actors: [[...holds('l', yields), ...holds('l', value)], holds('l', value), holds('l', value)],
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
  const ranked: Block = [{ do: 'queue', name: 'q', capacity, ranked: true }]
  const equals: Block = [putNow(2), { do: 'putNow', at: 'q', value: '2' }]
  return dice.pick<Some<Stage>>([
    { made, actors: [puts, [yields, { do: 'takeNow', at: 'q' }]] },
    { made, actors: [[take], [take, take], [yields, ...puts]] },
    { made, actors: [[take], [putNow(1), putNow(2), drop], [yields, take, take]] },
    { made: [...made, putNow(1), putNow(2)], actors: [[take], [drop], [yields, take, take]] },
    { made: [...ranked, ...equals], actors: [[take], [drop], [yields, take, take]] },
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
