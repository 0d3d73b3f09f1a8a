/** The combinators, and shield. */

import type { Item, Statement } from '../program.ts'
import { cancelAll } from './cancellation.ts'
import { admit, ask, goOn, has, refuse, suspend, watch } from './coroutine.ts'
import { look } from './failures.ts'
import { enlist } from './future.ts'
import type { Ask, Combinator } from './frame.ts'
import { NOTHING, draw, fault, liveOf, outcomeOf, say } from './state.ts'
import type { Coroutine, Join, State } from './state.ts'
import { verdict } from './waking.ts'

type Frame = Extract<Ask, { in: 'join' }>
type Shield = Extract<Ask, { in: 'shield' }>

/** S9: it watches what is pending; or it is decided already, and gives up the turn once. */
export function combine(
  state: State,
  who: Coroutine,
  { do: what, items }: Extract<Statement, { do: Combinator }>,
): void {
  const about = { what, of: '' } as const
  ask(state, who, about)
  if (items.includes(who.name)) return refuse(state, who, about, 'SelfAwaitError')
  const given = items.filter((item) => typeof item !== 'string' || state.futures.has(item))
  const names = spawnAll(state, given)
  const owned = names.filter((name) => !given.includes(name))
  const ticket = draw(state, what)
  const join: Join = { what, items: names, decider: undefined }
  const decided = verdict(state, join)
  join.decider = decided?.by
  state.joins.set(ticket, join)
  who.frames.push({
    in: 'join',
    ...about,
    closing: 'no',
    ticket,
    owned,
    taken: [],
    clearing: false,
  })
  if (decided !== undefined) return suspend(state, who, undefined)
  watch(state, names, { wakes: 'join', join: ticket })
  suspend(state, who, ticket)
}

/** S10: a coroutine is spawned. Gives the names of all, in order. */
function spawnAll(state: State, items: readonly Item[]): readonly string[] {
  return items.map((item) => {
    if (typeof item === 'string') return item
    const name = `Task-${state.made + 1}`
    admit(state, 'task', name, item.body)
    enlist(state, name)
    return name
  })
}

/** It is resumed: decided, or those that it made have ended. */
export function resumeJoin(state: State, who: Coroutine, frame: Frame): void {
  if (frame.clearing) return over(state, who, frame)
  const { decider, items, what } = state.joins.get(frame.ticket) ?? NONE
  const failed = items.filter((item) => 'error' in (outcomeOf(state, item) ?? NOTHING))
  frame.taken = decider === undefined ? items : what === 'any' ? [...failed, decider] : [decider]
  forget(state, frame.ticket)
  clear(state, who, frame)
}

const NONE: Join = { what: 'ended', items: [], decider: undefined }

/** The others are not waited for any longer. */
function forget(state: State, ticket: string): void {
  const { items } = state.joins.get(ticket) ?? NONE
  for (const item of items) {
    const future = state.futures.get(item)
    if (future === undefined) continue
    future.waiters = future.waiters.filter(
      (waiter) => !(waiter.wakes === 'join' && waiter.join === ticket),
    )
  }
}

/** C11: closed while it waits, it clears up first. */
export function closeJoin(state: State, who: Coroutine, frame: Frame): void {
  forget(state, frame.ticket)
  clear(state, who, frame)
}

/** S10: those that it made are cancelled and have ended before it ends. */
function clear(state: State, who: Coroutine, frame: Frame): void {
  const live = liveOf(state, frame.owned)
  if (live.length === 0) return over(state, who, frame)
  cancelAll(state, live, `its ${frame.what} is over`)
  const ticket = draw(state, frame.what)
  state.joins.set(ticket, { what: 'ended', items: live, decider: undefined })
  frame.clearing = true
  watch(state, live, { wakes: 'join', join: ticket })
  suspend(state, who, ticket)
}

function over(state: State, who: Coroutine, frame: Frame): void {
  who.frames.pop()
  if (frame.closing === 'all') return goOn(state, who)
  for (const item of frame.taken) look(state, item)
  const join = state.joins.get(frame.ticket) ?? NONE
  const { decider, items, what } = join
  if (decider !== undefined) return has(state, who, frame, outcomeOf(state, decider) ?? NOTHING)
  if (what === 'any') {
    // S8: the errors of all.
    const outcomes = items.map((item) => outcomeOf(state, item) ?? NOTHING)
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []))
    return has(state, who, frame, { error: fault(state, 'AggregateError', { errors }) })
  }
  giveAll(state, who, join)
  has(state, who, frame, NOTHING)
}

/** S5, S6: what each has given, in order. */
function giveAll(state: State, who: Coroutine, { items, what }: Join): void {
  const by = what === 'all' ? 'all' : 'allSettled'
  for (const of of items) {
    const ending = outcomeOf(state, of) ?? NOTHING
    say(state, { event: 'got', who: who.name, by, of, ending })
    if ('value' in ending) who.got.set(of, ending.value)
  }
}

/** C10: it waits as an await does; what it made is not its own. */
export function shield(
  state: State,
  who: Coroutine,
  { item }: Extract<Statement, { do: 'shield' }>,
): void {
  const about = { what: 'shield', of: typeof item === 'string' ? item : '' } as const
  ask(state, who, about)
  if (item === who.name) return refuse(state, who, about, 'SelfAwaitError')
  if (typeof item === 'string' && !state.futures.has(item)) {
    return has(state, who, about, NOTHING)
  }
  const [on = ''] = spawnAll(state, [item])
  who.frames.push({ in: 'shield', ...about, closing: 'no', on })
  suspend(state, who, on)
}

export function resumeShield(state: State, who: Coroutine, frame: Shield): void {
  who.frames.pop()
  look(state, frame.on)
  has(state, who, frame, outcomeOf(state, frame.on) ?? NOTHING)
}

export function closeShield(state: State, who: Coroutine): void {
  who.frames.pop()
  goOn(state, who)
}
