/** The statements that may wait and are no await. */

import type * as looplaw from '../../src/index.ts'
import type { Outcome, Plain } from '../../spec/event.ts'
import type { Item, Statement } from '../../spec/program.ts'
import { cleanUp } from './cleanUp.ts'
import type { Coroutine, Subject } from './implementation.ts'
import { runnerOf, type Runner } from './runner.ts'
import { guarding, waitUntilNotified } from './synonyms.ts'
import { plain, valueOf } from './values.ts'
import type { Registry } from './things.ts'
import type { World } from './world.ts'

const ASKING = [
  'sleep',
  'timeout',
  'group',
  'scoped',
  'uninterruptible',
  'with',
  'resources',
  'resource',
  'all',
  'allSettled',
  'race',
  'any',
  'shield',
  'acquire',
  'hold',
  'wait',
  'put',
  'take',
  'join',
] as const

const KINDS: ReadonlySet<string> = new Set(ASKING)

export type Asking = Extract<Statement, { do: (typeof ASKING)[number] }>
type Combinator = Extract<Asking, { items: unknown }>
type Scope = Extract<Asking, { body: unknown }>

export function asks(statement: Statement): statement is Asking {
  return KINDS.has(statement.do)
}

/** Executes the statement and records that it begins and, unless it is closed, that it is over. */
export function* ask(world: World, runner: Runner, statement: Asking): Coroutine {
  const { journal } = world
  const { who } = runner
  const about = { who, what: statement.do, of: subjectOf(statement) }
  journal.record({ event: 'asks', ...about })
  let { closed } = runner
  const onClose = (): void => {
    closed = true
    runner.closed = true
  }
  let value
  try {
    // An illegal call throws here, before there is a coroutine.
    const coroutine = coroutineOf(world, runner, statement)
    value = coroutine && plain(yield* new Watched(coroutine, onClose))
  } catch (error) {
    runner.closed = closed
    journal.record({ event: 'has', ...about, ending: journal.thrown(error) })
    throw error
  }
  runner.closed = closed
  journal.record({ event: 'has', ...about, ending: { value } })
  return value
}

/**
 * A coroutine that notices when it is closed from outside, which a scope that closes its own body and then
 * resumes is not; nothing else can distinguish the two. An iterator, not a generator, so that what it waits
 * for passes through as it is.
 */
class Watched implements Iterator<undefined, unknown, undefined> {
  readonly #coroutine: looplaw.Coroutine<unknown>
  readonly #closed: () => void

  constructor(coroutine: looplaw.Coroutine<unknown>, closed: () => void) {
    this.#coroutine = coroutine
    this.#closed = closed
  }

  [Symbol.iterator](): this {
    return this
  }

  next(): IteratorResult<undefined, unknown> {
    return this.#coroutine.next()
  }

  return(value: unknown): IteratorResult<undefined, unknown> {
    this.#closed()
    return this.#coroutine.return(value)
  }

  throw(error: unknown): IteratorResult<undefined, unknown> {
    return this.#coroutine.throw(error)
  }
}

/** What the log says that a statement is about. */
function subjectOf(statement: Asking): string {
  if ('at' in statement) return statement.at
  if ('ms' in statement) return String(statement.ms)
  if ('name' in statement) return statement.name
  return 'item' in statement && typeof statement.item === 'string' ? statement.item : ''
}

/** The coroutine of the library; undefined if what the statement refers to does not exist. */
function coroutineOf(
  world: World,
  runner: Runner,
  statement: Asking,
): looplaw.Coroutine<unknown> | undefined {
  const { subject, things } = world
  switch (statement.do) {
    case 'sleep':
      return subject.sleep(statement.ms)
    case 'timeout':
      return subject.timeout(statement.ms, scope(world, runner, statement))
    case 'group':
      return subject.group((group) => {
        things.groups.set(statement.name, group)
        return scope(world, runner, statement)
      })
    case 'scoped':
      return subject.scoped(scope(world, runner, statement))
    case 'uninterruptible':
      return subject.uninterruptible(scope(world, runner, statement))
    case 'with': {
      const value = valueOf(statement.value, runner.received)
      return things.contexts.get(statement.at)?.with(value, scope(world, runner, statement))
    }
    case 'resources':
      return subject.resources((resources) => {
        const registry = { resources, owner: runner, count: 0, over: false }
        things.resources.set(statement.name, registry)
        return scope(world, runner, statement, () => (registry.over = true))
      })
    case 'resource':
      return acquire(world, runner, statement)
    case 'shield':
      return shield(world, runner, statement.item)
    case 'acquire':
      return statement.count === undefined
        ? guarding(world, statement)?.acquire()
        : things.lockOrSemaphore(statement.at)?.acquire(statement.count)
    case 'hold': {
      const body = (): Coroutine => scope(world, runner, statement)
      const semaphore =
        statement.count === undefined ? undefined : things.semaphores.get(statement.at)
      return semaphore === undefined
        ? guarding(world, statement)?.hold(body)
        : semaphore.hold(statement.count ?? 1, body)
    }
    case 'wait': {
      const { barriers, conditions, events } = things
      const { at } = statement
      const condition = world.synonyms ? conditions.get(at) : undefined
      if (condition !== undefined) return waitUntilNotified(condition)
      return (events.get(at) ?? conditions.get(at) ?? barriers.get(at))?.wait()
    }
    case 'put':
      return things.queues.get(statement.at)?.put(valueOf(statement.value, runner.received))
    case 'take':
      return things.queues.get(statement.at)?.take()
    case 'join':
      return things.queues.get(statement.at)?.join()
    default:
      return combine(world, runner, statement)
  }
}

/** The body of a scope, which the library runs in place. */
function* scope(
  { delegate, journal }: World,
  runner: Runner,
  statement: Scope,
  left: () => void = () => {},
): Coroutine {
  const { who } = runner
  const of = subjectOf(statement)
  if (statement.do === 'hold') {
    journal.record({ event: 'has', who, what: 'acquire', of, ending: { value: undefined } })
  }
  try {
    return yield* delegate(runner, statement.body)
  } finally {
    journal.record({ event: 'left', who, what: statement.do, of })
    left()
  }
}

function acquire(
  world: World,
  runner: Runner,
  statement: Extract<Asking, { do: 'resource' }>,
): looplaw.Coroutine<unknown> | undefined {
  const { at, release } = statement
  const registry = world.things.resources.get(at)
  const acquiring = registry?.resources.acquire(
    acquired(world, runner, statement, registry),
    ({ by, number }) => cleanUp(world, by, `${at} ${number}`, release),
  )
  return acquiring && valueOfResource(acquiring)
}

interface Acquired {
  readonly by: Runner
  readonly number: number
  readonly value: Plain
}

function* valueOfResource(acquiring: looplaw.Coroutine<Acquired>): Coroutine {
  // A mutant may return something else.
  const result: Acquired | undefined = yield* acquiring
  return result?.value
}

/** Its number, and what releases it: the coroutine that has acquired it, if that is too late for the owner. */
function* acquired(
  world: World,
  runner: Runner,
  statement: Extract<Asking, { do: 'resource' }>,
  registry: Registry,
): looplaw.Coroutine<Acquired> {
  const value = yield* scope(world, runner, statement)
  registry.count += 1
  return { by: registry.over ? runner : registry.owner, number: registry.count, value }
}

function shield(
  { begin, names, subject, things }: World,
  runner: Runner,
  item: Item,
): looplaw.Coroutine<unknown> | undefined {
  if (typeof item === 'string') {
    const future = things.futures.get(item)
    return future && subject.shield(future)
  }
  const owned = runnerOf(runner.who)
  names.expect([owned])
  return subject.shield(begin(owned, item.body))
}

/** An item, and its name in the log. */
interface Part {
  readonly runner: Pick<Runner, 'who'>
  readonly item: looplaw.Future<unknown> | Coroutine
}

function combine(
  world: World,
  runner: Runner,
  { do: how, items }: Combinator,
): looplaw.Coroutine<unknown> {
  const { begin, names, subject, things } = world
  const owned: Runner[] = []
  const parts = items.flatMap((item): Part[] => {
    if (typeof item === 'string') {
      const future = things.futures.get(item)
      return future === undefined ? [] : [{ runner: { who: item }, item: future }]
    }
    const its = runnerOf(runner.who)
    owned.push(its)
    return [{ runner: its, item: passing(subject, begin(its, item.body), item.body) }]
  })
  // T10: a task that awaits itself is refused, and then none is spawned.
  if (!items.includes(runner.who)) names.expect(owned)
  const all = parts.map(({ item }) => item)
  switch (how) {
    case 'all':
      return collect(world, runner, how, parts, subject.all(all), (value) => ({
        value: plain(value),
      }))
    case 'allSettled':
      return collect(world, runner, how, parts, subject.allSettled(all), (result) =>
        result?.status === 'rejected'
          ? world.journal.thrown(result.reason)
          : { value: plain(result?.value) },
      )
    default:
      return how === 'race' ? subject.race(all) : subject.any(all)
  }
}

/**
 * A body that is one operation is that operation, as in `race([queue.take()])`. The coroutine that executes it, and logs
 * besides, has the prototype of its coroutines, and so passes for one of them (S11).
 */
function passing(
  { Barrier, Queue }: Subject,
  coroutine: Coroutine,
  [statement, ...others]: readonly Statement[],
): Coroutine {
  if (statement === undefined || others.length > 0) return coroutine
  if (statement.do === 'put') Object.setPrototypeOf(coroutine, Queue.prototype.put.prototype)
  if (statement.do === 'take') Object.setPrototypeOf(coroutine, Queue.prototype.take.prototype)
  if (statement.do === 'wait') Object.setPrototypeOf(coroutine, Barrier.prototype.wait.prototype)
  return coroutine
}

/** Waits for the outcomes of the items, and records one after the other. */
function* collect<Result>(
  { journal }: World,
  { received, who }: Runner,
  by: 'all' | 'allSettled',
  parts: readonly Part[],
  all: looplaw.Coroutine<readonly Result[]>,
  endingOf: (result: Result | undefined) => Outcome,
): Coroutine {
  const results = yield* all
  for (const [index, { runner }] of parts.entries()) {
    // A mutant may return fewer results than there are items.
    const ending = endingOf(results[index])
    if ('value' in ending) received.set(runner.who, ending.value)
    journal.record({ event: 'got', who, by, of: runner.who, ending })
  }
  return undefined
}
