/** The language of everything: cancellation, groups, time and synchronisation besides tasks and futures. */

import type { Block, Call, Guarding, Hook, HostCall, Statement } from '../../spec/program.ts'
import { leak, stalemate } from './abandonments.ts'
import { breakdown } from './breakdowns.ts'
import { clearance } from './clearances.ts'
import { contestOf, handover, snatch } from './contests.ts'
import { inheritance } from './contexts.ts'
import type { Some } from './dice.ts'
import { leavings, operation, putting, retraction, shelter } from './endings.ts'
import { forcing } from './forcings.ts'
import { work } from './jobs.ts'
import { above, holding, leaf, naming, pairing } from './language.ts'
import type { Language, Move, Names, Writer } from './language.ts'
import { cancels, cleanUp, duration } from './moves.ts'
import { MISUSES, PLAIN } from './plain.ts'
import { acquisition, overtaking } from './resources.ts'
import {
  choice,
  combination,
  crowd,
  curtailment,
  departure,
  downfall,
  family,
  haste,
  latecomer,
} from './scenes.ts'
import { everywhere, within, type Scope } from './scope.ts'
import { committed, encounter, select } from './selects.ts'
import { reading, SIDES } from './sides.ts'

const known: Names = ({ futures, tasks }) => [...futures, ...tasks]
const ended: Names = ({ futures, tasks }) => [...tasks, ...tasks, ...futures]
const locks: Names = (scope) => scope.locks
const guards: Names = (scope) => [...scope.locks, ...scope.semaphores, ...scope.readWriteLocks]
const events: Names = (scope) => scope.events
const conditions: Names = (scope) => scope.conditions
const meetings: Names = (scope) => [...scope.events, ...scope.barriers, ...scope.conditions]
const shown: Names = (scope) => [
  ...guards(scope),
  ...scope.events,
  ...scope.barriers,
  ...scope.queues,
]
const queues: Names = (scope) => scope.queues
const groups: Names = (scope) => scope.groups

const contexts: Names = (scope) => scope.contexts

const VACUOUS = ['all', 'allSettled', 'any'] as const

const statements: readonly Move<Statement>[] = [
  ...PLAIN.statements,
  ['sleep', 5, leaf((w) => ({ do: 'sleep', ms: rare(w) ? -1 : duration(w) }))],
  ['timeout', 2, holding((body, w) => ({ do: 'timeout', ms: duration(w), body: body() }))],
  ['scoped', 0.7, holding((body) => ({ do: 'scoped', body: body() }))],
  ['uninterruptible', 1, holding((body) => ({ do: 'uninterruptible', body: body() }))],
  ['group', 3, above(1, group)],
  ['with', 0.7, (w, budget, scope) => (budget > 1 ? withValue(w, budget, scope) : undefined)],
  ['resources', 0.5, above(1, resources)],
  ['resource', 2, (w, budget, scope) => (budget > 1 ? resource(w, budget, scope) : undefined)],
  ['combination', 3, above(2, (w, _budget, scope) => combination(w, scope))],
  ['race of known', 1, naming(known, race)],
  ['combinator of none', 0.4, leaf(({ dice }) => ({ do: dice.pick(VACUOUS), items: [] }))],
  ['shield', 0.5, naming(known, (item) => ({ do: 'shield', item }))],
  ['shield of a body', 1.5, holding((body) => ({ do: 'shield', item: { body: body() } }))],
  ['hold', 4, (w, budget, scope) => (budget > 1 ? hold(w, budget, scope) : undefined)],
  ['acquire', 3, naming(guards, (...of) => ({ do: 'acquire', ...guard(...of) }))],
  ['wait', 4, naming(meetings, (at) => ({ do: 'wait', at }))],
  ['put', 3, naming(queues, (at, w, scope) => ({ do: 'put', at, value: w.value(scope) }))],
  ['take', 3, naming(queues, (at) => ({ do: 'take', at }))],
  ['join', 1, naming(queues, (at) => ({ do: 'join', at }))],
  // Within the budget, while a random combination has items of its own, and a random group is not empty.
  ['all of a body', 0, holding((body) => ({ do: 'all', items: [{ body: body() }] }))],
  ['race of bodies', 0, pairing(1, (a, b) => ({ do: 'race', items: [{ body: a }, { body: b }] }))],
  ['empty group', 0, leaf((w, scope) => group(w, 1, scope))],
]

const COUNTS = [0, 1, 1, 2, 2, -1] as const
const PARTIES = [1, 2, 2, 3, 0] as const
const CAPACITIES = [undefined, undefined, 0, 1, 2, -1] as const

const calls: readonly Move<Call>[] = [
  ...PLAIN.calls,
  ['cancel', 4, naming(ended, (on, w) => ({ do: 'cancel', on, reason: reason(w) }))],
  [
    'cancelGroup',
    1,
    naming(groups, (name, w) => ({ do: 'cancelGroup', group: name, reason: reason(w) })),
  ],
  ['isClosing', 0.7, leaf(() => ({ do: 'isClosing' }))],
  ['cancelled', 0.5, naming(ended, (of) => ({ do: 'cancelled', of }))],
  ['spawn in a group', 8, child],
  ['reuse in a group', 0.4, mistaken],
  ['event', 0.3, leaf(({ dice }) => ({ do: 'event', name: dice.name('v') }))],
  ['lock', 0.5, leaf(({ dice }) => ({ do: 'lock', name: dice.name('l') }))],
  [
    'semaphore',
    0.3,
    leaf(({ dice }) => ({ do: 'semaphore', name: dice.name('s'), count: dice.pick(COUNTS) })),
  ],
  ['readWriteLock', 0.3, leaf(({ dice }) => ({ do: 'readWriteLock', name: dice.name('w') }))],
  [
    'condition',
    0.5,
    naming(locks, (lock, { dice }) => ({ do: 'condition', name: dice.name('c'), lock })),
  ],
  [
    'barrier',
    0.2,
    leaf(({ dice }) => ({ do: 'barrier', name: dice.name('b'), parties: dice.pick(PARTIES) })),
  ],
  [
    'queue',
    0.5,
    leaf(({ dice }) => ({
      do: 'queue',
      name: dice.name('q'),
      capacity: dice.pick(CAPACITIES),
      ...(dice.once(3) && { ranked: true }),
    })),
  ],
  [
    'context',
    0.2,
    leaf((w, scope) => ({ do: 'context', name: w.dice.name('x'), value: w.value(scope) })),
  ],
  ['get', 1.5, naming(contexts, (at) => ({ do: 'get', at }))],
  ['defer', 1.5, (w, budget, scope) => deferred(w, budget, scope)],
  ['inspect', 1, naming(shown, (at) => ({ do: 'inspect', at }))],
  ['set', 3, naming(events, (at) => ({ do: 'set', at }))],
  ['clear', 0.7, naming(events, (at) => ({ do: 'clear', at }))],
  ['release', 2, naming(guards, (...of) => ({ do: 'release', ...guard(...of) }))],
  ['tryAcquire', 1, naming(guards, (...of) => ({ do: 'tryAcquire', ...guard(...of) }))],
  ['notify', 2, naming(conditions, (at) => ({ do: 'notify', at }))],
  ['putNow', 1, naming(queues, (at, w, scope) => ({ do: 'putNow', at, value: w.value(scope) }))],
  ['takeNow', 1.2, naming(queues, (at) => ({ do: 'takeNow', at }))],
  ['closeQueue', 3, naming(queues, (at) => ({ do: 'closeQueue', at }))],
  ['discard', 1, naming(queues, (at) => ({ do: 'discard', at }))],
  ['taskDone', 1.5, naming(queues, (at) => ({ do: 'taskDone', at }))],
]

/** What {@link PLAIN} has, and all that there is besides. */
export const RICH: Language = {
  ...PLAIN,
  statements,
  calls,
  scene,
  main: (pen, scope) => (pen.dice.once(4) ? PLAIN.main(pen, scope) : scene(pen)),
  hook,
  odds: { programs: 9, free: 15 },
}

/**
 * What a main may play, each scene as often as another. So there are no weights of which one is tuned against
 * another: a scene that is added takes the same small part of all. In return each scene sees to it by itself that
 * what it is for happens in a good part of its own mains; one that is for too much is divided.
 */
const SCENES: Some<(pen: Writer) => Block> = [
  departure,
  crowd,
  family,
  downfall,
  latecomer,
  choice,
  haste,
  breakdown,
  shelter,
  operation,
  putting,
  retraction,
  select,
  encounter,
  committed,
  leavings,
  forcing,
  curtailment,
  contestOf.lock,
  contestOf.semaphore,
  contestOf.event,
  contestOf.condition,
  contestOf.barrier,
  contestOf.queue,
  snatch,
  handover,
  (pen) => (pen.dice.once(2) ? work(pen) : clearance(pen)),
  reading,
  leak,
  stalemate,
  inheritance,
  acquisition,
  overtaking,
]

function scene(pen: Writer): Block {
  return pen.dice.pick(SCENES)(pen)
}

/** A mistake, now and then. */
function rare({ dice, language }: Writer): boolean {
  return language.small === undefined && dice.once(25)
}

function group(pen: Writer, budget: number, scope: Scope): Statement {
  const empty: Statement = { do: 'group', name: pen.dice.name('g'), body: [] }
  return { ...empty, body: pen.block(budget - 1, within(empty, scope)) }
}

function withValue(pen: Writer, budget: number, scope: Scope): (() => Statement) | undefined {
  const at = pen.dice.oneOf(contexts(scope))
  const body = (): Block => pen.block(budget - 1, scope)
  return at && (() => ({ do: 'with', at: at(), value: pen.value(scope), body: body() }))
}

function resources(pen: Writer, budget: number, scope: Scope): Statement {
  const empty: Statement = { do: 'resources', name: pen.dice.name('r'), body: [] }
  return { ...empty, body: pen.block(budget - 1, within(empty, scope)) }
}

function resource(pen: Writer, budget: number, scope: Scope): (() => Statement) | undefined {
  const at = pen.dice.oneOf(scope.resources)
  const body = (): Block => pen.block(Math.min(2, budget - 1), scope)
  return at && (() => ({ do: 'resource', at: at(), body: body(), release: cleanUp(pen, scope) }))
}

function deferred(pen: Writer, budget: number, scope: Scope): (() => Call) | undefined {
  const at = pen.dice.oneOf(scope.resources)
  return at && (() => ({ do: 'defer', at: at(), body: pen.block(Math.min(2, budget), scope) }))
}

function race(one: string, { dice }: Writer, scope: Scope): Statement {
  return { do: 'race', items: [one, dice.oneOf(known(scope))?.() ?? one] }
}

function hold(pen: Writer, budget: number, scope: Scope): (() => Statement) | undefined {
  const at = pen.dice.oneOf(guards(scope))
  return (
    at &&
    (() => ({
      do: 'hold',
      ...guard(at(), pen, scope),
      body: pen.block(Math.min(2, budget - 1), scope),
    }))
  )
}

/** What is acquired or released: a side, of a read-write lock. */
function guard(at: string, { dice }: Writer, scope: Scope): Pick<Guarding, 'at' | 'side'> {
  return scope.readWriteLocks.includes(at) ? { at, side: dice.pick(SIDES) } : { at }
}

/** A child of a group. At random its body is not empty, and does not see its own task, which is rarely of use. */
function child(pen: Writer, budget: number, scope: Scope): (() => Call) | undefined {
  const { dice, language } = pen
  const into = dice.oneOf(scope.groups)
  if (into === undefined) return undefined
  return () => {
    const task: Call = { do: 'spawn', name: dice.name('t'), body: [], in: into() }
    return language.small === undefined
      ? { ...task, body: pen.block(Math.max(1, budget - 1), scope) }
      : { ...task, body: pen.block(budget - 1, within(task, scope)) }
  }
}

/** A group is given what no task can run, and may be given a child then. */
function mistaken({ dice }: Writer, _budget: number, scope: Scope): (() => Call) | undefined {
  const into = dice.oneOf(scope.groups)
  const task = dice.oneOf(scope.tasks)
  if (into === undefined) return undefined
  return () =>
    dice.choose<Call>([
      [1, () => ({ do: 'misuse', what: dice.pick(MISUSES), in: into() })],
      [2, task && (() => ({ do: 'reuse', task: task(), in: into() }))],
    ])
}

function reason({ dice, language }: Writer): string | undefined {
  return language.small === undefined && dice.once(3) ? dice.name('r') : undefined
}

/** An observer may act on whatever has a name; as often as not it cancels. */
function hook(pen: Writer, host: readonly HostCall[]): Hook {
  const { dice } = pen
  const scope = everywhere(host)
  const [first] = dice.once(2) ? cancels(pen, [...scope.tasks, ...scope.futures]) : []
  const cancel = first?.do === 'cancel' ? first : undefined
  const read = cancel === undefined ? dice.oneOf(scope.contexts) : undefined
  const what = dice.choose<Hook['do']>([
    [cancel ? 0 : 8, () => pen.call(dice.between(1, 3), scope)],
    [cancel ? 0 : 1, () => 'throw'],
    [8, read && (() => ({ do: 'get', at: read() }))],
    [cancel ? 1 : 0, cancel && (() => cancel)],
  ])
  return { at: dice.between(0, 40), do: what }
}
