/** What laws of several clauses say of groups and timeouts, event by event. */

import type { Event } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import type { History } from '../history/history.ts'
import { actorOf, Scopes, type Group } from '../history/scopes.ts'
import { scriptOf, valueIn } from '../history/script.ts'
import type { Visit } from '../law.ts'
import type { Trial } from '../trial.ts'

/** The body of a scope begins before who asks for it suspends. */
export function atOnce(what: 'group' | 'timeout'): Visit {
  let asked: { who: string; told: string | undefined } | undefined
  return (event, before, found) => {
    if (asked !== undefined) {
      const { told, who } = asked
      const gives = event.event === 'scheduled' && event.task === told
      const waits = event.event === 'parked' && event.who === told
      const goes = gives || waits || event.event === 'tick'
      if (goes || actorOf(event) === who) {
        found.expect(!goes, () => `${who} suspends before the body begins`)
        asked = undefined
      }
    }
    if (event.event === 'asks' && event.what === what)
      asked = { who: event.who, told: before.toldAs(event.who) }
  }
}

/** A scope gives what can be read off its body. */
export function bodyGives(trial: Trial, what: 'group' | 'timeout' | 'hold'): Visit {
  const script = scriptOf(trial)
  const expected = new Map<string, { readonly value: unknown } | undefined>()
  return (event, _before, found, index) => {
    if (event.event === 'asks' && event.what === what) {
      const statement = script.at(index)
      const body = statement !== undefined && 'body' in statement ? statement.body : undefined
      expected.set(`${event.who} ${event.of}`, body && valueIn(body))
    }
    if (event.event !== 'has' || event.what !== what || !('value' in event.ending)) return
    const value = expected.get(`${event.who} ${event.of}`)
    if (value === undefined) return
    found.expect(
      same(event.ending, value),
      () => `${event.of} gave ${JSON.stringify(event.ending)}`,
    )
  }
}

/** Where this is so when an owner is stepped, it cancels every child before it acts or suspends. */
export function cancelsAll(scopes: Scopes, due: (group: Group, before: History) => boolean): Visit {
  let turn: { who: string; told: string; groups: readonly Group[] } | undefined
  return (event, before, found) => {
    if (turn !== undefined && endsTurn(event, turn)) {
      const children = turn.groups.flatMap((group) => group.children)
      const { who } = turn
      turn = undefined
      const left = children.filter((task) => isLeft(task, before))
      found.expect(left.length === 0, () => `${who} leaves ${left.join(', ')} alone`)
    }
    if (event.event !== 'stepped') return
    const who = before.voice(event.who)
    const groups = scopes
      .groupsOf(who)
      .filter((group) => due(group, before) && group.children.some((task) => isLeft(task, before)))
    turn = groups.length > 0 ? { who, told: event.who, groups } : undefined
  }
}

/** Whether somebody acts in its step, or gives it up. */
export function endsTurn(event: Event, { told, who }: { told: string; who: string }): boolean {
  if (actorOf(event) === who || event.event === 'stepped' || event.event === 'tick') return true
  if (event.event === 'scheduled') return event.task === told
  return event.event === 'parked' && event.who === told
}

/** Whether a task has not ended and was not cancelled. */
export function isLeft(task: string, { cancelled, live }: History): boolean {
  return live.includes(task) && !cancelled.has(task)
}
