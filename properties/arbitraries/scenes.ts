/** Random scenes of cancellation, structure and time. */

import type { Block, Call, Item, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import {
  actor,
  actors,
  cancels,
  cleanUp,
  duration,
  joins,
  newFuture,
  pause,
  wrapped,
} from './moves.ts'
import { after, NOTHING, within, type Scope } from './scope.ts'

/** Tasks that wait, in the midst of a try as a rule, and are cancelled there; then their awaiters. */
export function departure(pen: Writer): Block {
  const { dice } = pen
  const [futures, scope] = someFutures(pen)
  const act = (seen: Scope): Block => [
    ...(dice.once(4) ? pause(pen) : []),
    ...parting(pen, seen),
    ...(dice.once(3) ? pen.block(1, seen) : []),
  ]
  const [tasks, members] = actors(pen, dice.between(1, 3), scope, act)
  const all = dice.pick([members.tasks, members.tasks, members.futures])
  return [
    ...futures,
    ...tasks,
    ...pause(pen),
    ...cancels(pen, all),
    ...pause(pen),
    ...(dice.once(2) ? cancels(pen, all) : []),
    ...outcome(pen, scope),
    ...joins(pen, members.tasks),
  ]
}

/** Several tasks that wait for one future, alone or among others; one of them leaves before it is settled. */
export function crowd(pen: Writer): Block {
  const { dice } = pen
  const on = dice.name('f')
  const future: Call = { do: 'future', name: on }
  const scope = after(future, NOTHING)
  // They await it, as a rule, and receive an error.
  const fails = dice.once(2)
  const error: Call = { do: 'setError', on, error: dice.name('e') }
  const act = (seen: Scope): Block =>
    dice.choose<Block>([
      [fails ? 30 : 4, () => [{ do: 'await', on }]],
      [2, () => [{ do: 'race', items: [on, owned(pen, seen)] }]],
      [1, () => [{ do: 'all', items: [on] }]],
      [1, () => [{ do: 'allSettled', items: [on, on] }]],
    ])
  const [tasks, { tasks: names }] = actors(pen, dice.between(3, 5), scope, act)
  const leaving = dice.once(4) ? [] : cancels(pen, names)
  return [
    future,
    ...tasks,
    { do: 'yield' },
    ...leaving,
    ...(fails ? [dice.pick([error, error, { do: 'cancel', on }])] : outcome(pen, scope)),
    ...joins(pen, names),
  ]
}

/** A wait that is cleaned up after; or one that cancels itself. */
function parting(pen: Writer, scope: Scope): Block {
  const { dice } = pen
  const self = scope.tasks.at(-1)
  const body = waiting(pen, scope)
  return dice.choose<Block>([
    [5, () => [{ do: 'try', body, finally: cleanUp(pen, scope) }]],
    [3, () => body],
    [1, () => [{ do: 'try', body: body, catch: [], finally: [] }]],
    [1, () => [{ do: 'call', body: wrapped(pen, body, scope) }, { do: 'yield' }]],
    [5, () => [{ do: 'shield', item: owned(pen, scope) }]],
    [2, self === undefined ? undefined : () => [{ do: 'cancel', on: self }, ...asks(pen), ...body]],
  ])
}

function asks({ dice }: Writer): Block {
  return dice.once(2) ? [{ do: 'isClosing' }] : []
}

/** Something that suspends. */
function waiting(pen: Writer, scope: Scope): Block {
  const { dice } = pen
  const future = dice.oneOf(scope.futures)
  const task = dice.oneOf(scope.tasks.slice(0, -1))
  return dice.choose<Block>([
    [5, future && (() => [{ do: 'await', on: future() }])],
    [3, task && (() => [{ do: 'await', on: task() }])],
    [3, () => [{ do: 'sleep', ms: duration(pen) }]],
    [2, () => [{ do: 'yield' }]],
    [2, () => [{ do: 'yield' }, { do: 'yield' }]],
    [3, () => [{ do: 'shield', item: owned(pen, scope) }]],
    [1, task && (() => [{ do: 'shield', item: task() }])],
    [0.7, future && (() => [{ do: 'race', items: [future(), owned(pen, scope)] }])],
  ])
}

function someFutures(pen: Writer): readonly [readonly Call[], Scope] {
  const futures = pen.dice.times(pen.dice.between(1, 2), () => newFuture(pen))
  return [futures, futures.reduce((seen, future) => after(future, seen), NOTHING)]
}

/** A future is settled, or is not. */
function outcome({ dice }: Writer, scope: Scope): Block {
  const on = dice.oneOf(scope.futures)?.()
  if (on === undefined) return []
  return dice.choose<Block>([
    [3, () => [{ do: 'setResult', on, value: 1 }]],
    [1.5, () => [{ do: 'setError', on, error: dice.name('e') }]],
    [2.5, () => [{ do: 'cancel', on }]],
    [1.5, () => []],
  ])
}

/** A group in main, or in a task that may be cancelled. */
export function family(pen: Writer): Block {
  const { dice } = pen
  const [futures, scope] = someFutures(pen)
  if (dice.once(3)) {
    const held = group(pen, scope, 1)
    return [...futures, ...wrapped(pen, [held], scope), ...pen.block(1, scope)]
  }
  const [tasks, members] = actors(pen, 1, scope, (seen) =>
    wrapped(pen, [group(pen, seen, 1)], seen),
  )
  return [...futures, ...tasks, ...aftermath(pen, members)]
}

/** What main does beside the task that is on the stage. */
function aftermath(pen: Writer, members: Scope): Block {
  const { dice } = pen
  return [
    ...pause(pen),
    ...dice.choose<Block>([
      [4, () => [...pause(pen), ...cancels(pen, members.tasks), ...pause(pen)]],
      [4, () => outcome(pen, members)],
      [2, () => [...outcome(pen, members), ...cancels(pen, members.tasks)]],
      [2, () => []],
    ]),
    ...joins(pen, members.tasks),
  ]
}

function group(pen: Writer, scope: Scope, depth: number): Statement {
  const { dice } = pen
  const name = dice.name('g')
  const inside = within({ do: 'group', name, body: [] }, scope)
  const child = (seen: Scope): Block => childOf(pen, seen, name, depth)
  const [children, members] = actors(pen, dice.between(1, 3), inside, child, name)
  // It outlives the group, and may come too late.
  const straggler = (): Block => [
    actor(pen, members, (seen) => [...pause(pen), actor(pen, seen, () => [{ do: 'yield' }], name)]),
  ]
  const cancel = (): Block => [...pause(pen), ...cancels(pen, members.tasks)]
  const body = dice.choose<Block>([
    [4, () => []],
    [3, () => wrapped(pen, waiting(pen, members), members)],
    [2, cancel],
    [
      3,
      () => [
        ...pause(pen),
        { do: 'cancelGroup', group: name },
        ...(dice.once(2) ? straggler() : []),
      ],
    ],
    [6, () => [...pause(pen), { do: 'throw', error: dice.name('e') }]],
    [1, () => joins(pen, members.tasks.slice(-1))],
    [1, straggler],
    [2, () => pen.block(dice.between(1, 2), members)],
  ])
  const value: Block = dice.once(3) ? [{ do: 'return', value: 1 }] : []
  return { do: 'group', name, body: [...children, ...body, ...value] }
}

/** A group that is ended early, by its body, a child, or another task. */
export function curtailment(pen: Writer): Block {
  const { dice } = pen
  const name = dice.name('g')
  const child = (body: Block): Call => ({ do: 'spawn', name: dice.name('t'), body, in: name })
  const waits = (): Block =>
    dice.once(2)
      ? [{ do: 'sleep', ms: 5 }]
      : [{ do: 'try', body: [{ do: 'sleep', ms: 5 }], finally: cleanUp(pen, NOTHING) }]
  const end: Call = { do: 'cancelGroup', group: name, ...(dice.once(3) && { reason: 'enough' }) }
  const late: Block = dice.once(2) ? [child([{ do: 'yield' }])] : []
  // As often as not the owner waits for its children alone when one of them fails.
  const isLeft = dice.once(2)
  const fails =
    isLeft || dice.once(3) ? [child([...pause(pen), { do: 'throw', error: dice.name('e') }])] : []
  const children = [...fails, ...dice.times(dice.between(1, 3), () => child(waits()))]
  const [rest, more] =
    !isLeft && dice.once(2)
      ? [[...pause(pen), end, ...late], []]
      : [isLeft ? [] : waits(), [child([...pause(pen), end, ...late])]]
  const all: Statement = { do: 'group', name, body: [...children, ...more, ...rest] }
  if (dice.once(3)) return wrapped(pen, [all], NOTHING)
  const [tasks, { tasks: names }] = actors(pen, 1, NOTHING, (seen) => wrapped(pen, [all], seen))
  return [...tasks, ...joins(pen, names)]
}

/** A group in which more than one thing fails: its children, their clean-ups, a group within it, its body. */
export function downfall(pen: Writer): Block {
  const { dice } = pen
  const [futures, scope] = someFutures(pen)
  const act = (seen: Scope): Block => wrapped(pen, [ruin(pen, seen, 1)], seen)
  if (dice.once(3)) return [...futures, ...act(scope), ...pen.block(1, scope)]
  const [tasks, members] = actors(pen, 1, scope, act)
  return [...futures, ...tasks, ...aftermath(pen, members)]
}

function ruin(pen: Writer, scope: Scope, depth: number): Statement {
  const { dice } = pen
  const name = dice.name('g')
  const inside = within({ do: 'group', name, body: [] }, scope)
  const error = (): Statement => ({ do: 'throw', error: dice.name('e') })
  const child = (seen: Scope): Block => {
    const body = waiting(pen, seen)
    return dice.choose<Block>([
      [3, () => [...body, error()]],
      [4, () => [{ do: 'try', body, finally: [...pause(pen), error()] }]],
      [3, depth > 0 ? () => [ruin(pen, seen, depth - 1)] : undefined],
      [1, () => body],
    ])
  }
  const [children, members] = actors(pen, dice.between(1, 3), inside, child, name)
  const last = members.tasks.slice(-1).map((on): Statement => ({ do: 'await', on }))
  const body = dice.choose<Block>([
    [3, () => [...pause(pen), error()]],
    [2, () => last],
    [2, () => [{ do: 'try', body: last, catch: [{ do: 'yield' }] }]],
    [1, () => []],
  ])
  return { do: 'group', name, body: [...children, ...body] }
}

/** A group, and a task that outlives it and comes too late. */
export function latecomer(pen: Writer): Block {
  const { dice } = pen
  const [name, over] = [dice.name('g'), dice.name('f')]
  const future: Call = { do: 'future', name: over }
  const inside = within({ do: 'group', name, body: [] }, after(future, NOTHING))
  const child = (seen: Scope): Block => childOf(pen, seen, name, 0)
  const [children, members] = actors(pen, dice.between(0, 2), inside, child, name)
  // It knows the group by a task that is spawned in its body.
  const late = actor(pen, members, (seen) => [
    ...(dice.once(4) ? pause(pen) : ([{ do: 'await', on: over }] as const)),
    ...wrapped(pen, [actor(pen, seen, () => [{ do: 'yield' }], name)], seen),
  ])
  const ends: Block = dice.once(4) ? [{ do: 'throw', error: dice.name('e') }] : pause(pen)
  const held: Statement = { do: 'group', name, body: [...children, late, ...ends] }
  const settle: Statement = { do: 'setResult', on: over, value: 1 }
  const whole: Block = [{ do: 'try', body: [held], finally: [settle] }]
  if (dice.once(2)) return [future, ...wrapped(pen, whole, members), ...joins(pen, [late.name])]
  const [tasks, { tasks: names }] = actors(pen, 1, after(future, NOTHING), () => whole)
  return [
    future,
    ...tasks,
    ...pause(pen),
    ...(dice.once(3) ? cancels(pen, names) : []),
    ...joins(pen, names),
    ...pause(pen),
  ]
}

function childOf(pen: Writer, scope: Scope, name: string, depth: number): Block {
  const { dice } = pen
  const body = waiting(pen, scope)
  return dice.choose<Block>([
    [4, () => wrapped(pen, body, scope)],
    [3, () => [{ do: 'try', body, finally: cleanUp(pen, scope) }]],
    [2, () => [{ do: 'try', body, finally: [{ do: 'throw', error: dice.name('e') }] }]],
    [4, () => [...body, { do: 'throw', error: dice.name('e') }]],
    [0.5, () => [{ do: 'throw', error: dice.name('e') }]],
    [1, () => [...body, actor(pen, scope, (seen) => waiting(pen, seen), name)]],
    [3, depth > 0 ? () => [group(pen, scope, depth - 1)] : undefined],
    [1, () => [...cancels(pen, scope.tasks.slice(-2)), { do: 'yield' }]],
  ])
}

/** A coroutine of a combinator or a shield: it ends, or fails, or cleans up. */
function owned(pen: Writer, scope: Scope): Item {
  const { dice } = pen
  const future = dice.oneOf(scope.futures)
  const body = dice.choose<Block>([
    [3, () => [{ do: 'sleep', ms: duration(pen) }]],
    [3, () => [{ do: 'yield' }]],
    [3, future && (() => [{ do: 'await', on: future() }])],
  ])
  return {
    body: dice.choose<Block>([
      [4, () => [...body, { do: 'return', value: dice.pick([1, 2]) }]],
      [8, () => [{ do: 'try', body, finally: cleanUp(pen, scope) }]],
      [2, () => [...body, { do: 'throw', error: dice.name('e') }]],
      [1, () => pen.block(2, scope)],
    ]),
  }
}

/** A few of what there is, and coroutines of its own. */
function items(pen: Writer, scope: Scope): readonly Item[] {
  const { dice } = pen
  const known = dice.oneOf([...scope.futures, ...scope.tasks])
  return dice.times(dice.pick([0, 1, 2, 2, 2, 2, 3, 3]), () =>
    dice.choose<Item>([
      [1, known],
      [1, () => owned(pen, scope)],
    ]),
  )
}

export function combination(pen: Writer, scope: Scope): Statement {
  const what = pen.dice.pick(['all', 'all', 'allSettled', 'race', 'race', 'any', 'any'])
  return { do: what, items: items(pen, scope) }
}

/** A combinator over what lives and what it owns, in a task that may be cancelled. */
export function choice(pen: Writer): Block {
  const { dice } = pen
  const [futures, scope] = someFutures(pen)
  const [others, known] = actors(pen, dice.between(0, 2), scope, (seen) => [
    ...wrapped(pen, waiting(pen, seen), seen),
    ...(dice.once(4) ? ([{ do: 'throw', error: dice.name('e') }] as const) : []),
  ])
  const decide = (seen: Scope): Block => wrapped(pen, [combination(pen, seen)], seen)
  // One that may have settled decides before the other begins.
  const decided = (seen: Scope): Block => {
    const both = [dice.oneOf(scope.futures)?.() ?? '', owned(pen, seen)]
    return [{ do: dice.pick(['race', 'any']), items: dice.once(2) ? both : both.toReversed() }]
  }
  if (dice.once(2)) {
    const act = dice.once(3) ? decided : decide
    return [...futures, ...others, ...outcome(pen, scope), ...act(known), ...pen.block(1, known)]
  }
  const [deciders, members] = actors(pen, dice.between(1, 2), known, decide)
  return [...futures, ...others, ...deciders, ...aftermath(pen, members)]
}

/** Sleeps and timeouts, some of one deadline. */
export function haste(pen: Writer): Block {
  const { dice } = pen
  const [futures, scope] = someFutures(pen)
  // All of them for as long, or each for its own time.
  const ms = duration(pen)
  const alike = !dice.once(3)
  const act = (seen: Scope): Block => (alike ? [{ do: 'sleep', ms }] : hurried(pen, seen))
  const [tasks, members] = actors(pen, alike ? dice.between(3, 5) : dice.between(1, 4), scope, act)
  const own = dice.once(3) ? hurried(pen, members) : []
  return [...futures, ...tasks, ...own, ...aftermath(pen, members)]
}

function hurried(pen: Writer, scope: Scope): Block {
  const { dice } = pen
  const ms = duration(pen)
  const sleep: Statement = { do: 'sleep', ms }
  const body = waiting(pen, scope)
  return dice.choose<Block>([
    [3, () => [sleep]],
    [1, () => [sleep, { do: 'sleep', ms: duration(pen) }, { do: 'look' }]],
    [3, () => [{ do: 'timeout', ms, body }]],
    [3, () => [{ do: 'timeout', ms, body: wrapped(pen, body, scope) }]],
    [2, () => [{ do: 'timeout', ms, body: [{ do: 'timeout', ms: duration(pen), body }] }]],
    [1, () => [{ do: 'timeout', ms, body: [group(pen, scope, 0)] }]],
    [1, () => [{ do: 'timeout', ms, body: [combination(pen, scope)] }]],
    [1, () => wrapped(pen, [sleep], scope)],
    [2.5, () => [{ do: 'sleep', ms: -1 }]],
    [0.2, () => [{ do: 'timeout', ms: -1, body }]],
  ])
}
