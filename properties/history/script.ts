/** The statements behind the events: what a log leaves out. */

import type { Event, Log } from '../../spec/event.ts'
import { kindOf, nameIn, type Hook, type HostCall, type Item } from '../../spec/program.ts'
import type { Kind, Statement } from '../../spec/program.ts'
import type { Trial } from '../trial.ts'

/** A statement that a log shows: by `called`, or by `asks`. */
export type Shown = Exclude<
  HostCall | Statement,
  { do: 'log' | 'look' | 'inspect' | 'yield' | 'yieldValue' }
>
/** A statement that takes items: a combinator or a shield. */
type Asking = Extract<Shown, { do: 'all' | 'allSettled' | 'race' | 'any' | 'shield' }>

/** Which statement of the session each event of a trial shows, where it can be only one. */
export class Script {
  readonly #statements = new Map<number, Shown>()
  readonly #groups = new Map<string, string>()
  readonly #kinds = new Map<string, Kind>()
  readonly #owned = new Map<number, readonly string[]>()
  readonly #bodies = new Map<string, readonly Statement[]>()
  readonly #races = new Map<string, number>()
  readonly #meeting = new Set<string>()

  constructor({ log, session }: Trial) {
    for (const call of [...session.host, ...observers(session.hooks)]) this.#gather(call)
    this.#align('host', session.host, log)
    this.#align('observer', observers(session.hooks), log)
    // A task without a name is found where it is spawned: after the body that spawns it.
    const known = [...this.#bodies.keys()]
    for (const who of known) this.#align(who, this.#bodies.get(who) ?? [], log)
    for (const [index, event] of log.entries())
      if (event.event === 'asks') this.#spawned(index, log)
  }

  /** The statement that an event shows, if it is certain. */
  at(index: number): Shown | undefined {
    return this.#statements.get(index)
  }

  /** The group that a task is spawned in. */
  groupOf(task: string): string | undefined {
    return this.#groups.get(task)
  }

  /** The tasks that a combinator or a shield spawned for its coroutines, in their order. */
  ownedAt(index: number): readonly string[] {
    return this.#owned.get(index) ?? []
  }

  /**
   * The race of a task that a race() or an any() spawned for one operation, and no more: the event with which that
   * began. Such tasks of one race are rivals.
   */
  raceOf(task: string): number | undefined {
    return this.#races.get(task)
  }

  /** Whether two tasks are operations of one race. */
  areRivals(one: string | undefined, other: string): boolean {
    const race = this.#races.get(other)
    return race !== undefined && one !== other && one !== undefined && this.raceOf(one) === race
  }

  /** Whether a longer coroutine of the same race uses the same primitive: that may serve it. */
  meetsPart(task: string): boolean {
    return this.#meeting.has(task)
  }

  /** The tasks that are operations of a race. */
  get racers(): Iterable<string> {
    return this.#races.keys()
  }

  /** The body of a task or a main. */
  bodyOf(who: string): readonly Statement[] | undefined {
    return this.#bodies.get(who)
  }

  /** The kind of what a name stands for. */
  kindOf(name: string): Kind | undefined {
    return this.#kinds.get(name)
  }

  #gather(statement: HostCall | Statement): void {
    const kind = kindOf(statement)
    if (kind !== undefined && 'name' in statement) this.#kinds.set(statement.name, kind)
    if (statement.do === 'spawn' || statement.do === 'run' || statement.do === 'ticks')
      this.#bodies.set(statement.name, statement.body)
    if (statement.do === 'spawn' && statement.in !== undefined)
      this.#groups.set(statement.name, statement.in)
    for (const inner of within(statement)) this.#gather(inner)
    for (const item of itemsOf(statement))
      if (typeof item !== 'string') for (const inner of item.body) this.#gather(inner)
  }

  /** Matches events with statements forwards and backwards, and keeps the pairs on which both agree. */
  #align(who: string, body: readonly (HostCall | Statement)[], log: Log): void {
    const statements = [...shownIn(body)]
    const events = [...log.entries()].filter(([, event]) => begins(event, who))
    // A call of the observer that comes in the middle of another one completes before it.
    const certain = who === 'observer' ? alone(statements) : statements
    const forwards = matching(events, certain)
    const backwards = matching(events.toReversed(), certain.toReversed())
    for (const [index, statement] of forwards)
      if (backwards.get(index) === statement) this.#statements.set(index, statement)
  }

  /** Finds the tasks that a combinator or a shield spawned: their events follow at once. */
  #spawned(index: number, log: Log): void {
    const statement = this.#statements.get(index)
    const count = statement === undefined ? 0 : coroutinesOf(statement).length
    const bodies = statement === undefined ? [] : coroutinesOf(statement)
    const names: string[] = []
    for (const event of log.slice(index + 1)) {
      if (event.event === 'asks' || event.event === 'stepped' || names.length === count) break
      if (event.event === 'spawned' && isUnnamed(event.task)) names.push(event.task)
    }
    if (names.length > 0) this.#owned.set(index, names)
    for (const [at, name] of names.entries()) {
      const body = bodies[at]
      if (body === undefined) continue
      this.#bodies.set(name, body)
      const selects = statement?.do === 'race' || statement?.do === 'any'
      const operation = selects ? operationIn(body) : undefined
      if (operation !== undefined) this.#races.set(name, index)
      const parts = bodies.filter((other) => operationIn(other) === undefined)
      if (parts.some((part) => operation !== undefined && meets(operation, part)))
        this.#meeting.add(name)
      this.#align(name, body, log)
    }
  }
}

/** The operation that a body consists of, if it is no more than that. */
export function operationIn(body: readonly Statement[] = []): Statement | undefined {
  const [statement, ...others] = body
  if (statement === undefined || others.length > 0) return undefined
  return ['acquire', 'await', 'put', 'sleep', 'take', 'wait'].includes(statement.do)
    ? statement
    : undefined
}

/** Whether a body, or a task within it, uses the primitive of an operation. */
function meets(operation: Statement, body: readonly (HostCall | Statement)[]): boolean {
  return body.some((statement) => {
    const same = 'at' in statement && 'at' in operation && statement.at === operation.at
    return (
      same ||
      meets(operation, within(statement)) ||
      coroutinesOf(statement).some((one) => meets(operation, one))
    )
  })
}

const scripts = new WeakMap<Log, Script>()

/** Created once for each log. */
export function scriptOf(trial: Trial): Script {
  const known = scripts.get(trial.log) ?? new Script(trial)
  scripts.set(trial.log, known)
  return known
}

/** Whether a task has the name of one that was spawned without a name. */
export function isUnnamed(task: string): boolean {
  return /^Task-\d+$/u.test(task)
}

function observers(hooks: readonly Hook[] = []): HostCall[] {
  return hooks
    .toSorted((one, other) => one.at - other.at)
    .flatMap(({ do: call }) => (call === 'throw' ? [] : [call]))
}

/** Whether an event shows a statement of this coroutine or caller: a call when it is over, any other when it begins. */
function begins(event: Event, who: string): boolean {
  return (event.event === 'asks' || event.event === 'called') && event.who === who
}

/** The statements of which no other has the same key. */
function alone(statements: readonly Shown[]): Shown[] {
  const keys = statements.map((statement) => keyIn(statement))
  return statements.filter(
    (_, at) => keys.indexOf(keys[at] ?? '') === keys.lastIndexOf(keys[at] ?? ''),
  )
}

function keyOf(event: Event): string {
  if (event.event === 'asks') return `${event.what} ${event.of}`
  return event.event === 'called' ? `${event.call} ${event.of}` : ''
}

function matching(
  events: readonly (readonly [number, Event])[],
  statements: readonly Shown[],
): Map<number, Shown> {
  const found = new Map<number, Shown>()
  let at = 0
  for (const [index, event] of events) {
    const key = keyOf(event)
    const next = statements.findIndex((one, place) => place >= at && keyIn(one) === key)
    const statement = statements[next]
    if (statement === undefined) continue
    found.set(index, statement)
    at = next + 1
  }
  return found
}

function keyIn(statement: Shown | undefined): string {
  if (statement === undefined) return ''
  if (isAsking(statement)) {
    const item = statement.do === 'shield' ? statement.item : ''
    return `${statement.do} ${typeof item === 'string' ? item : ''}`
  }
  switch (statement.do) {
    case 'await':
    case 'call':
    case 'return':
    case 'throw':
    case 'try':
      return ''
    case 'sleep':
    case 'timeout':
      return `${statement.do} ${String(statement.ms)}`
    case 'acquire':
    case 'wait':
    case 'take':
    case 'put':
    case 'join':
    case 'hold':
      return `${statement.do} ${statement.at}`
    case 'group':
    case 'resources':
      return `${statement.do} ${statement.name}`
    case 'with':
    case 'resource':
      return `${statement.do} ${statement.at}`
    case 'scoped':
    case 'uninterruptible':
      return `${statement.do} `
    default:
      return `${statement.do} ${nameIn(statement)}`
  }
}

function isAsking(statement: HostCall | Statement): statement is Asking {
  return ['all', 'allSettled', 'race', 'any', 'shield'].includes(statement.do)
}

function itemsOf(statement: HostCall | Statement): readonly Item[] {
  if (!isAsking(statement)) return []
  return statement.do === 'shield' ? [statement.item] : statement.items
}

function coroutinesOf(statement: HostCall | Statement): (readonly Statement[])[] {
  return itemsOf(statement).flatMap((item) => (typeof item === 'string' ? [] : [item.body]))
}

/** The statements that one coroutine runs, in the order in which it may. */
function* shownIn(block: readonly (HostCall | Statement)[]): Generator<Shown> {
  for (const statement of block) {
    if (isShown(statement)) yield statement
    yield* shownIn(inlineIn(statement))
    // Its clean-ups, the last one first, whichever coroutine has registered them.
    if (statement.do !== 'resources') continue
    for (const cleanUp of cleanUpsIn(statement.name, statement.body).toReversed())
      yield* shownIn(cleanUp)
  }
}

/** What registers a clean-up of these resources, anywhere in a block. */
function cleanUpsIn(
  resources: string,
  block: readonly (HostCall | Statement)[],
): (readonly Statement[])[] {
  return block.flatMap((statement) => {
    const cleanUp = cleanUpOf(statement)
    const own = cleanUp !== undefined && 'at' in statement && statement.at === resources
    const items = itemsOf(statement).flatMap((item) => (typeof item === 'string' ? [] : item.body))
    const inner = cleanUpsIn(resources, [...within(statement), ...items])
    return own ? [...inner, cleanUp] : inner
  })
}

function cleanUpOf(statement: HostCall | Statement): readonly Statement[] | undefined {
  if (statement.do === 'defer') return statement.body
  return statement.do === 'resource' ? statement.release : undefined
}

function isShown(statement: HostCall | Statement): statement is Shown {
  return !['log', 'look', 'inspect', 'yield', 'yieldValue'].includes(statement.do)
}

/** The statements within a statement that the same coroutine runs. */
function inlineIn(statement: HostCall | Statement): readonly Statement[] {
  switch (statement.do) {
    case 'call':
    case 'group':
    case 'timeout':
    case 'hold':
    case 'scoped':
    case 'uninterruptible':
    case 'with':
    case 'resources':
    case 'resource':
      return statement.body
    case 'try':
      return [...statement.body, ...(statement.catch ?? []), ...(statement.finally ?? [])]
    default:
      return []
  }
}

function within(statement: HostCall | Statement): readonly Statement[] {
  if (statement.do === 'resource') return [...statement.body, ...statement.release]
  return statement.do === 'try' || !('body' in statement) ? inlineIn(statement) : statement.body
}

/**
 * What a body returns if it runs to its end, as `{ value }`: undefined if it has no `return`, or the value of its
 * one `return`, if that is its last statement. In any other case that is not certain.
 *
 * @returns undefined if it is not certain
 */
export function valueIn(body: readonly Statement[]): { readonly value: unknown } | undefined {
  const last = body.at(-1)
  if (last?.do === 'return' && (typeof last.value !== 'object' || last.value === null))
    return returns(body.slice(0, -1)) ? undefined : { value: last.value }
  return returns(body) ? undefined : { value: undefined }
}

function returns(block: readonly Statement[]): boolean {
  return block.some((statement) => {
    if (statement.do === 'return') return true
    return statement.do === 'try' && returns(inlineIn(statement))
  })
}

/** Whether a body consists of statements that only suspend, and throw nothing. */
export function isHarmless(body: readonly Statement[]): boolean {
  return body.every((one) => one.do === 'yield' || one.do === 'log' || isPause(one))
}

function isPause(statement: Statement): boolean {
  return statement.do === 'sleep' && statement.ms >= 0
}
