/** What a waiter that gives up passes on: the notifications that follow those of its cancellation. */

import type { Event } from '../../spec/event.ts'
import { isTicket } from './history.ts'

/** Recognises, event by event, the notifications of a hand-off: a ticket is settled, whose task is woken. */
export function handOffs(): (event: Event) => boolean {
  let woken: string | undefined
  return (event) => {
    const before = woken
    woken = event.event === 'woken' && isTicket(event.by) ? event.task : undefined
    if (event.event === 'settled') return isTicket(event.future)
    return woken !== undefined || (event.event === 'scheduled' && event.task === before)
  }
}
