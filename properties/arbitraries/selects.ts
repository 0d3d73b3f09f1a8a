/** Operations that race: which of them takes effect, and what the others leave. */

import type { Block, Call, HostCall, Item, Session, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { cancels, joins, pause, wrapped } from './moves.ts'
import { NOTHING } from './scope.ts'

/** An operation that may wait, and how another task lets it proceed. */
interface Operation {
  readonly made: readonly Call[]
  readonly item: Item
  /** Has it wait; empty if it waits as it is created. */
  readonly shut: Block
  /** Lets it proceed. */
  readonly open: Block
  /** Shows afterwards what it has left. */
  readonly probe: Block
}

/** Each with what it needs, of which every name ends in the same way. */
const operations: readonly [Write, ...Write[]] = [
  lock,
  (end) => permit(`s${end}`, { do: 'semaphore', name: `s${end}`, count: 1 }),
  take,
  put,
  handing,
  (end) => ({
    ...NEITHER,
    made: [{ do: 'event', name: `v${end}` }],
    item: { body: [{ do: 'wait', at: `v${end}` }] },
    open: [{ do: 'set', at: `v${end}` }],
  }),
  arrival,
  (end) => ({ ...NEITHER, item: { body: [{ do: 'sleep', ms: end.length }] } }),
  (end) => ({ ...settlement(end), item: { body: [{ do: 'await', on: `f${end}` }] } }),
  (end) => ({ ...settlement(end), item: `f${end}` }),
]

type Write = (end: string) => Operation

const NEITHER = { made: [], shut: [], open: [], probe: [] } as const

function lock(end: string): Operation {
  return permit(`l${end}`, { do: 'lock', name: `l${end}` })
}

function permit(at: string, made: Call): Operation {
  const acquire: Statement = { do: 'acquire', at }
  return {
    made: [made],
    item: { body: [acquire] },
    shut: [acquire],
    open: [{ do: 'release', at }],
    probe: [tried({ do: 'timeout', ms: 1, body: [acquire] })],
  }
}

function take(end: string): Operation {
  const at = `q${end}`
  return {
    ...NEITHER,
    made: [{ do: 'queue', name: at }],
    item: { body: [{ do: 'take', at }] },
    open: [{ do: 'putNow', at, value: at }],
    probe: [tried({ do: 'takeNow', at })],
  }
}

function put(end: string): Operation {
  const at = `p${end}`
  return {
    made: [{ do: 'queue', name: at, capacity: 1 }],
    item: { body: [{ do: 'put', at, value: at }] },
    shut: [{ do: 'putNow', at, value: 0 }],
    open: [{ do: 'takeNow', at }],
    probe: [tried({ do: 'takeNow', at })],
  }
}

/** A put that cannot be undone once it has proceeded: a task takes its item. */
function handing(end: string): Operation {
  const at = `h${end}`
  return {
    ...NEITHER,
    made: [{ do: 'queue', name: at, capacity: 0 }],
    item: { body: [{ do: 'put', at, value: at }] },
    open: [{ do: 'spawn', name: `taker${end}`, body: [{ do: 'take', at }] }],
    probe: [tried({ do: 'takeNow', at })],
  }
}

function arrival(end: string): Operation {
  const wait: Statement = { do: 'wait', at: `b${end}` }
  return {
    ...NEITHER,
    made: [{ do: 'barrier', name: `b${end}`, parties: 2 }],
    item: { body: [wait] },
    open: [{ do: 'spawn', name: `party${end}`, body: [wait] }],
  }
}

function settlement(end: string): Omit<Operation, 'item'> {
  const future: Call = { do: 'future', name: `f${end}` }
  return { ...NEITHER, made: [future], open: [{ do: 'setResult', on: `f${end}`, value: 1 }] }
}

function tried(statement: Statement): Statement {
  return { do: 'try', body: [statement], catch: [] }
}

/** When an operation can proceed: when the race begins, a little later, or never. */
type When = 'now' | 'later' | 'never'

/** What happens before a race of these operations: an aide has some of them wait, and lets them proceed in one step. */
function before(
  all: readonly Operation[],
  when: readonly When[],
  aide: string,
  later: Block,
): Block {
  const those = (...moments: When[]): readonly Operation[] =>
    all.filter((_, index) => moments.some((moment) => moment === when[index]))
  const shut = those('later', 'never').flatMap((operation) => operation.shut)
  const open = those('later').flatMap((operation) => operation.open)
  // One that waits only if another has it wait can proceed as it is.
  const ready = those('now').flatMap((one) => (one.shut.length === 0 ? one.open : []))
  const made = all.flatMap((operation) => operation.made)
  return [...made, ...ready, { do: 'spawn', name: aide, body: [...shut, ...later, ...open] }]
}

const moments: readonly (readonly [When, When])[] = [
  ['now', 'now'],
  ['now', 'later'],
  ['later', 'now'],
  ['later', 'later'],
  ['later', 'never'],
  ['never', 'later'],
]

/** How many pairs of operations there are, and sessions of each pair. */
export const SELECTS = { pairs: operations.length ** 2, each: 2 * 2 * 2 * moments.length } as const

/** Every two operations in a race() or an any(), of main or of a task, under either discipline, at each moment. */
export function* everySelect(): Generator<Session> {
  for (const when of moments) yield* selectsAt(when)
}

/** Those of which both operations can proceed at once. */
export function* everyReadySelect(): Generator<Session> {
  yield* selectsAt(['now', 'now'])
}

function* selectsAt(when: readonly [When, When]): Generator<Session> {
  for (const one of operations) {
    for (const other of operations) yield* selects([one('1'), other('22')], when)
  }
}

function* selects(all: readonly Operation[], when: readonly When[]): Generator<Session> {
  const probes = all.flatMap(({ probe }) => probe)
  const start = before(all, when, 'aide', [{ do: 'yield' }, { do: 'yield' }])
  for (const kind of ['race', 'any'] as const) {
    const race: Statement = tried({ do: kind, items: all.map(({ item }) => item) })
    const owner: Call = { do: 'spawn', name: 'owner', body: [race] }
    for (const act of [[race], [owner, { do: 'await', on: 'owner' }]] as const) {
      const body: Block = [...start, ...act, ...probes]
      const host: readonly HostCall[] = [{ do: 'run', name: 'main', body }, { do: 'close' }]
      yield { discipline: 'drain', host }
      yield { discipline: 'snapshot', host }
    }
  }
}

/** A put that returns one step later, unless a task takes its item before: then it cannot be undone any more. */
function stocking(end: string): Operation {
  const at = `h${end}`
  const taken = tried({ do: 'takeNow', at })
  return { ...handing(end), made: [{ do: 'queue', name: at, capacity: 1 }], open: [taken] }
}

/** A put and a take of one queue, which has room for nothing. */
const opposite: Meeting = (end) => [
  handing(end),
  { ...handing(end), item: { body: [{ do: 'take', at: `h${end}` }] } },
]

const arrivals: Meeting = (end) => [arrival(end), arrival(end)]

/** Operations at one primitive, of which none serves another. */
const meetings: readonly [Meeting, ...Meeting[]] = [
  opposite,
  (end) => [put(end), { ...put(end), item: { body: [{ do: 'take', at: `p${end}` }] } }],
  arrivals,
  (end) => [handing(end), handing(end)],
  (end) => [stocking(end), stocking(end)],
]

type Meeting = (end: string) => readonly [Operation, Operation]

/** Before the race, between the steps of the operations, and after them. */
const pauses: readonly Block[] = [[], [{ do: 'yield' }], [{ do: 'yield' }, { do: 'yield' }]]

/** What two of one race do at one primitive, which is created once, and used by a third, or by none. */
function* meets(meeting: Meeting, when: When): Generator<Session> {
  const [one, other] = meeting('')
  for (const items of [
    [one.item, other.item],
    [other.item, one.item],
  ]) {
    for (const later of pauses) {
      const start = before([one], [when], 'aide', later)
      for (const discipline of ['drain', 'snapshot'] as const) {
        const body: Block = [...start, tried({ do: 'race', items }), ...one.probe]
        yield { discipline, host: [{ do: 'run', name: 'main', body }, { do: 'close' }] }
      }
    }
  }
}

/** Every two operations of one race that meet at a primitive, where a third comes before, after, or never. */
export function* everyMeeting(): Generator<Session> {
  for (const meeting of meetings)
    for (const when of ['now', 'later', 'never'] as const) yield* meets(meeting, when)
}

/** The same of which only the first creates, and lets proceed, what both use. */
function distinct([one, other]: readonly [Operation, Operation]): readonly Operation[] {
  return [one, { ...NEITHER, item: other.item }]
}

/**
 * A race whose operation happens, and then the end of its owner is requested, or a future that races too is settled,
 * before that operation has returned.
 */
export function committed(pen: Writer): Block {
  const { dice } = pen
  const [end, on, owner] = [dice.name(''), dice.name('f'), dice.name('t')]
  const waits = dice.once(3)
  const one = waits ? arrival(end) : handing(end)
  const races: Statement = {
    do: dice.pick(['race', 'race', 'any']),
    items: dice.pick([
      [one.item, on],
      [on, one.item],
      [one.item, { body: [{ do: 'await', on }] }],
    ]),
  }
  const disturbs: Block = dice.choose<Block>([
    [4, () => cancels(pen, [owner])],
    [2, () => [{ do: 'setResult', on, value: 1 }]],
    [1, () => []],
  ])
  const happens: Block = waits
    ? // It arrives before its operation is disturbed.
      [...one.open, { do: 'spawn', name: dice.name('t'), body: disturbs }]
    : [tried({ do: 'takeNow', at: `h${end}` }), ...disturbs]
  return [
    { do: 'future', name: on },
    ...one.made,
    { do: 'spawn', name: owner, body: [...wrapped(pen, [races], NOTHING), { do: 'yield' }] },
    { do: 'yield' },
    { do: 'yield' },
    ...happens,
    ...joins(pen, [owner]),
  ]
}

/** Two operations of one race that meet at a primitive. */
export function encounter(pen: Writer): Block {
  const { dice } = pen
  const pair = dice.pick([dice.pick(meetings), opposite, opposite, arrivals])(dice.name(''))
  const soon = dice.pick(['later', 'never'] as const)
  const all = distinct(pair)
  return raced(
    pen,
    all,
    all.map((): When => soon),
    dice.pick(['race', 'any']),
  )
}

/** Two or three operations at random. */
export function select(pen: Writer): Block {
  const { dice } = pen
  // More often what can be reserved for a loser, or cannot be undone.
  const write = (): Write =>
    dice.pick([dice.pick(operations), take, take, lock, dice.pick([handing, arrival, stocking])])
  const all = dice.times(dice.pick([2, 2, 2, 3]), () => write()(dice.name('')))
  const when = all.map((): When => dice.pick(['now', 'now', 'now', 'now', 'later', 'never']))
  return raced(pen, all, when, dice.pick(['race', 'race', 'race', 'any', 'all']))
}

/** Operations that race, and an owner that may be cancelled. */
function raced(
  pen: Writer,
  all: readonly Operation[],
  when: readonly When[],
  kind: 'race' | 'any' | 'all',
): Block {
  const { dice } = pen
  // It may clean up when it has lost.
  const tidy = ({ body }: { readonly body: Block }): Item => ({
    body: [{ do: 'try', body, finally: [{ do: 'yield' }] }],
  })
  const items = all.map(({ item }) =>
    typeof item !== 'string' && dice.once(6) ? tidy(item) : item,
  )
  const race: Statement = { do: kind, items }
  const probes = all.flatMap(({ probe }) => probe)
  const start = before(all, when, dice.name('t'), pause(pen))
  if (dice.once(2)) return [...start, ...wrapped(pen, [race], NOTHING), ...probes]
  const name = dice.name('t')
  const owner: Call = { do: 'spawn', name, body: wrapped(pen, [race], NOTHING) }
  const end = dice.once(3) ? [...pause(pen), ...cancels(pen, [name])] : []
  return [...start, owner, ...end, ...joins(pen, [name]), ...probes]
}
