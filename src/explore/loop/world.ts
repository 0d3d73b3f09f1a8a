/** The outside of one run on a loop: operations, events and invariants. */

import { currentTask, type Future, type Task } from '../../core/index.ts'
import { external as externalFuture } from '../../host/index.ts'
import { dice } from '../engine/dice.ts'
import type { Choice } from '../engine/history.ts'
import type { LoopWorld, OutsideOptions } from './contract.ts'
import { touch, touchEverything, watching } from './touches.ts'

/** Something that can happen, and how. */
export interface Act extends Choice {
  /** The task that is stepped, or the future of what completes. */
  readonly object?: object
  /** X19: its number, once the run has looked it up. */
  process?: number
  act(): void
}

interface Operation {
  readonly label: string
  readonly actor: number
  readonly future: Future<unknown>
  readonly effect: () => unknown
  readonly error: (() => unknown) | undefined
}

export class Outside implements LoopWorld {
  readonly checks: (() => unknown)[] = []
  readonly random: () => number
  /** What began since the last decision. */
  began: string[] = []
  #operations: Operation[] = []
  #events: { readonly label: string; readonly happen: () => void }[] = []
  readonly #labels = new Map<string, number>()
  readonly #fail: (error: unknown) => void

  /** @param fail receives what an event throws */
  constructor(seed: number, fail: (error: unknown) => void) {
    const random = dice(seed)
    this.random = () => {
      touch('random()', true)
      return random()
    }
    this.#fail = fail
  }

  external<T>(label: string, effect?: () => T, options: OutsideOptions = {}): Future<T> {
    requireLabel('external', label)
    if (effect !== undefined && typeof effect !== 'function') {
      throw new TypeError(`the effect of ${JSON.stringify(label)} is a function: () => value`)
    }
    const future = externalFuture<T>(label)
    watching.watch?.enter(future)
    const operation: Operation = {
      label: this.#unique(label),
      actor: actorOf(currentTask()),
      future,
      effect: effect ?? (() => undefined),
      error: failureOf(label, options),
    }
    this.#operations.push(operation)
    this.began.push(operation.label)
    return future
  }

  event(label: string, happen: () => void): void {
    requireLabel('event', label)
    if (typeof happen !== 'function') throw new TypeError('an event is a label and a function')
    touchEverything()
    this.#events.push({ label: this.#unique(label), happen })
  }

  check(invariant: () => unknown): void {
    if (typeof invariant !== 'function') throw new TypeError('check takes a function')
    touchEverything()
    this.checks.push(invariant)
  }

  /** Whether nothing of it can happen. */
  get isQuiet(): boolean {
    return this.#operations.length === 0 && this.#events.length === 0
  }

  /** What is pending, oldest first. */
  get pending(): readonly string[] {
    return this.#live().map(({ label }) => label)
  }

  completions(): Act[] {
    return this.#live().map((operation) => ({
      kind: 'complete',
      label: operation.label,
      actor: operation.actor,
      object: operation.future,
      act: () => this.#complete(operation),
    }))
  }

  failures(): Act[] {
    return this.#live().flatMap((operation): Act[] => {
      const { actor, error, label } = operation
      if (error === undefined) return []
      const act = (): void => {
        this.#drop(operation)
        operation.future.setError(error())
      }
      return [{ kind: 'fail', label, actor, act }]
    })
  }

  events(): Act[] {
    return this.#events.map((event) => ({
      kind: 'event',
      label: event.label,
      actor: 0,
      act: () => {
        this.#events = this.#events.filter((one) => one !== event)
        try {
          event.happen()
        } catch (error) {
          this.#fail(error)
        }
      },
    }))
  }

  #complete(operation: Operation): void {
    this.#drop(operation)
    const { effect, future } = operation
    let value: unknown
    try {
      value = effect()
    } catch (error) {
      future.setError(error)
      return
    }
    // The effect may have cancelled it.
    if (!future.done()) future.setResult(value)
  }

  #live(): readonly Operation[] {
    if (this.#operations.length === 0) return this.#operations
    this.#operations = this.#operations.filter(({ future }) => !future.done())
    return this.#operations
  }

  #drop(operation: Operation): void {
    this.#operations = this.#operations.filter((one) => one !== operation)
  }

  /** `read`, `read #2`, … */
  #unique(label: string): string {
    const count = (this.#labels.get(label) ?? 0) + 1
    this.#labels.set(label, count)
    return count === 1 ? label : `${label} #${count}`
  }
}

/** X2: the column of a task, and of what it asks for. */
export function actorOf(task: Task<unknown> | undefined): number {
  return task?.id ?? 0
}

function failureOf(
  label: string,
  { mayFail = false }: OutsideOptions,
): (() => unknown) | undefined {
  if (mayFail === false) return undefined
  if (typeof mayFail === 'function') return mayFail
  return () => (mayFail === true ? new Error(`${label} failed`) : mayFail)
}

function requireLabel(method: string, label: unknown): void {
  if (typeof label === 'string') return
  throw new TypeError(`${method} takes a label first, which is a string, not ${String(label)}`)
}
