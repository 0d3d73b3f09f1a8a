/** What a session has created, by the names in its log. */

import type * as looplaw from '../../src/index.ts'
import { internalName, type Plain } from '../../spec/event.ts'
import type { Guarding, HostCall } from '../../spec/program.ts'
import type { Coroutine, Subject, Task } from './implementation.ts'
import type { Runner } from './runner.ts'

/** What registers clean-ups. */
export interface Registry {
  readonly resources: looplaw.Resources
  /** What runs them. */
  readonly owner: Runner
  /** How many it has registered. */
  count: number
  /** Whether its body has been left. */
  over: boolean
}

export class Things {
  readonly #Task: Subject['Task']
  readonly #external: Subject['external']
  /** What only the outside settles. */
  readonly #externals: looplaw.Future<unknown>[] = []
  /** Tasks among them. */
  readonly futures = new Map<string, looplaw.Future<unknown>>()
  readonly tasks = new Map<string, Task>()
  readonly coroutines = new Map<string, Coroutine>()
  readonly drivers = new Map<string, Generator<number, Plain>>()
  readonly groups = new Map<string, looplaw.Group>()
  readonly resources = new Map<string, Registry>()
  readonly contexts = new Map<string, looplaw.Context<Plain>>()
  readonly events = new Map<string, looplaw.Event>()
  readonly locks = new Map<string, looplaw.Lock>()
  readonly semaphores = new Map<string, looplaw.Semaphore>()
  readonly readWriteLocks = new Map<string, looplaw.ReadWriteLock>()
  readonly conditions = new Map<string, looplaw.Condition>()
  readonly barriers = new Map<string, looplaw.Barrier>()
  readonly queues = new Map<string, looplaw.Queue<unknown>>()
  /** A number for each internal future. */
  readonly #keys = new Map<looplaw.Future<unknown>, number>()

  constructor(subject: Subject) {
    this.#Task = subject.Task
    this.#external = subject.external
  }

  addExternal(name: string): void {
    const future = this.#external<unknown>(name)
    this.#externals.push(future)
    this.futures.set(name, future)
  }

  /** After a session: what is pending would count as the outside for every other loop. */
  forgetExternals(): void {
    for (const future of this.#externals) if (!future.done()) future.setResult(undefined)
  }

  add(name: string, task: Task): void {
    this.tasks.set(name, task)
    this.futures.set(name, task)
  }

  lockOrSemaphore(name: string): looplaw.Lock | looplaw.Semaphore | undefined {
    return this.locks.get(name) ?? this.semaphores.get(name)
  }

  /** A side of a read-write lock; undefined if a statement names none. */
  sideOf({ at, side }: Guarding): looplaw.LockSide | undefined {
    return side && this.readWriteLocks.get(at)?.[side]
  }

  /**
   * Whether what a call refers to does not exist: a hook may act too early, a closed loop spawns nothing, and
   * a constructor may throw. Calls on a primitive look it up themselves.
   */
  lacks(call: HostCall): boolean {
    switch (call.do) {
      case 'setResult':
      case 'setError':
      case 'cancel':
      case 'unpack':
        return !this.futures.has(call.on)
      case 'cancelGroup':
        return !this.groups.has(call.group)
      case 'result':
      case 'error':
      case 'cancelled':
        return !this.futures.has(call.of)
      case 'schedule':
      case 'step':
      case 'terminate':
      case 'reuse':
        return !this.tasks.has(call.task)
      case 'condition':
        return !this.locks.has(call.lock)
      case 'spawn':
      case 'misuse':
        return call.in !== undefined && !this.groups.has(call.in)
      default:
        return false
    }
  }

  readonly nameOf = (named: looplaw.Future<unknown> | 'main'): string => {
    if (named === 'main') return named
    const name = named.name ?? '?'
    if (named instanceof this.#Task || this.futures.get(name) === named) return name
    const key = this.#keys.get(named) ?? this.#keys.size
    this.#keys.set(named, key)
    return internalName(name, key)
  }
}
