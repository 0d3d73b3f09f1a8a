/** The value that each context has in each coroutine. */

import type { Event } from '../../spec/event.ts'
import { isQuiet, type Trial } from '../trial.ts'
import type { History } from './history.ts'
import { scriptOf, type Script } from './script.ts'

/** A value, and why a coroutine has it; without `value` that is not certain. */
export interface Held {
  readonly by: 'with' | 'inherited' | 'default'
  readonly value?: unknown
}

/** Follows a log along with its history. */
export class Values {
  readonly #script: Script
  readonly #isQuiet: boolean
  readonly #defaults = new Map<string, Held>()
  /** By coroutine: the open with() statements, innermost last. */
  readonly #own = new Map<string, (readonly [context: string, held: Held])[]>()
  /** By task: what its creator had. */
  readonly #inherited = new Map<string, ReadonlyMap<string, Held>>()

  constructor(trial: Trial) {
    this.#script = scriptOf(trial)
    this.#isQuiet = isQuiet(trial)
  }

  /** What a coroutine, the host or an observer has of a context; undefined if that is not certain. */
  of(who: string, context: string, { tasks }: History): Held | undefined {
    const [, own] = this.#own.get(who)?.findLast(([name]) => name === context) ?? []
    const inherited = this.#inherited.get(who)?.get(context)
    if (own !== undefined || inherited !== undefined) return own ?? inherited
    // An observer that acts may have created it in the midst of the step of another.
    return tasks.has(who) && !this.#isQuiet ? undefined : this.#defaults.get(context)
  }

  follow(event: Event, before: History, index: number): void {
    if (event.event === 'called' && event.call === 'context')
      this.#defaults.set(event.of, this.#held('default', index))
    if (event.event === 'asks' && event.what === 'with') {
      const held = this.#held('with', index)
      this.#own.set(event.who, [...(this.#own.get(event.who) ?? []), [event.of, held]])
    }
    if (event.event === 'left' && event.what === 'with') this.#own.get(event.who)?.pop()
    if (event.event !== 'spawned' || before.running === undefined || !this.#isQuiet) return
    const creator = before.voice(before.running)
    this.#inherited.set(event.task, this.#allOf(creator))
  }

  #allOf(who: string): ReadonlyMap<string, Held> {
    const own = (this.#own.get(who) ?? []).map(
      ([context, held]) => [context, { ...held, by: 'inherited' }] as const,
    )
    return new Map([...(this.#inherited.get(who) ?? []), ...own])
  }

  #held(by: Held['by'], index: number): Held {
    const statement = this.#script.at(index)
    if (statement?.do !== 'context' && statement?.do !== 'with') return { by }
    const { value } = statement
    // A sum is of what was received.
    return typeof value === 'object' && value !== null ? { by } : { by, value }
  }
}
