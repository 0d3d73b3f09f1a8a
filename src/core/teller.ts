/** Tells an observer what happens, and keeps what it throws away from the loop. */

import type { Future } from './future.ts'
import type { Loop } from './loop.ts'
import type { Observer, Outcome } from './observer.ts'
import type { Task } from './task.ts'

/** Stands before the observer of one loop. A loop without an observer has none, and tells nobody. */
export class Teller implements Required<Observer> {
  private readonly observer: Observer
  /** What becomes of an observer that throws: clause O3. */
  private readonly dismiss: (error: unknown) => void

  constructor(observer: Observer, dismiss: (error: unknown) => void) {
    this.observer = observer
    this.dismiss = dismiss
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
    this.guard(() => this.observer.stepped?.(who))
  }

  parked(who: Task<unknown> | 'main', on: Future<unknown>): void {
    this.guard(() => this.observer.parked?.(who, on))
  }

  woken(task: Task<unknown>, by: Future<unknown>): void {
    this.guard(() => this.observer.woken?.(task, by))
  }

  settled(future: Future<unknown>, outcome: Outcome): void {
    const told = 'value' in outcome ? { value: outcome.value } : { error: outcome.error }
    this.guard(() => this.observer.settled?.(future, told))
  }

  private guard(tell: () => void): void {
    try {
      tell()
    } catch (error) {
      this.dismiss(error)
    }
  }
}
