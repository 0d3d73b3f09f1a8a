/** What can be said in two ways, said in the other: the log must be the same. */

import type * as looplaw from '../../src/index.ts'
import type { Guarding } from '../../spec/program.ts'
import type { Coroutine, Task } from './implementation.ts'
import type { World } from './world.ts'

/** `wait()`, by a predicate that is true when it is asked again; and at once where the lock is free, which is a mistake. */
export function waitUntilNotified(condition: looplaw.Condition): looplaw.Coroutine<void> {
  let asked = 0
  return condition.waitFor(() => {
    asked += 1
    return asked > 1 || condition.lock.holder === undefined
  })
}

/** `yield` of a task that holds the lock of a condition, by a predicate that is true at once; undefined for any other. */
export function yieldHolding(
  { synonyms, things }: World,
  who: string,
): looplaw.Coroutine<void> | undefined {
  if (!synonyms) return undefined
  for (const condition of things.conditions.values()) {
    const { holder } = condition.lock
    if (holder !== undefined && holder !== 'main' && things.nameOf(holder) === who)
      return condition.waitFor(() => true)
  }
  return undefined
}

/** A lock, a condition that has its methods, a semaphore, or a side of a read-write lock. */
export function guarding(
  { synonyms, things }: World,
  statement: Guarding,
): looplaw.Lock | looplaw.Semaphore | looplaw.Condition | looplaw.LockSide | undefined {
  const side = things.sideOf(statement)
  if (side !== undefined) return side
  const guard = things.lockOrSemaphore(statement.at)
  const conditions = synonyms ? [...things.conditions.values()] : []
  return conditions.find(({ lock }) => lock === guard) ?? guard
}

/** `loop.spawn` in a step, by a task that is created without a loop: the current one is meant (L17). */
export function spawned(
  { loop, subject, synonyms }: World,
  coroutine: Coroutine,
  name: string,
): Task {
  const isCurrent = synonyms && subject.Loop.getCurrentLoop() === loop
  return isCurrent ? new subject.Task(coroutine, name) : loop.spawn(coroutine, name)
}
