/** The operations of races that have happened: what cannot be undone any more, as far as a log shows it. */

import type { Event, Log } from '../../spec/event.ts'
import { replay } from './history.ts'
import { scriptOf, type Script } from './script.ts'
import { Stores } from './stores.ts'
import type { Trial } from '../trial.ts'

/** Of one log. */
export interface Commits {
  /** The event by which it is certain that the item of a put was handed over, or that a barrier has opened for a wait. */
  readonly at: ReadonlyMap<string, number>
  /** The tasks of which that is not certain: their queue is not. */
  readonly unsure: ReadonlySet<string>
}

const NONE: Commits = { at: new Map(), unsure: new Set() }

const known = new WeakMap<Log, Commits>()

/** Found once for each log. */
export function commitsOf(trial: Trial): Commits {
  const found = known.get(trial.log) ?? find(trial)
  known.set(trial.log, found)
  return found
}

function find(trial: Trial): Commits {
  const script = scriptOf(trial)
  const racers = [...script.racers].filter((task) => {
    const [statement] = script.bodyOf(task) ?? []
    return statement?.do === 'put' || (statement?.do === 'wait' && isBarrier(statement.at, script))
  })
  if (racers.length === 0) return NONE
  const stores = new Stores(trial)
  const at = new Map<string, number>()
  const unsure = new Set(racers.filter((task) => script.meetsPart(task)))
  // C15: what a program terminates hides what became of the others.
  if (stores.waitQueues.unknown) return { at, unsure: new Set(racers) }
  /** The task that has arrived at a barrier in the step that it takes. */
  let arriving: string | undefined
  replay(trial.log, (event, before, index) => {
    const passes = passing(event, stores)
    if (event.event === 'scheduled' && event.task === arriving) at.set(arriving, index)
    else if (passes !== undefined && racers.includes(passes)) at.set(passes, index)
    if (endsArrival(event)) arriving = undefined
    if (event.event === 'asks' && event.what === 'wait' && racers.includes(event.who))
      arriving = event.who
    stores.follow(event, before, index)
    for (const task of racers) {
      const claim = stores.waitQueues.claims.get(task)
      if (claim?.what !== 'put' || at.has(task)) continue
      const { items, put } = stores.of(claim.at)
      const entry = put.get(task)
      if (claim.at.unsure) unsure.add(task)
      else if (entry !== undefined && !items.includes(entry)) at.set(task, index)
    }
  })
  return { at, unsure }
}

function isBarrier(name: string, script: Script): boolean {
  return script.kindOf(name) === 'barrier'
}

/** The waiter of a barrier that an event lets pass. */
function passing(event: Event, { waitQueues }: Stores): string | undefined {
  if (event.event !== 'settled' || !('value' in event.ending)) return undefined
  const at = waitQueues.ofTicket(event.future)
  if (at?.kind !== 'barrier') return undefined
  return at.waiters.find(({ ticket }) => ticket === event.future)?.who
}

function endsArrival({ event }: Event): boolean {
  return event === 'parked' || event === 'stepped' || event === 'tick'
}
