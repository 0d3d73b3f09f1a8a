/** Failures that nobody has got yet. */

import type { State } from './state.ts'

/** L10: whoever gets the failure of a task, or reads its outcome, has looked at it. */
export function look(state: State, name: string): void {
  state.failures = state.failures.filter(({ task }) => task !== name)
}

/** L10: whether somebody is to get what a task gives: who awaits it, or a combinator of it. */
export function isAwaited(state: State, task: string): boolean {
  return [...state.coroutines.values()].some(
    ({ awaiting, frames }) =>
      awaiting === task ||
      frames.some(
        (frame) =>
          frame.in === 'join' &&
          (frame.clearing ? frame.taken : (state.joins.get(frame.ticket)?.items ?? [])).includes(
            task,
          ),
      ),
  )
}
