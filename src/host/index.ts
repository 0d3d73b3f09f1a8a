/**
 * `looplaw/host`: a loop among promises, callbacks and signals, in Node and in browsers.
 *
 * Each name has its documentation where it is declared.
 */

export type { AsyncOptions, Driver, Signal, TickOptions } from '../core/index.ts'
export { fromCallback, type Callback } from './callback.ts'
export { toAsyncDisposable } from './disposable.ts'
export { channelDriver, frameDriver, HandDriver, nodeDriver } from './drivers.ts'
export { external } from './external.ts'
export type { HostSignal } from './machine.ts'
export { fromAsyncIterable, toAsyncIterable, type AsyncSource } from './iterables.ts'
export { fromPromise, toPromise } from './promise.ts'
export { fromSignal, toSignal } from './signal.ts'
export { SystemClock } from './systemClock.ts'
export { thenable } from './thenable.ts'
