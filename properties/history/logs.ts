/** Logs, compared as a whole. */

import type { Event, Log } from '../../spec/event.ts'
import type { HostCall, Session, Statement } from '../../spec/program.ts'
import { firstDifference } from '../difference.ts'

/** Whether an event is a notification of an observer. */
export function isNotification({ event }: Event): boolean {
  return notifications.has(event)
}

const notifications: ReadonlySet<Event['event']> = new Set([
  ...(['tick', 'spawned', 'scheduled', 'stepped', 'parked', 'woken', 'settled'] as const),
  ...(['cancelled', 'terminated', 'advanced'] as const),
])

/** Whether an event is anything but the host's own calls, and an observer's calls of stop(). */
export function isInside(event: Event): boolean {
  const call = event.event === 'calls' || event.event === 'called'
  return !call || (event.who !== 'host' && !(event.who === 'observer' && event.call === 'stop'))
}

/** A log as text, its errors numbered anew in the order in which it shows them. */
export function canonical(log: readonly unknown[]): string {
  const numbers = new Map<string, number>()
  const text = JSON.stringify(log, (_key, value: unknown) =>
    value === undefined ? 'undefined' : value,
  )
  return text.replaceAll(/#(\d+)"/gu, (_all, number: string) => {
    const known = numbers.get(number) ?? numbers.size + 1
    numbers.set(number, known)
    return `#${known}"`
  })
}

/** Whether two logs are the same, but for the numbers of their errors. */
export function sameLog(one: Log, other: Log): boolean {
  // Mostly the numbers are the same too, and then there is nothing to rewrite.
  return firstDifference(one, other) === undefined || canonical(one) === canonical(other)
}

/** Whether a session has such a call or statement anywhere. */
export function mentions(session: Session, call: (HostCall | Statement)['do']): boolean {
  return textOf(session).includes(`"do":"${call}"`)
}

const texts = new WeakMap<Session, string>()

/** A session as JSON; written once, since many laws, and the hunt for mutants, read it. */
function textOf(session: Session): string {
  const text = texts.get(session) ?? JSON.stringify(session)
  texts.set(session, text)
  return text
}

/** The names of what a program creates; a text that looks like one is renamed in the program too. */
export const NAME: RegExp = /"([a-dfgl-oqstv]\d+)(\/\d+)?"/gu

/** The session with other names for its futures, tasks, groups and primitives. */
export function renamed(session: Session): Session {
  return JSON.parse(textOf(session).replaceAll(NAME, '"$1x"'))
}
