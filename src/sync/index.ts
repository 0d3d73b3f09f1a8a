/** What tasks share and wait for, as the other rooms see it. */
export { Barrier } from './barrier.ts'
export { Condition } from './condition.ts'
export * from './errors.ts'
export { Event } from './event.ts'
export { Lock } from './lock.ts'
export { Queue, type QueueOptions } from './queue.ts'
export { Semaphore } from './semaphore.ts'
