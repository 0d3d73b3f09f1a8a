/** What the laws of several clauses say of scopes, event by event. */

import type { Event } from '../../spec/event.ts'
import type { Statement } from '../../spec/program.ts'
import { same } from '../history/endings.ts'
import type { History } from '../history/history.ts'
import { actorOf } from '../history/history.ts'
import { Scopes, type Group } from '../history/scopes.ts'
import { scriptOf, valueIn } from '../history/script.ts'
import { following, type Begin, type Visit } from '../law.ts'

/** The body of a scope begins before its owner suspends. */
export function atOnce(what: 'group' | 'timeout'): Visit {
  let last: { who: string; name: string | undefined } | undefined
  return (event, before, found) => {
    if (last !== undefined) {
      const { name, who } = last
      const yields = event.event === 'scheduled' && event.task === name
      const waits = event.event === 'parked' && event.who === name
      const suspends = yields || waits || event.event === 'tick'
      if (suspends || actorOf(event) === who) {
        found.expect(!suspends, () => `${who} suspended before the body began`)
        last = undefined
      }
    }
    if (event.event === 'asks' && event.what === what)
      last = { who: event.who, name: before.notifiedAs(event.who) }
  }
}

/** A scope returns what its body returns, where the statements of the body show that. */
export function bodyReturns(what: 'group' | 'timeout' | 'hold'): Begin {
  return following(Scopes, (trial, scopes) => {
    const script = scriptOf(trial)
    /** By the event with which a scope began. */
    const bodies = new Map<number, readonly Statement[] | undefined>()
    /** By coroutine: the body of the hold() that has to acquire first. */
    const holding = new Map<string, readonly Statement[] | undefined>()
    return (event, _before, found, index) => {
      if (event.event === 'asks' && event.what === what) {
        const statement = script.at(index)
        const body = statement !== undefined && 'body' in statement ? statement.body : undefined
        if (what === 'hold') holding.set(event.who, body)
        else bodies.set(index, body)
      }
      if (event.event !== 'has') return
      if (event.what === 'acquire') bodies.set(index, holding.get(event.who))
      const own = scopes.openScopes(event.who).at(-1)
      if (event.what !== what || own?.what !== what || own.of !== event.of) return
      const body = bodies.get(own.since)
      const value = body && valueIn(body)
      if (value === undefined || !('value' in event.ending)) return
      found.expect(
        same(event.ending, value),
        () => `${what} ${event.of} returned ${JSON.stringify(event.ending)}`,
      )
    }
  })
}

/** A timeout or a hold ends in the step in which its body ends; but a timeout suspends if its body has not. */
export function endsSoon(scopes: Scopes, what: 'timeout' | 'hold'): Visit {
  /** By coroutine: its last step. */
  const steps = new Map<string, number>()
  /** By coroutine that has left such a body, and has not acted since: how often it may suspend still. */
  const left = new Map<string, number>()
  return (event, before, found, index) => {
    if (event.event === 'stepped') steps.set(before.voice(event.who), index)
    const name = suspendsIn(event)
    const who = name === undefined ? undefined : before.voice(name)
    const may = who === undefined ? undefined : left.get(who)
    if (who !== undefined && may !== undefined) {
      found.expect(may > 0, () => `${who} suspends, though the body of its ${what} has ended`)
      left.set(who, may - 1)
    }
    const actor = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
    if (actor !== undefined && left.delete(actor)) found.expect(true, () => '')
    if (event.event !== 'left' || event.what !== what) return
    const own = scopes.openScopes(event.who).findLast((scope) => scope.what === what && !scope.left)
    const suspended = own === undefined || (steps.get(event.who) ?? 0) > own.since
    left.set(event.who, what === 'timeout' && !suspended ? 1 : 0)
  }
}

/** The task or main that an event shows to suspend. */
function suspendsIn(event: Event): string | undefined {
  if (event.event === 'parked') return event.who
  return event.event === 'scheduled' ? event.task : undefined
}

/** An owner cancels every child of its groups that are due when it is stepped, before it acts or suspends. */
export function cancelsAll(scopes: Scopes, due: (group: Group, before: History) => boolean): Visit {
  let step: { who: string; name: string; groups: readonly Group[] } | undefined
  return (event, before, found) => {
    if (step !== undefined && endsStep(event, step)) {
      const children = step.groups.flatMap((group) => group.children)
      const { who } = step
      step = undefined
      const left = children.filter((task) => isLeft(task, before))
      found.expect(left.length === 0, () => `${who} did not cancel ${left.join(', ')}`)
    }
    if (event.event !== 'stepped') return
    const who = before.voice(event.who)
    if (before.isPutOff(who)) return
    const groups = scopes
      .groupsOf(who)
      .filter((group) => due(group, before) && group.children.some((task) => isLeft(task, before)))
    step = groups.length > 0 ? { who, name: event.who, groups } : undefined
  }
}

/** Whether a coroutine acts in its step, or ends the step. */
export function endsStep(event: Event, { name, who }: { name: string; who: string }): boolean {
  if (actorOf(event) === who || event.event === 'stepped' || event.event === 'tick') return true
  if (event.event === 'scheduled') return event.task === name
  return event.event === 'parked' && event.who === name
}

/** Whether a task has not ended and was not cancelled. */
export function isLeft(task: string, { cancelled, live }: History): boolean {
  return live.includes(task) && !cancelled.has(task)
}
