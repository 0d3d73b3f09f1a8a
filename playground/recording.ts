/** The real core, with a record of what can be seen at each event. */

import type { ClauseId } from '../spec/clauses.ts'
import * as looplaw from '../src/index.ts'
import { Recorder, type TimelineRecord } from '../src/trace/index.ts'
import type { Moment } from './answer.ts'

/** More than these are not kept: no reader steps through them. */
const MOST = 20_000

type Who = looplaw.Task<unknown> | 'main'

/** Records what the first loop of a program does. */
export class Recording {
  readonly moments: Moment[] = []
  readonly output: string[] = []
  readonly recorder: Recorder = new Recorder(MOST)
  readonly #parked = new Map<string, string>()
  readonly #things: (() => readonly [name: string, has: string])[] = []
  #loop: looplaw.Loop | undefined
  #steps = 0

  /** The core, whose loops and primitives are recorded. */
  core(): typeof looplaw {
    // oxlint-disable-next-line typescript/no-this-alias -- the classes below have their own.
    const recording = this
    class Loop extends looplaw.Loop {
      constructor(options: looplaw.LoopOptions = {}) {
        const isFirst = recording.#loop === undefined
        super(isFirst ? { ...options, observer: recording.observing(options.observer) } : options)
        if (isFirst) recording.#loop = this
      }
    }
    class Lock extends looplaw.Lock {
      constructor(...given: ConstructorParameters<typeof looplaw.Lock>) {
        super(...given)
        recording.#things.push(() => {
          const { holder } = this
          return [
            this.name ?? 'a lock',
            holder === undefined ? 'free' : `held by ${nameOf(holder)}`,
          ]
        })
      }
    }
    class Semaphore extends looplaw.Semaphore {
      constructor(...given: ConstructorParameters<typeof looplaw.Semaphore>) {
        super(...given)
        recording.#things.push(() => {
          const holders = this.holders.map(nameOf)
          const held = holders.length === 0 ? '' : `, held by ${holders.join(', ')}`
          return [this.name ?? 'a semaphore', `${this.free} free${held}`]
        })
      }
    }
    class Event extends looplaw.Event {
      constructor(...given: ConstructorParameters<typeof looplaw.Event>) {
        super(...given)
        recording.#things.push(() => [this.name ?? 'an event', this.isSet() ? 'set' : 'not set'])
      }
    }
    class Barrier extends looplaw.Barrier {
      constructor(...given: ConstructorParameters<typeof looplaw.Barrier>) {
        super(...given)
        recording.#things.push(() => [this.name ?? 'a barrier', `${this.waiting} waiting`])
      }
    }
    class Queue<T> extends looplaw.Queue<T> {
      constructor(...given: ConstructorParameters<typeof looplaw.Queue<T>>) {
        super(...given)
        recording.#things.push(() => [
          this.name ?? 'a queue',
          `${this.size} in it${this.closed ? ', closed' : ''}`,
        ])
      }
    }
    return { ...looplaw, Loop, Lock, Semaphore, Event, Barrier, Queue }
  }

  /** Both are notified, the program's own first. */
  observing(own: looplaw.Observer | undefined): looplaw.Observer {
    const { recorder } = this
    const add = (clause: ClauseId, text: (last: TimelineRecord | undefined) => string): void => {
      if (this.moments.length < MOST) this.#add(clause, text(recorder.records.at(-1)))
    }
    return {
      tick: (number, loop) => {
        own?.tick?.(number, loop)
        recorder.tick(number)
        add('L1', () => `tick ${number} begins`)
      },
      spawned: (task) => {
        own?.spawned?.(task)
        recorder.spawned(task)
        add('T1', () => `${nameOf(task)} is spawned`)
      },
      scheduled: (task) => {
        own?.scheduled?.(task)
        recorder.scheduled(task)
        this.#parked.delete(nameOf(task))
        add('T3', () => `${nameOf(task)} is appended to the ready queue`)
      },
      stepped: (who) => {
        own?.stepped?.(who)
        recorder.stepped(who)
        this.#parked.delete(nameOf(who))
        this.#steps += 1
        add(who === 'main' ? 'L5' : 'L2', () => `${nameOf(who)} is stepped`)
      },
      parked: (who, on) => {
        own?.parked?.(who, on)
        recorder.parked(who, on)
        const name = on.name ?? 'a future'
        this.#parked.set(nameOf(who), name)
        add('F5', () => `${nameOf(who)} waits for ${name}`)
      },
      woken: (who, by) => {
        own?.woken?.(who, by)
        recorder.woken(who, by)
        this.#parked.delete(nameOf(who))
        add('F8', () => `${nameOf(who)} is woken by ${by.name ?? 'a future'}`)
      },
      cancelled: (task, reason) => {
        own?.cancelled?.(task, reason)
        recorder.cancelled(task)
        add('C3', () => `${nameOf(task)} is cancelled`)
      },
      terminated: (task, reason) => {
        own?.terminated?.(task, reason)
        recorder.terminated(task)
        add('C15', () => `${nameOf(task)} is terminated`)
      },
      advanced: (now, loop) => {
        own?.advanced?.(now, loop)
        recorder.advanced(now)
        add('D3', () => `time advances to ${now} ms`)
      },
      settled: (future, outcome) => {
        own?.settled?.(future, outcome)
        recorder.settled(future, outcome)
        const isTask = future instanceof looplaw.Task
        const how = 'value' in outcome ? 'has a result' : `fails: ${String(outcome.error)}`
        add(isTask ? 'T4' : 'F1', () => `${future.name ?? 'a future'} ${how}`)
      },
    }
  }

  #add(clause: ClauseId, text: string): void {
    const loop = this.#loop
    if (loop === undefined) return
    this.moments.push({
      text,
      clause,
      tick: loop.tick,
      now: loop.now(),
      ready: loop.scheduled.map(nameOf),
      parked: [...this.#parked],
      things: this.#things.map((thing) => thing()),
      printed: this.output.length,
      steps: this.#steps,
    })
  }
}

function nameOf(who: Who): string {
  return who === 'main' ? who : who.name
}
