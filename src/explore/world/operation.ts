/** An operation that the explorer settles, and the choices that are about it. */

import { AsyncResource } from 'node:async_hooks'
import type { Choice } from '../engine/history.ts'
import type { OperationOptions } from './contract.ts'

/** A choice that can be carried out. */
export interface Act extends Choice {
  /** Where the code asked for it, in a run that is traced. */
  readonly asked: string | undefined
  readonly act: () => void
}

/** Of its resource, nothing is to be collected. */
const MANUAL = { requireManualDestroy: true }

/**
 * A function that runs in the async context in which this was called, as a callback of a real operation does.
 * `AsyncResource.bind` does the same, and takes several times as long.
 */
export function inContext<Args extends readonly unknown[]>(
  run: (...args: Args) => unknown,
): (...args: Args) => unknown {
  const resource = new AsyncResource('looplaw', MANUAL)
  return (...args) => resource.runInAsyncScope(run, undefined, ...args)
}

/** How an operation ends. */
export interface Ends {
  /** Takes it out of what is pending. */
  readonly leave: (operation: Operation) => void
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** Has the effect, and returns the value. */
  readonly effect: () => unknown
  /** Returns the error of a failure; undefined if it never fails. */
  readonly failure: (() => unknown) | undefined
}

export class Operation {
  readonly label: string
  /** The chain that it belongs to. */
  readonly actor: number
  /** Its place in the order in which operations, timers and immediates began. */
  readonly order: number
  /** How often time has passed while it was pending. */
  overtaken = 0
  /** Whether it waits until nothing else can happen. */
  isHeld = false
  readonly completes: Act
  readonly fails: Act | undefined
  readonly #asked: string | undefined
  readonly #ends: Ends
  #holding: Act | undefined

  constructor(label: string, actor: number, order: number, asked: string | undefined, ends: Ends) {
    this.label = label
    this.actor = actor
    this.order = order
    this.#asked = asked
    this.#ends = ends
    this.completes = { kind: 'complete', label, actor, asked, act: () => this.#complete() }
    this.fails =
      ends.failure === undefined
        ? undefined
        : { kind: 'fail', label, actor, asked, act: () => this.reject(ends.failure?.()) }
  }

  /** The choice to hold it back. */
  get holding(): Act {
    const { actor, label } = this
    const act = (): void => {
      this.isHeld = true
    }
    this.#holding ??= { kind: 'hold', label, actor, asked: this.#asked, act }
    return this.#holding
  }

  #complete(): void {
    const { effect, leave, reject, resolve } = this.#ends
    leave(this)
    try {
      resolve(effect())
    } catch (error) {
      reject(error)
    }
  }

  /** Ends it with an error. */
  reject(error: unknown): void {
    this.#ends.leave(this)
    this.#ends.reject(error)
  }
}

/** Whether it has the effect of an operation, and is not its value. */
export function isEffect(value: unknown): value is () => unknown {
  return typeof value === 'function'
}

/** What an effect that happens at the call leads to, for when the operation completes. */
export function answered(effect: () => unknown): () => unknown {
  try {
    const answer = effect()
    // A rejection that comes before the answer is handled when the answer comes.
    if (answer instanceof Promise) answer.catch(() => {})
    return () => answer
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** The error of a failure, made when it happens. */
export function failureOf(
  label: string,
  mayFail: OperationOptions['mayFail'],
): (() => unknown) | undefined {
  if (mayFail === undefined || mayFail === false) return undefined
  if (typeof mayFail === 'function') return mayFail
  return mayFail === true ? () => new Error(`${label} failed`) : () => mayFail
}
