/** `Loop`, as it is exported: what of the class is public, and what it is for. */

import { EventLoop } from './loop.ts'
import type { LoopOptions } from './options.ts'
import { current } from './suspension.ts'
import type * as types from './types.ts'

/** Creates loops, and knows which one is current. */
interface LoopConstructor {
  /** @throws `TypeError` if an option is not what it should be */
  new (options?: LoopOptions): Loop
  readonly prototype: Loop
  /** The loop that is stepping now; outside any step, one default loop, created on first use (L17). */
  getCurrentLoop(): Loop
}

/**
 * A queue of tasks, stepped first in, first out, by as many ticks as a main coroutine takes to return.
 *
 * @example
 * ```ts
 * import { Loop, type Coroutine } from 'looplaw'
 *
 * function* add(x: number, y: number): Coroutine<number> {
 *   yield
 *   return x + y
 * }
 * function* main(): Coroutine<number> {
 *   const three = loop.spawn(add(1, 2), 'three')
 *   const seven = loop.spawn(add(3, 4), 'seven')
 *   return (yield* three) * (yield* seven)
 * }
 * const loop = new Loop()
 * console.log(loop.run(main()), 'in', loop.tick, 'ticks') // 21 in 3 ticks
 * ```
 *
 * Clauses L1 to L20, D3, D4, O1 to O3.
 */
export type Loop = types.Loop

export const Loop: LoopConstructor = Object.assign(EventLoop, { getCurrentLoop })

let shared: EventLoop | undefined

/** L17. */
function getCurrentLoop(): types.Loop {
  if (current.loop !== undefined) return current.loop
  if (shared === undefined || shared.isClosed) shared = new EventLoop()
  return shared
}

current.orDefault = getCurrentLoop
