/** Laws of the chapter on synchronisation. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Event } from '../../spec/event.ts'
import type { History } from '../history.ts'
import {
  eventLaw,
  failedWith,
  isQuiet,
  type Findings,
  type Law,
  type Laws,
  type Trial,
} from '../law.ts'
import { Lines, type Claim, type Primitive, type Turn } from './lines.ts'
import { actorOf } from './scopes.ts'
import { scriptOf } from './script.ts'
import { Stores } from './store.ts'
import { bodyGives } from './structure.ts'

export const synchronisationLaws = {
  Y1: [
    linesLaw(
      {
        clause: 'Y1',
        sentence: 'whoever is served has stood in line the longest',
        hint: 'each primitive has one line, or one for each of the two that meet',
      },
      (_trial, lines) => (event, _before, found) => {
        if (event.event !== 'settled') return
        const at = lines.ofTicket(event.future)
        const turn = at?.turns.find(({ ticket }) => ticket === event.future)
        if (at === undefined || turn === undefined) return
        const line = lineOf(lines, at, turn)
        const older = line.slice(0, line.indexOf(turn))
        const say = (): string => `${turn.who} is served before ${whoIn(older)}`
        found.expectWhere(line.length > 1, older.length === 0, say)
      },
    ),
    linesLaw(
      {
        clause: 'Y1',
        sentence: 'nobody has at once what others stand in line for',
        hint: 'a release hands over to the first in line, and leaves nothing for those who come by',
      },
      (trial, lines) => {
        let passing: { who: string; line: readonly Turn[] } | undefined
        return (event, _before, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'asks') {
            const at = lines.all.get(event.of)
            const barrier = at === undefined || at.kind === 'barrier' || at.kind === 'condition'
            const line = barrier ? [] : lineFor(lines, at, event.what)
            passing = barrier ? undefined : { who: event.who, line }
          } else if (event.event === 'scheduled' && passing !== undefined) {
            const claim = lines.claims.get(event.task)
            if (event.task !== passing.who) return
            const { line } = passing
            passing = undefined
            if (claim === undefined || claim.disturbed || claim.waited) return
            found.expect(line.length === 0, () => `${event.task} comes before ${whoIn(line)}`)
          } else if (event.event === 'stepped' || event.event === 'parked') passing = undefined
        }
      },
    ),
  ],
  Y2: [
    linesLaw(
      {
        clause: 'Y2',
        sentence: 'what somebody asks for it has at its next step, or the next after it was served',
        hint: 'what is there is taken at once, and the turn is given up once',
      },
      (_trial, lines) => (event, _before, found) => {
        const claim = event.event === 'has' ? claimOf(lines, event) : undefined
        if (event.event !== 'has' || claim === undefined || claim.disturbed) return
        const say = (): string => `${event.who} was stepped ${claim.steps} times`
        found.expect(claim.steps === 1, say)
      },
    ),
    eventLaw(
      {
        clause: 'Y2',
        sentence: 'nobody has in the step in which it asks',
        hint: 'also what is free suspends',
      },
      (trial) => {
        const lines = new Lines(trial)
        const asked = new Map<string, string>()
        return (event, before, found, index) => {
          if (event.event === 'asks' && lines.all.has(event.of)) asked.set(event.who, event.what)
          if (event.event === 'stepped') asked.delete(before.voice(event.who))
          if (event.event === 'has' && 'value' in event.ending && lines.all.has(event.of))
            found.expect(!asked.has(event.who), () => `${event.who} has ${event.of} at once`)
          lines.follow(event, before, index)
        }
      },
    ),
  ],
  Y3: [
    linesLaw(
      {
        clause: 'Y3',
        sentence: 'nobody stands in line for a permit that nobody has',
        hint: 'what was handed to one who is closed is released, and goes to the next',
      },
      (trial, lines) => (event, _before, found) => {
        if (!isBetween(event) || !isQuiet(trial)) return
        for (const at of lines.all.values()) {
          if (at.kind !== 'lock' && at.kind !== 'semaphore') continue
          const waits = permitLine(lines, at).filter(({ state }) => state === 'waits')
          if (waits.length === 0) continue
          const taken = at.holders.length + at.given.length
          const tested = at.turns.some(({ state }) => state === 'gone')
          const say = (): string => `${whoIn(waits)} waits for ${at.name}, which is free`
          found.expectWhere(tested, taken >= at.size, say)
        }
      },
    ),
    storesLaw(
      {
        clause: 'Y3',
        sentence:
          'nobody stands in line to take while there is something, or to put while there is room',
        hint: 'an item that was handed to one who is closed goes to the next, or back',
      },
      (trial, stores) => (event, _before, found) => {
        if (!isBetween(event) || !isQuiet(trial)) return
        const { lines } = stores
        for (const at of lines.all.values()) {
          if (at.kind !== 'queue' || at.unsure || isOpen(lines, at)) continue
          const { items, owed } = stores.of(at)
          const takers = lines.waiting(at, 'take').filter(({ state }) => state === 'waits')
          const putters = lines.waiting(at, 'put').filter(({ state }) => state === 'waits')
          const closed = at.turns.some(({ state }) => state === 'gone')
          if (takers.length > 0 && owed.length === 0)
            found.expectWhere(closed, items.length === 0, () => `${whoIn(takers)} could take`)
          if (putters.length > 0)
            found.expectWhere(closed, items.length >= at.size, () => `${whoIn(putters)} could put`)
        }
      },
    ),
  ],
  Y4: [
    linesLaw(
      {
        clause: 'Y4',
        sentence: 'whoever has a lock is the only one',
        hint: 'it is handed over, and free only when nobody waits',
      },
      (_trial, lines) => holdsAlone(lines, 'lock'),
    ),
    linesLaw(
      {
        clause: 'Y4',
        sentence: 'who holds a lock can release it, and nobody else',
        hint: 'the lock knows its holder',
      },
      (_trial, lines) => releases(lines, 'lock'),
    ),
  ],
  Y5: [
    linesLaw(
      {
        clause: 'Y5',
        sentence: 'no more hold a semaphore than it has permits',
        hint: 'a permit is taken when it is granted, not when it is had',
      },
      (_trial, lines) => holdsAlone(lines, 'semaphore'),
    ),
    linesLaw(
      {
        clause: 'Y5',
        sentence: 'who holds a permit can release one, and nobody else',
        hint: 'the semaphore knows its holders, each as often as it holds',
      },
      (_trial, lines) => releases(lines, 'semaphore'),
    ),
    linesLaw(
      {
        clause: 'Y5',
        sentence: 'a permit is had at once while there is one, and not otherwise',
        hint: 'there are as many as the count says',
      },
      (trial, lines) => {
        let asked: { who: string; free: boolean } | undefined
        return (event, before, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'scheduled' && event.task === asked?.who) {
            const claim = lines.claims.get(event.task)
            const { free } = asked
            asked = undefined
            if (claim?.disturbed === false)
              found.expect(free, () => `${event.task} has a permit that there is not`)
          } else if (event.event === 'parked' && event.who === asked?.who) {
            const { free } = asked
            asked = undefined
            found.expect(!free, () => `${event.who} waits for a permit that there is`)
          }
          if (event.event !== 'asks' || !before.tasks.has(event.who)) return
          const at = lines.all.get(event.of)
          if (at === undefined || (at.kind !== 'semaphore' && at.kind !== 'lock')) return
          // Whether who is being closed has given back what it was handed is not told.
          if (isOpen(lines, at)) return
          asked = { who: event.who, free: at.holders.length + at.given.length < at.size }
        }
      },
    ),
    countLaw(
      {
        clause: 'Y5',
        sentence: 'a semaphore has a whole number of permits, zero or more',
        hint: 'the count is looked at when it is made',
      },
      'semaphore',
    ),
  ],
  Y6: [
    linesLaw(
      {
        clause: 'Y6',
        sentence: 'when an event has been set, nobody waits for it any more',
        hint: 'set() serves every turn there is',
      },
      (_trial, lines) => (event, before, found) => {
        // An observer may do so in the midst of the setting: then that goes on.
        if (event.event !== 'called' || event.call !== 'set' || event.who === 'observer') return
        const at = lines.all.get(event.of)
        if (at?.kind !== 'event') return
        const left = at.turns.filter(
          ({ state, ticket, who }) =>
            state === 'waits' && before.parked.get(before.toldAs(who) ?? '') === ticket,
        )
        const tasks = left.filter(({ who }) => before.tasks.has(who))
        const tested = at.turns.length > 0
        found.expectWhere(tested, tasks.length === 0, () => `${whoIn(tasks)} still waits`)
      },
    ),
    linesLaw(
      {
        clause: 'Y6',
        sentence:
          'who waits for an event has it when it was set meanwhile, or before and not cleared',
        hint: 'a turn is served by set(), and what is cleared then makes no difference',
      },
      (_trial, lines) => {
        const set = new Set<Claim>()
        return (event, _before, found) => {
          if (event.event === 'called' && event.call === 'set')
            for (const claim of lines.claims.values())
              if (claim.at.name === event.of) set.add(claim)
          const claim = event.event === 'has' ? claimOf(lines, event) : undefined
          if (event.event !== 'has' || claim?.at.kind !== 'event' || 'error' in event.ending) return
          const right = claim.free || set.has(claim)
          found.expect(right, () => `${event.who} has ${event.of}, which nobody has set`)
        }
      },
    ),
    linesLaw(
      {
        clause: 'Y6',
        sentence:
          'who asks for an event that is set does not wait, and who asks for one that is not does',
        hint: 'the flag is looked at when it is asked',
      },
      (trial, lines) => (event, before, found) => {
        if (!isQuiet(trial)) return
        const told =
          event.event === 'scheduled'
            ? event.task
            : event.event === 'parked'
              ? event.who
              : undefined
        if (told === undefined || told === 'main') return
        const claim = lines.claims.get(before.voice(told))
        if (claim?.at.kind !== 'event' || claim.steps > 0 || claim.waited || claim.disturbed) return
        const waits = event.event === 'parked'
        found.expect(waits !== claim.free, () => `${told} waits, or not, for ${claim.at.name}`)
      },
    ),
  ],
  Y7: [
    linesLaw(
      {
        clause: 'Y7',
        sentence: 'who does not hold the lock can neither wait for its condition nor notify',
        hint: 'both look at the holder of the lock first',
      },
      (trial, lines) => {
        let asked: { who: string; of: string; holds: boolean } | undefined
        return (event, _before, found) => {
          if (asked !== undefined) {
            const { holds, of, who } = asked
            asked = undefined
            const has = event.event === 'has' && event.who === who && event.of === of
            const refused = has && failedWith(event.ending, 'InvalidStateError')
            if (isQuiet(trial))
              found.expect(refused !== holds, () => `${who} was ${holds ? '' : 'not '}refused`)
          }
          const at = 'of' in event ? lines.all.get(event.of) : undefined
          if (at?.kind !== 'condition' || !('who' in event)) return
          const holds = lines.guardOf(at)?.holders.includes(event.who) ?? false
          if (event.event === 'asks' && event.what === 'wait')
            asked = { who: event.who, of: event.of, holds }
          if (event.event !== 'called' || event.call !== 'notify') return
          const count = failedWith(event.ending, 'RangeError')
          const refused = failedWith(event.ending, 'InvalidStateError')
          if (!count)
            found.expect(refused !== holds, () => `${event.who}: notify() without the lock`)
        }
      },
    ),
    linesLaw(
      {
        clause: 'Y7',
        sentence: 'who comes back from a condition, closed or not, is the only holder of its lock',
        hint: 'a wait that is closed asks for the lock again before it lets go',
      },
      (_trial, lines) => (event, before, found) => {
        const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
        const claim = who === undefined ? undefined : lines.claims.get(who)
        if (who === undefined || claim?.at.kind !== 'condition' || claim.steps === 0) return
        const lock = lines.guardOf(claim.at)
        const others = lock?.holders ?? []
        found.expect(
          others.length === 0,
          () => `${who} is back, and ${others.join(', ')} has the lock`,
        )
        const given = (lock?.given ?? []).filter((one) => one !== who)
        found.require(given.length === 0, () => `${who} is back, and ${given.join(', ')} has it`)
      },
    ),
    linesLaw(
      {
        clause: 'Y7',
        sentence: 'only who was notified comes back, and nobody who was notified is forgotten',
        hint: 'notify() moves turns to the line of the lock, and one that is closed passes it on',
      },
      (trial, lines) => (event, _before, found) => {
        if (!isQuiet(trial)) return
        const ticket = event.event === 'settled' ? event.future : ''
        const served = lines.ofTicket(ticket)
        if (served?.kind === 'condition' && !served.unsure) {
          const turn = served.turns.find((one) => one.ticket === ticket)
          if (turn !== undefined)
            found.expect(turn.moved, () => `${turn.who} comes back, and was not notified`)
        }
        if (!isBetween(event)) return
        for (const at of lines.all.values()) {
          const lock = at.kind === 'condition' && !at.unsure ? lines.guardOf(at) : undefined
          if (lock === undefined || lock.holders.length + lock.given.length > 0) continue
          const left = at.turns.filter(({ moved, state }) => moved && state === 'waits')
          const tested = at.turns.some(({ moved }) => moved)
          found.expectWhere(tested, left.length === 0, () => `${whoIn(left)} was notified`)
        }
      },
    ),
    linesLaw(
      {
        clause: 'Y7',
        sentence: 'who waits for a condition has given its lock to the next in line',
        hint: 'wait() releases the lock before it suspends',
      },
      (trial, lines) => {
        let asked: { who: string; of: string; line: readonly Turn[] } | undefined
        return (event, _before, found) => {
          if (!isQuiet(trial)) return
          if (asked !== undefined) {
            const { line, of } = asked
            asked = undefined
            const served =
              event.event === 'settled' && line.some(({ ticket }) => ticket === event.future)
            found.expect(served, () => `${whoIn(line)} is not served at ${of}`)
          }
          if (event.event !== 'asks' || event.what !== 'wait') return
          const at = lines.all.get(event.of)
          const lock = at?.kind === 'condition' ? lines.guardOf(at) : undefined
          if (lock?.holders.includes(event.who) !== true) return
          const line = permitLine(lines, lock)
          if (line.some(({ state }) => state === 'waits')) asked = { ...event, line }
        }
      },
    ),
  ],
  Y8: [
    linesLaw(
      {
        clause: 'Y8',
        sentence:
          'who passes a barrier has its place in the order of arrival, and as many have arrived',
        hint: 'the last to arrive serves all, each with its place',
      },
      (_trial, lines) => {
        const places = new Map<string, number | undefined>()
        return (event, _before, found) => {
          if (event.event === 'settled') {
            const at = lines.ofTicket(event.future)
            const turn = at?.turns.find(({ ticket }) => ticket === event.future)
            if (at?.kind === 'barrier' && turn !== undefined) places.set(turn.who, turn.place)
          }
          const claim = event.event === 'has' ? claimOf(lines, event) : undefined
          if (event.event !== 'has' || claim?.at.kind !== 'barrier') return
          const place = claim.place ?? places.get(event.who)
          const right = 'value' in event.ending && event.ending.value === place
          found.expect(
            right && place !== undefined,
            () => `${event.who} passes, and is not ${place}`,
          )
        }
      },
    ),
    linesLaw(
      {
        clause: 'Y8',
        sentence: 'when the last of its parties has arrived, nobody of them waits any more',
        hint: 'the last to arrive serves all, in their order',
      },
      (trial, lines) => (event, _before, found) => {
        if (!isBetween(event) || !isQuiet(trial)) return
        for (const { kind, turns } of lines.all.values()) {
          if (kind !== 'barrier') continue
          const left = turns.filter(({ place, state }) => place !== undefined && state === 'waits')
          const tested = turns.some(({ place }) => place !== undefined)
          found.expectWhere(tested, left.length === 0, () => `${whoIn(left)} still waits`)
        }
      },
    ),
    countLaw(
      {
        clause: 'Y8',
        sentence: 'a barrier has a whole number of parties, one or more',
        hint: 'the count is looked at when it is made',
      },
      'barrier',
    ),
  ],
  Y9: [
    storesLaw(
      {
        clause: 'Y9',
        sentence: 'the items are taken in the order in which they were put in',
        hint: 'what comes back goes to its place',
      },
      (trial, stores) => (event, before, found) => {
        if (!isQuiet(trial)) return
        const taken = event.event === 'called' && event.call === 'takeNow' && before.ticking
        if (!taken && !(event.event === 'has' && event.what === 'take')) return
        const at = stores.lines.all.get(event.of)
        if (at?.kind !== 'queue' || at.unsure || 'error' in event.ending) return
        const { handed, items } = stores.of(at)
        const entry = taken ? items[0] : handed.get(event.who)
        const { value } = event.ending
        found.require(entry !== undefined, () => `${event.who} has ${value}, which nobody put in`)
        if (entry?.value !== undefined)
          found.expect(
            entry.value.value === value,
            () => `${value} came before ${entry.value?.value}`,
          )
      },
    ),
    storesLaw(
      {
        clause: 'Y9',
        sentence:
          'what is put in is in at once where there is room or somebody waits for it, and not otherwise',
        hint: 'who finds the queue full waits until there is room',
      },
      (trial, stores) => {
        let asked: { who: string; room: boolean } | undefined
        return (event, before, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'scheduled' && event.task === asked?.who) {
            const { room } = asked
            asked = undefined
            if (stores.lines.claims.get(event.task)?.disturbed !== false) return
            found.expect(room, () => `${event.task} has put in where there is no room`)
          } else if (event.event === 'parked' && event.who === asked?.who) {
            const { room } = asked
            asked = undefined
            found.expect(!room, () => `${event.who} waits, and there is room`)
          }
          if (event.event !== 'asks' || event.what !== 'put' || !before.tasks.has(event.who)) return
          const at = stores.lines.all.get(event.of)
          if (at?.kind !== 'queue' || at.unsure || at.closed || isOpen(stores.lines, at)) return
          asked = { who: event.who, room: hasRoom(stores, at) }
        }
      },
    ),
    countLaw(
      {
        clause: 'Y9',
        sentence: 'the room in a queue is a whole number, zero or more, or infinite',
        hint: 'the capacity is looked at when it is made',
      },
      'queue',
    ),
  ],
  Y10: [
    storesLaw(
      {
        clause: 'Y10',
        sentence: 'takeNow() gives what is there, and is refused where take() would wait',
        hint: 'it takes what is in the queue, or from who waits to put in',
      },
      (trial, stores) => {
        // Who is admitted, or served, is told before the call has come to its end.
        let full = new Set<Primitive>()
        return (event, before, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'called' && event.call === 'takeNow') {
            const at = stores.lines.all.get(event.of)
            // While the loop stands still, it is not told who is served.
            if (at !== undefined && !before.ticking && stores.lines.waiting(at).length > 0) return
            if (at?.kind !== 'queue' || at.unsure || isOpen(stores.lines, at)) return
            const there = stores.of(at).items.length > 0 || full.has(at)
            const error = at.closed ? 'QueueClosedError' : 'QueueEmptyError'
            const refused = failedWith(event.ending, error)
            found.expect(
              there ? 'value' in event.ending : refused,
              () => `${event.of}: ${error}, or not`,
            )
          }
          if (isServing(event)) return
          const queues = [...stores.lines.all.values()].filter(({ kind }) => kind === 'queue')
          full = new Set(queues.filter((at) => stores.lines.waiting(at, 'put').length > 0))
        }
      },
    ),
    storesLaw(
      {
        clause: 'Y10',
        sentence: 'putNow() puts in what it can, and is refused where put() would wait',
        hint: 'it hands over to who waits to take, or puts in where there is room',
      },
      (trial, stores) => {
        // Who takes it is told before the call has come to its end.
        let room = new Map<Primitive, boolean>()
        return (event, _before, found) => {
          if (!isQuiet(trial)) return
          const serves = isServing(event)
          if (event.event === 'called' && event.call === 'putNow') {
            const at = stores.lines.all.get(event.of)
            if (at?.kind !== 'queue' || at.unsure || isOpen(stores.lines, at)) return
            const fits = room.get(at) ?? hasRoom(stores, at)
            const error = at.closed ? 'QueueClosedError' : 'QueueFullError'
            const refused = failedWith(event.ending, error)
            const right = fits && !at.closed ? 'value' in event.ending : refused
            found.expect(right, () => `${event.of}: ${error}, or not`)
          }
          if (!serves) room = new Map()
          for (const at of stores.lines.all.values())
            if (at.kind === 'queue' && !room.has(at)) {
              if (serves) room.set(at, hasRoom(stores, at))
            }
        }
      },
    ),
  ],
  Y11: [
    linesLaw(
      {
        clause: 'Y11',
        sentence: 'a closed queue refuses what is put in, at once',
        hint: 'put() looks whether it is closed first',
      },
      (trial, lines) => {
        let asked: { who: string; of: string } | undefined
        return (event, _before, found) => {
          if (asked !== undefined && isQuiet(trial)) {
            const { of, who } = asked
            const has = event.event === 'has' && event.who === who && event.of === of
            const refused = has && failedWith(event.ending, 'QueueClosedError')
            found.expect(refused, () => `${of} is closed, and ${event.event} follows`)
          }
          asked = undefined
          const at = 'of' in event ? lines.all.get(event.of) : undefined
          if (at?.kind !== 'queue') return
          if (event.event === 'asks' && event.what === 'put' && at.closed) asked = event
          const refused = event.event === 'has' && failedWith(event.ending, 'QueueClosedError')
          if (refused) found.require(at.closed, () => `${event.of} is not closed`)
        }
      },
    ),
    linesLaw(
      {
        clause: 'Y11',
        sentence: 'when a queue has been closed, nobody waits at it',
        hint: 'close() serves every turn with an error',
      },
      (_trial, lines) => (event, before, found) => {
        // An observer may do so in the midst of the closing: then that goes on.
        if (event.event !== 'called' || event.call !== 'closeQueue' || event.who === 'observer')
          return
        const at = lines.all.get(event.of)
        if (at?.kind !== 'queue') return
        const left = at.turns.filter(
          ({ state, ticket, who }) =>
            state === 'waits' &&
            before.tasks.has(who) &&
            before.parked.get(before.toldAs(who) ?? '') === ticket,
        )
        const tested = at.turns.length > 0 && !at.closed
        found.expectWhere(tested, left.length === 0, () => `${whoIn(left)} still waits`)
      },
    ),
    storesLaw(
      {
        clause: 'Y11',
        sentence: 'a closed queue gives what is left in it, and refuses who comes after',
        hint: 'take() looks whether there is something first, then whether it is closed',
      },
      (trial, stores) => {
        let asked: { who: string; of: string; there: boolean } | undefined
        return (event, _before, found) => {
          if (asked !== undefined && isQuiet(trial)) {
            const { of, there, who } = asked
            const has = event.event === 'has' && event.who === who && event.of === of
            const refused = has && failedWith(event.ending, 'QueueClosedError')
            found.expect(refused !== there, () => `${of} has ${there ? 'something' : 'nothing'}`)
          }
          asked = undefined
          if (event.event !== 'asks' || event.what !== 'take') return
          const at = stores.lines.all.get(event.of)
          if (at?.kind !== 'queue' || !at.closed || at.unsure || isOpen(stores.lines, at)) return
          asked = { who: event.who, of: event.of, there: stores.of(at).items.length > 0 }
        }
      },
    ),
  ],
  Y12: [
    linesLaw(
      {
        clause: 'Y12',
        sentence: 'what is held runs when it was acquired, and not before',
        hint: 'hold acquires, then delegates to its body',
      },
      (_trial, lines) => {
        const holding = new Map<string, string>()
        return (event, _before, found) => {
          const who = actorOf(event)
          const of = who === undefined ? undefined : holding.get(who)
          if (who !== undefined && of !== undefined) {
            holding.delete(who)
            const has = event.event === 'has' && event.of === of
            const refused = has && event.what === 'hold' && 'error' in event.ending
            const acquired = has && event.what === 'acquire' && 'value' in event.ending
            const closed = event.event === 'cleaning' || event.event === 'left'
            found.expect(refused || acquired || closed, () => `${who} runs without ${of}`)
          }
          if (event.event === 'asks' && event.what === 'hold' && lines.all.has(event.of))
            holding.set(event.who, event.of)
        }
      },
    ),
    linesLaw(
      {
        clause: 'Y12',
        sentence:
          'when the body of a hold is left, however it is, the next in line is served at once',
        hint: 'hold releases in a finally block',
      },
      (trial, lines) => {
        let left: { of: string; line: readonly Turn[] } | undefined
        return (event, _before, found) => {
          if (!isQuiet(trial)) return
          if (left !== undefined) {
            const { line, of } = left
            left = undefined
            const served =
              event.event === 'settled' && line.some((turn) => turn.ticket === event.future)
            found.expect(served, () => `${whoIn(line)} still waits for ${of}`)
          }
          if (event.event !== 'left' || event.what !== 'hold') return
          const at = lines.all.get(event.of)
          const line = at === undefined ? [] : permitLine(lines, at)
          const waits = line.some(({ state }) => state === 'waits')
          // It may have been released in its body.
          if (waits && at?.holders.includes(event.who) === true) left = { of: event.of, line }
        }
      },
    ),
    linesLaw(
      {
        clause: 'Y12',
        sentence: 'a hold gives what its body returned',
        hint: 'the value passes through the release as it is',
      },
      (trial) => bodyGives(trial, 'hold'),
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

type Text = Pick<Law, 'clause' | 'sentence' | 'hint'>
type Visit = (event: Event, before: History, found: Findings, index: number) => void

/** A law over lines, which follow each event after it was looked at. */
function linesLaw(text: Text, begin: (trial: Trial, lines: Lines) => Visit): Law {
  return eventLaw(text, (trial) => {
    const lines = new Lines(trial)
    const visit = begin(trial, lines)
    return (event, before, found, index) => {
      visit(event, before, found, index)
      lines.follow(event, before, index)
    }
  })
}

/** A law over queues, and what is in them. */
function storesLaw(text: Text, begin: (trial: Trial, stores: Stores) => Visit): Law {
  return eventLaw(text, (trial) => {
    const stores = new Stores(trial)
    const visit = begin(trial, stores)
    return (event, before, found, index) => {
      visit(event, before, found, index)
      stores.follow(event, before, index)
    }
  })
}

/** A law of the numbers that a primitive is made with. */
function countLaw(text: Text, call: 'semaphore' | 'barrier' | 'queue'): Law {
  return eventLaw(text, (trial) => {
    const script = scriptOf(trial)
    return (event, _before, found, index) => {
      if (event.event !== 'called' || event.call !== call) return
      const statement = script.at(index)
      const refused = failedWith(event.ending, 'RangeError')
      const right =
        statement?.do === 'semaphore'
          ? isCount(statement.count, 0)
          : statement?.do === 'barrier'
            ? isCount(statement.parties, 1)
            : statement?.do === 'queue'
              ? isCount(statement.capacity ?? 0, 0) || statement.capacity === Infinity
              : undefined
      if (right === undefined) return
      found.expectWhere(
        !right,
        refused !== right,
        () => `${event.of} was ${right ? 'refused' : 'made'}`,
      )
    }
  })
}

function isCount(count: number, least: number): boolean {
  return Number.isInteger(count) && count >= least
}

/** Whoever gets a permit finds one. */
function holdsAlone(lines: Lines, kind: Primitive['kind']): Visit {
  return (event, _before, found) => {
    const claim = event.event === 'has' ? claimOf(lines, event) : undefined
    if (event.event !== 'has' || claim === undefined || 'error' in event.ending) return
    const at = lines.guardOf(claim.at)
    if (at?.kind !== kind) return
    const say = (): string => `${event.who} has ${at.name}, and so has ${at.holders.join(', ')}`
    found.expect(at.holders.length < at.size, say)
  }
}

function releases(lines: Lines, kind: Primitive['kind']): Visit {
  return (event, _before, found) => {
    if (event.event !== 'called' || event.call !== 'release') return
    const at = lines.all.get(event.of)
    if (at?.kind !== kind) return
    // Who was closed in the wait for a condition has the lock again.
    const claim = lines.claims.get(event.who)
    const back = claim !== undefined && claim.steps > 0 && lines.guardOf(claim.at) === at
    const holds = at.holders.includes(event.who) || (back && claim.at.kind === 'condition')
    const refused = failedWith(event.ending, 'InvalidStateError')
    const say = (): string => `${event.who} ${holds ? 'holds' : 'does not hold'} ${at.name}`
    found.expect(refused !== holds, say)
  }
}

/** What somebody has that it asked for. */
function claimOf(lines: Lines, event: Extract<Event, { event: 'has' }>): Claim | undefined {
  const claim = lines.claims.get(event.who)
  if (claim?.at.name !== event.of) return undefined
  const its = claim.what === event.what || (claim.what === 'hold' && event.what === 'acquire')
  return its ? claim : undefined
}

/** Those who stand in one line with a turn. */
function lineOf(lines: Lines, at: Primitive, { what }: Turn): readonly Turn[] {
  return lines.waiting(at, at.kind === 'queue' ? what : undefined)
}

function lineFor(lines: Lines, at: Primitive, what: string): readonly Turn[] {
  return at.kind === 'queue' ? lines.waiting(at, what) : permitLine(lines, at)
}

/** Those who stand in line for a lock: also those who were notified. */
function permitLine(lines: Lines, at: Primitive): readonly Turn[] {
  const notified = [...lines.all.values()]
    .filter(({ lock, unsure }) => lock === at.name && !unsure)
    .flatMap((condition) => lines.waiting(condition).filter(({ moved }) => moved))
  return [...lines.waiting(at), ...notified]
}

/** Whether it may be told of somebody who is served, in the midst of a call. */
function isServing({ event }: Event): boolean {
  return event === 'settled' || event === 'woken' || event === 'scheduled'
}

/** Whether somebody who asked was stepped and did not get it: it is being closed, and that is not told. */
function isOpen(lines: Lines, at: Primitive): boolean {
  return [...lines.claims.values()].some(
    (claim) => lines.guardOf(claim.at) === at && (claim.steps > 0 || claim.disturbed),
  )
}

function hasRoom(stores: Stores, at: Primitive): boolean {
  const { items } = stores.of(at)
  const putters = stores.lines.waiting(at, 'put').length
  return stores.lines.waiting(at, 'take').length > 0 || (putters === 0 && items.length < at.size)
}

/** Whether an event comes between two steps, when no change is half told. */
function isBetween({ event }: Event): boolean {
  return event === 'stepped' || event === 'tick'
}

function whoIn(turns: readonly Turn[]): string {
  return turns.map(({ who }) => who).join(', ')
}
