/** The core, as the other rooms see it. */
export * from './errors.ts'
export type { Coroutine } from './coroutine.ts'
export { Future } from './future.ts'
export { Loop, type Discipline, type LoopOptions } from './loop.ts'
export type { Observer, Outcome } from './observer.ts'
export { Task } from './task.ts'
