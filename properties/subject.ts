/** From a session to what a loop makes of it: the language, spoken to any implementation. */

import type * as looplaw from '../src/index.ts'
import type { Log, Plain, RawEvent } from '../spec/event.ts'
import type { HostCall, Session } from '../spec/program.ts'
import { perform } from './subject/calls.ts'
import { begin, run } from './subject/coroutine.ts'
import { Journal } from './subject/journal.ts'
import { Numbers } from './subject/numbers.ts'
import { plain, type Subject } from './subject/speaker.ts'
import { Things } from './subject/things.ts'
import type { World } from './subject/world.ts'

export { EndlessError } from './subject/journal.ts'
export type { Subject } from './subject/speaker.ts'

/** How a session is to be run; none of it may make a difference to what happens. */
export interface Circumstances {
  /** Without an observer: then the log holds what the program says and sees, and no more. */
  readonly unobserved?: boolean
  /** With another loop that runs this session whole, in the midst of this one, at some of its events. */
  readonly beside?: Session
  /** Is given what the calls of the host throw: a log keeps the names of errors, and not the messages. */
  readonly onError?: (error: unknown) => void
}

/** The log that a loop leaves of a session. */
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
  readonly #numbers: Numbers
  readonly #things: Things
  readonly #world: World
  #told = 0

  constructor(session: Session, subject: Subject, circumstances: Circumstances) {
    const { beside, onError, unobserved = false } = circumstances
    const { discipline, onUnhandled } = session
    this.#session = session
    this.#onError = onError
    this.#subject = subject
    this.#things = new Things(subject)
    this.#journal = new Journal(this.#things, () => loop.stop())
    this.#numbers = new Numbers(!unobserved)
    const loop = new subject.Loop({
      discipline,
      ...(unobserved ? {} : { observer: this.#observer(beside) }),
      ...(onUnhandled && { onUnhandled: (error) => this.#handle(error, onUnhandled) }),
    })
    const world: World = {
      subject,
      loop,
      journal: this.#journal,
      numbers: this.#numbers,
      things: this.#things,
      perform: (call, who, got) => perform(world, call, who, got),
      begin: (speaker, body) => begin(world, speaker, body),
      delegate: (speaker, body) => run(world, speaker, body),
    }
    this.#world = world
  }

  log(): Log {
    for (const call of this.#session.host) this.#journal.attempt(() => this.#hostCall(call))
    return this.#journal.log()
  }

  #hostCall(call: HostCall): Plain {
    try {
      return this.#world.perform(call, 'host', NOTHING_GOT)
    } catch (error) {
      this.#onError?.(error)
      throw error
    }
  }

  #observer(beside: Session | undefined): looplaw.Observer {
    const { nameOf } = this.#things
    // In a tick, and in a step: where a task is made. Not always, for it takes its time.
    let asides = 0
    const aside = (): void => {
      asides += 1
      if (beside !== undefined && asides <= 3) observe(beside, this.#subject)
    }
    return {
      tick: (tick, loop) => {
        aside()
        this.#tell({ event: 'tick', tick, scheduled: loop.scheduled.map(nameOf) })
      },
      spawned: (task) => {
        const name = nameOf(task)
        this.#things.keep(name, task)
        this.#numbers.told(task)
        aside()
        this.#tell({ event: 'spawned', task: name, shown: String(task) })
      },
      scheduled: (task) => this.#tell({ event: 'scheduled', task: nameOf(task) }),
      stepped: (who) => this.#tell({ event: 'stepped', who: nameOf(who) }),
      parked: (who, on) => this.#tell({ event: 'parked', who: nameOf(who), on: nameOf(on) }),
      woken: (who, by) => this.#tell({ event: 'woken', task: nameOf(who), by: nameOf(by) }),
      settled: (future, outcome) => {
        const ending =
          'error' in outcome ? this.#journal.threw(outcome.error) : { value: plain(outcome.value) }
        this.#tell({ event: 'settled', future: nameOf(future), ending })
      },
      cancelled: (task) => this.#tell({ event: 'cancelled', task: nameOf(task) }),
      advanced: (now) => this.#tell({ event: 'advanced', now }),
    }
  }

  #tell(event: RawEvent): void {
    this.#journal.say(event)
    const at = this.#told
    this.#told += 1
    for (const hook of this.#session.hooks ?? []) {
      if (hook.at !== at) continue
      const { do: call } = hook
      if (call === 'throw') {
        this.#numbers.dismiss()
        throw new Error('observer')
      }
      this.#journal.attempt(() => this.#world.perform(call, 'observer', NOTHING_GOT))
    }
  }

  #handle(error: looplaw.UnhandledError, how: 'log' | 'throw'): void {
    this.#journal.say({ event: 'unhandled', ending: this.#journal.threw(error) })
    if (how === 'throw') throw new Error('handler')
  }
}

const NOTHING_GOT: ReadonlyMap<string, Plain> = new Map()
