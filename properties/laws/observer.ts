/** Laws of the chapter on observers. */

import type { ClauseId } from '../../spec/clauses.ts'
import { renumbered, type Event, type Log } from '../../spec/event.ts'
import type { Hook } from '../../spec/program.ts'
import { eventLaw, law, type Laws } from '../law.ts'
import { canonical, isTold, sameLog } from './logs.ts'

export const observerLaws = {
  O1: [
    eventLaw(
      {
        clause: 'O1',
        sentence: 'whatever a coroutine does, it does in a step that was told',
        hint: 'every step is told, before it is taken',
      },
      () =>
        (event, { calls, closed, running, tasks }, found) => {
          const acts = event.event === 'awaits' || event.event === 'begun' || event.event === 'ends'
          // A main that is closed with its loop is stepped as a task.
          if (!acts || (closed && !tasks.has(event.who))) return
          const who = tasks.has(event.who) ? event.who : 'main'
          // The observer may have acted since; what it started has suspended.
          found.expect(
            running === who || calls.length > 1,
            () => `${event.who} acts, and was not told to be stepped`,
          )
        },
    ),
    eventLaw(
      {
        clause: 'O1',
        sentence: 'every task that is spawned is told, and every one that ends',
        hint: 'the constructor tells, and so does the end',
      },
      () => {
        return (event, { tasks, settled }, found) => {
          if (event.event === 'called' && event.call === 'spawn' && 'value' in event.ending) {
            found.expect(tasks.has(event.of), () => `${event.of} was spawned, and not told`)
          }
          if (
            event.event === 'called' &&
            event.call === 'result' &&
            tasks.has(event.of) &&
            'value' in event.ending
          ) {
            found.require(settled.has(event.of), () => `${event.of} ended, and was not told`)
          }
        }
      },
    ),
    eventLaw(
      {
        clause: 'O1',
        sentence: 'every task that is cancelled is told, as it is cancelled, and no other',
        hint: 'cancel() tells when it has taken effect',
      },
      () => {
        let told = new Set<string>()
        return (event, { tasks }, found) => {
          if (event.event === 'cancelled') told.add(event.task)
          if (event.event === 'stepped') told = new Set()
          if (event.event !== 'called' || event.call !== 'cancel' || !tasks.has(event.of)) return
          const took = 'value' in event.ending && event.ending.value === true
          // An observer that is told of it may have asked again.
          if (took)
            found.expect(told.has(event.of), () => `${event.of} was cancelled, and not told`)
        }
      },
    ),
  ],
  O2: [
    law(
      {
        clause: 'O2',
        sentence:
          'whoever is told of one of several waiters that are woken together finds them all scheduled',
        hint: 'settle wakes all before it tells of any',
      },
      ({ log, observe, session }, found) => {
        if (session.hooks !== undefined) return
        const told = log.filter(isTold)
        const looks = told.flatMap(({ event }, at): Hook[] =>
          event === 'settled' || event === 'woken' || event === 'spawned'
            ? [{ at, do: { do: 'look' } }]
            : [],
        )
        if (looks.length === 0) return
        const seen = observe({ ...session, hooks: looks })
        for (const [index, event] of seen.entries()) {
          const shown = seen[index + 1]
          if (shown?.event !== 'saw' || shown.who !== 'observer') continue
          const due = dueAfter(event, seen.slice(index + 1))
          const missing = due.filter((task) => !shown.scheduled.includes(task))
          found.expect(
            missing.length === 0,
            () => `${missing.join(', ')} not scheduled when ${event.event} is told`,
          )
        }
      },
    ),
  ],
  O3: [
    law(
      {
        clause: 'O3',
        sentence: 'what a program says and sees is the same with an observer as without',
        hint: 'telling changes nothing',
      },
      ({ log, observe, session }, found) => {
        if (session.hooks !== undefined) return
        const alone = observe(session, { unobserved: true })
        const said = renumbered(log.filter((event) => !isTold(event)))
        found.expect(sameLog(alone, said), () => 'it differs without the observer')
      },
    ),
    law(
      {
        clause: 'O3',
        sentence:
          'an observer that throws is told no more, changes nothing, and its error is reported',
        hint: 'the loop drops an observer that throws',
      },
      ({ log, observe, session }, found) => {
        if (session.hooks !== undefined || session.onUnhandled !== undefined) return
        if (session.host.length !== 1 || session.host[0]?.do !== 'run') return
        const told = log.filter(isTold)
        if (told.length < 2) return
        const at = told.length >> 1
        const faulty = observe({ ...session, hooks: [{ at, do: 'throw' }] })
        found.expect(faulty.filter(isTold).length === at + 1, () => 'it was told more, or less')
        const inner = (all: Log): string =>
          canonical(all.filter((event) => !isTold(event) && !isRunCall(event)))
        found.require(inner(faulty) === inner(log), () => 'the program did something else')
        const last = faulty.at(-1)
        const reported =
          last?.event === 'called' && JSON.stringify(last.ending).includes('[null,"observer#')
        const first = log.at(-1)
        const failed =
          first?.event === 'called' && 'error' in first.ending && !('unhandled' in first.ending)
        found.require(reported || failed, () => "the observer's error was lost")
      },
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

function isRunCall(event: Event): boolean {
  return (event.event === 'called' || event.event === 'calls') && event.who === 'host'
}

/** The tasks that the change of an event has scheduled, which are told next. */
function dueAfter(event: Event, rest: Log): string[] {
  if (event.event === 'spawned') return [event.task]
  const by =
    event.event === 'settled' ? event.future : event.event === 'woken' ? event.by : undefined
  const end = rest.findIndex(
    ({ event: next }) => next === 'stepped' || next === 'tick' || next === 'settled',
  )
  return (
    rest
      .slice(0, end < 0 ? rest.length : end)
      .flatMap((next) => (next.event === 'woken' && next.by === by ? [next.task] : []))
      // A main that is taken out of its wait has its turn, and is not scheduled.
      .filter((task) => task !== 'main')
  )
}
