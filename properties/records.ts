/** From the log of a session to what a timeline is drawn from. */

import type { Ending, Event, Log } from '../spec/event.ts'
import type { Ended, TimelineRecord } from '../src/trace/index.ts'

/** What a timeline shows of a log: its notifications, and how mains end, of which an observer is not notified. */
export function recordsOf(log: Log): readonly TimelineRecord[] {
  const tasks = new Set(log.flatMap((event) => (event.event === 'spawned' ? [event.task] : [])))
  return log.flatMap((event) => recordOf(event, tasks))
}

function recordOf(event: Event, tasks: ReadonlySet<string>): readonly TimelineRecord[] {
  switch (event.event) {
    case 'tick':
    case 'spawned':
    case 'scheduled':
    case 'stepped':
    case 'parked':
    case 'woken':
    case 'cancelled':
    case 'terminated':
    case 'advanced':
      return [event]
    case 'settled':
      return [{ event: 'settled', future: event.future, how: howOf(event.ending, event.future) }]
    case 'ends':
      return tasks.has(event.who)
        ? []
        : [{ event: 'ended', who: 'main', how: howOf(event.ending, event.who) }]
    default:
      return []
  }
}

function howOf(ending: Ending, name: string): Ended {
  if ('value' in ending) return 'returned'
  return ending.cancelled?.[0] === name ? 'cancelled' : 'failed'
}
