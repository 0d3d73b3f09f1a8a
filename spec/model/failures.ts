/** Unhandled failures. */

import type { State } from './state.ts'

/** L10: to await a task, or to read its outcome, handles its failure. */
export function handle(state: State, name: string): void {
  state.failures = state.failures.filter(({ task }) => task !== name)
}

/** L10: whether the failure of a task has an awaiter, which will receive it: a coroutine or a combinator. */
export function hasAwaiter(state: State, task: string): boolean {
  return [...state.coroutines.values()].some(
    ({ awaiting, frames }) =>
      awaiting === task ||
      frames.some(
        (frame) =>
          frame.in === 'join' &&
          (frame.clearing ? frame.taken : (state.joins.get(frame.future)?.items ?? [])).includes(
            task,
          ),
      ),
  )
}
