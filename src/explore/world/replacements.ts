/**
 * X13: timers, clocks and random numbers that ask at each call whether a run is under way, and are the real ones if none
 * is. So code that keeps a `setTimeout` of its own is controlled, if it was loaded after this module. They are
 * put in place once in a process, and stay.
 */

import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import promises from 'node:timers/promises'
import { promisify } from 'node:util'
import { door, type Callback, type TimerKind } from './door.ts'

/** What the clock shows when a run begins: a day in November 2023. */
const EPOCH = 1_700_000_000_000
/** The real one: a signal that times out is not one that the explorer may abort. */
const Controller = AbortController

/** Puts them in place, unless they are. */
export function replaceAll(): void {
  if (door.isIntact !== undefined) return
  const real = { ...timers }
  const later = promised()
  const replaced = {
    setTimeout: Object.assign(timerOf('timeout', real.setTimeout), {
      [promisify.custom]: later.setTimeout,
    }),
    setInterval: timerOf('interval', real.setInterval),
    setImmediate: Object.assign(timerOf('immediate', real.setImmediate), {
      [promisify.custom]: later.setImmediate,
    }),
    clearTimeout: clearOf(real.clearTimeout),
    clearInterval: clearOf(real.clearInterval),
    clearImmediate: clearOf(real.clearImmediate),
  }
  const owned = { ...replaced, Date: dateOf(Date), fetch: fetchOf(globalThis.fetch) }
  place(globalThis, { ...owned, AbortController: controllerOf(AbortController) })
  place(timers, replaced)
  const { scheduler, ...functions } = later
  place(promises, functions)
  place(promises.scheduler, scheduler)
  place(performance, { now: (): number => door.current?.now() ?? door.now() })
  place(AbortSignal, { timeout: timeoutOf(AbortSignal.timeout.bind(AbortSignal)) })
  place(Math, { random: orElse(Math.random, (current) => current.random()) })
  placeInProcess()
  placeInCrypto()
  syncBuiltinESMExports()
  const [ownTimeout, ownDate]: unknown[] = [globalThis.setTimeout, globalThis.Date]
  door.isIntact = () => globalThis.setTimeout === ownTimeout && globalThis.Date === ownDate
}

/** Methods that cannot be enumerated, as the real ones cannot. */
function place(owner: object, methods: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(methods)) {
    const enumerable = Reflect.getOwnPropertyDescriptor(owner, name)?.enumerable ?? false
    Reflect.defineProperty(owner, name, { value, enumerable, configurable: true, writable: true })
  }
}

type Real = (...args: never[]) => unknown
type Current = NonNullable<typeof door.current>

/** The real function, or what the run that is under way says. */
function orElse<Args extends readonly unknown[], Result>(
  real: (...args: Args) => Result,
  own: (current: Current, ...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    const { current } = door
    return current === undefined ? real(...args) : own(current, ...args)
  }
}

function timerOf(kind: TimerKind, real: Real) {
  return (callback: unknown, ...args: readonly unknown[]): unknown => {
    const { current } = door
    // What is no function is refused by the real one, in its own words.
    if (current === undefined || !isCallback(callback)) {
      return Reflect.apply(real, globalThis, [callback, ...args])
    }
    const ms = Number(args[0])
    return current.timer(
      kind,
      callback,
      durationOf(kind, ms),
      kind === 'immediate' ? args : args.slice(1),
    )
  }
}

/** As Node has it: what is too short, too long or no number is 1. */
function durationOf(kind: TimerKind, ms: number): number {
  if (kind === 'immediate') return 0
  return ms >= 1 && ms <= 2 ** 31 - 1 ? ms : 1
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function'
}

function clearOf(real: Real) {
  return (handle?: unknown): void => {
    if (door.current?.clear(handle) !== true) Reflect.apply(real, globalThis, [handle])
  }
}

function dateOf(real: DateConstructor): DateConstructor {
  const shown = (): number => (door.current === undefined ? real.now() : EPOCH + door.current.now())
  const now = (): number => Math.floor(shown())
  return new Proxy(real, {
    construct: (date, args, newTarget): object =>
      Reflect.construct(date, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new real(now()).toString(),
    get: (date, key, receiver): unknown => (key === 'now' ? now : Reflect.get(date, key, receiver)),
  })
}

function fetchOf(real: typeof fetch): typeof fetch {
  return (...args) => {
    const [what] = args
    door.current?.escape(`fetch of ${typeof what === 'object' && 'url' in what ? what.url : what}`)
    return real(...args)
  }
}

function controllerOf(real: typeof AbortController): typeof AbortController {
  return new Proxy(real, {
    construct(controller, args, newTarget): AbortController {
      const made: AbortController = Reflect.construct(controller, args, newTarget)
      door.current?.created(made)
      return made
    },
  })
}

function timeoutOf(real: (ms: number) => AbortSignal): (ms: number) => AbortSignal {
  return orElse(real, (current, ms) => {
    const controller = new Controller()
    const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    current.timer('timeout', () => controller.abort(late), Math.max(1, ms), [])
    return controller.signal
  })
}

interface Waiting {
  readonly signal?: AbortSignal
}

/** `node:timers/promises`, whose functions do not pass through those of the globals. */
function promised() {
  const real = { ...promises }
  const wakes = promises.scheduler.wait.bind(promises.scheduler)
  const yields = promises.scheduler.yield.bind(promises.scheduler)
  const wait = <T>(kind: TimerKind, ms: number, value: T, signal?: AbortSignal): Promise<T> =>
    new Promise((resolve, reject) => {
      const current = door.current
      if (signal?.aborted === true || current === undefined) return reject(abortError(signal))
      const leave = (): void => {
        current.clear(handle)
        reject(abortError(signal))
      }
      const handle = current.timer(
        kind,
        () => {
          signal?.removeEventListener('abort', leave)
          resolve(value)
        },
        durationOf(kind, ms),
        [],
      )
      signal?.addEventListener('abort', leave, { once: true })
    })
  return {
    setTimeout: <T>(ms?: number, value?: T, options?: Waiting) =>
      door.current === undefined
        ? real.setTimeout(ms, value, options)
        : wait('timeout', ms ?? 1, value, options?.signal),
    setImmediate: <T>(value?: T, options?: Waiting) =>
      door.current === undefined
        ? real.setImmediate(value, options)
        : wait('immediate', 0, value, options?.signal),
    setInterval: <T>(ms?: number, value?: T, options?: Waiting) =>
      door.current === undefined
        ? real.setInterval(ms, value, options)
        : every(() => wait('timeout', ms ?? 1, value, options?.signal)),
    scheduler: {
      wait: (ms: number, options?: Waiting) =>
        door.current === undefined
          ? wakes(ms, options)
          : wait('timeout', ms, undefined, options?.signal),
      yield: () => (door.current === undefined ? yields() : wait('immediate', 0, undefined)),
    },
  }
}

async function* every<T>(wait: () => Promise<T>): AsyncGenerator<T> {
  for (;;) yield await wait()
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}

function placeInProcess(): void {
  const { hrtime } = process
  const uptime = process.uptime.bind(process)
  const elapsed = (since?: [number, number]): [number, number] => {
    if (door.current === undefined) return hrtime(since)
    const ns = Math.round(door.current.now() * 1e6)
    const [seconds, rest] = since ?? [0, 0]
    const left = ns - seconds * 1e9 - rest
    const whole = Math.floor(left / 1e9)
    return [whole, left - whole * 1e9]
  }
  const bigint = orElse(hrtime.bigint.bind(hrtime), (current) =>
    BigInt(Math.round(current.now() * 1e6)),
  )
  place(process, {
    hrtime: Object.assign(elapsed, { bigint }),
    uptime: orElse(uptime, (current) => current.now() / 1000),
  })
}

function placeInCrypto(): void {
  const web = globalThis.crypto
  const real = crypto.randomUUID.bind(crypto)
  const randomUUID = (...args: readonly unknown[]): string =>
    door.current === undefined ? Reflect.apply(real, crypto, args) : uuid()
  const fill = web.getRandomValues.bind(web)
  const getRandomValues = (array: Uint8Array): Uint8Array => {
    const { current } = door
    if (current === undefined) return fill(array)
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (const at of bytes.keys()) bytes[at] = Math.floor(current.random() * 256)
    return array
  }
  place(web, { randomUUID, getRandomValues })
  place(crypto, { randomUUID })
}

/** As `randomUUID` writes it, of the run's random numbers. */
function uuid(): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16))
  digits[12] = '4'
  digits[16] = '8'
  return digits.join('').replace(/(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-')
}
