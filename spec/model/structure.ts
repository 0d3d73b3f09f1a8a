/** The combinators, and shield. */

import type { Item, Statement } from '../program.ts'
import { cancelAll } from './cancellation.ts'
import { valuesOf } from './context.ts'
import { beginStatement, continueClosing, createCoroutine, endScope } from './coroutine.ts'
import { endStatement, refuse, refuseInScope, suspend } from './coroutine.ts'
import { handle } from './failures.ts'
import type { Combinator, Wait } from './frame.ts'
import { addTask, subscribe } from './future.ts'
import {
  NOTHING,
  createInternal,
  createSettled,
  fault,
  liveOf,
  outcomeOf,
  record,
} from './state.ts'
import type { Coroutine, Join, State } from './state.ts'
import { decisionOf, leaveItems } from './waking.ts'

type Frame = Extract<Wait, { in: 'join' }>
type Shield = Extract<Wait, { in: 'shield' }>

/**
 * S9: subscribes to the pending items; if it is decided already, it suspends once. S10: then its coroutines are not
 * spawned, or, if the observer has settled an item since, they are cancelled before their first step.
 */
export function combine(
  state: State,
  who: Coroutine,
  { do: what, items }: Extract<Statement, { do: Combinator }>,
): void {
  const about = { what, of: '' } as const
  beginStatement(state, who, about)
  if (items.includes(who.name)) return refuseInScope(state, who, about, 'SelfAwaitError')
  const given = items.filter((item) => typeof item !== 'string' || state.futures.has(item))
  const known = given.filter((item) => typeof item === 'string')
  const early = decisionOf(state, what, known, given.length)
  const names = early === undefined ? spawnAll(state, who, given) : known
  const owned = names.filter((name) => !given.includes(name))
  const decided = early ?? decisionOf(state, what, names, names.length)
  const future =
    decided === undefined ? createInternal(state, what) : createSettled(state, what, NOTHING)
  const committed = undefined
  state.joins.set(future, { what, items: names, owned, decided, committed, released: false })
  who.frames.push({ in: 'join', ...about, closing: 'no', future, taken: [], clearing: false })
  if (decided !== undefined) {
    cancelAll(state, owned, `its ${what} is over`)
    return suspend(state, who, future)
  }
  subscribe(state, names, { wakes: 'join', join: future })
  suspend(state, who, future)
}

/** S10: a coroutine is spawned, a future only awaited. Returns the names of all, in order. */
function spawnAll(state: State, who: Coroutine, items: readonly Item[]): readonly string[] {
  return items.map((item) => {
    if (typeof item === 'string') return item
    const name = `Task-${state.created + 1}`
    createCoroutine(state, 'task', name, item.body, valuesOf(state, who.name))
    addTask(state, name)
    return name
  })
}

/** It resumes: it is decided, or the tasks that it spawned have completed. */
export function resumeJoin(state: State, who: Coroutine, frame: Frame): void {
  if (frame.clearing) return endJoin(state, who, frame)
  frame.taken = state.joins.get(frame.future)?.decided?.taken ?? []
  clear(state, who, frame)
}

const NONE: Join = {
  what: 'ended',
  items: [],
  owned: [],
  decided: undefined,
  committed: undefined,
  released: false,
}

/** S10, C11: closed while it waits, it cancels the tasks that it spawned, unless it is decided and they are. */
export function closeJoin(state: State, who: Coroutine, frame: Frame): void {
  const { owned } = state.joins.get(frame.future) ?? NONE
  leaveItems(state, frame.future)
  cancelAll(state, owned, `its ${frame.what} is over`)
  clear(state, who, frame)
}

/** S10: the tasks that it spawned complete before it does. */
function clear(state: State, who: Coroutine, frame: Frame): void {
  const live = liveOf(state, state.joins.get(frame.future)?.owned ?? [])
  if (live.length === 0) return endJoin(state, who, frame)
  const future = createInternal(state, frame.what)
  state.joins.set(future, { ...NONE, items: live })
  frame.clearing = true
  subscribe(state, live, { wakes: 'join', join: future })
  suspend(state, who, future)
}

function endJoin(state: State, who: Coroutine, frame: Frame): void {
  who.frames.pop()
  if (frame.closing === 'all') return continueClosing(state, who)
  for (const item of frame.taken) handle(state, item)
  const join = state.joins.get(frame.future) ?? NONE
  const { decided, items, what } = join
  if (decided?.by !== undefined) {
    return endScope(state, who, frame, outcomeOf(state, decided.by) ?? NOTHING)
  }
  if (what === 'any') {
    // S8: every item has failed: one error holds the errors of all, in the order of the items.
    const outcomes = items.map((item) => outcomeOf(state, item) ?? NOTHING)
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []))
    return endScope(state, who, frame, { error: fault(state, 'AggregateError', { errors }) })
  }
  returnAll(state, who, join)
  endStatement(state, who, frame, NOTHING)
}

/** S5, S6: the outcome of every item, in the order of the items. */
function returnAll(state: State, who: Coroutine, { items, what }: Join): void {
  const by = what === 'all' ? 'all' : 'allSettled'
  for (const of of items) {
    const ending = outcomeOf(state, of) ?? NOTHING
    record(state, { event: 'got', who: who.name, by, of, ending })
    if ('value' in ending) who.received.set(of, ending.value)
  }
}

/** C10: it waits as an await does, and does not own the task that it spawns. */
export function shield(
  state: State,
  who: Coroutine,
  { item }: Extract<Statement, { do: 'shield' }>,
): void {
  const about = { what: 'shield', of: typeof item === 'string' ? item : '' } as const
  beginStatement(state, who, about)
  if (item === who.name) return refuse(state, who, about, 'SelfAwaitError')
  if (typeof item === 'string' && !state.futures.has(item)) {
    return endStatement(state, who, about, NOTHING)
  }
  const [on = ''] = spawnAll(state, who, [item])
  who.frames.push({ in: 'shield', ...about, closing: 'no', on })
  suspend(state, who, on)
}

export function resumeShield(state: State, who: Coroutine, frame: Shield): void {
  who.frames.pop()
  handle(state, frame.on)
  endStatement(state, who, frame, outcomeOf(state, frame.on) ?? NOTHING)
}
