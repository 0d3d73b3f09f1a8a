/** Laws of the chapter on structure. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Ending, Event } from '../../spec/event.ts'
import type { History } from '../history.ts'
import {
  eventLaw,
  failedWith,
  isQuiet,
  same,
  type Findings,
  type Law,
  type Laws,
  type Trial,
} from '../law.ts'
import { allKnown, decider, isRefused, Joins, type Join } from './joins.ts'
import { actorOf, Scopes, wasCancelled, type Group } from './scopes.ts'
import { isUnnamed, scriptOf, valueIn } from './script.ts'

export const structureLaws = {
  S1: [
    eventLaw(
      {
        clause: 'S1',
        sentence: 'the body of a group begins in the step in which the group does',
        hint: 'group delegates to its body, and spawns nothing',
      },
      () => atOnce('group'),
    ),
    structureLaw(
      {
        clause: 'S1',
        sentence:
          'between the end of the body and the end of the group there is a step of its owner, unless that is being closed',
        hint: 'the group suspends at the end of its body, also when it has no children',
      },
      (_trial, scopes) => {
        /** The groups that each owner has left and that it was not stepped in since. */
        const left = new Map<string, Set<string>>()
        return (event, before, found) => {
          if (event.event === 'stepped') left.delete(before.voice(event.who))
          if (event.event === 'left' && event.what === 'group')
            left.set(event.who, (left.get(event.who) ?? new Set()).add(event.of))
          if (event.event !== 'has' || event.what !== 'group') return
          const told = before.toldAs(event.who)
          const closed = told === undefined || before.cancelled.has(told)
          if (closed || scopes.disturbed(event.who, before.now, event.of)) return
          const early = left.get(event.who)?.has(event.of) === true
          found.expect(!early, () => `${event.of} ended with its body, in one step`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'S1',
        sentence: 'a group in which nothing fails gives what its body returned',
        hint: 'the value of the body is kept while the group waits for its children',
      },
      (trial) => bodyGives(trial, 'group'),
    ),
  ],
  S2: [
    structureLaw(
      {
        clause: 'S2',
        sentence: 'when a child of a group fails first, whoever owns the group waits no longer',
        hint: 'the group watches each child, and interrupts its owner',
      },
      (trial, scopes) => {
        let due: string | undefined
        return (event, before, found) => {
          if (due !== undefined && (event.event === 'stepped' || event.event === 'tick')) {
            const on = before.parked.get(due)
            const waits = on !== undefined && !before.settled.has(on)
            found.expect(!waits, () => `${due} still waits for ${on}`)
            due = undefined
          }
          if (event.event !== 'settled' || !isQuiet(trial)) return
          const group = scopes.groupOf(event.future)
          if (group === undefined || group.over || !isFailure(event)) return
          const told = before.toldAs(group.owner)
          if (told === undefined || before.cancelled.has(told)) return
          const left = scopes
            .standing(group.owner)
            .some(({ of, left: out }) => of === group.name && out)
          // At its end it waits on after the first failure, and for those that it has cancelled.
          const ending = group.failures.length > 0 || before.cancelled.has(event.future)
          if ((left && ending) || scopes.disturbed(group.owner, before.now)) return
          if (before.parked.has(told)) due = told
        }
      },
    ),
    structureLaw(
      {
        clause: 'S2',
        sentence: 'its owner cancels every other child before it does anything else',
        hint: 'the children are cancelled first, then the body is closed',
      },
      (_trial, scopes) => cancelsAll(scopes, (group) => group.failures.length > 0),
    ),
    structureLaw(
      {
        clause: 'S2',
        sentence: 'the children of a group are cancelled in the order in which they were made',
        hint: 'the group keeps its children in that order',
      },
      (trial, scopes) => {
        let asked: { group: Group; task: string; older: string[] } | undefined
        return (event, before, found) => {
          if (!isQuiet(trial) || before.closed) return
          if (asked !== undefined) {
            const { group, older, task } = asked
            if (event.event === 'scheduled' && event.task === task) return
            asked = undefined
            const called = event.event === 'called' && event.call === 'cancel' && event.of === task
            if (!called) {
              const tested =
                group.children.filter((child) => before.live.includes(child)).length > 1
              found.expectWhere(
                tested,
                older.length === 0,
                () => `${task} before ${older.join(', ')}`,
              )
            }
          }
          if (event.event !== 'cancelled') return
          const group = scopes.groupOf(event.task)
          if (group === undefined) return
          const elder = group.children.slice(0, group.children.indexOf(event.task))
          const older = elder.filter(
            (child) => before.live.includes(child) && !before.cancelled.has(child),
          )
          asked = { group, task: event.task, older }
        }
      },
    ),
    structureLaw(
      {
        clause: 'S2',
        sentence: 'a group throws one AggregateError with every error, in the order of failure',
        hint: 'errors are noted as they happen, that of the body when the body is left',
      },
      (_trial, scopes) => (event, _before, found) => {
        if (event.event !== 'has' || event.what !== 'group') return
        const group = scopes.groups.get(event.of)
        if (group === undefined) return
        const { before = 0, failures } = group
        if ('value' in event.ending) {
          found.require(failures.length === 0, () => `${event.of} gave a value`)
          return
        }
        const errors = event.ending.errors ?? []
        const extra = errors.length - failures.length
        const body = extra === 1 ? errors.slice(before, before + 1) : []
        const expected = [...failures.slice(0, before), ...body, ...failures.slice(before)]
        const aggregate = failedWith(event.ending, 'AggregateError') && errors.length > 0
        found.expect(
          aggregate && same(errors, expected),
          () => `${errors.join(', ')} in ${event.of}`,
        )
      },
    ),
  ],
  S3: [
    structureLaw(
      {
        clause: 'S3',
        sentence:
          'the owner of a group that is closed cancels every child before it does anything else',
        hint: 'closing a group cancels its children first',
      },
      (_trial, scopes) =>
        cancelsAll(scopes, (group, before) => {
          const told = before.toldAs(group.owner)
          return told !== undefined && before.cancelled.has(told)
        }),
    ),
    structureLaw(
      {
        clause: 'S3',
        sentence: 'an owner that was cancelled ends when its children have',
        hint: 'closing a group waits for its children',
      },
      (_trial, scopes) => (event, before, found) => {
        if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
        const owner = before.voice(event.future)
        for (const { children, name, owner: its } of scopes.groups.values()) {
          const alive = children.filter((child) => before.live.includes(child))
          const tested = children.length > 0
          if (its === owner)
            found.expectWhere(tested, alive.length === 0, () => `${alive.join(', ')} of ${name}`)
        }
      },
    ),
  ],
  S4: [
    structureLaw(
      {
        clause: 'S4',
        sentence:
          'from the end of its body on, the owner of a group does nothing until every child has ended',
        hint: 'the group waits until no child is left',
      },
      (_trial, scopes) => {
        const left = new Map<string, string>()
        return (event, before, found) => {
          const ended = event.event === 'settled' ? before.voice(event.future) : undefined
          const who = ended ?? (event.event === 'left' ? undefined : actorOf(event))
          const group = who === undefined ? undefined : left.get(who)
          if (who !== undefined && group !== undefined) {
            left.delete(who)
            const children = scopes.groups.get(group)?.children ?? []
            const alive = children.filter((child) => before.live.includes(child))
            const say = (): string => `${who} goes on before ${alive.join(', ')}`
            found.expectWhere(children.length > 0, alive.length === 0, say)
          }
          if (event.event === 'left' && event.what === 'group') left.set(event.who, event.of)
        }
      },
    ),
    structureLaw(
      {
        clause: 'S4',
        sentence: 'a group takes children until it ends, and refuses them from then on',
        hint: 'the group looks whether it is ending before it spawns',
      },
      (trial, scopes) => {
        const script = scriptOf(trial)
        return (event, before, found) => {
          if (event.event !== 'called' || event.call !== 'spawn' || before.closed) return
          const group = scopes.groups.get(script.groupOf(event.of) ?? '')
          if (group === undefined) return
          const refused = failedWith(event.ending, 'InvalidStateError')
          const closing = scopes.disturbed(group.owner, before.now)
          if (group.over || group.closing)
            found.expect(refused, () => `${group.name} is ending, and took ${event.of}`)
          const told = before.toldAs(group.owner)
          const sound = !closing && told !== undefined && !before.cancelled.has(told)
          const inside = sound && group.before === undefined && event.who === group.owner
          if (inside) found.expect(!refused, () => `${group.name} refused ${event.of} in its body`)
        }
      },
    ),
  ],
  S5: [
    joinLaw(
      {
        clause: 'S5',
        sentence:
          'all gives every result in the order of the items, or throws the error of the first that fails',
        hint: 'it is decided by the first failure, or by the last result',
      },
      'all',
    ),
  ],
  S6: [
    joinLaw(
      {
        clause: 'S6',
        sentence:
          'allSettled ends when every item has ended, and says how, in the order of the items',
        hint: 'it waits for the last, and an error is no reason to stop',
      },
      'allSettled',
    ),
  ],
  S7: [
    joinLaw(
      {
        clause: 'S7',
        sentence:
          'race ends as the item that is settled first, of those settled before it the first in order',
        hint: 'whoever settles first decides, and nobody after it',
      },
      'race',
    ),
  ],
  S8: [
    joinLaw(
      {
        clause: 'S8',
        sentence:
          'any gives the first result, or throws an AggregateError with the errors of all items in their order',
        hint: 'a failure decides only if it is the last',
      },
      'any',
    ),
  ],
  S9: [
    eventLaw(
      {
        clause: 'S9',
        sentence: 'a combinator takes the steps in which it is woken, at least one, and no other',
        hint: 'also one that is decided already gives up the turn',
      },
      (trial) => {
        const joins = new Joins(trial)
        return (event, before, found, index) => {
          const join = event.event === 'has' ? joins.open.get(event.who) : undefined
          if (event.event === 'has' && join !== undefined && event.what === join.kind) {
            const refused = isRefused(event.ending) && join.steps === 0
            const { steps, waits } = join
            const say = (): string => `${event.who} was stepped ${steps} times, for ${waits} waits`
            if (!refused) found.expect(steps > 0 && steps === waits, say)
          }
          joins.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'S9',
        sentence:
          'when the deciding item is settled, who waits is woken with the waiters of that item',
        hint: 'a combinator watches its items in their lines, and asks for no turn of its own',
      },
      (trial) => {
        const joins = new Joins(trial)
        return (event, before, found, index) => {
          if (event.event === 'stepped' && isQuiet(trial))
            for (const join of joins.open.values()) stillWaits(join, before, found)
          joins.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'S9',
        sentence:
          'those who await an item and those who wait for combinators of it are woken in the order in which they began',
        hint: 'the place of the watch in the line of waiters is the place of who waits',
      },
      (trial) => {
        const began = new Map<string, number>()
        let burst: { of: string; last: number; joins: boolean } | undefined
        return (event, before, found, index) => {
          if (!isQuiet(trial)) return
          if (event.event === 'parked') began.set(event.who, index)
          if (event.event === 'settled' && !isTicket(event.future))
            burst = { of: event.future, last: -1, joins: false }
          if (event.event !== 'woken' || burst === undefined) return
          const joined = /^(?:all|allSettled|race|any)\/\d+$/u.test(event.by)
          if (before.parked.get(event.task) !== event.by || (!joined && event.by !== burst.of))
            return
          const at = began.get(event.task) ?? 0
          const mixed = burst.joins || joined
          const right = at > burst.last
          if (burst.last >= 0)
            found.expectWhere(mixed, right, () => `${event.task} was woken too late`)
          burst = { ...burst, last: at, joins: mixed }
        }
      },
    ),
  ],
  S10: [
    eventLaw(
      {
        clause: 'S10',
        sentence: 'when a combinator ends, however it does, every task that it made has ended',
        hint: 'it waits for those that it has cancelled',
      },
      (trial) => {
        const joins = new Joins(trial)
        return (event, before, found, index) => {
          const ended = event.event === 'settled' ? before.voice(event.future) : undefined
          const who = ended ?? actorOf(event)
          const join = who === undefined ? undefined : joins.open.get(who)
          if (join !== undefined && join.since < index) {
            const alive = join.owned.filter((task) => before.live.includes(task))
            const tested = join.owned.length > 0
            found.expectWhere(tested, alive.length === 0, () => `${who} before ${alive.join(', ')}`)
          }
          joins.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'S10',
        sentence:
          'when a combinator is decided or closed, it cancels every task that it made and that has not ended, in order',
        hint: 'they are cancelled as soon as its owner has its turn',
      },
      (trial) => {
        const joins = new Joins(trial)
        let turn: { who: string; told: string; owned: readonly string[] } | undefined
        return (event, before, found, index) => {
          if (
            turn !== undefined &&
            event.event === 'cancelled' &&
            turn.owned.includes(event.task)
          ) {
            const older = turn.owned.slice(0, turn.owned.indexOf(event.task))
            const left = older.filter((task) => isLeft(task, before))
            found.require(left.length === 0, () => `${event.task} before ${left.join(', ')}`)
          }
          if (turn !== undefined && !isQuiet(trial)) turn = undefined
          if (turn !== undefined && endsTurn(event, turn)) {
            const { owned, who } = turn
            turn = undefined
            const left = owned.filter((task) => isLeft(task, before))
            found.expect(left.length === 0, () => `${who} leaves ${left.join(', ')} alone`)
          }
          joins.follow(event, before, index)
          if (event.event !== 'stepped') return
          const who = before.voice(event.who)
          const alive =
            joins.open.get(who)?.owned.filter((task) => before.live.includes(task)) ?? []
          turn = alive.length > 0 ? { who, told: event.who, owned: alive } : undefined
        }
      },
    ),
    structureLaw(
      {
        clause: 'S10',
        sentence:
          'nothing is cancelled but by cancel(), by its loop, by its group, or by the combinator that made it',
        hint: 'a future that is only awaited is left alone',
      },
      (trial, scopes) => {
        const shielded = new Set<string>()
        const script = scriptOf(trial)
        let asked: string | undefined
        return (event, before, found, index) => {
          if (!isQuiet(trial)) return
          if (event.event === 'asks' && event.what === 'shield')
            for (const task of script.ownedAt(index)) shielded.add(task)
          if (asked !== undefined && !(event.event === 'scheduled' && event.task === asked)) {
            const task = asked
            asked = undefined
            const called = event.event === 'called' && event.call === 'cancel' && event.of === task
            found.expect(called, () => `${task} was cancelled, and nobody asked for it`)
          }
          if (event.event !== 'cancelled' || before.closed) return
          const made = isUnnamed(event.task) && !shielded.has(event.task)
          if (!made && scopes.groupOf(event.task) === undefined) asked = event.task
        }
      },
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

type Text = Pick<Law, 'clause' | 'sentence' | 'hint'>
type Visit = (event: Event, before: History, found: Findings, index: number) => void

/** A law over scopes, which follow each event after it was looked at. */
function structureLaw(text: Text, begin: (trial: Trial, scopes: Scopes) => Visit): Law {
  return eventLaw(text, (trial) => {
    const scopes = new Scopes(trial)
    const visit = begin(trial, scopes)
    return (event, before, found, index) => {
      visit(event, before, found, index)
      scopes.follow(event, before, index)
    }
  })
}

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
function cancelsAll(scopes: Scopes, due: (group: Group, before: History) => boolean): Visit {
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
function endsTurn(event: Event, { told, who }: { told: string; who: string }): boolean {
  if (actorOf(event) === who || event.event === 'stepped' || event.event === 'tick') return true
  if (event.event === 'scheduled') return event.task === told
  return event.event === 'parked' && event.who === told
}

/** Whether a task has not ended and was not cancelled. */
function isLeft(task: string, { cancelled, live }: History): boolean {
  return live.includes(task) && !cancelled.has(task)
}

function isFailure({ ending, future }: Extract<Event, { event: 'settled' }>): boolean {
  return 'error' in ending && !wasCancelled(future, ending)
}

function isTicket(future: string): boolean {
  return future.includes('/')
}

/** Nobody is stepped while a combinator is decided and who waits for it has not been woken. */
function stillWaits(join: Join, before: History, found: Findings): void {
  if (join.items === undefined || join.steps > 0 || join.refused) return
  if (!allKnown(join.ended, before)) return
  const by = decider(join, (item) => before.settled.get(item))
  const told = before.toldAs(join.who)
  if (by === undefined || told === undefined) return
  const on = before.parked.get(told)
  // While the loop stands still it is not told what a main waits for is there.
  if (on !== undefined && before.doubtful.has(on)) return
  const waits = on !== undefined && !before.settled.has(on)
  const tested = join.items.length > 0
  found.expectWhere(tested, !waits, () => `${join.who} waits for ${on}, and ${by} has decided`)
}

/** A law of what one of the combinators gives. */
function joinLaw(text: Text, kind: Join['kind']): Law {
  return eventLaw(text, (trial) => {
    const joins = new Joins(trial)
    /** What it has handed over, item by item. */
    let handed: { of: string; ending: Ending }[] = []
    return (event, before, found, index) => {
      if (event.event === 'got' && event.by === kind) {
        handed.push({ of: event.of, ending: event.ending })
        const told = before.settled.get(event.of)
        if (told !== undefined)
          found.require(same(told, event.ending), () => `${event.of} ended otherwise`)
      }
      if (event.event === 'has' && event.what === kind) {
        const join = joins.open.get(event.who)
        if (join !== undefined && isQuiet(trial)) judge(join, event.ending, handed, before, found)
        handed = []
      }
      joins.follow(event, before, index)
    }
  })
}

function judge(
  join: Join,
  ending: Ending,
  handed: readonly { of: string; ending: Ending }[],
  before: History,
  found: Findings,
): void {
  const { items, kind, who } = join
  if (items === undefined || isRefused(ending)) return
  if (!allKnown(join.ended, before)) return
  const endingOf = (item: string): Ending => before.settled.get(item) ?? { value: undefined }
  const by = decider(join, endingOf)
  found.require(by !== undefined, () => `${who} has ${kind}, and nothing has decided it`)
  if (by === undefined) return
  if (by !== '') {
    found.expect(same(ending, endingOf(by)), () => `${who} has not the outcome of ${by}`)
  } else if (kind === 'any') {
    const errors = items
      .map((item) => endingOf(item))
      .flatMap((end) => ('error' in end ? [end.error] : []))
    const right = failedWith(ending, 'AggregateError') && 'errors' in ending
    found.expect(right && same(ending.errors, errors), () => `${who} has not every error`)
  } else {
    const names = handed.map(({ of }) => of)
    found.expect('value' in ending && same(names, items), () => `${who} has ${names.join(', ')}`)
  }
}
