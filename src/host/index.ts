/**
 * `looplaw/host`: a loop among promises, callbacks and signals, in Node and in browsers.
 *
 * Each name has its documentation where it is declared.
 */

export type { AsyncOptions, Driver, Signal, TickOptions } from '../core/index.ts'
export { channelDriver, frameDriver, HandDriver, nodeDriver } from './drivers.ts'
export { external } from './external.ts'
export type { HostSignal } from './machine.ts'
export { fromPromise, toPromise } from './promise.ts'
export { SystemClock } from './systemClock.ts'
