/** Structure, as the other rooms see it. */
export { all } from './all.ts'
export { allSettled, type Settlement } from './allSettled.ts'
export { any } from './any.ts'
export type { Awaitable, Result } from './combinator.ts'
export { group, type Group } from './group.ts'
export { race } from './race.ts'
export { scoped } from './scoped.ts'
export { shield } from './shield.ts'
