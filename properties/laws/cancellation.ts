/** Laws of the chapter on cancellation. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Ending, Event } from '../../spec/event.ts'
import type { History } from '../history.ts'
import { eventLaw, failedWith, isQuiet, same, type Laws, type Trial } from '../law.ts'
import { actorOf, Scopes, wasCancelled, type Standing } from './scopes.ts'
import { isUnnamed, scriptOf } from './script.ts'

export const cancellationLaws = {
  C1: [
    eventLaw(
      {
        clause: 'C1',
        sentence:
          'cancel() gives true at most once, and false only to what has ended or was cancelled',
        hint: 'cancel looks whether it is settled, and whether it was cancelled, before anything else',
      },
      () => {
        const accepted = new Set<string>()
        return (event, { cancelled, futures, settled, tasks }, found) => {
          if (event.event !== 'called' || !('value' in event.ending)) return
          const { call, ending, of } = event
          if (futures.has(of) && (call === 'setResult' || call === 'setError')) accepted.add(of)
          if (call !== 'cancel' || !(futures.has(of) || tasks.has(of))) return
          if (ending.value === true) {
            found.expect(!accepted.has(of), () => `${of} was cancelled, and was settled before`)
            accepted.add(of)
            const told = !tasks.has(of) || cancelled.has(of)
            found.require(told, () => `${of} was cancelled, and not told`)
            return
          }
          found.require(ending.value === false, () => `cancel() gave ${ending.value}`)
          const late = settled.has(of) || accepted.has(of) || cancelled.has(of)
          found.expect(late, () => `${of} could be cancelled, and was not`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'C1',
        sentence: 'a task is cancelled once, and not after its end',
        hint: 'a second reason changes nothing',
      },
      () =>
        (event, { cancelled, live }, found) => {
          if (event.event !== 'cancelled') return
          const { task } = event
          found.expect(!cancelled.has(task), () => `${task} was cancelled a second time`)
          found.require(live.includes(task), () => `${task} was cancelled after its end`)
        },
    ),
  ],
  C2: [
    eventLaw(
      {
        clause: 'C2',
        sentence: 'cancelled() is true of what was settled by cancellation, and of nothing else',
        hint: 'it is read off the outcome, and the outcome says whose cancellation it is',
      },
      () => {
        const byCall = new Set<string>()
        return (event, { settled, tasks }, found) => {
          if (event.event === 'called' && event.call === 'cancel' && gives(event.ending, true))
            if (!tasks.has(event.of)) byCall.add(event.of)
          if (event.event !== 'got' || event.by !== 'cancelled') return
          const { of } = event
          const ending = settled.get(of)
          // In the midst of a settlement of which nothing is told yet.
          if (settled.has(of) && ending === undefined && !byCall.has(of)) return
          const expected = byCall.has(of) || wasCancelled(of, ending)
          found.expect(gives(event.ending, expected), () => `of ${of} it is ${!expected}`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'C2',
        sentence: 'when a future has been cancelled, nobody waits for it any more',
        hint: 'cancel settles, and to settle is to wake',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        return (event, before, found, index) => {
          scopes.follow(event, before, index)
          const { futures, now, parked } = before
          if (event.event !== 'called' || event.call !== 'cancel') return
          if (!gives(event.ending, true) || !futures.has(event.of)) return
          const left = [...parked].filter(([who, on]) => {
            // An observer may act when an owner is woken by its group, and is not told so yet.
            const taken = !isQuiet(trial) && scopes.disturbed(before.voice(who), now)
            return on === event.of && who !== 'main' && !taken
          })
          found.expect(left.length === 0, () => `${left.join(', ')} still`)
        }
      },
    ),
  ],
  C3: [
    eventLaw(
      {
        clause: 'C3',
        sentence:
          'who is cancelled while it waits goes to the tail at once, and nobody else is moved',
        hint: 'only a task that leaves the waiters is to be scheduled',
      },
      (trial) => {
        let last: { task: string; waited: boolean } | undefined
        return (event, { parked, settled }, found) => {
          if (!isQuiet(trial)) return
          if (last !== undefined) {
            const { task, waited } = last
            const moved = event.event === 'scheduled' && event.task === task
            found.expect(moved === waited, () => `${task} was ${waited ? 'left' : 'moved'}`)
          }
          const on = event.event === 'cancelled' ? parked.get(event.task) : undefined
          const waits = on !== undefined && !settled.has(on)
          last = event.event === 'cancelled' ? { task: event.task, waited: waits } : undefined
        }
      },
    ),
    eventLaw(
      {
        clause: 'C3',
        sentence:
          'a cancelled task is stepped when it has been scheduled the longest, like any other',
        hint: 'its place in line is its own',
      },
      (trial) =>
        (event, { cancelled, scheduled }, found) => {
          if (event.event !== 'stepped' || !isQuiet(trial) || scheduled.length < 2) return
          if (event.who === 'main' && scheduled[0] !== 'main') return
          if (!scheduled.some((task) => cancelled.has(task))) return
          found.expect(
            scheduled[0] === event.who,
            () => `${event.who} was stepped before ${scheduled[0]}`,
          )
        },
    ),
    eventLaw(
      {
        clause: 'C3',
        sentence:
          'the first thing that a cancelled task does is to leave what it stands in, or to end',
        hint: 'it is closed at its next step, not resumed',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        /** Who is to be closed, and who is being closed and has not done anything since. */
        const asked = new Set<string>()
        const closing = new Map<string, 'cleaning' | 'left' | undefined>()
        return (event, before, found, index) => {
          const { cancelled, now, running } = before
          if (event.event === 'cancelled') {
            const who = before.voice(event.task)
            if (running !== event.task || isQuiet(trial)) asked.add(who)
            if (scopes.disturbed(who, now)) asked.delete(who)
          }
          if (event.event === 'stepped' && cancelled.has(event.who)) {
            const who = before.voice(event.who)
            // A child may have failed since, and the group may have noted it.
            if (asked.delete(who) && !scopes.disturbed(who, now))
              closing.set(who, scopes.leavesFirst(who))
          }
          const ended = event.event === 'settled' ? before.voice(event.future) : undefined
          const who = ended ?? actorOf(event)
          if (who !== undefined && closing.has(who)) {
            const due = closing.get(who)
            closing.delete(who)
            const right = ended === undefined ? event.event === due : due === undefined
            // Its children may fail while it waits for them, and a timeout may have an error in hand.
            const replaced =
              event.event === 'has' &&
              (failedWith(event.ending, 'AggregateError') ||
                (event.what === 'timeout' && 'error' in event.ending))
            found.expect(right || replaced, () => `${who} goes on with ${event.event}`)
          }
          scopes.follow(event, before, index)
        }
      },
    ),
  ],
  C4: [
    eventLaw(
      {
        clause: 'C4',
        sentence: 'a task that is cancelled before its first step does not begin, and is cancelled',
        hint: 'a generator that is closed before it began runs nothing',
      },
      () => {
        const begun = new Set<string>()
        const never = new Set<string>()
        return (event, before, found) => {
          if (event.event === 'begun') {
            begun.add(event.who)
            found.require(!never.has(event.who), () => `${event.who} began, and was cancelled`)
          }
          if (event.event === 'cancelled' && !begun.has(before.voice(event.task)))
            never.add(before.voice(event.task))
          if (event.event !== 'settled' || !never.has(before.voice(event.future))) return
          const { ending, future } = event
          found.expect(wasCancelled(future, ending), () => `${future} ended, and not as cancelled`)
        }
      },
    ),
  ],
  C5: [
    eventLaw(
      {
        clause: 'C5',
        sentence: 'who was cancelled has run each finally that it had entered, once, when it ends',
        hint: 'return() on a generator runs the finally blocks that enclose where it stands',
      },
      () => {
        const due = new Map<string, number>()
        return (event, before, found) => {
          if (event.event === 'guarded') due.set(event.who, (due.get(event.who) ?? 0) + 1)
          if (event.event === 'cleaning') due.set(event.who, (due.get(event.who) ?? 0) - 1)
          if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
          const left = due.get(before.voice(event.future))
          if (left !== undefined)
            found.expect(left === 0, () => `${event.future} has ${left} to be cleaned up`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'C5',
        sentence:
          'no catch sees that a task is cancelled: what is caught was thrown at who catches it',
        hint: 'a coroutine is closed with return(), and nothing is thrown into it',
      },
      () => {
        const thrown = new Map<string, Set<string>>()
        return (event, _before, found) => {
          const who = actorOf(event)
          if (who === undefined) return
          const errors = thrown.get(who) ?? new Set()
          thrown.set(who, errors)
          if ('ending' in event && 'error' in event.ending) errors.add(event.ending.error)
          if (event.event !== 'caught') return
          const cancels = failedWith({ error: event.error }, 'CancelledError')
          found.expectWhere(
            cancels,
            !cancels || errors.has(event.error),
            () => `${who} caught ${event.error} that nothing gave it`,
          )
        }
      },
    ),
    eventLaw(
      {
        clause: 'C5',
        sentence: 'a task that was closed ends cancelled or fails, and gives no result',
        hint: 'what a finally block returns is dropped',
      },
      () => {
        const ends = new Set<string>()
        return (event, before, found) => {
          if (event.event === 'ends') ends.add(event.who)
          if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
          const { ending, future } = event
          if (ends.has(before.voice(future))) return
          found.expect('error' in ending, () => `${future} was closed, and gave a result`)
        }
      },
    ),
  ],
  C6: [
    eventLaw(
      {
        clause: 'C6',
        sentence: 'an error that leaves the clean-up of a task is what the task fails with',
        hint: 'what return() on the generator throws, the task has thrown',
      },
      () => {
        const last = new Map<string, Event>()
        return (event, before, found) => {
          const who = actorOf(event)
          if (who !== undefined) last.set(who, event)
          if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
          const { ending, future } = event
          const said = last.get(before.voice(future))
          if (said === undefined || !isThrown(said)) return
          const fails = 'error' in ending && 'error' in said.ending
          const right = fails && ending.error === said.ending.error
          found.expect(right, () => `${future} ended otherwise than its clean-up`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'C6',
        sentence: 'a cancelled task that fails has begun to clean up',
        hint: 'to close a coroutine throws nothing of itself',
      },
      () => {
        const cleaned = new Set<string>()
        const ends = new Set<string>()
        return (event, before, found) => {
          const who = actorOf(event)
          if (who !== undefined && event.event === 'ends') ends.add(who)
          else if (who !== undefined) cleaned.add(who)
          if (event.event === 'cancelled') cleaned.delete(before.voice(event.task))
          if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
          const { ending, future } = event
          if (wasCancelled(future, ending) || ends.has(before.voice(future))) return
          found.expect(cleaned.has(before.voice(future)), () => `${future} failed with nothing`)
        }
      },
    ),
  ],
  C7: [
    eventLaw(
      {
        clause: 'C7',
        sentence:
          'who is cancelled in its own step goes to the tail as it suspends, or ends as it would',
        hint: 'a task that suspends asks first whether it was cancelled',
      },
      (trial) => {
        let doomed: string | undefined
        let ends: Ending | undefined
        return (event, before, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'cancelled' && before.running === event.task) {
            doomed = event.task
            ends = undefined
          }
          if (doomed === undefined) return
          if (event.event === 'ends' && event.who === before.voice(doomed)) ends = event.ending
          if (event.event === 'scheduled' && event.task === doomed) {
            found.expect(ends === undefined, () => `${doomed} was scheduled, and had ended`)
            doomed = undefined
          } else if (event.event === 'settled' && event.future === doomed) {
            const right = ends !== undefined && same(ends, event.ending)
            found.expect(right, () => `${doomed} was closed in the step in which it was cancelled`)
            doomed = undefined
          } else if (event.event === 'stepped' || event.event === 'parked') {
            const who = doomed
            found.expect(false, () => `${who} was cancelled, and waits`)
          }
        }
      },
    ),
  ],
  C8: [
    eventLaw(
      {
        clause: 'C8',
        sentence: 'who awaits what was cancelled gets the CancelledError of it, the same for all',
        hint: 'the error is made once, when it is settled',
      },
      () => {
        const errors = new Map<string, string>()
        const byCall = new Set<string>()
        return (event, before, found) => {
          if (event.event === 'called' && event.call === 'cancel' && gives(event.ending, true))
            if (before.futures.has(event.of)) byCall.add(event.of)
          if (event.event === 'settled' && wasCancelled(event.future, event.ending))
            byCall.add(event.future)
          const outcome = outcomeIn(event)
          if (outcome === undefined || !byCall.has(outcome.of)) return
          const { ending, of } = outcome
          const right = failedWith(ending, 'CancelledError') && wasCancelled(of, ending)
          found.expect(right, () => `${of} was cancelled, and it ended otherwise`)
          const error = 'error' in ending ? ending.error : ''
          const known = errors.get(of) ?? error
          errors.set(of, known)
          found.require(known === error, () => `${of}: ${error} is not ${known}`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'C8',
        sentence: 'the error says why it was cancelled, in the words of who cancelled it',
        hint: 'the reason is kept from cancel() to the end of the task',
      },
      (trial) => {
        const script = scriptOf(trial)
        const reasons = new Map<string, string | null | undefined>()
        return (event, before, found, index) => {
          if (event.event === 'called' && event.call === 'cancel' && gives(event.ending, true)) {
            const call = script.at(index)
            // Where it is not certain which call this was, nothing is known of its reason.
            if (call?.do === 'cancel') reasons.set(event.of, call.reason ?? null)
            else reasons.delete(event.of)
          }
          if (
            event.event === 'calls' &&
            event.call === 'close' &&
            !before.closed &&
            !before.ticking
          ) {
            const open = before.live.filter((task) => !before.cancelled.has(task))
            for (const task of open) reasons.set(task, 'its loop was closed')
          }
          if (!('ending' in event) || !('cancelled' in event.ending)) return
          const [of, reason] = event.ending.cancelled ?? []
          const expected = of === undefined ? undefined : reasons.get(of)
          if (of === undefined || expected === undefined) return
          // The error of a future is told before its cancel() has come to its end.
          found.expect(reason === expected, () => `${of} says ${reason}, not ${expected}`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'C8',
        sentence: 'no report names a task that was cancelled',
        hint: 'to be cancelled is not to fail',
      },
      () =>
        (event, { settled }, found) => {
          if (!('ending' in event) || !('unhandled' in event.ending)) return
          for (const [task, error] of event.ending.unhandled ?? []) {
            const ending = task === null ? undefined : settled.get(task)
            const its = task !== null && wasCancelled(task, ending)
            found.expect(!its, () => `${task} was cancelled, and ${error} is reported`)
          }
        },
    ),
  ],
  C9: [
    eventLaw(
      {
        clause: 'C9',
        sentence: 'to cancel who waits does nothing but to move it',
        hint: 'cancel goes to the task, and not to what it waits for',
      },
      (trial) => {
        let since: { task: string; more: number; waited: boolean } | undefined
        /** What was settled or cancelled since somebody last did something. */
        const ended = new Set<string>()
        return (event, { parked, tasks }, found) => {
          if (!isQuiet(trial)) return
          const taken =
            event.event === 'called' && event.call === 'cancel' && gives(event.ending, true)
          if (taken && since !== undefined && tasks.has(event.of)) {
            const { more, task, waited } = since
            const alone = task === event.of && more === 0
            found.expectWhere(waited, alone, () => `with ${event.of} something else was done`)
            since = undefined
          }
          const waitsFor = event.event === 'cancelled' ? parked.get(event.task) : undefined
          if (event.event === 'cancelled') {
            const gone = waitsFor !== undefined && ended.has(waitsFor)
            since = { task: event.task, more: gone ? 1 : 0, waited: waitsFor !== undefined }
          }
          if (event.event === 'settled') ended.add(event.future)
          else if (event.event === 'cancelled') ended.add(event.task)
          else if (event.event === 'stepped' || 'ending' in event) ended.clear()
          if (event.event === 'cancelled' || since === undefined) return
          if (event.event !== 'scheduled' || event.task !== since.task) since.more += 1
        }
      },
    ),
    eventLaw(
      {
        clause: 'C9',
        sentence:
          'when one who waits is cancelled, the others are still woken, all and in their order',
        hint: 'a waiter that leaves takes nobody with it, and nobody changes places',
      },
      () => {
        const left = new Set<string>()
        const due = new Map<string, string[]>()
        return (event, { parked, settled, tasks }, found) => {
          if (event.event === 'cancelled') {
            const on = parked.get(event.task)
            if (on !== undefined) left.add(on)
          }
          if (event.event === 'settled' && left.has(event.future)) {
            const others = [...parked].filter(
              ([who, on]) => on === event.future && (who !== 'main' || tasks.has('main')),
            )
            due.set(
              event.future,
              others.map(([who]) => who),
            )
          }
          if (event.event === 'woken') {
            const line = due.get(event.by)
            const waited = parked.get(event.task) === event.by
            if (line === undefined || !waited || !settled.has(event.by)) return
            const next = line.shift()
            found.expect(next === event.task, () => `${event.task} was woken before ${next}`)
          }
          if (event.event !== 'stepped') return
          for (const [on, others] of due) {
            // The observer may have taken one away in between.
            const lost = others.filter((who) => parked.get(who) === on)
            found.require(lost.length === 0, () => `${on} did not wake ${lost.join(', ')}`)
          }
          due.clear()
        }
      },
    ),
  ],
  C10: [
    eventLaw(
      {
        clause: 'C10',
        sentence: 'what is shielded is cancelled with its loop, and not before',
        hint: 'shield spawns a task, and keeps no hold of it',
      },
      (trial) => {
        const shielded = shieldedIn(trial)
        return (event, before, found) => {
          if (event.event === 'cancelled' && shielded.has(event.task))
            found.require(underClose(before), () => `${event.task} was cancelled in its shield`)
          if (event.event !== 'cancelled') return
          // It is who waits for one that is cancelled here.
          const on = before.parked.get(event.task)
          if (on !== undefined && shielded.has(on)) found.expect(true, () => '')
        }
      },
    ),
    eventLaw(
      {
        clause: 'C10',
        sentence: 'a shield gives the outcome of what it shields',
        hint: 'it awaits, and gives what it gets',
      },
      (trial) => {
        const script = scriptOf(trial)
        const items = new Map<string, string>()
        return (event, { settled }, found, index) => {
          if (event.event === 'asks' && event.what === 'shield') {
            const [owned] = script.ownedAt(index)
            const item = event.of === '' ? owned : event.of
            if (item !== undefined) items.set(event.who, item)
          }
          if (event.event !== 'has' || event.what !== 'shield') return
          const item = items.get(event.who) ?? ''
          const outcome = settled.get(item)
          if (outcome === undefined || item === event.who) return
          found.expect(same(outcome, event.ending), () => `${item} ended otherwise`)
        }
      },
    ),
  ],
  C11: [
    eventLaw(
      {
        clause: 'C11',
        sentence:
          'what a coroutine stands in is left innermost first, each scope before what is around it',
        hint: 'a scope that is closed goes on to close its owner when it is through',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        return (event, before, found, index) => {
          const who = actorOf(event)
          const deep = who !== undefined && scopes.standing(who).length > 1
          scopes.follow(event, before, index)
          const { wrong } = scopes
          const tested = deep && (event.event === 'left' || event.event === 'cleaning')
          found.expectWhere(tested, wrong === undefined, () => wrong ?? '')
        }
      },
    ),
    eventLaw(
      {
        clause: 'C11',
        sentence:
          'who is closed in a combinator or a group does nothing until its children have ended',
        hint: 'the clean-up of a scope takes turns, and nothing is closed further meanwhile',
      },
      (trial) => {
        const script = scriptOf(trial)
        const scopes = new Scopes(trial)
        /** Those that its last asking has made, or its last group. */
        const children = new Map<string, readonly string[]>()
        return (event, before, found, index) => {
          const ended = event.event === 'settled' ? before.voice(event.future) : undefined
          const who = ended ?? actorOf(event)
          const told = who === undefined ? undefined : before.toldAs(who)
          if (who !== undefined && told !== undefined) {
            const own = children.get(who) ?? []
            const alive = own.filter((task) => before.live.includes(task))
            children.delete(who)
            if (before.cancelled.has(told) && own.length > 0)
              found.expect(alive.length === 0, () => `${who} goes on before ${alive.join(', ')}`)
          }
          scopes.follow(event, before, index)
          if (event.event === 'asks' && event.what !== 'shield')
            children.set(event.who, script.ownedAt(index))
          if (event.event === 'left' && event.what === 'group')
            children.set(event.who, scopes.groups.get(event.of)?.children ?? [])
        }
      },
    ),
    eventLaw(
      {
        clause: 'C11',
        sentence:
          'who is closed, and has left a scope, goes on to leave what is around it, or ends',
        hint: 'when the clean-up of a scope is over, closing goes on outward, also after turns',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        const asked = new Set<string>()
        /** The scopes that somebody stood in when it was closed. */
        const closed = new Map<string, readonly Standing[]>()
        const out = new Map<string, 'cleaning' | 'left' | undefined>()
        return (event, before, found, index) => {
          const { cancelled, now } = before
          if (event.event === 'cancelled') asked.add(before.voice(event.task))
          if (event.event === 'stepped' && cancelled.has(event.who)) {
            const who = before.voice(event.who)
            if (asked.delete(who) && before.doomed !== event.who && !scopes.disturbed(who, now))
              closed.set(who, [...scopes.standing(who)])
          }
          const ended = event.event === 'settled' ? before.voice(event.future) : undefined
          const who = ended ?? actorOf(event)
          if (who !== undefined && out.has(who)) {
            const due = out.get(who)
            out.delete(who)
            const right = ended === undefined ? event.event === due : due === undefined
            // A clean-up that throws, or a group that has errors, puts an error in place of the closing.
            const replaced = event.event === 'has' && 'error' in event.ending
            found.expect(right || replaced, () => `${who} goes on with ${event.event}`)
          }
          scopes.follow(event, before, index)
          if (event.event !== 'left') return
          const scope = closed.get(event.who)?.find(({ left, of, what }) => {
            return left && of === event.of && what === event.what
          })
          if (scope !== undefined) out.set(event.who, scopes.leavesFirst(event.who))
        }
      },
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

function gives(ending: Ending, value: boolean): boolean {
  return 'value' in ending && ending.value === value
}

/** Whether the loop is just being closed. */
function underClose({ calls }: History): boolean {
  return calls.some(({ call, nested }) => call.call === 'close' && !nested)
}

/** What somebody learns of how something ended. */
function outcomeIn(event: Event): { of: string; ending: Ending } | undefined {
  if (event.event === 'settled') return { of: event.future, ending: event.ending }
  if (event.event !== 'got' || event.by === 'cancelled' || event.of === event.who) return undefined
  return { of: event.of, ending: event.ending }
}

/** Whether an event is that an error is thrown at who speaks. */
function isThrown(event: Event): event is Extract<Event, { event: 'got' | 'has' | 'called' }> {
  const { event: what } = event
  if (what !== 'got' && what !== 'has' && what !== 'called') return false
  // error() gives an error, and throws none; and so does what a combinator hands over.
  if (what === 'got' && event.by !== 'await') return false
  return 'error' in event.ending
}

/** The tasks that shields make. */
function shieldedIn(trial: Trial): ReadonlySet<string> {
  const script = scriptOf(trial)
  return new Set(
    trial.log.flatMap((event, index) =>
      event.event === 'asks' && event.what === 'shield'
        ? script.ownedAt(index).filter(isUnnamed)
        : [],
    ),
  )
}
