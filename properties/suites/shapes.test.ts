/** The random sessions hold the shapes in which schedulers go wrong, each often enough. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event, Log } from '../../spec/event.ts'
import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { sessions } from '../arbitraries/random.ts'
import { everyStatement } from '../arbitraries/scope.ts'
import { commitsOf } from '../history/commits.ts'
import { trialOf } from '../trial.ts'
import { baseOf, someMoment, type Before } from './moments.ts'

const RUNS = 5_000
/** A shape that fewer sessions of a hundred have is not tried enough. */
const RARE = 1

type Has = (log: Log, session: Session) => boolean

/** Whether the log has an event that fits. */
function some(fits: (event: Event, index: number, log: Log) => boolean): Has {
  return (log) => log.some((event, index) => fits(event, index, log))
}

function endsWith(name: string): Has {
  return some((event) => event.event === 'called' && text(event.ending).includes(`${name}#`))
}

function text(value: unknown): string {
  return JSON.stringify(value)
}

/** Whether so many waiters of one future wake together. */
function wokenTogether(count: number): Has {
  return (log) => {
    const woken = new Map<string, number>()
    for (const event of log) {
      if (event.event === 'woken') woken.set(event.by, (woken.get(event.by) ?? 0) + 1)
    }
    return [...woken.values()].some((number) => number >= count)
  }
}

/** Whether so many awaiters receive the error of one failed future. */
function failuresReceived(count: number): Has {
  return (log) => {
    const taken = new Map<string, number>()
    for (const event of log) {
      if (event.event !== 'got' || event.by !== 'await' || 'value' in event.ending) continue
      taken.set(event.of, (taken.get(event.of) ?? 0) + 1)
    }
    return [...taken.values()].some((number) => number >= count)
  }
}

/** Whether all of these happen within one step. */
function inOneStep(...kinds: readonly Event['event'][]): Has {
  return (log) => {
    let seen = new Set<Event['event']>()
    for (const { event } of log) {
      if (event === 'stepped') seen = new Set()
      seen.add(event)
      if (kinds.every((kind) => seen.has(kind))) return true
    }
    return false
  }
}

/** Of tasks and futures. */
const plain: Readonly<Record<string, Has>> = {
  'two waiters on one future, woken': wokenTogether(2),
  'three waiters on one future, woken': wokenTogether(3),
  'two awaiters that receive one error': failuresReceived(2),
  'three awaiters that receive one error': failuresReceived(3),
  'a wake and a spawn in one step': inOneStep('woken', 'spawned'),
  'an await of a settled future': some((event, index, log) => {
    const settled = (on: string): boolean =>
      log.slice(0, index).some((before) => before.event === 'settled' && before.future === on)
    return event.event === 'awaits' && settled(event.on)
  }),
  'main parks and resumes after the steps of others': (log) => {
    const parked = log.findIndex((event) => event.event === 'parked' && event.who === 'main')
    const rest = parked < 0 ? [] : log.slice(parked)
    const resumed = rest.findIndex((event) => event.event === 'stepped' && event.who === 'main')
    return rest.slice(0, Math.max(0, resumed)).some(({ event }) => event === 'stepped')
  },
  'a deadlock': endsWith('DeadlockError'),
  'a deadlock with other waiters': some(
    (event) =>
      event.event === 'called' && 'waits' in event.ending && (event.ending.waits?.length ?? 0) > 1,
  ),
  'a cycle of waits': some(
    (event) =>
      event.event === 'called' &&
      'cycles' in event.ending &&
      (event.ending.cycles?.length ?? 0) > 0,
  ),
  'an unhandled failure': endsWith('UnhandledError'),
  'a failure that is caught': some(({ event }) => event === 'caught'),
  'a clean-up': some(({ event }) => event === 'cleaning'),
  'a clean-up that suspends': some((event, index, log) => {
    const next = log[index + 1]
    return event.event === 'cleaning' && (next?.event === 'awaits' || next?.event === 'yields')
  }),
  'a second settlement': some(
    (event) =>
      event.event === 'called' &&
      event.call.startsWith('set') &&
      text(event.ending).includes('Invalid'),
  ),
  'a task that awaits itself': some((event) => event.event === 'awaits' && event.who === event.on),
  'a bad yield': some((event) => event.event === 'yields' && !event.nothing),
  'a coroutine given twice': endsWith('CoroutineReusedError'),
  'a run that is stopped': endsWith('LoopStoppedError'),
  'a run that reaches a limit': endsWith('RunLimitError'),
  'a run that reaches a limit, and resumes': (log) => {
    const reached = log.findIndex(
      (event) => event.event === 'called' && threw(event, 'RunLimitError'),
    )
    return reached >= 0 && log.slice(reached).some(({ event }) => event === 'tick')
  },
  'a call that is refused in a step': endsWith('LoopRunningError'),
  'tasks left over for a later run': some(
    (event) => event.event === 'tick' && event.tick === 1 && event.scheduled.length > 0,
  ),
  'a loop closed with tasks in it': (log) => {
    const closing = log.findIndex(
      (event) => event.event === 'calls' && event.call === 'close' && event.who === 'host',
    )
    return closing >= 0 && log.slice(closing).some(({ event }) => event === 'settled')
  },
  'an observer that acts': some((event) => event.event === 'called' && event.who === 'observer'),
  'an observer that throws': (log) => text(log).includes('observer#'),
  'a delegation': (_log, session) => text(session).includes('"do":"call"'),
}

/** Whether the log has an event that fits what was before it. */
function moment(fits: (event: Event, before: Before) => boolean): Has {
  return (log) => someMoment(log, fits)
}

/** Whether a task is cancelled at such a moment. */
function cancelled(fits: (task: string, before: Before) => boolean): Has {
  return moment((event, before) => event.event === 'cancelled' && fits(event.task, before))
}

/** What kind of thing a task waits for. */
function waitsFor(who: string, { kinds, parked }: Before): string | undefined {
  return kinds.get(baseOf(parked.get(who) ?? ''))
}

/** Whether there are later waiters of the same. */
function hasOthersBehind(who: string, { parked }: Before): boolean {
  const on = baseOf(parked.get(who) ?? '')
  const queue = [...parked].filter(([, other]) => baseOf(other) === on)
  return queue.findIndex(([other]) => other === who) < queue.length - 1
}

/** Whether one of two holders of a semaphore ends, while another task waits and the other holds on. */
function holderEnds(log: Log, session: Session): boolean {
  const twos = [...everyStatement(session.host)].flatMap((statement) =>
    statement.do === 'semaphore' && statement.count === 2 ? [statement.name] : [],
  )
  return twos.some((at) => {
    const holders = new Set<string>()
    return someMoment(log, (event, { parked }) => {
      if (event.event === 'has' && event.of === at && event.what === 'acquire')
        holders.add(event.who)
      if (event.event === 'called' && event.of === at && event.call === 'release')
        holders.delete(event.who)
      if (event.event === 'left' && event.of === at) holders.delete(event.who)
      const ends = event.event === 'settled' && holders.has(event.future) && holders.size === 2
      return ends && [...parked.values()].some((on) => baseOf(on) === at)
    })
  })
}

function threw(event: Event, name: string): boolean {
  return 'ending' in event && 'error' in event.ending && event.ending.error.startsWith(`${name}#`)
}

/** Whether this is asked for and acquired, or something that fits. */
function gets(what: string, fits: (event: Event, before: Before) => boolean = isValue): Has {
  return moment(
    (event, before) => event.event === 'has' && event.what === what && fits(event, before),
  )
}

function isValue(event: Event): boolean {
  return 'ending' in event && 'value' in event.ending
}

function isCalled(call: string, event: Event): event is Extract<Event, { event: 'called' }> {
  return event.event === 'called' && event.call === call
}

/** Whether so many timers fire while the clock stands still. */
function timersAtOnce(count: number): Has {
  return (log) => {
    let fired = 0
    return log.some((event) => {
      if (event.event === 'advanced') fired = 0
      if (event.event === 'settled' && /^(?:sleep|timeout)\/\d+$/u.test(event.future)) fired += 1
      return fired >= count
    })
  }
}

function childrenOf(session: Session): ReadonlySet<string> {
  const spawns = [...everyStatement(session.host)].flatMap((statement) =>
    statement.do === 'spawn' && statement.in !== undefined ? [statement.name] : [],
  )
  return new Set(spawns)
}

/** Of cancellation. */
const cancellation: Readonly<Record<string, Has>> = {
  'a cancellation of a parked task': cancelled((task, { parked }) => parked.has(task)),
  'a cancellation of a scheduled task': cancelled(
    (task, { begun, scheduled }) => scheduled.has(task) && begun.has(task),
  ),
  'a cancellation before the first step': cancelled((task, { begun }) => !begun.has(task)),
  'a task that cancels itself': moment(
    (event) => isCalled('cancel', event) && event.who === event.of && isTrue(event),
  ),
  'a cancellation by an observer': moment(
    (event) => isCalled('cancel', event) && event.who === 'observer' && isTrue(event),
  ),
  'a cancellation that is refused, during clean-up': moment(
    (event, { closing, ended }) =>
      isCalled('cancel', event) && !isTrue(event) && closing.has(event.of) && !ended.has(event.of),
  ),
  'a clean-up that suspends, after a cancellation': moment(
    (event, { closing }) =>
      (event.event === 'yields' || event.event === 'awaits' || event.event === 'asks') &&
      closing.has(event.who),
  ),
  'a clean-up that throws, after a cancellation': moment(
    (event, before) =>
      event.event === 'settled' &&
      before.closing.has(event.future) &&
      !threw(event, 'CancelledError'),
  ),
  'one of several waiters of a future is cancelled, not the last': cancelled(
    (task, before) =>
      ['future', 'spawn'].includes(waitsFor(task, before) ?? '') && hasOthersBehind(task, before),
  ),
  'a future that is cancelled while it has waiters': moment(
    (event, { kinds, parked }) =>
      event.event === 'settled' &&
      kinds.get(event.future) === 'future' &&
      threw(event, 'CancelledError') &&
      [...parked.values()].includes(event.future),
  ),
  'an awaiter that receives a CancelledError': moment(
    (event) => event.event === 'got' && event.by === 'await' && threw(event, 'CancelledError'),
  ),
}

function isTrue(event: Event): boolean {
  return 'ending' in event && 'value' in event.ending && event.ending.value === true
}

/** Of structure and time. */
const structure: Readonly<Record<string, Has>> = {
  'a group that succeeds, with children': (log, session) =>
    childrenOf(session).size > 0 && gets('group')(log, session),
  'a group whose child fails': (log, session) => {
    const children = childrenOf(session)
    return log.some(
      (event) =>
        event.event === 'settled' &&
        children.has(event.future) &&
        'error' in event.ending &&
        !threw(event, 'CancelledError'),
    )
  },
  'a group that throws two errors': some(
    (event) =>
      event.event === 'has' && 'errors' in event.ending && (event.ending.errors?.length ?? 0) > 1,
  ),
  'a group whose owner is cancelled': cancelled(
    (task, { scopes }) => scopes.get(task)?.includes('group') === true,
  ),
  'a child that is cancelled, and not by its group': (log, session) => {
    const children = childrenOf(session)
    return log.some((event) => isCalled('cancel', event) && isTrue(event) && children.has(event.of))
  },
  'a group within a group': moment(
    (event, { scopes }) =>
      event.event === 'asks' &&
      event.what === 'group' &&
      [...scopes.values()].some((all) => all.includes('group')),
  ),
  'a spawn into a group that has ended': moment(
    (event) => isCalled('spawn', event) && threw(event, 'InvalidStateError'),
  ),
  'all, with the results of all': gets('all'),
  'all, with an error': gets('all', (event) => !isValue(event)),
  'allSettled, that waits': gets('allSettled'),
  'a race that is won': gets('race'),
  'a race that is committed': (log, session) =>
    commitsOf(trialOf(session, looplaw, log)).at.size > 0,
  'any, that is decided': gets('any', () => true),
  'a combinator that is cancelled while it waits': cancelled(
    (task, { asked, parked }) =>
      parked.has(task) && ['all', 'allSettled', 'race', 'any'].includes(asked.get(task) ?? ''),
  ),
  'a loser that cleans up': moment(
    (event, { closing }) =>
      event.event === 'cleaning' && closing.has(event.who) && event.who.startsWith('Task-'),
  ),
  'a shield that is cancelled from outside': cancelled(
    (task, { asked, parked }) => parked.has(task) && asked.get(task) === 'shield',
  ),
  'time that advances': some(({ event }) => event === 'advanced'),
  'two timers of one deadline': timersAtOnce(2),
  'three timers of one deadline': timersAtOnce(3),
  'a sleeper that is cancelled': cancelled(
    (task, { parked }) => baseOf(parked.get(task) ?? '') === 'sleep',
  ),
  'a timeout that expires': gets('timeout', (event) => threw(event, 'TimeoutError')),
  'a timeout that does not expire': gets('timeout'),
  'a timeout that is cancelled': cancelled(
    (task, { scopes }) => scopes.get(task)?.includes('timeout') === true,
  ),
}

/** Of synchronisation. */
const synchronisation: Readonly<Record<string, Has>> = {
  'two waiters of one lock, the first of which is cancelled': cancelled(
    (task, before) => waitsFor(task, before) === 'lock' && hasOthersBehind(task, before),
  ),
  'two waiters of one permit, the first of which is cancelled': cancelled(
    (task, before) => waitsFor(task, before) === 'semaphore' && hasOthersBehind(task, before),
  ),
  'a waiter that is cancelled between the hand-off of a lock or a permit and its next step':
    cancelled((task, { kinds, woken }) =>
      ['lock', 'semaphore'].includes(kinds.get(baseOf(woken.get(task) ?? '')) ?? ''),
    ),
  'a free lock whose acquirer is cancelled before it resumes': cancelled(
    (task, { asked, scheduled, woken }) =>
      scheduled.has(task) &&
      !woken.has(task) &&
      ['acquire', 'hold'].includes(asked.get(task) ?? ''),
  ),
  'a hold that is closed': moment(
    (event, { closing }) =>
      event.event === 'left' && event.what === 'hold' && closing.has(event.who),
  ),
  'a release by a task that does not hold': moment(
    (event) => isCalled('release', event) && threw(event, 'InvalidStateError'),
  ),
  'a deadlock in which a lock is held': moment(
    (event, { kinds }) =>
      event.event === 'called' &&
      'waits' in event.ending &&
      event.ending.waits?.some(([, on]) => kinds.get(baseOf(on)) === 'lock') === true,
  ),
  'an event that is set while it has two waiters': moment(
    (event, { kinds, parked }) =>
      event.event === 'settled' &&
      kinds.get(baseOf(event.future)) === 'event' &&
      [...parked.values()].filter((on) => baseOf(on) === baseOf(event.future)).length > 1,
  ),
  'a condition that is notified': moment(
    (event, { kinds, parked }) =>
      isCalled('notify', event) &&
      isValue(event) &&
      kinds.get(event.of) === 'condition' &&
      [...parked.values()].some((on) => baseOf(on) === event.of),
  ),
  'a waiter of a condition that is cancelled': cancelled(
    (task, before) => waitsFor(task, before) === 'condition',
  ),
  'a barrier that trips': gets('wait', (event, { kinds }) => {
    const place = 'ending' in event && 'value' in event.ending ? event.ending.value : undefined
    return event.event === 'has' && kinds.get(event.of) === 'barrier' && Number(place) > 0
  }),
  'a waiter of a barrier that is cancelled': cancelled(
    (task, before) => waitsFor(task, before) === 'barrier',
  ),
  'a queue that makes a putter wait': moment(
    (event, { asked }) => event.event === 'parked' && asked.get(event.who) === 'put',
  ),
  'a queue that makes a taker wait': moment(
    (event, { asked }) => event.event === 'parked' && asked.get(event.who) === 'take',
  ),
  'two waiters of one queue, the first of which is cancelled': cancelled(
    (task, before) => waitsFor(task, before) === 'queue' && hasOthersBehind(task, before),
  ),
  'a taker that is cancelled between the hand-off of an item and its next step': cancelled(
    (task, { asked, scheduled }) => scheduled.has(task) && asked.get(task) === 'take',
  ),
  'a take is cancelled, and another caller puts or takes before its next step': moment(
    (event, { asked, cancelled: all, ended, scheduled }) =>
      (isCalled('putNow', event) || isCalled('takeNow', event)) &&
      [...all].some(
        (task) => scheduled.has(task) && asked.get(task) === 'take' && !ended.has(task),
      ),
  ),
  'a waiter of a lock or a permit whose last holder ends': moment(
    (event, { kinds }) =>
      event.event === 'settled' &&
      ['lock', 'semaphore'].includes(kinds.get(baseOf(event.future)) ?? '') &&
      threw(event, 'AbandonedError'),
  ),
  'a call that asks for an abandoned lock or permit': some((event, index, log) => {
    if (event.event !== 'has' || !threw(event, 'AbandonedError')) return false
    const before = log.slice(0, index)
    const since = before.findLastIndex((one) => one.event === 'asks' && one.who === event.who)
    return !before.slice(since).some((one) => one.event === 'parked' && one.on.startsWith(event.of))
  }),
  'a waiter of a condition whose lock is abandoned': moment(
    (event, { kinds }) =>
      event.event === 'settled' &&
      kinds.get(baseOf(event.future)) === 'condition' &&
      threw(event, 'AbandonedError'),
  ),
  'a waiter of a permit when one of two holders ends': holderEnds,
  'a queue that is closed while it has waiters': moment(
    (event, { kinds }) =>
      event.event === 'settled' &&
      kinds.get(baseOf(event.future)) === 'queue' &&
      threw(event, 'QueueClosedError'),
  ),
}

const trials = fc
  .sample(sessions(), { numRuns: RUNS, seed: 4 })
  .map((session) => ({ session, log: model(session) }))

const shapes = { ...plain, ...cancellation, ...structure, ...synchronisation }

test.each(Object.entries(shapes))('more than one session of a hundred has: %s', (shape, has) => {
  const percent = (100 * trials.filter(({ log, session }) => has(log, session)).length) / RUNS
  console.info(`${percent.toFixed(1).padStart(5)} % ${shape}`)
  expect(percent).toBeGreaterThan(RARE)
})
