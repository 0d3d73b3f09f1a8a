/** Notifies an observer, and keeps what it throws away from the loop. */

import { Failure } from './outcome.ts'
import { forgetRequest, notify } from './suspension.ts'
import type { Future, Loop, Observer, Outcome, Task } from './types.ts'

/** Stands before the observer of one loop. A loop without an observer has none, and notifies of nothing (O1). */
export class Notifier implements Required<Observer> {
  private readonly observer: Observer
  private readonly loop: Loop

  constructor(observer: Observer, loop: Loop) {
    this.observer = observer
    this.loop = loop
  }

  tick(number: number, loop: Loop): void {
    this.guard(() => this.observer.tick?.(number, loop))
  }

  spawned(task: Task<unknown>): void {
    this.guard(() => this.observer.spawned?.(task))
  }

  scheduled(task: Task<unknown>): void {
    this.guard(() => this.observer.scheduled?.(task))
  }

  stepped(who: Task<unknown> | 'main'): void {
    forgetRequest()
    this.guard(() => this.observer.stepped?.(who))
  }

  parked(who: Task<unknown> | 'main', on: Future<unknown>): void {
    this.guard(() => this.observer.parked?.(who, on))
  }

  woken(who: Task<unknown> | 'main', by: Future<unknown>): void {
    this.guard(() => this.observer.woken?.(who, by))
  }

  cancelled(task: Task<unknown>, reason: unknown): void {
    this.guard(() => this.observer.cancelled?.(task, reason))
  }

  terminated(task: Task<unknown>, reason: unknown): void {
    this.guard(() => this.observer.terminated?.(task, reason))
  }

  advanced(now: number, loop: Loop): void {
    this.guard(() => this.observer.advanced?.(now, loop))
  }

  settled(future: Future<unknown>, outcome: Outcome): void {
    const shown = 'value' in outcome ? { value: outcome.value } : { error: outcome.error }
    this.guard(() => this.observer.settled?.(future, shown))
  }

  private guard(observe: () => void): void {
    try {
      notify(observe)
    } catch (error) {
      // O3: an observer that throws is not called again, and its error is not lost.
      this.loop.notifier = undefined
      this.loop.failures.add(new Failure(error))
    }
  }
}
