/** Laws of the chapter on futures. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Ending } from '../../spec/event.ts'
import { isJoin, type History } from '../history.ts'
import { eventLaw, failedWith, isQuiet, same, type Laws } from '../law.ts'
import { Scopes } from './scopes.ts'

export const futureLaws = {
  F1: [
    eventLaw(
      {
        clause: 'F1',
        sentence: 'the first settlement of a future is accepted, and every other is refused',
        hint: 'setResult and setError look at done() before they change anything',
      },
      () => {
        const accepted = new Set<string>()
        return (event, { futures, settled }, found) => {
          if (event.event !== 'called' || !futures.has(event.of)) return
          const { call, ending, of } = event
          // C1 says which cancellations are taken.
          if (call === 'cancel' && 'value' in ending && ending.value === true) accepted.add(of)
          if (!isSettlement(call)) return
          if ('value' in ending) {
            found.expect(!accepted.has(of), () => `${of} was settled a second time`)
            accepted.add(of)
            return
          }
          const late = settled.has(of) || accepted.has(of)
          found.expect(late, () => `${of} was refused its first settlement`)
          found.require(
            failedWith(ending, 'InvalidStateError'),
            () => `${of}: the error has another name`,
          )
        }
      },
    ),
    eventLaw(
      {
        clause: 'F1',
        sentence: 'it is told once that a future is settled',
        hint: 'settle runs once for each future',
      },
      () => {
        const told = new Set<string>()
        return (event, _before, found) => {
          if (event.event !== 'settled') return
          found.expect(
            !told.has(event.future),
            () => `${event.future} was told to be settled twice`,
          )
          told.add(event.future)
        }
      },
    ),
  ],
  F2: [
    eventLaw(
      {
        clause: 'F2',
        sentence:
          'whoever awaits a future, or asks for its result, gets the value that it was settled with',
        hint: 'a value is kept as it is; whether there is one is not read off the value',
      },
      () => {
        const values = new Map<string, Ending>()
        return (event, { futures }, found) => {
          const sets = event.event === 'called' && event.call === 'setResult'
          if (sets && futures.has(event.of) && 'value' in event.ending) {
            values.set(event.of, event.ending)
          }
          if (event.event !== 'got' || event.by === 'error' || event.by === 'cancelled') return
          const value = values.get(event.of)
          if (value === undefined) return
          found.expect(
            same(value, event.ending),
            () => `${event.who} got another value of ${event.of}`,
          )
        }
      },
    ),
  ],
  F3: [
    eventLaw(
      {
        clause: 'F3',
        sentence:
          'result() and error() give the outcome of a settled future, and are refused by a pending one',
        hint: 'result and error read the outcome, and nothing else',
      },
      () =>
        (event, { futures, settled, tasks }, found) => {
          if (event.event !== 'called' || (event.call !== 'result' && event.call !== 'error'))
            return
          const { call, ending, of } = event
          if (!futures.has(of) && !tasks.has(of)) return
          if (!settled.has(of)) {
            found.expect(
              failedWith(ending, 'InvalidStateError'),
              () => `${call}() answered for ${of}, pending`,
            )
            return
          }
          const outcome = settled.get(of)
          if (call === 'error')
            found.expect('value' in ending, () => `error() threw for ${of}, settled`)
          else if (outcome !== undefined && 'error' in outcome) {
            found.expect('error' in ending, () => `result() of ${of} threw nothing`)
          } else if (outcome !== undefined) {
            found.expect('value' in ending, () => `result() of ${of} threw`)
          }
        },
    ),
    eventLaw(
      {
        clause: 'F3',
        sentence: 'error() gives the very error of a failed future, and undefined for any other',
        hint: 'error gives what result would throw',
      },
      () =>
        (event, { settled }, found) => {
          if (event.event !== 'got' || event.by !== 'error') return
          const outcome = settled.get(event.of)
          if (outcome === undefined) return
          const expected = 'error' in outcome ? { error: outcome.error } : { value: undefined }
          found.expect(
            sameError(expected, event.ending),
            () => `error() of ${event.of} gave another`,
          )
        },
    ),
  ],
  F4: [
    eventLaw(
      {
        clause: 'F4',
        sentence:
          'between the beginning of an await and its outcome there is a step of the one who awaits',
        hint: 'next() of a settled future must ask to suspend before it gives the outcome',
      },
      () => {
        const begun = new Map<string, { stepped: boolean; settled: boolean; known: boolean }>()
        return (event, before, found) => {
          const { futures, settled, tasks } = before
          if (event.event === 'awaits') {
            const known = event.on !== event.who && (futures.has(event.on) || tasks.has(event.on))
            begun.set(event.who, { stepped: false, settled: settled.has(event.on), known })
          }
          if (event.event === 'stepped') {
            const who = before.voice(event.who)
            const wait = begun.get(who)
            if (wait !== undefined) begun.set(who, { ...wait, stepped: true })
          }
          if (event.event !== 'got' || event.by !== 'await') return
          const wait = begun.get(event.who)
          if (wait === undefined || !wait.known) return
          found.expectWhere(
            wait.settled,
            wait.stepped,
            () => `${event.who} got ${event.of} without having suspended`,
          )
        }
      },
    ),
  ],
  F5: [
    eventLaw(
      {
        clause: 'F5',
        sentence:
          'nobody is stepped while it waits for a pending future: it is woken first, or cancelled',
        hint: 'a waiting task is in no line but that of its future; main passes its turn',
      },
      () =>
        (event, { doubtful, parked, settled }, found) => {
          if (event.event !== 'stepped') return
          const on = parked.get(event.who)
          if (on !== undefined && !doubtful.has(on)) {
            found.expect(
              settled.has(on),
              () => `${event.who} was stepped while it waited for ${on}`,
            )
          }
        },
    ),
    eventLaw(
      {
        clause: 'F5',
        sentence:
          'who is woken was waiting for the future that woke it, or stands in a group of which that is a failed child, or in a timeout that is over',
        hint: 'a settlement wakes those who wait for it, and a scope whoever stands in it',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        return (event, before, found, index) => {
          if (event.event === 'woken') {
            const { by, task } = event
            const waited = before.parked.get(task) === by
            // The observer may cancel who is woken with an item before that is told.
            const late = !isQuiet(trial) && before.cancelled.has(task) && isJoin(by)
            const right = waited || late || isInterrupted(scopes, before, task, by)
            found.expect(right, () => `${task} was woken by ${by}, for which it did not wait`)
            const early = before.tasks.has(by) && !before.settled.has(by)
            found.require(!early, () => `${by} woke ${task} before it was settled`)
          }
          scopes.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'F5',
        sentence: 'an await that began with a wait gives its outcome once it is settled, and once',
        hint: 'the outcome is handed over at the one step after the settlement',
      },
      () => {
        const open = new Map<string, string>()
        return (event, _before, found) => {
          if (event.event === 'awaits') open.set(event.who, event.on)
          if (event.event !== 'got' || event.by !== 'await') return
          found.expect(
            open.get(event.who) === event.of,
            () => `${event.who} got ${event.of} unasked`,
          )
          open.delete(event.who)
        }
      },
    ),
  ],
  F6: [
    eventLaw(
      {
        clause: 'F6',
        sentence: 'all who await a future get one outcome, the very error object included',
        hint: 'the outcome is made once, when the future is settled',
      },
      () => {
        const outcomes = new Map<string, Ending>()
        return (event, { futures, settled, tasks }, found) => {
          if (event.event !== 'got' || event.of === event.who) return
          if (event.by === 'error' || event.by === 'cancelled') return
          if (!futures.has(event.of) && !tasks.has(event.of)) return
          const told = settled.get(event.of)
          const first = outcomes.get(event.of) ?? told
          outcomes.set(event.of, first ?? event.ending)
          if (first !== undefined) {
            found.expect(
              sameEnding(first, event.ending),
              () => `${event.who} got another outcome of ${event.of}`,
            )
          }
        }
      },
    ),
  ],
  F7: [
    eventLaw(
      {
        clause: 'F7',
        sentence:
          'what a coroutine yields by mistake is thrown back at it before anything else happens',
        hint: 'resume goes on until the coroutine has suspended as it may',
      },
      () => {
        let mistaken: string | undefined
        return (event, _before, found) => {
          const who = mistaken
          mistaken = event.event === 'yields' && !event.nothing ? event.who : undefined
          if (who === undefined) return
          const at = 'who' in event ? event.who : undefined
          const caught =
            event.event === 'caught' && failedWith({ error: event.error }, 'BadYieldError')
          const ended = event.event === 'ends' && failedWith(event.ending, 'BadYieldError')
          const left = ['cleaning', 'left', 'settled'].includes(event.event)
          found.expect(
            caught || ended || left,
            () => `${who} yielded 42, and went on with ${event.event}`,
          )
          if (caught || ended)
            found.require(at === who, () => `${who} yielded 42, and ${at} got the error`)
        }
      },
    ),
  ],
  F8: [
    eventLaw(
      {
        clause: 'F8',
        sentence:
          'a settlement wakes everyone who waits for it, in the order in which they began to wait',
        hint: 'waiters join at the end of the line, and leave it from the front',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        const due = new Map<string, string[]>()
        return (event, before, found, index) => {
          scopes.follow(event, before, index)
          const { parked, settled, tasks } = before
          // An observer that acts may do so when an owner is woken by its group, and is not told so yet.
          const isTaken = (who: string): boolean =>
            !isQuiet(trial) && scopes.disturbed(before.voice(who), before.now)
          const by =
            event.event === 'settled'
              ? event.future
              : event.event === 'woken' && !settled.has(event.by)
                ? event.by
                : undefined
          if (by !== undefined) {
            const waiters = [...parked].filter(
              ([who, on]) => on === by && (who !== 'main' || tasks.has('main')),
            )
            due.set(
              by,
              waiters.map(([who]) => who),
            )
          }
          if (event.event === 'woken' && parked.get(event.task) === event.by) {
            // The observer may have cancelled one in between.
            const line = (due.get(event.by) ?? []).filter(
              (who) => parked.get(who) === event.by && (who === event.task || !isTaken(who)),
            )
            const next = line.shift()
            due.set(event.by, line)
            found.expect(next === event.task, () => `${event.by} woke ${event.task} before ${next}`)
            return
          }
          const over = event.event === 'called' && event.who === 'host'
          if (!over && event.event !== 'stepped' && event.event !== 'tick') return
          for (const [on, line] of due) {
            const left = line.filter((who) => parked.get(who) === on && !isTaken(who))
            found.require(left.length === 0, () => `${on} did not wake ${left.join(', ')}`)
          }
          due.clear()
        }
      },
    ),
    eventLaw(
      {
        clause: 'F8',
        sentence:
          'those who are woken together are stepped together: nobody is scheduled in between',
        hint: 'all of them go to the tail before anything else can',
      },
      (trial) => {
        let burst: { by: string; task: string; intact: boolean } | undefined
        return (event, { parked }, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'woken') {
            const { by, task } = event
            // S9: who waits for a combinator of it is woken in its place; so is the owner of a group.
            const inside = burst !== undefined && (isJoin(by) || parked.get(task) !== by)
            if (burst?.by === by || inside)
              found.expect(burst?.intact === true, () => `something came before ${task} was woken`)
            burst = { by: inside ? (burst?.by ?? by) : by, task, intact: true }
          } else if (event.event === 'settled') {
            if (!isJoin(event.future)) burst = undefined
          } else if (event.event !== 'scheduled' || event.task !== burst?.task) {
            burst &&= { ...burst, intact: false }
          }
        }
      },
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

/** Whether a scope takes who stands in it out of its wait: a child has failed, or its time is over. */
function isInterrupted(scopes: Scopes, before: History, task: string, by: string): boolean {
  const isMain = task === 'main' && !before.tasks.has('main')
  const group = scopes.groupOf(by)
  const ending = before.settled.get(by)
  if (group !== undefined && ending !== undefined && 'error' in ending)
    return isMain ? !before.tasks.has(group.owner) : group.owner === before.voice(task)
  if (!by.startsWith('timeout/')) return false
  const standing = isMain ? scopes.ofMains(before) : scopes.standing(before.voice(task))
  return standing.some(({ deadline, what }) => what === 'timeout' && deadline <= before.now)
}

function isSettlement(call: string): boolean {
  return call === 'setResult' || call === 'setError'
}

function sameError(expected: Ending, given: Ending): boolean {
  const one = 'error' in expected ? expected.error : undefined
  const other = 'error' in given ? given.error : undefined
  return one === other
}

function sameEnding(one: Ending, other: Ending): boolean {
  return 'error' in one ? sameError(one, other) : same(one, other)
}
