/** A host that calls back when a law says so, at a time that a law says. */

import type { Clock, Driver } from '../../src/index.ts'

export interface HandDriver extends Driver {
  /** Stands still, and is no clock that a loop advances. */
  readonly clock: Clock
  /** What was asked for, in order. */
  readonly turns: (() => void)[]
  readonly timers: ReadonlySet<unknown>
  advance(ms: number): void
  /** Calls back once. Returns whether that was asked for. */
  turn(): boolean
}

/** More calls than any law has reason to make. */
const MOST = 10_000

/** Each question for the time takes a millisecond of the driver, so that a slice is a number of steps. */
export function handDriver(): HandDriver {
  let asked = 0
  let called = 0
  let time = 0
  const turns: (() => void)[] = []
  const timers = new Set<{ readonly at: number; readonly turn: () => void }>()
  return {
    turns,
    timers,
    clock: { now: () => time, advanceTo: () => {} },
    now: () => (asked += 1),
    soon: (turn) => void turns.push(turn),
    later(turn, ms) {
      const timer = { at: time + ms, turn }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance(ms) {
      time += ms
    },
    turn() {
      called += 1
      if (called > MOST) throw new Error('a run asks to be called back again and again')
      for (const timer of timers) {
        if (timer.at > time) continue
        timers.delete(timer)
        turns.push(timer.turn)
      }
      const turn = turns.shift()
      turn?.()
      return turn !== undefined
    },
  }
}

/** What comes of a promise, a law cannot wait for. */
export function quietly(promise: PromiseLike<unknown>): void {
  const ignored = (): undefined => undefined
  void promise.then(ignored, ignored)
}
