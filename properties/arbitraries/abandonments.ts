/** Random scenes in which what is held is not released: its holders end, or wait for each other. */

import type { Block, Call, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { actors, cancels, joins, pause, tried, wrapped } from './moves.ts'
import { after, NOTHING, type Scope } from './scope.ts'

/** What guards others is held by a task that ends, or by two that wait for each other. */
export function stalemate(pen: Writer): Block {
  return pen.dice.pick([embrace, embrace, guardless, guardless, guardless])(pen)
}

/** Each permit has a holder, of which most do not release it. */
export function leak(pen: Writer): Block {
  const { dice } = pen
  const [at, count] = dice.pick([
    [dice.name('l'), undefined],
    [dice.name('l'), undefined],
    [dice.name('s'), 2],
    [dice.name('s'), 1],
    [dice.name('s'), 2],
    [dice.name('s'), 2],
    [dice.name('s'), 2],
    [dice.name('s'), 2],
  ])
  const made: Call =
    count === undefined ? { do: 'lock', name: at } : { do: 'semaphore', name: at, count }
  const acquire: Statement = { do: 'acquire', at }
  const scope = after(made, NOTHING)
  // The second outlasts the first, as a rule.
  const keeps = (_scope: Scope, index: number): Block => [
    acquire,
    ...pause(pen),
    ...(index > 0 ? ([{ do: 'sleep', ms: 2 }] as const) : []),
    ...(dice.once(8) ? ([{ do: 'release', at }] as const) : []),
    ...(dice.once(6) ? ([{ do: 'throw', error: dice.name('e') }] as const) : []),
  ]
  const wants = (seen: Scope): Block => [
    ...(dice.once(4) ? pause(pen) : []),
    ...wrapped(
      pen,
      dice.pick([[acquire], [{ do: 'hold', at, body: pause(pen) }], [acquire, ...pause(pen)]]),
      seen,
    ),
  ]
  // Main may hold one of the permits, and end with it or release it.
  const first: Block = dice.once(3) ? [acquire] : []
  const [holders, known] = actors(pen, (count ?? 1) - first.length, scope, keeps)
  const [waiters, all] = actors(pen, dice.between(1, 4), known, wants)
  const leaving = all.tasks.slice(known.tasks.length).slice(0, 1)
  const late: Block = dice.once(3) ? wants(all) : []
  return [
    made,
    ...first,
    ...holders,
    ...waiters,
    ...pause(pen),
    ...(dice.once(2) ? cancels(pen, dice.pick([all.tasks, leaving, leaving])) : []),
    ...late,
    ...(dice.once(3) ? joins(pen, all.tasks) : ([{ do: 'sleep', ms: 5 }] as const)),
  ]
}

/** Tasks that are notified wait for a lock whose holder ends. */
function guardless(pen: Writer): Block {
  const { dice } = pen
  const [on, at] = [dice.name('l'), dice.name('c')]
  const made: readonly Call[] = [
    { do: 'lock', name: on },
    { do: 'condition', name: at, lock: on },
  ]
  const scope = made.reduce((seen, call) => after(call, seen), NOTHING)
  const wait: Statement = { do: 'wait', at }
  const waits = (seen: Scope): Block =>
    wrapped(
      pen,
      dice.pick([[{ do: 'hold', at: on, body: [wait] }], [{ do: 'acquire', at: on }, wait]]),
      seen,
    )
  const notifies = (): Block => [
    ...pause(pen),
    { do: 'acquire', at: on },
    { do: 'notify', at, count: dice.pick([1, 2, 3]) },
    ...pause(pen),
  ]
  const [waiters, known] = actors(pen, dice.between(1, 3), scope, waits)
  const [notifiers, all] = actors(pen, 1, known, notifies)
  // As it ends, the notified are refused; one of them may be cancelled before it knows.
  const [notifier = ''] = all.tasks.slice(-1)
  const [refused = ''] = known.tasks
  const watch: Call = {
    do: 'spawn',
    name: dice.name('t'),
    body: [...tried({ do: 'await', on: notifier }), { do: 'cancel', on: refused }],
  }
  const leaving = dice.pick([known.tasks, known.tasks.slice(0, 1)])
  return [
    ...made,
    ...waiters,
    ...notifiers,
    ...(dice.once(3) ? [watch] : []),
    ...pause(pen),
    ...(dice.once(2) ? cancels(pen, leaving) : []),
    ...joins(pen, all.tasks),
  ]
}

/** Two tasks acquire two locks in opposite order. */
function embrace(pen: Writer): Block {
  const { dice } = pen
  const [one, other] = [dice.name('l'), dice.name('l')]
  const both = (first: string, second: string): Block => [
    { do: 'acquire', at: first },
    ...dice.pick([[{ do: 'yield' }], [{ do: 'sleep', ms: 1 }], []] as const),
    { do: 'hold', at: second, body: pause(pen) },
    { do: 'release', at: first },
  ]
  const made: readonly Call[] = [
    { do: 'lock', name: one },
    { do: 'lock', name: other },
  ]
  const [tasks, { tasks: names }] = actors(
    pen,
    2,
    made.reduce((seen, call) => after(call, seen), NOTHING),
    (_scope, index) => (index === 0 ? both(one, other) : both(other, one)),
  )
  const [name = ''] = names
  return [...made, ...tasks, { do: 'await', on: name }]
}
