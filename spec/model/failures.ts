/** Unhandled failures. */

import type { Frame } from './frame.ts'
import type { State } from './state.ts'

/** L10: to await a task, or to read its outcome, handles its failure. */
export function handle(state: State, name: string): void {
  state.failures = state.failures.filter(({ task }) => task !== name)
}

/** L10: whether the failure of a task has an awaiter, which will receive it: a coroutine or a combinator. */
export function hasAwaiter(state: State, task: string): boolean {
  return [...state.coroutines.values()].some(
    ({ awaiting, frames }) =>
      awaiting === task || frames.some((frame) => awaitedIn(state, frame).includes(task)),
  )
}

/** S10: a combinator that is decided no longer awaits the items that do not supply its outcome. */
function awaitedIn(state: State, frame: Frame): readonly string[] {
  if (frame.in !== 'join') return []
  if (frame.clearing) return frame.taken
  const join = state.joins.get(frame.future)
  if (join?.released === true) return []
  return join?.decided?.taken ?? join?.items ?? []
}
