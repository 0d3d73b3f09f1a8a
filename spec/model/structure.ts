/** The combinators, and shield. */

import type { Plain } from '../event.ts'
import type { Item, Statement } from '../program.ts'
import { cancelAll } from './cancellation.ts'
import { admit, ask, goOn, has, pop, push, refuse, suspend, watch } from './coroutine.ts'
import { look } from './failures.ts'
import { enlist } from './future.ts'
import type { Ask, Combinator } from './frame.ts'
import {
  NOTHING,
  change,
  draw,
  fault,
  liveOf,
  outcomeOf,
  say,
  type Join,
  type State,
} from './state.ts'
import { verdict } from './waking.ts'

type Frame = Extract<Ask, { in: 'join' }>
type Shield = Extract<Ask, { in: 'shield' }>

/** S9: it watches what is pending; or it is decided already, and gives up the turn once. */
export function combine(
  state: State,
  who: string,
  { do: what, items }: Extract<Statement, { do: Combinator }>,
): State {
  const about = { what, of: '' } as const
  const asked = ask(state, who, about)
  if (items.includes(who)) return refuse(asked, who, about, 'SelfAwaitError')
  const given = items.filter((item) => typeof item !== 'string' || item in asked.futures)
  const [made, names] = spawnAll(asked, given)
  const owned = names.filter((name) => !given.includes(name))
  const [next, ticket] = draw(made, what)
  const join: Join = { what, items: names, decider: undefined }
  const decided = verdict(next, join)
  const joined = {
    ...next,
    joins: { ...next.joins, [ticket]: { ...join, decider: decided?.by } },
  }
  const frame = {
    in: 'join',
    ...about,
    closing: 'no',
    ticket,
    owned,
    taken: [],
    clearing: false,
  } as const
  const begun = push(joined, who, frame)
  if (decided !== undefined) return suspend(begun, who, undefined)
  return suspend(watch(begun, names, { wakes: 'join', join: ticket }), who, ticket)
}

/** S10: a coroutine is spawned. Gives the names of all, in order. */
function spawnAll(state: State, items: readonly Item[]): readonly [State, readonly string[]] {
  return items.reduce<readonly [State, readonly string[]]>(
    ([now, names], item) => {
      if (typeof item === 'string') return [now, [...names, item]]
      const name = `Task-${now.made + 1}`
      return [enlist(admit(now, 'task', name, item.body), name), [...names, name]]
    },
    [state, []],
  )
}

/** It is resumed: decided, or those that it made have ended. */
export function resumeJoin(state: State, who: string, frame: Frame): State {
  if (frame.clearing) return over(state, who, frame)
  const { decider, items, what } = state.joins[frame.ticket] ?? NONE
  const failed = items.filter((item) => 'error' in (outcomeOf(state, item) ?? NOTHING))
  const taken = decider === undefined ? items : what === 'any' ? [...failed, decider] : [decider]
  return clear(forget(state, frame.ticket), who, { ...frame, taken })
}

const NONE: Join = { what: 'ended', items: [], decider: undefined }

/** The others are not waited for any longer. */
function forget(state: State, ticket: string): State {
  const { items } = state.joins[ticket] ?? NONE
  return items.reduce((now, item) => {
    const future = now.futures[item]
    if (future === undefined) return now
    const waiters = future.waiters.filter(
      (waiter) => !(waiter.wakes === 'join' && waiter.join === ticket),
    )
    return { ...now, futures: { ...now.futures, [item]: { ...future, waiters } } }
  }, state)
}

/** C11: closed while it waits, it clears up first. */
export function closeJoin(state: State, who: string, frame: Frame): State {
  return clear(forget(state, frame.ticket), who, frame)
}

/** S10: those that it made are cancelled and have ended before it ends. */
function clear(state: State, who: string, frame: Frame): State {
  const live = liveOf(state, frame.owned)
  if (live.length === 0) return over(state, who, frame)
  const [next, ticket] = draw(cancelAll(state, live, `its ${frame.what} is over`), frame.what)
  const join: Join = { what: 'ended', items: live, decider: undefined }
  const joined = { ...next, joins: { ...next.joins, [ticket]: join } }
  const clearing = push(pop(joined, who), who, { ...frame, clearing: true })
  return suspend(watch(clearing, live, { wakes: 'join', join: ticket }), who, ticket)
}

function over(state: State, who: string, frame: Frame): State {
  if (frame.closing === 'all') return goOn(pop(state, who), who)
  const popped = frame.taken.reduce(look, pop(state, who))
  const join = state.joins[frame.ticket] ?? NONE
  const { decider, items, what } = join
  if (decider !== undefined) return has(popped, who, frame, outcomeOf(popped, decider) ?? NOTHING)
  if (what === 'any') {
    // S8: the errors of all.
    const outcomes = items.map((item) => outcomeOf(popped, item) ?? NOTHING)
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []))
    const [next, error] = fault(popped, 'AggregateError', { errors })
    return has(next, who, frame, { error })
  }
  return has(giveAll(popped, who, join), who, frame, NOTHING)
}

/** S5, S6: what each has given, in order. */
function giveAll(state: State, who: string, { items, what }: Join): State {
  const by = what === 'all' ? 'all' : 'allSettled'
  return items.reduce((now, of) => {
    const ending = outcomeOf(now, of) ?? NOTHING
    const said = say(now, { event: 'got', who, by, of, ending })
    return 'error' in ending ? said : keep(said, who, of, ending.value)
  }, state)
}

function keep(state: State, who: string, name: string, value: Plain): State {
  return change(state, who, { got: { ...state.coroutines[who]?.got, [name]: value } })
}

/** C10: it waits as an await does; what it made is not its own. */
export function shield(
  state: State,
  who: string,
  { item }: Extract<Statement, { do: 'shield' }>,
): State {
  const about = { what: 'shield', of: typeof item === 'string' ? item : '' } as const
  const asked = ask(state, who, about)
  if (item === who) return refuse(asked, who, about, 'SelfAwaitError')
  if (typeof item === 'string' && state.futures[item] === undefined) {
    return has(asked, who, about, NOTHING)
  }
  const [made, [on = '']] = spawnAll(asked, [item])
  return suspend(push(made, who, { in: 'shield', ...about, closing: 'no', on }), who, on)
}

export function resumeShield(state: State, who: string, frame: Shield): State {
  const ending = outcomeOf(state, frame.on) ?? NOTHING
  return has(look(pop(state, who), frame.on), who, frame, ending)
}

export function closeShield(state: State, who: string): State {
  return goOn(pop(state, who), who)
}
