/** What the host has, found at run time: Node and browsers share little, and neither's types are used here. */

import type { Signal } from '../core/index.ts'

/** The type of the host's `AbortSignal`, if it declares one; otherwise what a loop knows of it. Clause H7. */
export type HostSignal = typeof globalThis extends { AbortSignal: { prototype: infer Own } }
  ? Own extends Signal
    ? Own
    : Signal
  : Signal

/** A port of a `MessageChannel`. */
interface Port {
  addEventListener(type: 'message', listener: () => void): void
  start(): void
  postMessage(message: unknown): void
  close(): void
}

interface Channel {
  readonly port1: Port
  readonly port2: Port
}

interface Controller {
  readonly signal: HostSignal
  abort(reason?: unknown): void
}

/** What is used of `globalThis`, none of which need be there but the first. */
interface Machine {
  readonly Date: { now(): number }
  readonly performance?: { now(): number }
  setTimeout?(callback: () => void, ms: number): unknown
  clearTimeout?(timer: unknown): void
  setImmediate?(callback: () => void): unknown
  requestAnimationFrame?(callback: () => void): unknown
  reportError?(error: unknown): void
  readonly MessageChannel?: new () => Channel
  readonly AbortController?: new () => Controller
  readonly process?: { getBuiltinModule?(id: string): object | undefined }
}

export const machine: Machine = globalThis

/** What a loop can be driven by here is missing: the message says what to pass instead. */
export function missing(what: string, instead: string): TypeError {
  return new TypeError(`this host has no ${what}: ${instead}`)
}

/** Milliseconds since some beginning, which never go back, if the host has such. */
export function milliseconds(): number {
  return (machine.performance ?? machine.Date).now()
}

/** A new `AbortController`. */
export function controller(): Controller {
  if (machine.AbortController === undefined) {
    throw missing('AbortController', 'pass a promise that needs no signal')
  }
  return new machine.AbortController()
}

/**
 * H6: has an error that nothing handles end where the host reports such: `window.onerror`, or `unhandledRejection` of
 * Node.
 */
export function report(error: unknown): void {
  if (machine.reportError === undefined) void Promise.reject(error)
  else machine.reportError(error)
}

interface AsyncHooks {
  readonly AsyncResource: { bind(work: () => void): () => void }
}

/** In Node, work that runs with the `AsyncLocalStorage` of now, whatever it is called from (H4). */
export function inContext(work: () => void): () => void {
  const hooks = machine.process?.getBuiltinModule?.('node:async_hooks')
  return hooks !== undefined && isAsyncHooks(hooks) ? hooks.AsyncResource.bind(work) : work
}

function isAsyncHooks(found: object): found is AsyncHooks {
  return 'AsyncResource' in found
}
