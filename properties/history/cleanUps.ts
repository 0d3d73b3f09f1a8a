/** What resources have registered, and what has become of it. */

import type { Event } from '../../spec/event.ts'

/** The resources of one name. */
interface Registered {
  readonly owner: string
  /** The clean-ups that have not run, by their numbers. */
  readonly left: number[]
  /** How many were registered. */
  count: number
  /** Whether the body has been left. */
  over: boolean
  /** What clean-ups have thrown. */
  readonly thrown: string[]
}

/** A clean-up, by the name of its resources and its number. */
export interface CleanUp {
  readonly of: string
  readonly number: number
}

/** Follows a log. */
export class CleanUps {
  readonly #all = new Map<string, Registered>()
  /** By coroutine: the resources in which it acquires something, innermost last. */
  readonly #acquiring = new Map<string, string[]>()

  /** The resources of this name, if they have begun. */
  of(name: string): Readonly<Registered> | undefined {
    return this.#all.get(name)
  }

  /** Those that a coroutine has begun, and that have a clean-up which has not run. */
  leftBy(who: string): readonly string[] {
    return [...this.#all].flatMap(([name, { left, owner }]) =>
      owner === who && left.length > 0 ? [name] : [],
    )
  }

  /** Whether a clean-up is of what was acquired when it was too late to register it. */
  isLate({ number, of }: CleanUp, who: string): boolean {
    const it = this.#all.get(of)
    return it?.over === true && number > it.count && this.#acquiring.get(who)?.at(-1) === of
  }

  follow(event: Event): void {
    switch (event.event) {
      case 'asks':
        this.#asks(event)
        break
      case 'called':
        if (event.call === 'defer' && 'value' in event.ending) this.#register(event.of)
        break
      case 'left': {
        const it = event.what === 'resources' ? this.#all.get(event.of) : undefined
        if (it !== undefined) it.over = true
        break
      }
      case 'has':
        this.#has(event)
        break
      default:
    }
  }

  #asks(event: Extract<Event, { event: 'asks' }>): void {
    const { of, what, who } = event
    if (what === 'resources')
      this.#all.set(of, { owner: who, left: [], count: 0, over: false, thrown: [] })
    if (what === 'resource') this.#acquiring.set(who, [...(this.#acquiring.get(who) ?? []), of])
    const cleanUp = cleanUpIn(event)
    const it = cleanUp === undefined ? undefined : this.#all.get(cleanUp.of)
    if (cleanUp === undefined || it === undefined) return
    it.count = Math.max(it.count, cleanUp.number)
    const at = it.left.indexOf(cleanUp.number)
    if (at >= 0) it.left.splice(at, 1)
  }

  #has({ ending, of, what, who }: Extract<Event, { event: 'has' }>): void {
    if (what === 'resource') {
      this.#acquiring.get(who)?.pop()
      if ('value' in ending) this.#register(of)
    }
    if (what !== 'release' || 'value' in ending) return
    const it = this.#all.get(of.slice(0, of.lastIndexOf(' ')))
    // Another coroutine releases what it has acquired too late, and receives the error of that itself.
    if (it?.owner === who) it.thrown.push(ending.error)
  }

  #register(name: string): void {
    const it = this.#all.get(name)
    if (it === undefined) return
    it.count += 1
    it.left.push(it.count)
  }
}

/** The clean-up that an event begins. */
export function cleanUpIn(event: Event): CleanUp | undefined {
  if (event.event !== 'asks' || event.what !== 'release') return undefined
  const at = event.of.lastIndexOf(' ')
  return { of: event.of.slice(0, at), number: Number(event.of.slice(at + 1)) }
}
