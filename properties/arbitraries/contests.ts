/** Random scenes in which several tasks fight over one primitive, while one of them is cancelled. */

import type { Block, Call, Statement, Value } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { actors, cancels, duration, joins, pause, wrapped } from './moves.ts'
import { after, NOTHING, within, type Scope } from './scope.ts'

/** What is fought over. */
export interface Prize {
  /** What creates it. */
  readonly made: readonly Call[]
  /** What main does with it before the others come. */
  readonly first?: Block
  /** Which of the contestants waits first, the others having got what there was. */
  readonly waiter?: number
  /** What a contestant does. */
  readonly act: (scope: Scope, index: number) => Block
  /** What lets the contestants continue. */
  readonly aid: () => Block
  /** What another task does at once, after one of them was cancelled. */
  readonly now?: () => Block
}

type Whole = Required<Prize> & { readonly scope: Scope }

/** A prize, and what is in scope once it is made. */
function whole(prize: Prize): Whole {
  const scope = prize.made.reduce((seen, call) => after(call, seen), NOTHING)
  return { first: [], waiter: 0, now: prize.aid, ...prize, scope }
}

/** The scenes in which each kind of primitive is fought over. */
export const contestOf = {
  lock: contest(lock),
  semaphore: contest((pen) => (pen.dice.once(2) ? semaphore(pen) : weights(pen))),
  event: contest(event),
  condition: contest(condition),
  barrier: contest(barrier),
  queue: contest(queue),
} as const

/** A primitive, two to four tasks that want it, one of which is cancelled meanwhile, and an end. */
export function contest(prize: (pen: Writer) => Prize): (pen: Writer) => Block {
  return (pen) => fight(pen, whole(prize(pen)))
}

function fight(pen: Writer, { act, aid, first, made, now, scope, waiter }: Whole): Block {
  const { dice } = pen
  const group = dice.once(7) ? dice.name('g') : undefined
  const inside = group === undefined ? scope : within({ do: 'group', name: group, body: [] }, scope)
  const fights = (seen: Scope, index: number): Block => [
    ...(dice.once(6) ? pause(pen) : []),
    ...wrapped(pen, act(seen, index), seen),
  ]
  const [tasks, members] = actors(pen, dice.between(2 + waiter, 4), inside, fights, group)
  const course = [
    ...first,
    ...tasks,
    ...disturbed(pen, members, group, aid(), now, waiter),
    ...(dice.once(2) ? inspection(pen, members) : []),
  ]
  if (group === undefined) return [...made, ...course, ...joins(pen, members.tasks)]
  const held: Statement = { do: 'group', name: group, body: course }
  return [...made, ...wrapped(pen, [held], scope), ...pen.block(1, scope)]
}

/** One of them is cancelled, by main or by another task, before they can continue or after. */
function disturbed(
  pen: Writer,
  scope: Scope,
  group: string | undefined,
  aid: Block,
  now: () => Block,
  waiter: number,
): Block {
  const { dice } = pen
  const { tasks } = scope
  const next = tasks.slice(waiter, waiter + 1)
  const cancelling = (): Block => cancels(pen, dice.pick([tasks, next, next]))
  const snatching = (): Block => cancels(pen, dice.pick([tasks, tasks.slice(0, 2), next]))
  const later = (): Block => [...pause(pen), ...cancelling()]
  const disturber = (act: () => Block): readonly Call[] => actors(pen, 1, scope, act, group)[0]
  return dice.choose<Block>([
    [1, () => [...pause(pen), ...aid]],
    [7, () => [{ do: 'yield' }, ...cancelling(), ...pause(pen), ...aid]],
    [3, () => [...later(), ...later(), ...aid]],
    [8, () => [{ do: 'yield' }, ...aid, ...snatching(), ...pause(pen)]],
    [2, () => [{ do: 'yield' }, ...aid, ...disturber(() => [...snatching(), ...now()])]],
    [2, () => [...disturber(cancelling), ...pause(pen), ...aid]],
    [1, () => [...disturber(later), ...pause(pen), ...aid]],
  ])
}

/**
 * A task that was handed something, or waits, is cancelled; others act at once, before its next step, and see whether
 * it still counts.
 */
export function snatch(pen: Writer): Block {
  return snatched(
    pen,
    queue(pen, () => false),
  )
}

/** The same of what is held, or of a barrier. */
export function handover(pen: Writer): Block {
  const prize = pen.dice.either<Prize>(
    () => lock(pen),
    () => semaphore(pen),
    () => barrier(pen),
  )
  return snatched(pen, prize)
}

/** One that has it, or waits for it, is cancelled, and others act before its next step. */
export function snatched(pen: Writer, prize: Prize): Block {
  const { dice } = pen
  const { act, first, made, now, scope, waiter } = whole(prize)
  const [tasks, { tasks: names }] = actors(pen, dice.between(1 + waiter, 3 + waiter), scope, act)
  const those = names.slice(waiter, waiter + dice.between(1, 2))
  const leaving: Block = those.map((on) => ({ do: 'cancel', on }))
  return [
    ...made,
    ...first,
    ...tasks,
    { do: 'yield' },
    ...now(),
    ...leaving,
    ...now(),
    ...now(),
    ...joins(pen, names),
  ]
}

/** What is done while it is held. */
export function meanwhile(pen: Writer, scope: Scope): Block {
  const { dice } = pen
  // In its own body the youngest task that it sees is itself.
  const self = scope.tasks.at(-1)
  return dice.choose<Block>([
    [1, () => []],
    [2, () => [{ do: 'yield' }]],
    [1, self === undefined ? undefined : () => [{ do: 'cancel', on: self }, { do: 'yield' }]],
    [5, () => [{ do: 'sleep', ms: duration(pen) }]],
    [1, () => [{ do: 'throw', error: dice.name('e') }]],
    [2, () => pen.block(dice.between(1, 2), scope)],
    [0.7, () => [{ do: 'yield' }, ...inspection(pen, scope)]],
  ])
}

/** What one of the primitives shows. */
function inspection({ dice }: Writer, scope: Scope): Block {
  const { barriers, events, locks, queues, readWriteLocks, semaphores } = scope
  const guards = [...locks, ...semaphores, ...readWriteLocks]
  const at = dice.oneOf([...barriers, ...events, ...queues, ...guards])?.()
  return at === undefined ? [] : [{ do: 'inspect', at }]
}

/** It is acquired and released, as a rule. */
function critical(pen: Writer, scope: Scope, at: string, inner: Block): Block {
  const acquire: Statement = { do: 'acquire', at }
  const release: Statement = { do: 'release', at }
  const outer = pen.dice.oneOf([...scope.locks, ...scope.semaphores].filter((one) => one !== at))
  return pen.dice.choose<Block>([
    [6, () => [{ do: 'hold', at, body: inner }]],
    [3, () => [acquire, ...inner, release]],
    [2, () => [acquire, { do: 'try', body: inner, finally: [release] }]],
    [1.2, () => [acquire, ...inner]],
    [0.6, () => [release, ...inner]],
    [0.6, () => [{ do: 'tryAcquire', at }, ...inner, release]],
    [3, outer && (() => [{ do: 'hold', at: outer(), body: critical(pen, NOTHING, at, inner) }])],
  ])
}

function lock(pen: Writer): Prize {
  const { dice } = pen
  const names = dice.times(dice.once(4) ? 2 : 1, () => dice.name('l'))
  return {
    made: names.map((name): Call => ({ do: 'lock', name })),
    ...guarded(pen, names[0] ?? ''),
    act: (scope) => critical(pen, scope, dice.oneOf(scope.locks)?.() ?? '', meanwhile(pen, scope)),
  }
}

function semaphore(pen: Writer): Prize {
  const { dice } = pen
  const at = dice.name('s')
  const count = dice.pick([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 0, -1])
  return {
    made: [{ do: 'semaphore', name: at, count }],
    ...guarded(pen, at),
    act: (scope) => critical(pen, scope, at, meanwhile(pen, scope)),
  }
}

/** A semaphore of which some want more permits than others. */
function weights(pen: Writer): Prize {
  const { dice } = pen
  const at = dice.name('s')
  const permits = dice.pick([2, 2, 3, 3])
  const count = (): number => dice.pick([1, 1, 2, 2, permits, permits, permits + 1, 0])
  const some = (what: 'release' | 'tryAcquire'): Block => [{ do: what, at, count: count() }]
  const act = (scope: Scope): Block => {
    const wanted = count()
    const acquire: Statement = { do: 'acquire', at, count: wanted }
    const inner = meanwhile(pen, scope)
    return dice.choose<Block>([
      [6, () => [{ do: 'hold', at, count: wanted, body: inner }]],
      [2, () => [{ do: 'hold', at, count: wanted, body: [...some('release'), ...inner] }]],
      [4, () => [acquire, ...inner, { do: 'release', at, count: wanted }]],
      [3, () => [acquire, ...inner, ...some('release'), ...pause(pen), ...some('release')]],
      [1.2, () => [acquire, ...inner]],
      [2, () => [...some('tryAcquire'), ...inner, ...some('release')]],
    ])
  }
  // Mostly so many that the others queue up.
  const held = dice.pick([1, permits - 1, permits, permits])
  const first: Block = dice.once(6) ? [] : [{ do: 'acquire', at, count: held }]
  return {
    made: [{ do: 'semaphore', name: at, count: dice.once(12) ? -1 : permits }],
    first,
    act,
    aid: () => (first.length === 0 || dice.once(8) ? [] : some('release')),
    now: () => dice.pick([some('tryAcquire'), some('release'), []]),
  }
}

/** Mostly main holds it first, and releases it. */
function guarded({ dice }: Writer, at: string): Pick<Prize, 'aid' | 'first' | 'now' | 'waiter'> {
  const now = (): Block => dice.pick([[{ do: 'tryAcquire', at }], [{ do: 'release', at }], []])
  if (dice.once(3)) return { aid: () => [], now, waiter: 1 }
  const first: Block = [{ do: 'acquire', at }]
  return { first, now, aid: () => (dice.once(8) ? [] : [{ do: 'release', at }]) }
}

function event(pen: Writer): Prize {
  const { dice } = pen
  const at = dice.name('v')
  const set: Statement = { do: 'set', at }
  return {
    made: [{ do: 'event', name: at }],
    act: (scope) => [{ do: 'wait', at }, ...meanwhile(pen, scope)],
    aid: () =>
      dice.choose<Block>([
        [3, () => [set]],
        [2, () => [set, { do: 'clear', at }]],
        [1, () => []],
      ]),
  }
}

function condition(pen: Writer): Prize {
  const { dice } = pen
  const [on, at] = [dice.name('l'), dice.name('c')]
  const count = (): number | undefined => dice.pick([undefined, undefined, 1, 2, 3, 0, -1])
  const notify = (): Block => [{ do: 'notify', at, count: count() }]
  const holding = (body: Block): Block => [{ do: 'hold', at: on, body }]
  const waits = (scope: Scope): Block => [{ do: 'wait', at }, ...meanwhile(pen, scope)]
  return {
    made: [
      { do: 'lock', name: on },
      { do: 'condition', name: at, lock: on },
    ],
    act: (scope, index) =>
      dice.choose<Block>([
        [5, () => holding(waits(scope))],
        [2, () => [{ do: 'acquire', at: on }, ...waits(scope), { do: 'release', at: on }]],
        [index > 0 ? 2 : 0, () => holding([...notify(), ...meanwhile(pen, scope)])],
        [index > 0 ? 1 : 0, () => holding(meanwhile(pen, scope))],
        [0.3, () => waits(scope)],
      ]),
    aid: () =>
      dice.choose<Block>([
        [5, () => holding(notify())],
        [3, () => holding([...notify(), { do: 'yield' }, ...notify()])],
        [0.5, () => notify()],
        [1, () => []],
      ]),
  }
}

function barrier(pen: Writer): Prize {
  const { dice } = pen
  const at = dice.name('b')
  const parties = dice.pick([2, 2, 3, 3, 3, 4, 4, 4, 4, 1, 0])
  return {
    made: [{ do: 'barrier', name: at, parties }],
    act: (scope) => [{ do: 'wait', at }, ...meanwhile(pen, scope)],
    aid: () => (dice.once(3) ? [{ do: 'wait', at }] : []),
    now: () => (dice.once(2) ? [{ do: 'wait', at }] : []),
  }
}

/** @param puts whether the contestant of that number puts */
function queue(pen: Writer, puts = roles(pen)): Prize {
  const { dice } = pen
  const at = dice.name('q')
  const capacity = dice.pick([undefined, undefined, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, -1])
  const ranked = dice.once(3) || undefined
  let items = 0
  const value = (): Value => (ranked === undefined ? (items += 1) : priority(pen))
  const put = (): Statement => ({ do: 'put', at, value: value() })
  const take = (): Statement => ({ do: 'take', at })
  const close: Statement = { do: 'closeQueue', at }
  const some = (make: () => Statement): Block => dice.times(dice.pick([1, 1, 2, 2, 3]), make)
  const now = (): Block =>
    dice.choose<Block>([
      [3, () => [{ do: 'putNow', at, value: value() }]],
      [3, () => [{ do: 'takeNow', at }]],
      [3.5, () => [{ do: 'closeQueue', at }]],
      [1, () => [take()]],
    ])
  return {
    now: () => [{ do: 'try', body: now(), catch: [] }],
    made: [
      {
        do: 'queue',
        name: at,
        ...(capacity !== undefined && { capacity }),
        ...(ranked && { ranked }),
      },
    ],
    act: (scope, index) => {
      const what = puts(dice.once(6) ? index + 1 : index) ? put : take
      return [...some(what), ...(dice.once(3) ? meanwhile(pen, scope) : [])]
    },
    aid: () =>
      dice.choose<Block>([
        [4, () => [close]],
        [4, () => [close, ...pause(pen), take()]],
        [5, () => [close, { do: 'spawn', name: dice.name('t'), body: [put()] }]],
        [2, () => [{ do: 'inspect', at }]],
        [3, () => [{ do: 'putNow', at, value: value() }]],
        [1, () => [{ do: 'takeNow', at }]],
        [1, () => [take()]],
        [3, () => [put()]],
        [1, () => []],
      ]),
  }
}

/** Few priorities, so that some are the same, of items that differ; and what is no number has none. */
export function priority({ dice }: Writer): Value {
  return dice.once(12) ? 'high' : dice.pick(['2', 2, 2, '1', true, 1, null, 0])
}

/** All put, or all take, or of two one puts and the other takes. */
function roles({ dice }: Writer): (index: number) => boolean {
  return dice.pick([
    () => true,
    () => false,
    () => false,
    isEven,
    (index: number) => !isEven(index),
  ])
}

function isEven(index: number): boolean {
  return index % 2 === 0
}
