/** Time, as the other rooms see it. */
export { sleep } from './sleep.ts'
export { timeout, TimeoutError } from './timeout.ts'
