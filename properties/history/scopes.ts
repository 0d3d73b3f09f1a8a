/** What each coroutine stands in: its clean-ups, its scopes, and the groups with their children. */

import type { Ending, Event } from '../../spec/event.ts'
import type { History } from './history.ts'
import type { Trial } from '../trial.ts'
import { failedWith } from './endings.ts'
import { scriptOf, type Script } from './script.ts'

/** A `finally` that was entered, or a scope that has a body. */
export interface Standing {
  readonly what: 'guard' | 'group' | 'timeout' | 'hold'
  readonly of: string
  /** The event with which it began. */
  readonly since: number
  /** When a timeout is over. */
  readonly deadline: number
  /** Whether the body of a scope has been left. */
  left: boolean
}

/** A group that has begun. */
export interface Group {
  readonly name: string
  readonly owner: string
  /** By creation. */
  readonly children: string[]
  /** The errors of its children, in the order of failure. */
  readonly failures: string[]
  /** How many of them came before the body was left; undefined until then. */
  before: number | undefined
  /** Its owner was cancelled in it. */
  asked: boolean
  /** Its owner has been stepped since a child failed, or since it was cancelled: it is ending. */
  closing: boolean
  /** It has ended, or its owner has. */
  over: boolean
}

/** Follows a log along with its history. */
export class Scopes {
  readonly #script: Script
  /** Innermost last. */
  readonly #stacks = new Map<string, Standing[]>()
  /** By name. */
  readonly groups = new Map<string, Group>()
  /** What it last asked to hold, and has not got. */
  readonly #holding = new Map<string, string>()
  /** What was left in the wrong order, at the last event. */
  wrong: string | undefined

  constructor(trial: Trial) {
    this.#script = scriptOf(trial)
  }

  /** What somebody stands in, innermost last. */
  standing(who: string): readonly Standing[] {
    return this.#stacks.get(who) ?? []
  }

  /** What the mains of runs stand in. */
  ofMains({ tasks }: History): readonly Standing[] {
    return [...this.#stacks].flatMap(([who, stack]) => (tasks.has(who) ? [] : stack))
  }

  /** The group of which a task is a child. */
  groupOf(task: string): Group | undefined {
    const name = this.#script.groupOf(task)
    const group = name === undefined ? undefined : this.groups.get(name)
    return group?.children.includes(task) ? group : undefined
  }

  /** The groups that somebody stands in, outermost first. */
  groupsOf(who: string): readonly Group[] {
    return [...this.groups.values()].filter(({ over, owner }) => owner === who && !over)
  }

  /** Whether a scope, but for this group, may already be closing what somebody runs: a child has failed, or a time is over. */
  disturbed(who: string, now: number, besides?: string): boolean {
    const late = this.standing(who).some(
      ({ deadline, what }) => what === 'timeout' && deadline <= now,
    )
    const groups = this.groupsOf(who).filter(({ name }) => name !== besides)
    return late || groups.some(({ failures }) => failures.length > 0)
  }

  /** What somebody does first that is closed: it leaves what it stands in, innermost first. */
  leavesFirst(who: string): 'cleaning' | 'left' | undefined {
    const first = this.standing(who).findLast(({ left }) => !left)
    if (first === undefined) return undefined
    return first.what === 'guard' ? 'cleaning' : 'left'
  }

  follow(event: Event, before: History, index: number): void {
    this.wrong = undefined
    switch (event.event) {
      case 'guarded':
        this.#enter(event.who, { what: 'guard', of: '', since: index, deadline: 0, left: false })
        break
      case 'cleaning':
        this.#clean(event.who)
        break
      case 'asks':
        this.#asks(event, before, index)
        break
      case 'left':
        this.#leave(event)
        break
      case 'has':
        this.#has(event, index)
        break
      case 'cancelled':
        for (const group of this.groupsOf(before.voice(event.task))) group.asked = true
        break
      case 'stepped':
        for (const group of this.groupsOf(before.voice(event.who)))
          group.closing ||= group.asked || group.failures.length > 0
        break
      case 'spawned':
        this.#spawned(event.task)
        break
      case 'settled':
        this.#settled(event, before)
        break
      case 'ends':
        this.#over(event.who)
        break
      default:
    }
  }

  #enter(who: string, standing: Standing): void {
    const stack = this.#stacks.get(who) ?? []
    stack.push(standing)
    this.#stacks.set(who, stack)
  }

  /** The innermost that has not been left: what was left and is not over is being closed outward. */
  #innermost(who: string): Standing | undefined {
    const stack = this.#stacks.get(who) ?? []
    while (stack.at(-1)?.left === true) stack.pop()
    return stack.at(-1)
  }

  #clean(who: string): void {
    const inner = this.#innermost(who)
    if (inner?.what === 'guard') this.#stacks.get(who)?.pop()
    else this.wrong = `${who} cleans up before it has left ${inner?.what ?? 'nothing'} ${inner?.of}`
  }

  #asks(event: Extract<Event, { event: 'asks' }>, { now }: History, index: number): void {
    const { of, what, who } = event
    if (what === 'hold') this.#holding.set(who, of)
    else this.#holding.delete(who)
    if (what !== 'group' && what !== 'timeout') return
    const deadline = what === 'timeout' ? now + Number(of) : 0
    this.#enter(who, { what, of, since: index, deadline, left: false })
    if (what === 'group') {
      const group = { name: of, owner: who, children: [], failures: [] }
      this.groups.set(of, {
        ...group,
        before: undefined,
        asked: false,
        closing: false,
        over: false,
      })
    }
  }

  #leave({ of, what, who }: Extract<Event, { event: 'left' }>): void {
    const inner = this.#innermost(who)
    if (inner?.what === what && inner.of === of) inner.left = true
    else
      this.wrong = `${who} has left ${what} ${of} before ${inner?.what ?? 'it began'} ${inner?.of}`
    const group = what === 'group' ? this.groups.get(of) : undefined
    if (group !== undefined) group.before = group.failures.length
  }

  #has({ ending, of, what, who }: Extract<Event, { event: 'has' }>, index: number): void {
    const stack = this.#stacks.get(who) ?? []
    if (what === 'acquire' && this.#holding.get(who) === of) {
      this.#holding.delete(who)
      this.#enter(who, { what: 'hold', of, since: index, deadline: 0, left: false })
    }
    if (what !== 'group' && what !== 'timeout' && what !== 'hold') return
    const inner = stack.at(-1)
    if (inner?.what !== what || inner.of !== of) {
      // A hold that was refused, or that is about nothing, has run nothing.
      if (what !== 'hold')
        this.wrong = `${who} has ${what} ${of} before ${inner?.what} ${inner?.of}`
      return
    }
    if (!inner.left && !failedWith(ending, 'RangeError'))
      this.wrong = `${who} has ${what} ${of}, and has not left it`
    stack.pop()
    const group = what === 'group' ? this.groups.get(of) : undefined
    if (group !== undefined) group.over = true
  }

  #spawned(task: string): void {
    const group = this.groups.get(this.#script.groupOf(task) ?? '')
    group?.children.push(task)
  }

  #settled({ ending, future }: Extract<Event, { event: 'settled' }>, before: History): void {
    const group = this.groupOf(future)
    if (group !== undefined && 'error' in ending && !wasCancelled(future, ending))
      group.failures.push(ending.error)
    this.#over(before.voice(future))
  }

  #over(who: string): void {
    const open = this.standing(who).filter(({ left }) => !left)
    if (open.length > 0)
      this.wrong = `${who} has ended in ${open.map(({ what }) => what).join(', ')}`
    this.#stacks.delete(who)
    for (const group of this.groups.values()) if (group.owner === who) group.over = true
  }
}

/** Whether this is how something ends that was cancelled, and not how it fails. */
export function wasCancelled(future: string, ending: Ending | undefined): boolean {
  return ending !== undefined && 'cancelled' in ending && ending.cancelled?.[0] === future
}

/** The name of the coroutine that speaks, if one does. */
export function actorOf(event: Event): string | undefined {
  if (!('who' in event) || event.event === 'stepped' || event.event === 'parked') return undefined
  return event.who === 'host' || event.who === 'observer' ? undefined : event.who
}
