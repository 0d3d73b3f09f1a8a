/** Tells an observer what happens, and keeps what it throws away from the loop. */

import { asked, current } from './current.ts'
import type { Future } from './future.ts'
import type { Loop } from './loop.ts'
import type { Observer, Outcome } from './observer.ts'
import { Failure } from './outcome.ts'
import type { Task } from './task.ts'

/** Stands before the observer of one loop. A loop without an observer has none, and tells nobody. */
export class Teller implements Required<Observer> {
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
    // What the step before has asked for is past.
    asked.open = false
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

  advanced(now: number, loop: Loop): void {
    this.guard(() => this.observer.advanced?.(now, loop))
  }

  settled(future: Future<unknown>, outcome: Outcome): void {
    const told = 'value' in outcome ? { value: outcome.value } : { error: outcome.error }
    this.guard(() => this.observer.settled?.(future, told))
  }

  private guard(tell: () => void): void {
    const { telling } = current
    current.telling = true
    try {
      tell()
    } catch (error) {
      // O3: an observer that throws is not called again, and its error is not lost.
      this.loop.teller = undefined
      this.loop.failures.add(new Failure(error))
    } finally {
      current.telling = telling
    }
  }
}
