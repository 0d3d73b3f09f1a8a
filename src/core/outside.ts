/** Futures that only the outside settles: how many are pending, and whether a run waits for one. */

import type { Main } from './main.ts'
import { Failure } from './outcome.ts'
import type { Registry } from './registry.ts'
import { subscribe, Subscription, unsubscribe } from './waiters.ts'
import type { Future, Loop } from './types.ts'

/** Without any, which is so in most programs, no run asks its tasks what they wait for. Written by host/external.ts. */
export const externals: { pending: number } = { pending: 0 }

/** What a loop knows of its runs. */
interface Host extends Loop {
  readonly live: Registry
}

/**
 * H2: whether a task or main of a run waits for the outside.
 *
 * @param others whether a task of another loop counts as that: of a run that waits, while other loops may run
 */
export function awaitsOutside(
  { awaiting, loop }: Main<unknown>,
  { live }: Host,
  others: boolean,
): boolean {
  if (externals.pending === 0 && !others) return false
  const of = others ? loop : undefined
  return awaiting?.outside(of) === true || live.waits().some(({ on }) => on.outside(of))
}

/** H3: whether no deadline has come, and the clock is not to jump to the next. */
export function mustWait(main: Main<unknown>, loop: Host): boolean {
  const { awaited, due, jumps } = loop.time
  return !due && (!jumps || !awaited || awaitsOutside(main, loop, true))
}

/** H3: a main is in no queue, so what it waits for wakes a run that waits. */
class Alarm extends Subscription {
  readonly #loop: Loop

  constructor(loop: Loop) {
    super()
    this.#loop = loop
  }

  override settled({ state }: Future<unknown>): void {
    // H6: main is about to receive it, however late its run is called back.
    if (state instanceof Failure) state.addAwaiter()
    this.#loop.wake?.()
  }
}

/** A part of a run that waits: main's future wakes the loop. */
export function* rest({ awaiting, loop }: Main<unknown>): Generator<number, void, undefined> {
  const on: Future<unknown> | undefined = awaiting
  if (on === undefined) return
  const alarm = new Alarm(loop)
  subscribe(alarm, on)
  try {
    yield 0
  } finally {
    unsubscribe(alarm, on)
  }
}
