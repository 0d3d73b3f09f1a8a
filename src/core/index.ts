/** The core, as the other rooms see it. */
export * from './errors.ts'
export type { Coroutine } from './coroutine.ts'
export { Future } from './future.ts'
export { Loop } from './loop.ts'
export type { Discipline, LoopOptions } from './options.ts'
export type { Observer, Outcome } from './observer.ts'
export { Task } from './task.ts'
