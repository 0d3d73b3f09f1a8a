/** The line of a primitive, and what locks, semaphores, events and barriers do with it. */

import type { Plain } from '../event.ts'
import { settle } from './future.ts'
import { NOTHING, draw, type Primitive, type State, type Turn } from './state.ts'

export function put(state: State, name: string, primitive: Primitive): State {
  return { ...state, primitives: { ...state.primitives, [name]: primitive } }
}

/** A wait in line: its ticket is called after what it is for. */
export function newTurn(
  state: State,
  base: string,
  who: string,
  value?: Plain,
): readonly [State, Turn] {
  const [next, ticket] = draw(state, base)
  return [next, { ticket, who, value }]
}

/** Y1: at the tail. */
export function enqueue(state: State, at: string, turn: Turn): State {
  const primitive = state.primitives[at]
  if (primitive === undefined) return state
  return put(state, at, { ...primitive, line: [...primitive.line, turn] })
}

export function waitsAt(state: State, at: string, ticket: string): boolean {
  return state.primitives[at]?.line.some((turn) => turn.ticket === ticket) ?? false
}

/** Y3: who is closed while it waits leaves the line. */
export function dequeue(state: State, at: string, ticket: string): State {
  const primitive = state.primitives[at]
  if (primitive === undefined) return state
  const line = primitive.line.filter((turn) => turn.ticket !== ticket)
  return put(state, at, { ...primitive, line })
}

/** It is served what it waited for. */
export function serve(state: State, { ticket }: Turn, value?: Plain): State {
  return settle(state, ticket, value === undefined ? NOTHING : { value }, state.phase)
}

/** Y4, Y5: what is free is taken; undefined if nothing is. */
export function takePermit(state: State, at: string, who: string): State | undefined {
  const it = state.primitives[at]
  if (it === undefined || !('permits' in it) || it.permits === 0) return undefined
  return put(state, at, { ...it, permits: it.permits - 1, holders: [...it.holders, who] })
}

/** Y4, Y5: whether it may release. */
export function holds(state: State, at: string, who: string): boolean {
  const it = state.primitives[at]
  return it !== undefined && 'holders' in it && it.holders.includes(who)
}

/** Y1: handed to the first in line, or free. */
export function release(state: State, at: string, who: string): State {
  const it = state.primitives[at]
  if (it === undefined || !('permits' in it)) return state
  const index = it.holders.indexOf(who)
  const holders = it.holders.filter((_, place) => place !== index)
  const [first, ...line] = it.line
  if (first === undefined) return put(state, at, { ...it, permits: it.permits + 1, holders })
  return serve(put(state, at, { ...it, holders: [...holders, first.who], line }), first)
}

/** Y6: all who wait, in their order. */
export function setEvent(state: State, at: string): State {
  const it = state.primitives[at]
  if (it?.is !== 'event') return state
  return it.line.reduce(
    (now, turn) => serve(now, turn),
    put(state, at, { ...it, set: true, line: [] }),
  )
}

/** Y8: all who wait, each with its place. */
export function openBarrier(state: State, at: string): State {
  const it = state.primitives[at]
  if (it === undefined) return state
  return it.line.reduce(
    (now, turn, place) => serve(now, turn, place),
    put(state, at, { ...it, line: [] }),
  )
}
