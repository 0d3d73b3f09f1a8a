/** From the log of a session to what a timeline is drawn from. */

import type { Ending, Event, Log } from '../spec/event.ts'
import type { Ended, TimelineRecord } from '../src/trace/index.ts'

/** What a timeline shows of a log: its notifications, how mains end, and what wakes them. */
export function recordsOf(log: Log): readonly TimelineRecord[] {
  const tasks = new Set(log.flatMap((event) => (event.event === 'spawned' ? [event.task] : [])))
  /** What main waits for, whose settlement wakes it: of that, an observer is not notified either. */
  let mainOn: string | undefined
  return log.flatMap((event) => {
    const records = recordOf(event, tasks)
    if (event.event === 'parked' && event.who === 'main') mainOn = event.on
    const isStepped = event.event === 'stepped' && event.who === 'main'
    const isWoken = event.event === 'woken' && event.task === 'main'
    if (isStepped || isWoken) mainOn = undefined
    if (event.event !== 'settled' || event.future !== mainOn) return records
    mainOn = undefined
    return [...records, { event: 'woken', task: 'main', by: event.future }]
  })
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
