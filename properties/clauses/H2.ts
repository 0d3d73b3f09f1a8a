/** H2 · The outside is marked. */

import { failedWith } from '../history/endings.ts'
import { isRun } from '../history/history.ts'
import { Waits } from '../history/waits.ts'
import { clause, eventLaw, game } from '../law.ts'
import { namesWaits } from '../visits/waitReport.ts'
import { numberOf } from '../subject/chance.ts'

export const H2 = clause('H2', [
  eventLaw({
    sentence:
      'no time passes in a run that waits for the outside, and it ends with OutsideError, which names every wait',
    hint: '#hasNextTick asks awaitsOutside before time advances; conclude() reports it',
    begin: (trial) => {
      const external = externalsOf(trial.session)
      if (external.size === 0) {
        return (event, _before, found) => {
          const wrong = 'ending' in event && failedWith(event.ending, 'OutsideError')
          found.require(!wrong, () => 'nothing waits for the outside')
        }
      }
      const waits = new Waits(trial)
      return (event, before, found, index) => {
        const { closed, live, parked, scheduled, settled } = before
        const waiting = ['main', ...live].filter((who) => {
          const on = parked.get(who)
          return on !== undefined && external.has(on) && !settled.has(on)
        })
        if (event.event === 'advanced' && !closed) {
          found.require(waiting.length === 0, () => `time passes, while ${waiting[0]} waits`)
        }
        const over = event.event === 'called' && isRun(event.call) && !closed
        const own = over && before.calls.at(-1)?.nested === false
        if (own) {
          const { ending } = event
          const main = parked.get('main')
          const idle = scheduled.length === 0 && main !== undefined && !settled.has(main)
          if (failedWith(ending, 'OutsideError')) {
            found.expect(idle, () => 'something could resume')
            namesWaits(ending, before, waits, found)
          }
          const dead = failedWith(ending, 'DeadlockError')
          found.expect(!dead || waiting.length === 0, () => `${waiting[0]} waits for the outside`)
        }
        waits.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'outside-in-a-deadlock',
        why: 'a run that waits for the outside ends with DeadlockError',
        in: 'core/run.js',
        replace: ['awaitsOutside(main, loop, false) ?', 'false ?'],
      },
      {
        name: 'outside-of-one-unknown',
        why: 'where only one future of external() is pending, a run does not wait for it',
        in: 'core/outside.js',
        replace: ['externals.pending === 0 && !others', 'externals.pending === 1 && !others'],
      },
      {
        name: 'time-passes-for-the-outside',
        why: 'time advances while a task waits for the outside',
        in: 'core/outside.js',
        replace: ['|| live.waits().some(({ on }) => on.outside(of));', ';'],
      },
      {
        name: 'outside-forgets-main',
        why: 'a main that waits for the outside is in a deadlock',
        in: 'core/outside.js',
        replace: ['return awaiting?.outside(of) === true ||', 'return'],
      },
      {
        name: 'outside-is-nowhere',
        why: 'a future of external() is like any other',
        in: 'host/external.js',
        replace: ['outside() { return true; }', 'outside() { return false; }'],
      },
    ],
  }),
  game({
    sentence:
      'a combinator waits for the outside if one of its pending items does, and a run can be resumed',
    hint: 'Join.outside asks its items',
    check: ({ session, subject: { all, external, Future, Loop, race, sleep } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const arrival = external<number>('arrival')
      const plain = new Future<number>('plain')
      external<number>('other').setResult(0)
      const combine = number % 2 === 0 ? all : race
      const main = (function* () {
        yield* combine([plain, arrival])
      })()
      loop.spawn(sleep(5))
      const outcomes = [1, 2].map((round) => {
        try {
          if (round === 2) {
            if (combine === all) plain.setResult(1)
            arrival.setResult(2)
          }
          loop.run(main)
          return `${loop.now()}`
        } catch (error) {
          return `${error instanceof Error ? error.name : ''} at ${loop.now()}`
        }
      })
      found.expect(
        outcomes.join() === 'OutsideError at 0,0',
        () => `it ended: ${outcomes.join(', ')}`,
      )
    },
    mutants: [
      {
        name: 'outside-not-in-combinators',
        why: 'a combinator never waits for the outside',
        in: 'structure/join.js',
        replace: [
          'return this.items.some((item) => !item.done() && item.outside(loop));',
          'return false;',
        ],
      },
      {
        name: 'outside-counted-down-twice',
        why: 'the second future of external() is not known once the first has settled',
        in: 'host/external.js',
        replace: [
          'super.setResult(value); externals.pending -= 1;',
          'super.setResult(value); externals.pending = 0;',
        ],
      },
    ],
  }),
  game({
    sentence:
      'a run waits for the outside as long as one future of external() is pending, whichever way others have settled',
    hint: 'External counts those that are pending',
    check: ({ session, subject: { external, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      // Those of other sessions may have been counted wrongly before: each way leads through every small number.
      const spares = Array.from({ length: 9 }, () => external('spare'))
      const arrival = external('arrival')
      for (let at = 0; at < 54; at += 1) {
        const other = external('other')
        if ((number + at) % 3 === 0) other.setResult()
        else if ((number + at) % 3 === 1) other.setError(new Error('it is refused'))
        else other.cancel()
        let outcome = 'returns'
        try {
          new Loop({ discipline: session.discipline }).run(
            (function* () {
              yield* arrival
            })(),
          )
        } catch (error) {
          outcome = error instanceof Error ? error.name : String(error)
        }
        found.expect(outcome === 'OutsideError', () => `after ${at + 1} others it ends: ${outcome}`)
      }
      for (const one of [arrival, ...spares]) one.setResult()
    },
    mutants: [
      {
        name: 'failure-counts-twice',
        why: 'the second future of external() is not known once the first has failed',
        in: 'host/external.js',
        replace: [
          'super.setError(error); externals.pending -= 1;',
          'super.setError(error); externals.pending -= 2;',
        ],
      },
      {
        name: 'cancelled-counts-twice',
        why: 'a future of external() is not known once others were cancelled',
        in: 'host/external.js',
        replace: [
          'if (effective) externals.pending -= 1;',
          'if (effective) externals.pending -= 2;',
        ],
      },
    ],
  }),
])

/** The names of the futures that the outside settles. */
function externalsOf(part: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  const search = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return
    if ('external' in one && 'name' in one && typeof one.name === 'string') found.add(one.name)
    for (const inner of Object.values(one)) search(inner)
  }
  search(part)
  return found
}
