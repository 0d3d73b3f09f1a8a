/** The open scopes of each coroutine: `finally` blocks, holds, timeouts, and groups with their children. */

import type { Ending, Event } from '../../spec/event.ts'
import type { History } from './history.ts'
import type { Trial } from '../trial.ts'
import { failedWith } from './endings.ts'
import { scriptOf, type Script } from './script.ts'

/** A `finally` block to be run, or a scope that has a body. */
export interface OpenScope {
  readonly what: 'guard' | (typeof WITH_BODY)[number]
  readonly of: string
  /** The event with which it began. */
  readonly since: number
  /** Of a timeout. */
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
  /** How many of them failed before the body was left; undefined until then. */
  before: number | undefined
  /** Whether its owner was cancelled in it. */
  cancelled: boolean
  /** Whether its owner was stepped after a child failed, or after it was cancelled: it is ending. */
  closing: boolean
  /** Whether it or its owner has ended. */
  over: boolean
}

/** Follows a log along with its history. */
export class Scopes {
  readonly #script: Script
  /** Innermost last. */
  readonly #stacks = new Map<string, OpenScope[]>()
  /** By name. */
  readonly groups = new Map<string, Group>()
  /** By coroutine: what it asked to hold, and has not acquired. */
  readonly #holding = new Map<string, string>()
  /** What the last event left in the wrong order, as a message. */
  wrong: string | undefined

  constructor(trial: Trial) {
    this.#script = scriptOf(trial)
  }

  /** The open scopes of a coroutine, innermost last. */
  openScopes(who: string): readonly OpenScope[] {
    return this.#stacks.get(who) ?? []
  }

  /** The open scopes of the mains of runs. */
  ofMains({ tasks }: History): readonly OpenScope[] {
    return [...this.#stacks].flatMap(([who, stack]) => (tasks.has(who) ? [] : stack))
  }

  /** The group of which a task is a child. */
  groupOf(task: string): Group | undefined {
    const name = this.#script.groupOf(task)
    const group = name === undefined ? undefined : this.groups.get(name)
    return group?.children.includes(task) ? group : undefined
  }

  /** The groups that a coroutine owns and that have not ended, outermost first. */
  groupsOf(who: string): readonly Group[] {
    return [...this.groups.values()].filter(({ over, owner }) => owner === who && !over)
  }

  /**
   * Whether a scope of a coroutine, except this group, may already be closing it: a child has failed, or a timeout
   * has expired.
   */
  disturbed(who: string, now: number, besides?: string): boolean {
    const late = this.openScopes(who).some(
      ({ deadline, what }) => what === 'timeout' && deadline <= now,
    )
    const groups = this.groupsOf(who).filter(({ name }) => name !== besides)
    return late || groups.some(({ failures }) => failures.length > 0)
  }

  /** The first event of a coroutine that is closed: it leaves its innermost scope; undefined if it has none. */
  leavesFirst(who: string): 'cleaning' | 'left' | undefined {
    const first = this.openScopes(who).findLast(({ left }) => !left)
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
        for (const group of this.groupsOf(before.voice(event.task))) group.cancelled = true
        break
      case 'stepped':
        for (const group of this.groupsOf(before.voice(event.who)))
          if (!before.isPutOff(group.owner))
            group.closing ||= group.cancelled || group.failures.length > 0
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

  #enter(who: string, scope: OpenScope): void {
    const stack = this.#stacks.get(who) ?? []
    stack.push(scope)
    this.#stacks.set(who, stack)
  }

  /** The innermost scope that has not been left; those that were left and are not over are being closed outward. */
  #innermost(who: string): OpenScope | undefined {
    const stack = this.#stacks.get(who) ?? []
    while (stack.at(-1)?.left === true) stack.pop()
    return stack.at(-1)
  }

  #clean(who: string): void {
    const inner = this.#innermost(who)
    if (inner?.what === 'guard') this.#stacks.get(who)?.pop()
    else
      this.wrong = `${who} runs a finally block before it has left ${inner?.what ?? 'nothing'} ${inner?.of}`
  }

  #asks(event: Extract<Event, { event: 'asks' }>, before: History, index: number): void {
    const { of, what, who } = event
    if (what === 'hold') this.#holding.set(who, of)
    else this.#holding.delete(who)
    if (what === 'hold' || !hasBody(what)) return
    // C13: it does not begin if its coroutine is to be closed.
    if ((what === 'uninterruptible' || what === 'resource') && !before.enters(who)) return
    const deadline = what === 'timeout' ? before.now + Number(of) : 0
    this.#enter(who, { what, of, since: index, deadline, left: false })
    if (what === 'group') {
      const group = { name: of, owner: who, children: [], failures: [] }
      this.groups.set(of, {
        ...group,
        before: undefined,
        cancelled: false,
        closing: false,
        over: false,
      })
    }
  }

  #leave({ of, what, who }: Extract<Event, { event: 'left' }>): void {
    const inner = this.#innermost(who)
    if (inner?.what === what && inner.of === of) inner.left = true
    else this.wrong = `${who} left ${what} ${of} before ${inner?.what ?? 'it began'} ${inner?.of}`
    const group = what === 'group' ? this.groups.get(of) : undefined
    if (group !== undefined) group.before = group.failures.length
  }

  #has({ ending, of, what, who }: Extract<Event, { event: 'has' }>, index: number): void {
    const stack = this.#stacks.get(who) ?? []
    if (what === 'acquire' && this.#holding.get(who) === of) {
      this.#holding.delete(who)
      this.#enter(who, { what: 'hold', of, since: index, deadline: 0, left: false })
    }
    if (!hasBody(what)) return
    const inner = stack.at(-1)
    if (inner?.what !== what || inner.of !== of) {
      // A hold or an acquisition that was rejected, or of an unknown primitive, has run no body.
      if (what !== 'hold' && what !== 'resource')
        this.wrong = `${who} completed ${what} ${of} before ${inner?.what} ${inner?.of}`
      return
    }
    if (!inner.left && !failedWith(ending, 'RangeError'))
      this.wrong = `${who} completed ${what} ${of} before its body was left`
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
    const open = this.openScopes(who).filter(({ left }) => !left)
    if (open.length > 0)
      this.wrong = `${who} ended within ${open.map(({ what }) => what).join(', ')}`
    this.#stacks.delete(who)
    for (const group of this.groups.values()) if (group.owner === who) group.over = true
  }
}

function hasBody(what: string): what is (typeof WITH_BODY)[number] {
  return WITH_BODY.some((known) => known === what)
}

const WITH_BODY = [
  'group',
  'timeout',
  'hold',
  'scoped',
  'uninterruptible',
  'with',
  'resources',
  'resource',
  'release',
] as const

/** Whether an outcome is the cancellation of that future or task, and not a failure. */
export function wasCancelled(future: string, ending: Ending | undefined): boolean {
  return ending !== undefined && 'cancelled' in ending && ending.cancelled?.[0] === future
}
