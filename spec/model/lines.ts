/** The line of a primitive, and what locks, semaphores, events and barriers do with it. */

import type { Plain } from '../event.ts'
import { settle } from './future.ts'
import { NOTHING, draw, type Coroutine, type State, type Turn } from './state.ts'

/** A wait in line: its ticket is called after what it is for. */
export function newTurn(state: State, base: string, { name: who }: Coroutine, value?: Plain): Turn {
  return { ticket: draw(state, base), who, value }
}

/** Y1: at the tail. */
export function enqueue(state: State, at: string, turn: Turn): void {
  const it = state.primitives.get(at)
  if (it !== undefined) it.line = [...it.line, turn]
}

export function waitsAt(state: State, at: string, ticket: string): boolean {
  return state.primitives.get(at)?.line.some((turn) => turn.ticket === ticket) ?? false
}

/** Y3: who is closed while it waits leaves the line. */
export function dequeue(state: State, at: string, ticket: string): void {
  const it = state.primitives.get(at)
  if (it !== undefined) it.line = it.line.filter((turn) => turn.ticket !== ticket)
}

/** It is served what it waited for. */
export function serve(state: State, { ticket }: Turn, value?: Plain): void {
  settle(state, ticket, value === undefined ? NOTHING : { value }, state.phase)
}

/** Y4, Y5: what is free is taken. Gives whether there was something. */
export function takePermit(state: State, at: string, who: string): boolean {
  const it = state.primitives.get(at)
  if (it === undefined || !('permits' in it) || it.permits === 0) return false
  it.permits -= 1
  it.holders = [...it.holders, who]
  return true
}

/** Y4, Y5: whether it may release. */
export function holds(state: State, at: string, who: string): boolean {
  const it = state.primitives.get(at)
  return it !== undefined && 'holders' in it && it.holders.includes(who)
}

/** Y1: handed to the first in line, or free. */
export function release(state: State, at: string, who: string): void {
  const it = state.primitives.get(at)
  if (it === undefined || !('permits' in it)) return
  const index = it.holders.indexOf(who)
  const others = it.holders.filter((_, place) => place !== index)
  const [first, ...line] = it.line
  if (first === undefined) {
    it.holders = others
    it.permits += 1
  } else {
    it.holders = [...others, first.who]
    it.line = line
    serve(state, first)
  }
}

/** Y6: all who wait, in their order. */
export function setEvent(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'event') return
  const { line } = it
  it.set = true
  it.line = []
  for (const turn of line) serve(state, turn)
}

/** Y8: all who wait, each with its place. */
export function openBarrier(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it === undefined) return
  const { line } = it
  it.line = []
  for (const [place, turn] of line.entries()) serve(state, turn, place)
}
