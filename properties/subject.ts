/** The interpreter: runs a session on an implementation and returns the log. */

import type * as looplaw from '../src/index.ts'
import type { Log, Plain, RawEvent } from '../spec/event.ts'
import type { HostCall, Session } from '../spec/program.ts'
import { perform } from './subject/calls.ts'
import { begin, run } from './subject/coroutine.ts'
import type { Subject } from './subject/implementation.ts'
import { Journal } from './subject/journal.ts'
import { TaskNames } from './subject/names.ts'
import { Things } from './subject/things.ts'
import { plain } from './subject/values.ts'
import type { World } from './subject/world.ts'

export { EndlessError } from './subject/journal.ts'
export type { Subject } from './subject/implementation.ts'

/** How to run a session; none of it may change what happens. */
export interface Circumstances {
  /**
   * Without an observer, or with one that has no methods: the log holds only what the program itself logs, does and
   * sees.
   */
  readonly unobserved?: 'without' | 'without methods'
  /** Whether what can be said in two ways is said in the other: `waitFor`, and a task without a loop (synonyms.ts). */
  readonly synonyms?: boolean
  /** A session that another loop runs to its end, during some of the first notifications of this one. */
  readonly beside?: Session
  /** How the mains of `run` are driven: with a pause after so many steps, or by `runAsync`, in slices of as many. */
  readonly driven?: { readonly by: 'ticks' | 'runAsync'; readonly steps: number }
  /** Receives what the calls of the host throw, since a log keeps the names of errors but not the messages. */
  readonly onError?: (error: unknown) => void
  /** After how many events it is taken to be endless, all of which the error then has; by default, 100,000. */
  readonly most?: number
}

/**
 * The log that an implementation leaves of a session.
 *
 * @throws `EndlessError` if the session does not come to an end
 */
export function observe(
  session: Session,
  subject: Subject,
  circumstances: Circumstances = {},
): Log {
  return new Interpreter(session, subject, circumstances).log()
}

class Interpreter {
  readonly #session: Session
  readonly #onError: Circumstances['onError']
  readonly #subject: Subject
  readonly #journal: Journal
  readonly #names: TaskNames
  readonly #things: Things
  readonly #world: World
  #notified = 0
  #over = false

  constructor(session: Session, subject: Subject, circumstances: Circumstances) {
    const { beside, driven, most, onError, synonyms = false, unobserved } = circumstances
    const { discipline, onUnhandled } = session
    this.#session = session
    this.#onError = onError
    this.#subject = subject
    this.#things = new Things(subject)
    this.#journal = new Journal(this.#things, () => loop.stop(), most)
    this.#names = new TaskNames()
    const loop = new subject.Loop({
      discipline,
      // Its own would have the time of the host under runAsync.
      ...(driven && { clock: new subject.VirtualClock() }),
      ...(unobserved !== 'without' && { observer: unobserved ? {} : this.#observer(beside) }),
      ...(onUnhandled && { onUnhandled: (error) => this.#handle(error, onUnhandled) }),
    })
    const world: World = {
      subject,
      loop,
      journal: this.#journal,
      names: this.#names,
      things: this.#things,
      synonyms,
      run: (main, limits) =>
        driven === undefined || limits !== undefined
          ? loop.run(main, limits)
          : drive(loop, main, driven),
      perform: (call, who, received) => perform(world, call, who, received),
      begin: (runner, body) => begin(world, runner, body),
      delegate: (runner, body) => run(world, runner, body),
    }
    this.#world = world
  }

  log(): Log {
    for (const call of this.#session.host) this.#journal.attempt(() => this.#hostCall(call))
    const log = this.#journal.log()
    this.#over = true
    this.#journal.attempt(() => {
      this.#things.forgetExternals()
      return undefined
    })
    return log
  }

  #hostCall(call: HostCall): Plain {
    try {
      return this.#world.perform(call, 'host', NOTHING_RECEIVED)
    } catch (error) {
      this.#onError?.(error)
      throw error
    }
  }

  #observer(beside: Session | undefined): looplaw.Observer {
    const { nameOf } = this.#things
    // At ticks, and at spawns, which happen within a step. Three times, because it is slow.
    let asides = 0
    const aside = (): void => {
      asides += 1
      if (beside !== undefined && asides <= 3) observe(beside, this.#subject)
    }
    return {
      tick: (tick, loop) => {
        aside()
        this.#notify({ event: 'tick', tick, scheduled: loop.scheduled.map(nameOf) })
      },
      spawned: (task) => {
        const name = nameOf(task)
        this.#things.add(name, task)
        this.#names.notified(task)
        aside()
        this.#notify({ event: 'spawned', task: name, shown: String(task) })
      },
      scheduled: (task) => this.#notify({ event: 'scheduled', task: nameOf(task) }),
      stepped: (who) => this.#notify({ event: 'stepped', who: nameOf(who) }),
      parked: (who, on) => this.#notify({ event: 'parked', who: nameOf(who), on: nameOf(on) }),
      woken: (who, by) => this.#notify({ event: 'woken', task: nameOf(who), by: nameOf(by) }),
      settled: (future, outcome) => {
        const ending =
          'error' in outcome ? this.#journal.thrown(outcome.error) : { value: plain(outcome.value) }
        this.#notify({ event: 'settled', future: nameOf(future), ending })
      },
      cancelled: (task) => this.#notify({ event: 'cancelled', task: nameOf(task) }),
      terminated: (task) => this.#notify({ event: 'terminated', task: nameOf(task) }),
      advanced: (now) => this.#notify({ event: 'advanced', now }),
    }
  }

  #notify(event: RawEvent): void {
    if (this.#over) return
    this.#journal.record(event)
    const at = this.#notified
    this.#notified += 1
    for (const hook of this.#session.hooks ?? []) {
      if (hook.at !== at) continue
      const { do: call } = hook
      if (call === 'throw') throw new Error('observer')
      this.#journal.attempt(() => this.#world.perform(call, 'observer', NOTHING_RECEIVED))
    }
  }

  #handle(error: looplaw.UnhandledError, how: 'log' | 'throw'): void {
    this.#journal.record({ event: 'unhandled', ending: this.#journal.thrown(error) })
    if (how === 'throw') throw new Error('handler')
  }
}

/** Runs main in slices; what comes of a run by `runAsync` nothing says in time. */
function drive(
  loop: looplaw.Loop,
  main: looplaw.Coroutine<Plain>,
  { by, steps }: NonNullable<Circumstances['driven']>,
): Plain {
  let stepped = 0
  if (by === 'ticks') {
    const ticks = loop.ticks(main, { pause: () => (stepped += 1) % steps === 0 })
    let tick = ticks.next()
    while (tick.done !== true) tick = ticks.next()
    return tick.value
  }
  const turns: (() => void)[] = []
  const driver: looplaw.Driver = {
    now: () => (stepped += 1),
    soon: (turn) => void turns.push(turn),
    later: () => () => {},
  }
  const ignored = (): undefined => undefined
  void loop.runAsync(main, { driver, slice: steps }).then(ignored, ignored)
  for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) turn()
  return undefined
}

const NOTHING_RECEIVED: ReadonlyMap<string, Plain> = new Map()
