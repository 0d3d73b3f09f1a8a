/** S11 · A select. */

import type { Event } from '../../spec/event.ts'
import type { Statement } from '../../spec/program.ts'
import { isBetween, type History } from '../history/history.ts'
import { allKnown, decider, Joins } from '../history/joins.ts'
import { scriptOf, type Script } from '../history/script.ts'
import { Stores } from '../history/stores.ts'
import { isEnough, isOpen, namesOf, permitWaiters, type Primitive } from '../history/waitQueues.ts'
import { clause, eventLaw, following, type Findings } from '../law.ts'
import { isQuiet, type Trial } from '../trial.ts'

export const S11 = clause('S11', [
  eventLaw({
    sentence: 'of the operations in a race() or an any(), none returns except the one that decides',
    hint: 'the settlement that decides cancels the others: at their next step they are closed',
    begin: (trial) => {
      const joins = new Joins(trial)
      const script = scriptOf(trial)
      const returned = new Set<string>()
      const used = new Set<string>()
      return (event, before, found, index) => {
        const at = usedIn(event, script)
        if (at !== undefined) used.add(at)
        if (hasReturned(event)) returned.add(event.who)
        const join = event.event === 'has' ? joins.open.get(event.who) : undefined
        if (event.event === 'has' && join?.kind === event.what && isSelect(event.what)) {
          const { ended, items, owned, refused, who } = join
          const certain = items !== undefined && !refused && allKnown(ended, before)
          if (certain && isQuiet(trial)) {
            const by = decider(join, (item) => before.settled.get(item))
            const losers = owned.filter((task) => task !== by && canBeUndone(task, script, used))
            const twice = losers.filter((task) => returned.has(task))
            const say = (): string =>
              `${event.what} of ${who}: ${by} decides, and so returned ${twice}`
            found.expectWhere(losers.length > 0, twice.length === 0, say)
          }
        }
        joins.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'both-takes-return',
        why: 'a combinator cancels its tasks when its waiter resumes: by then a loser has returned as well',
        in: 'structure/combinator.js',
        replace: [
          'for (const task of owned) task.cancelWithin(',
          'for (const task of []) task.cancelWithin(',
        ],
      },
      {
        name: 'scheduled-losers-resume',
        why: 'the settlement that decides a combinator spares the tasks that are scheduled',
        in: 'structure/combinator.js',
        replace: [
          'for (const task of owned) task.cancelWithin(',
          'for (const task of owned) if (task.awaiting?.done() === false) task.cancelWithin(',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'an item or a permit that was reserved for a loser is there for the next to ask',
    hint: 'a Taker enters its item again, and an Acquisition hands its permit on, if it gives up before it received that',
    begin: following(Stores, (trial, stores) => {
      const losers = new Losers(trial, stores)
      return (event, before, found, index) => {
        if (isQuiet(trial)) {
          isTaken(event, before, found, stores, losers.at)
          isAcquired(event, found, stores, losers.at)
        }
        losers.follow(event, before, index)
      }
    }),
    mutants: [
      {
        name: 'item-lost-with-a-loser',
        why: 'an item that was reserved for a loser is lost with it',
        in: 'sync/queue.js',
        replace: [
          'if (this.entry !== undefined) this.primitive',
          "if (this.entry !== undefined && !(this.reserved && String(this.who).includes('Task-'))) this.primitive",
        ],
        also: [
          {
            in: 'sync/waitQueue.js',
            replace: [
              'presettle(this, success(value)); return this;',
              'presettle(this, success(value)); this.reserved = true; return this;',
            ],
          },
        ],
      },
      {
        name: 'item-handed-to-a-loser-lost',
        why: 'an item that was handed to a waiting loser is lost with it',
        in: 'sync/queue.js',
        replace: [
          'if (this.entry !== undefined) this.primitive',
          "if (this.entry !== undefined && (this.reserved || !String(this.who).includes('Task-'))) this.primitive",
        ],
        also: [
          {
            in: 'sync/waitQueue.js',
            replace: [
              'presettle(this, success(value)); return this;',
              'presettle(this, success(value)); this.reserved = true; return this;',
            ],
          },
        ],
      },
      {
        name: 'permit-lost-with-a-loser',
        why: 'a permit that was reserved for a loser is held by it for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!this.leave()) this.primitive.handOff(this.who, notifications, this.permits);',
          "if (!this.leave() && !String(this.who).includes('Task-')) this.primitive.handOff(this.who, notifications, this.permits);",
        ],
      },
    ],
  }),
])

function isSelect(what: string): boolean {
  return what === 'race' || what === 'any'
}

/** Whether an event shows that an operation has returned. */
function hasReturned(event: Event): event is Extract<Event, { event: 'has' | 'got' }> {
  const operation = event.event === 'has' || (event.event === 'got' && event.by === 'await')
  return operation && 'value' in event.ending
}

/** The operation that a task consists of, if it is no more than that. */
function operationOf(task: string, script: Script): Statement | undefined {
  const [statement, ...others] = script.bodyOf(task) ?? []
  if (statement === undefined || others.length > 0) return undefined
  return ['acquire', 'await', 'put', 'sleep', 'take', 'wait'].includes(statement.do)
    ? statement
    : undefined
}

/**
 * C14: an item that was put and handed over, and a barrier that has opened, have happened, even if their task has lost.
 *
 * @param used the queues from which something was taken, and the barriers that have opened
 */
function canBeUndone(task: string, script: Script, used: ReadonlySet<string>): boolean {
  const operation = operationOf(task, script)
  if (operation === undefined) return false
  return !('at' in operation) || !isOfBoth(operation, script) || !used.has(operation.at)
}

/** Whether it takes effect together with an operation of another. */
function isOfBoth(operation: Statement & { readonly at: string }, script: Script): boolean {
  return operation.do === 'put' || script.kindOf(operation.at) === 'barrier'
}

/** The queue or the barrier that an event shows to be used. */
function usedIn(event: Event, script: Script): string | undefined {
  if (event.event === 'asks' && event.what === 'take') return event.of
  if (event.event === 'called' && event.call === 'takeNow') return event.of
  const passes = event.event === 'has' && event.what === 'wait'
  if (passes && script.kindOf(event.of) === 'barrier') return event.of
  const at = event.event === 'settled' ? event.future.replace(/\/\d+$/u, '') : ''
  return script.kindOf(at) === 'barrier' ? at : undefined
}

/** What is taken is what the order of the queue says, with the items of losers in their places. */
function isTaken(
  event: Event,
  { ticking }: History,
  found: Findings,
  stores: Stores,
  at: ReadonlySet<Primitive>,
): void {
  const now = event.event === 'called' && event.call === 'takeNow' && ticking
  if (!now && !(event.event === 'has' && event.what === 'take')) return
  const { waitQueues } = stores
  const queue = waitQueues.all.get(event.of)
  if (queue === undefined || queue.unsure || !at.has(queue)) return
  if (now && isOpen(waitQueues, queue)) return
  const { handed, items } = stores.of(queue)
  const due = (now ? items[0] : handed.get(event.who))?.value
  const right = 'value' in event.ending && event.ending.value === due?.value
  if (due !== undefined)
    found.expect(right, () => `${due.value} was reserved for a loser, and is not there`)
}

/** No acquisition waits, or is refused, while a permit is free. */
function isAcquired(
  event: Event,
  found: Findings,
  { waitQueues }: Stores,
  at: ReadonlySet<Primitive>,
): void {
  if (event.event === 'has' && event.what === 'acquire') {
    const guard = waitQueues.all.get(event.of)
    // What holds no permit has not abandoned it.
    const right = 'value' in event.ending || (guard !== undefined && waitQueues.isAbandoned(guard))
    if (guard !== undefined && at.has(guard))
      found.expect(
        right,
        () => `${event.who} is refused by ${event.of}, of which a loser keeps a permit`,
      )
  }
  if (!isBetween(event)) return
  for (const guard of at) {
    if (guard.kind === 'queue' || isOpen(waitQueues, guard)) continue
    const waits = permitWaiters(waitQueues, guard).filter(({ state }) => state === 'waits')
    const say = (): string =>
      `${namesOf(waits)} waits for ${guard.name}, and a loser keeps a permit`
    if (waits.length > 0) found.expect(!isEnough(waitQueues, guard), say)
  }
}

/** The queues, locks and semaphores of which something was reserved for a task that has lost. */
class Losers {
  readonly at = new Set<Primitive>()
  readonly #joins: Joins
  readonly #script: Script
  readonly #stores: Stores

  constructor(trial: Trial, stores: Stores) {
    this.#joins = new Joins(trial)
    this.#script = scriptOf(trial)
    this.#stores = stores
  }

  follow(event: Event, before: History, index: number): void {
    if (event.event === 'cancelled') this.#cancelled(event.task)
    this.#joins.follow(event, before, index)
  }

  #cancelled(task: string): void {
    const joins = [...this.#joins.open.values()]
    if (!joins.some(({ kind, owned }) => isSelect(kind) && owned.includes(task))) return
    const operation = operationOf(task, this.#script)
    if (operation?.do !== 'take' && operation?.do !== 'acquire') return
    const at = this.#stores.waitQueues.all.get(operation.at)
    if (at === undefined) return
    const has =
      at.kind === 'queue' ? this.#stores.of(at).handed.has(task) : at.reserved.includes(task)
    if (has) this.at.add(at)
  }
}
