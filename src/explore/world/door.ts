/** What there is one of in a process: the door through which a run takes the place of the real outside. */

export type TimerKind = 'timeout' | 'interval' | 'immediate'
export type Callback = (...args: never[]) => unknown

/** What the replaced functions ask of the run that is under way. */
export interface Outside {
  /** In milliseconds, from 0. */
  now(): number
  random(): number
  /** @returns a handle that `clear` takes */
  timer(kind: TimerKind, callback: Callback, ms: number, args: readonly unknown[]): object
  /** @returns whether the handle was one of its own */
  clear(handle: unknown): boolean
  /** Something real was used. */
  escape(what: string): void
  /** A controller was created. */
  created(controller: AbortController): void
}

/** Shared by all copies of this package in a process: two would replace each other's replacements. */
export interface Door {
  /** The run that is under way. */
  current: Outside | undefined
  /** Whether an exploration is under way: there is one at a time. */
  isBusy: boolean
  /** Real time in milliseconds. */
  readonly now: () => number
  /** Calls a function after so much real time. */
  readonly after: (ms: number, then: () => void) => void
  /** Whether the replacements are where they were put; undefined until they are. */
  isIntact: (() => boolean) | undefined
}

const KEY = Symbol.for('looplaw.explore')

function isDoor(value: unknown): value is Door {
  return typeof value === 'object' && value !== null && 'isIntact' in value
}

function open(): Door {
  const found: unknown = Reflect.get(globalThis, KEY)
  if (isDoor(found)) return found
  const { setTimeout } = globalThis
  const now = performance.now.bind(performance)
  const after = (ms: number, then: () => void): void => void setTimeout(then, ms)
  const made: Door = { current: undefined, isBusy: false, now, after, isIntact: undefined }
  Reflect.set(globalThis, KEY, made)
  return made
}

export const door: Door = open()
