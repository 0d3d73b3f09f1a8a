/** H1: a tick in slices, between which the host runs. */

import type { Loop, Task } from './types.ts'

/** The parts of a tick. */
export interface Slices {
  readonly loop: Loop
  /** Does what steps tasks. */
  readonly pass: (work: () => void) => void
  readonly begin: () => void
  readonly oldest: () => Task<unknown> | undefined
  /** The newest in the ready queue, if there is an oldest. */
  readonly newest: () => Task<unknown> | undefined
  readonly step: (oldest: Task<unknown>) => void
  readonly end: () => void
  readonly become: (phase: 'driven' | 'paused') => void
}

/** @param pause asked after each step of a task */
export function* takeSlices(
  { become, begin, end, loop, newest, oldest, pass, step }: Slices,
  pause: () => boolean,
): Generator<number, void, undefined> {
  let last: Task<unknown> | undefined
  pass(() => {
    begin()
    // L4: tasks that are scheduled from here on are behind the newest of now.
    if (loop.discipline === 'snapshot') last = oldest() && newest()
  })
  const isOver = (): boolean => {
    for (let task = oldest(); task !== undefined; task = oldest()) {
      step(task)
      if (task === last) return true
      if (pause()) return false
    }
    // L3: the ready queue is empty.
    return true
  }
  const tick = { over: loop.discipline === 'snapshot' && last === undefined }
  while (!tick.over) {
    pass(() => void (tick.over = isOver()))
    if (tick.over) break
    become('paused')
    yield loop.tick
    loop.refuseIfClosed()
    become('driven')
  }
  pass(end)
}
