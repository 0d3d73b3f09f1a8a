/** S11 · A select. */

import type { Event } from '../../spec/event.ts'
import { commitsOf } from '../history/commits.ts'
import { isBetween, type History } from '../history/history.ts'
import { allKnown, decider, Joins, type Join } from '../history/joins.ts'
import { operationIn, scriptOf, type Script } from '../history/script.ts'
import { Stores } from '../history/stores.ts'
import { isEnough, isOpen, namesOf, permitWaiters, type Primitive } from '../history/waitQueues.ts'
import { clause, eventLaw, type Findings, following, game, where } from '../law.ts'
import { isQuiet, type Trial } from '../trial.ts'
import { isLeft } from '../visits/scope.ts'
import { numberOf } from '../subject/chance.ts'
import type { Task } from '../../src/index.ts'

export const S11 = clause('S11', [
  eventLaw({
    sentence: 'of the operations in a race() or an any(), none returns except the one that decides',
    hint: 'the settlement that decides cancels the others: at their next step they are closed',
    begin: (trial) => {
      const joins = new Joins(trial)
      const script = scriptOf(trial)
      const returned = new Set<string>()
      return (event, before, found, index) => {
        if (hasReturned(event)) returned.add(event.who)
        const join = event.event === 'has' ? joins.open.get(event.who) : undefined
        if (event.event === 'has' && join?.kind === event.what && isSelect(event.what)) {
          const { ended, items, owned, refused, who } = join
          const certain = items !== undefined && !refused && allKnown(ended, before)
          if (certain && isQuiet(trial)) {
            const by = decider(join, (item) => before.settled.get(item))
            const losers = owned.filter((task) => task !== by && script.raceOf(task) !== undefined)
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
    sentence:
      'when the item of a put() that races is handed over, or a barrier opens for a wait() that races, the other coroutines of the race are cancelled before the next step',
    hint: 'handOver() of Queue and #open() of Barrier commit the race, in the same change',
    begin: where(selects, (trial) => {
      const joins = new Joins(trial)
      const known = new Set<Join>()
      return (event, before, found, index) => {
        if (isBetween(event) && isQuiet(trial)) {
          for (const join of joins.open.values()) {
            const { committed, items, owned, who } = join
            if (committed === undefined || items === undefined || known.has(join)) continue
            known.add(join)
            const losers = owned.filter((task) => task !== committed)
            const left = losers.filter((task) => isLeft(task, before))
            const say = (): string =>
              `${committed} has happened, and the race of ${who} has not cancelled ${left.join(', ')}`
            found.expectWhere(
              losers.some((task) => before.live.includes(task)),
              left.length === 0,
              say,
            )
          }
        }
        joins.follow(event, before, index)
      }
    }),
    mutants: [
      {
        name: 'handed-put-does-not-commit',
        why: 'a put whose item is handed to a waiting take, or that waits and is served, does not commit its race',
        in: 'sync/queue.js',
        replace: ['putter.commit(change);', ''],
      },
      {
        name: 'taken-put-does-not-commit',
        why: 'a put whose item is taken out of the queue before it returns does not commit its race',
        in: 'sync/queue.js',
        replace: ['racerOf(putter, PUT)?.commit(change);', ''],
      },
      {
        name: 'opened-barrier-does-not-commit',
        why: 'a barrier that opens commits no race',
        in: 'sync/barrier.js',
        replace: ['racerOf(who, WAIT)?.commit(notifications);', ''],
      },
      {
        name: 'commit-spares-the-newest',
        why: 'a race that is committed spares the newest of its other coroutines',
        in: 'structure/combinator.js',
        replace: ['filter((task) => task !== to)', 'filter((task) => task !== to).slice(0, -1)'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'of the operations of a race, only one hands over an item or passes a barrier, and none does after another has decided',
    hint: 'counted() of Barrier counts the operations of a race once',
    begin: where(selects, (trial) => {
      const joins = new Joins(trial)
      const script = scriptOf(trial)
      const commits = commitsOf(trial)
      /** The operation that has happened, by race. */
      const happened = new Map<number, string>()
      return (event, before, found, index) => {
        for (const [task, at] of isQuiet(trial) ? commits.at : []) {
          const race = script.raceOf(task)
          if (at !== index || race === undefined || commits.unsure.has(task)) continue
          const other = happened.get(race) ?? deciderOf(task, joins, before) ?? task
          happened.set(race, task)
          const say = (): string => `${task} takes effect, and so does ${other} in the same race`
          found.expect(other === task, say)
        }
        joins.follow(event, before, index)
      }
    }),
    mutants: [
      {
        name: 'rivals-count-twice',
        why: 'a barrier counts two operations of one race as two',
        in: 'sync/barrier.js',
        replace: ['race === undefined || !races.has(race)', 'true'],
      },
      {
        name: 'commit-cancels-nothing',
        why: 'a race that is committed cancels none of its other coroutines, of which another may happen too',
        in: 'structure/combinator.js',
        replace: ['filter((task) => task !== to)', 'filter((task) => false)'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'no operation of a race serves another: it waits if there are only such at a queue, or if one waits at the barrier',
    hint: '#race() and #poll() of Queue pass over what is of the same race',
    begin: where(selects, (trial) => {
      const stores = new Stores(trial)
      const script = scriptOf(trial)
      /** An operation that finds nothing but its rivals. */
      let waiting: string | undefined
      return (event, before, found, index) => {
        if (isQuiet(trial)) isServedByRival(event, before, found, stores, script)
        const own = event.event === 'scheduled' || event.event === 'cancelled' ? event.task : ''
        if (waiting !== undefined && (event.event === 'parked' || own === waiting)) {
          const who = waiting
          waiting = undefined
          found.expect(own !== who, () => `${who} is served by its rival`)
        }
        stores.follow(event, before, index)
        if (event.event === 'asks' && isQuiet(trial))
          waiting = findsOnlyRivals(event.who, stores, script) ? event.who : undefined
      }
    }),
    mutants: [
      {
        name: 'put-serves-its-rival',
        why: 'a put hands its item to a take of the same race',
        in: 'sync/queue.js',
        replace: ['!areRivals(racer, racerOf(one.who, TAKE))', 'true'],
      },
      {
        name: 'take-empties-its-rival',
        why: 'a take receives the item that a put of the same race has put in',
        in: 'sync/queue.js',
        replace: ['!isOf(racer, one)', 'true'],
      },
      {
        name: 'take-serves-its-rival',
        why: 'a take receives the item of a put of the same race that waits',
        in: 'sync/queue.js',
        replace: ['!areRivals(racer, racerOf(one.who, PUT))', 'true'],
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
  game({
    sentence:
      'operations that are passed to all() or allSettled() each take effect, and serve each other',
    hint: 'selects of a Kind says whether its operations race',
    check: ({ session, subject: { all, allSettled, Loop, Queue } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const [one, two] = [new Queue<number>({ capacity: 0 }), new Queue<number>({ capacity: 0 })]
      const serve = number % 4 < 2
      const items = serve ? [one.put(1), two.put(2)] : [one.put(1), one.take()]
      const task: Task<readonly unknown[]> =
        number % 2 === 0 ? loop.spawn(all(items)) : loop.spawn(allSettled(items))
      for (let steps = 0; steps < 4; steps += 1) loop.runStep()
      const others = serve ? [two, one].map((queue) => loop.spawn(queue.take())) : []
      for (let steps = 0; steps < 6; steps += 1) loop.runStep()
      const ended = [task, ...others].filter((other) => other.done()).length
      found.expect(ended === 1 + others.length, () => `${ended} of ${1 + others.length} have ended`)
      const outcomes: readonly unknown[] = task.done() ? task.result() : []
      const failed = outcomes.some((outcome) => JSON.stringify(outcome)?.includes('rejected'))
      found.require(!failed, () => 'one of them fails')
      loop.close()
    },
    mutants: [
      {
        name: 'all-settled-selects',
        why: 'allSettled() cancels its operations as soon as one cannot be undone',
        in: 'structure/allSettled.js',
        replace: ['selects: false', 'selects: true'],
      },
      {
        name: 'all-selects',
        why: 'all() cancels its operations as soon as one cannot be undone',
        in: 'structure/all.js',
        replace: ['selects: false', 'selects: true'],
      },
    ],
  }),
  game({
    sentence:
      'an item that a race has handed to a take() goes back where that is closed before it receives it',
    hint: '#race() of Queue notes the entry in the Taker that it is handed to',
    check: ({ session, subject: { Future, Loop, Queue, race } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const capacity = number % 3
      const loop = new Loop({ discipline: session.discipline })
      const queue = new Queue<number>({ capacity })
      const never = new Future<void>('never')
      const taking = loop.spawn(queue.take())
      loop.runStep()
      const racing = loop.spawn(race([never, queue.put(1)]))
      // It takes its second step between the put() and the take().
      loop.spawn(
        (function* () {
          yield
          taking.cancel()
        })(),
      )
      for (let steps = 0; steps < 6; steps += 1) loop.runStep()
      found.require(racing.done() && taking.cancelled(), () => 'the race does not end')
      const left = queue.size
      found.expect(left === 1, () => `${left} items are in the queue`)
    },
    mutants: [
      {
        name: 'raced-item-lost',
        why: 'an item that a race has handed to a take() is lost where that is closed',
        in: 'sync/queue.js',
        replace: [
          'taker.entry = entry; handOver(taker, item, racer);',
          'handOver(taker, item, racer);',
        ],
      },
    ],
  }),
])

function selects({ event, ...rest }: Event): boolean {
  return event === 'asks' && 'what' in rest && isSelect(rest.what)
}

/** The item that has decided the race of a task already, if one has. */
function deciderOf(task: string, { open }: Joins, { settled }: History): string | undefined {
  const join = [...open.values()].find(({ owned }) => owned.includes(task))
  if (join?.items === undefined) return undefined
  return join.committed ?? decider(join, (item) => settled.get(item))
}

/** A put or a take in its own step does not serve its rival. */
function isServedByRival(
  event: Event,
  before: History,
  found: Findings,
  stores: Stores,
  script: Script,
): void {
  if (event.event !== 'settled' || before.running === undefined) return
  const { waitQueues } = stores
  const who = before.voice(before.running)
  const at = waitQueues.ofTicket(event.future)
  const served = at?.waiters.find(({ ticket }) => ticket === event.future)
  if (at?.kind !== 'queue' || served === undefined || waitQueues.claims.get(who)?.at !== at) return
  // To make room for the next is not to serve it.
  if (served.what === 'put' && stores.of(at).items.length > 0) return
  const rivals = script.areRivals(who, served.who)
  const tested = at.waiters.some((waiter) => script.areRivals(who, waiter.who))
  found.expectWhere(tested, !rivals, () => `${who} serves ${served.who}, of the same race`)
}

/** Whether there is nothing for an operation but what its rivals have asked for. */
function findsOnlyRivals(who: string, stores: Stores, script: Script): boolean {
  const { waitQueues } = stores
  const claim = waitQueues.claims.get(who)
  if (claim === undefined || claim.at.unsure || claim.disturbed) return false
  const { at, what } = claim
  if (at.kind === 'barrier')
    return waitQueues.waiting(at).some((other) => script.areRivals(who, other.who))
  if (at.kind !== 'queue') return false
  const others = waitQueues.waiting(at, what === 'put' ? 'take' : 'put')
  const own = stores.of(at).put.get(who)
  const items = stores.of(at).items.filter((entry) => entry !== own)
  if (others.some((other) => !script.areRivals(who, other.who))) return false
  if (what === 'put') return others.length > 0 && items.length >= at.size
  const rest = items.filter((entry) => !stores.isOfRival(at, entry, who))
  return rest.length === 0 && items.length + others.length > 0
}

function isSelect(what: string): boolean {
  return what === 'race' || what === 'any'
}

/** Whether an event shows that an operation has returned. */
function hasReturned(event: Event): event is Extract<Event, { event: 'has' | 'got' }> {
  const operation = event.event === 'has' || (event.event === 'got' && event.by === 'await')
  return operation && 'value' in event.ending
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
  const due = (now ? stores.next(queue) : stores.of(queue).handed.get(event.who))?.value
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
    const operation = operationIn(this.#script.bodyOf(task))
    if (operation?.do !== 'take' && operation?.do !== 'acquire') return
    const at = this.#stores.waitQueues.all.get(operation.at)
    if (at === undefined) return
    const has =
      at.kind === 'queue' ? this.#stores.of(at).handed.has(task) : at.reserved.includes(task)
    if (has) this.at.add(at)
  }
}
