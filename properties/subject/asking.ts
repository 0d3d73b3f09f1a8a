/** What a coroutine does that may wait and is no await: it asks, and has. */

import type * as looplaw from '../../src/index.ts'
import type { Outcome } from '../../spec/event.ts'
import type { Item, Statement } from '../../spec/program.ts'
import { plain, speakerOf, valueOf, type Coroutine, type Speaker } from './speaker.ts'
import type { World } from './world.ts'

const ASKING = [
  'sleep',
  'timeout',
  'group',
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
] as const

const KINDS: ReadonlySet<string> = new Set(ASKING)

export type Asking = Extract<Statement, { do: (typeof ASKING)[number] }>
type Combinator = Extract<Asking, { items: unknown }>
type Scope = Extract<Asking, { body: unknown }>

export function asks(statement: Statement): statement is Asking {
  return KINDS.has(statement.do)
}

/** Asks, and says when that is over, unless it is closed. */
export function* ask(world: World, speaker: Speaker, statement: Asking): Coroutine {
  const { journal } = world
  const { who } = speaker
  const about = { who, what: statement.do, of: subjectOf(statement) }
  journal.say({ event: 'asks', ...about })
  let { closed } = speaker
  const watch = (): void => {
    closed = true
    speaker.closed = true
  }
  let value
  try {
    // A mistake is thrown by the call itself.
    const asked = asking(world, speaker, statement)
    value = asked && plain(yield* new Watched(asked, watch))
  } catch (error) {
    speaker.closed = closed
    journal.say({ event: 'has', ...about, ending: journal.threw(error) })
    throw error
  }
  speaker.closed = closed
  journal.say({ event: 'has', ...about, ending: { value } })
  return value
}

/**
 * A coroutine that tells when it is closed from outside. A scope that closes its body and then goes on
 * is not: that is how the two are told apart, and nothing else sees it. An iterator, not a generator,
 * so that what it waits for passes through as it is.
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

/** What a log says that it is about. */
function subjectOf(statement: Asking): string {
  if ('at' in statement) return statement.at
  if ('ms' in statement) return String(statement.ms)
  if ('name' in statement) return statement.name
  return 'item' in statement && typeof statement.item === 'string' ? statement.item : ''
}

/** What is to be waited for; nothing, where what it is about is missing. */
function asking(
  world: World,
  speaker: Speaker,
  statement: Asking,
): looplaw.Coroutine<unknown> | undefined {
  const { subject, things } = world
  switch (statement.do) {
    case 'sleep':
      return subject.sleep(statement.ms)
    case 'timeout':
      return subject.timeout(statement.ms, scope(world, speaker, statement))
    case 'group':
      return subject.group((group) => {
        things.groups.set(statement.name, group)
        return scope(world, speaker, statement)
      })
    case 'shield':
      return shield(world, speaker, statement.item)
    case 'acquire':
      return things.held(statement.at)?.acquire()
    case 'hold':
      return things.held(statement.at)?.hold(() => scope(world, speaker, statement))
    case 'wait': {
      const { barriers, conditions, events } = things
      const { at } = statement
      return (events.get(at) ?? conditions.get(at) ?? barriers.get(at))?.wait()
    }
    case 'put':
      return things.queues.get(statement.at)?.put(valueOf(statement.value, speaker.got))
    case 'take':
      return things.queues.get(statement.at)?.take()
    default:
      return combine(world, speaker, statement)
  }
}

/** The body of a scope, which the library runs in the place of the statement. */
function* scope({ delegate, journal }: World, speaker: Speaker, statement: Scope): Coroutine {
  const { who } = speaker
  const of = subjectOf(statement)
  if (statement.do === 'hold') {
    journal.say({ event: 'has', who, what: 'acquire', of, ending: { value: undefined } })
  }
  try {
    return yield* delegate(speaker, statement.body)
  } finally {
    journal.say({ event: 'left', who, what: statement.do, of })
  }
}

function shield(
  { begin, numbers, subject, things }: World,
  speaker: Speaker,
  item: Item,
): looplaw.Coroutine<unknown> | undefined {
  if (typeof item === 'string') {
    const future = things.futures.get(item)
    return future && subject.shield(future)
  }
  const owned = speakerOf(speaker.who)
  numbers.announce([owned])
  return subject.shield(begin(owned, item.body))
}

/** An item, and who it is in the log. */
interface Part {
  readonly speaker: Pick<Speaker, 'who'>
  readonly item: looplaw.Future<unknown> | Coroutine
}

function combine(
  world: World,
  speaker: Speaker,
  { do: how, items }: Combinator,
): looplaw.Coroutine<unknown> {
  const { begin, numbers, subject, things } = world
  const owned: Speaker[] = []
  const parts = items.flatMap((item): Part[] => {
    if (typeof item === 'string') {
      const future = things.futures.get(item)
      return future === undefined ? [] : [{ speaker: { who: item }, item: future }]
    }
    const its = speakerOf(speaker.who)
    owned.push(its)
    return [{ speaker: its, item: begin(its, item.body) }]
  })
  // T10: then no task is made.
  if (!items.includes(speaker.who)) numbers.announce(owned)
  const all = parts.map(({ item }) => item)
  switch (how) {
    case 'all':
      return handed(world, speaker, how, parts, subject.all(all), (value) => ({
        value: plain(value),
      }))
    case 'allSettled':
      return handed(world, speaker, how, parts, subject.allSettled(all), (result) =>
        result?.status === 'rejected'
          ? world.journal.threw(result.reason)
          : { value: plain(result?.value) },
      )
    default:
      return how === 'race' ? subject.race(all) : subject.any(all)
  }
}

/** Waits for what each of the items gave, and says it, item by item. */
function* handed<Result>(
  { journal }: World,
  { got, who }: Speaker,
  by: 'all' | 'allSettled',
  parts: readonly Part[],
  all: looplaw.Coroutine<readonly Result[]>,
  endingOf: (result: Result | undefined) => Outcome,
): Coroutine {
  const results = yield* all
  for (const [index, { speaker }] of parts.entries()) {
    // Undefined also where a wrong loop gives fewer.
    const ending = endingOf(results[index])
    if ('value' in ending) got.set(speaker.who, ending.value)
    journal.say({ event: 'got', who, by, of: speaker.who, ending })
  }
  return undefined
}
