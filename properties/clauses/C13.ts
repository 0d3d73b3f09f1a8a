/** C13 · Uninterruptible. */

import type { Event } from '../../spec/event.ts'
import { actorOf } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { isHarmless, scriptOf } from '../history/script.ts'
import { clause, eventLaw, following, game, where } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { endsWhenSettled, isDoomed } from '../visits/shelter.ts'
import { numberOf } from '../subject/chance.ts'
import type { Coroutine, Task } from '../../src/index.ts'
import { refusal } from '../subject/refusal.ts'

export const C13 = clause('C13', [
  eventLaw({
    sentence:
      'a wait in uninterruptible() ends when it settles, and not before, unless a scope within ends it',
    hint: 'isPutOff() finds the shelter that a CloseScope enters when it suspends',
    begin: where(isAsked, endsWhenSettled('uninterruptible')),
    mutants: [
      {
        name: 'uninterruptible-is-interrupted',
        why: 'uninterruptible() shelters nothing: a cancelled task is closed in it',
        in: 'core/closing.js',
        replace: ["return this.#kind === 'uninterruptible' ||", 'return'],
      },
      {
        name: 'uninterruptible-out-of-time',
        why: 'a deadline and the failure of a child end a wait in uninterruptible(), a cancellation does not',
        in: 'core/cancel.js',
        replace: ['if (!isPutOff(owner, this.#scope)) interrupt(', 'interrupt('],
      },
    ],
  }),
  eventLaw({
    sentence:
      'what cannot fail in uninterruptible() returns to the code around it, whatever is to be closed',
    hint: 'a CloseScope that was not closed itself returns the result of its coroutine',
    begin: where(isAsked, (trial) => {
      const script = scriptOf(trial)
      /** By coroutine: whether the bodies that it is in cannot fail, the innermost last. */
      const bodies = new Map<string, boolean[]>()
      /** The coroutines that have left such a body, and must have it now. */
      const due = new Set<string>()
      return (event, before, found, index) => {
        const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
        if (who !== undefined && due.delete(who)) {
          const has = event.event === 'has' && event.what === 'uninterruptible'
          found.expect(has, () => `${who} does not return from uninterruptible()`)
        }
        if (event.event === 'asks' && event.what === 'uninterruptible') {
          const statement = script.at(index)
          const known = statement?.do === 'uninterruptible' && isHarmless(statement.body)
          bodies.set(event.who, [...(bodies.get(event.who) ?? []), known])
        }
        if (event.event === 'left' && event.what === 'uninterruptible')
          if (bodies.get(event.who)?.pop() === true && !before.isCut(event.who)) due.add(event.who)
      }
    }),
    mutants: [
      {
        name: 'uninterruptible-result-dropped',
        why: 'when uninterruptible() is over, what is to be closed is closed there, and the result is dropped',
        in: 'core/closing.js',
        replace: [
          "const cleaned = this.#phase === 'closing';",
          "const cleaned = this.#phase === 'closing' || this.#kind === 'uninterruptible';",
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'what fails in uninterruptible() in a task that was cancelled there throws nothing into the code around it',
    hint: 'a CloseScope passes its errors outward if a scope around it is to be closed',
    begin: where(isAsked, (trial) => {
      const scopes = new Scopes(trial)
      /** The task that was cancelled in its own step. */
      let itself: string | undefined
      return (event, before, found, index) => {
        scopes.follow(event, before, index)
        if (event.event === 'stepped' || event.event === 'tick') itself = undefined
        if (event.event === 'cancelled' && event.task === before.running) itself = event.task
        if (event.event !== 'has' || event.what !== 'uninterruptible') return
        // What an expired timeout closes shelters too, until it is over.
        if (scopes.disturbed(event.who, before.now)) return
        const name = before.notifiedAs(event.who)
        if (name === undefined || before.doomed !== name || name === itself) return
        found.expect(
          'value' in event.ending,
          () => `${name} receives an error, and is to be closed`,
        )
      }
    }),
    mutants: [
      {
        name: 'sheltered-error-thrown-inside',
        why: 'what fails in uninterruptible() is thrown into the code around it, although that is to be closed',
        in: 'core/closing.js',
        replace: [
          'const outward = this.#outward || ((cleaned || errors.length > 0) &&',
          'const outward = this.#outward || (cleaned &&',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a task that was cancelled in uninterruptible() waits for nothing after that: it is scheduled where it suspends',
    hint: 'a requested CloseScope refuses a wait that nothing shelters',
    begin: where(isAsked, () => {
      /** The task that has left its shelter in this step, and has not suspended since. */
      let left: string | undefined
      return (event, before, found) => {
        if (event.event === 'has' && event.what === 'uninterruptible') left = event.who
        const closes = event.event === 'left' || event.event === 'cleaning'
        if (event.event === 'stepped' || event.event === 'tick' || closes) left = undefined
        const parks = event.event === 'parked'
        const suspends = parks ? event.who : event.event === 'scheduled' ? event.task : undefined
        const who = suspends === undefined ? undefined : before.voice(suspends)
        if (who === undefined || who !== left || before.isSheltered(who)) return
        left = undefined
        if (before.running === suspends && before.doomed === suspends)
          found.expect(!parks, () => `${who} waits, and is to be closed`)
      }
    }),
    mutants: [
      {
        name: 'waits-after-its-shelter',
        why: 'a cancelled task that has left its shelter begins the next wait, and is closed only after that',
        in: 'core/closing.js',
        replace: [
          'return waits && !this.#isPutOff() ? refuseRequest() : request;',
          'return request;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'the body of uninterruptible() does not begin in a task that was cancelled in the same step, or has left a shelter in it',
    hint: 'uninterruptible() suspends first if isToBeClosed()',
    begin: where(
      isAsked,
      following(Scopes, (trial, scopes) => {
        /** By coroutine: what it must do next. */
        const due = new Map<string, 'cleaning' | 'left' | undefined>()
        return (event, before, found) => {
          const ended = event.event === 'settled' ? before.voice(event.future) : undefined
          const who = ended ?? actorOf(event)
          if (who !== undefined && due.has(who)) {
            const next = due.get(who)
            due.delete(who)
            const right = ended === undefined ? event.event === next : next === undefined
            found.expect(right, () => `${who} continued with the event '${event.event}'`)
          }
          if (event.event !== 'asks' || event.what !== 'uninterruptible' || !isQuiet(trial)) return
          if (isDoomed(event.who, before) && !scopes.disturbed(event.who, before.now))
            due.set(event.who, scopes.leavesFirst(event.who))
        }
      }),
    ),
    mutants: [
      {
        name: 'uninterruptible-begins-always',
        why: 'uninterruptible() begins even if something around it is to be closed, which it puts off again',
        in: 'structure/uninterruptible.js',
        replace: ['if (isToBeClosed()) yield;', ''],
      },
    ],
  }),
  eventLaw({
    sentence:
      'when its loop is closed, a main that waits in what is uninterruptible waits on for the same future, and any other is closed',
    hint: 'closeMain() parks the task on what the main waits for, if the end is put off',
    begin: following(Scopes, (trial, scopes) => {
      /** What each main waits on for; undefined if it is closed. */
      let waits: ReadonlyMap<string, string | undefined> = new Map()
      let made: string | undefined
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'calls' && event.call === 'close' && !before.ticking && !before.closed)
          waits = new Map(
            [...before.mains].flatMap(([main, on]): [string, string | undefined][] => {
              // C11: a group or a timeout that closes it already does so to the end.
              const open = scopes.openScopes(main).some(({ what }) => what !== 'guard')
              if (!before.isPutOff(main)) return open ? [] : [[main, undefined]]
              const certain = before.isSheltered(main) && !before.settled.has(on)
              return certain && !before.doubtful.has(on) ? [[main, on]] : []
            }),
          )
        const main = made === undefined ? undefined : before.voice(made)
        if (main !== undefined && waits.has(main)) {
          const on = waits.get(main)
          const parks = event.event === 'parked' && event.who === made
          found.expect(
            on === undefined ? !parks : parks && event.on === on,
            () => `${made} ${on === undefined ? 'waits on' : `waits no longer for ${on}`}`,
          )
        }
        made = event.event === 'spawned' && before.adopted.has(event.task) ? event.task : undefined
      }
    }),
    mutants: [
      {
        name: 'main-waits-no-longer',
        why: 'a main that waits in what is uninterruptible is closed with its loop at once',
        in: 'core/cancel.js',
        replace: ['const putOff = isPutOff(main);', 'const putOff = false;'],
      },
    ],
  }),
  game({
    sentence:
      'in uninterruptible(), another begins without suspending, though something around both is to be closed',
    hint: 'nextToClose() ends its search at a scope that shelters',
    check: ({ session, subject: { Loop, sleep, timeout, uninterruptible } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const loop = new Loop({
        discipline: session.discipline,
        observer: { stepped: (who) => void (who === task && log.push('step')) },
      })
      const bodies = [
        function* (): Coroutine<void> {
          log.push('inner')
        },
        function* (): Coroutine<void> {
          log.push('inner')
          yield
        },
      ]
      const inner = bodies[number % 2]
      if (inner === undefined) return
      // Its time is over when the outer one has half its way to go.
      const task: Task<void> = loop.spawn(
        timeout(
          5,
          uninterruptible(
            (function* () {
              yield* sleep(9)
              log.push('outer')
              yield* uninterruptible(inner())
            })(),
          ),
        ),
      )
      loop.run(sleep(20))
      const due = 'step,step,outer,inner'
      const begun = log.slice(0, 4).join()
      found.expect(begun === due, () => `it logs ${begun}, and not ${due}`)
    },
    mutants: [
      {
        name: 'closed-within-a-shelter',
        why: 'a call within what is uninterruptible finds what is to be closed around that',
        in: 'core/closing.js',
        replace: ['&& !scope.requested && !scope.shelters)', '&& !scope.requested)'],
      },
    ],
  }),
  game({
    sentence:
      'uninterruptible() begins in the step in which it is called, where nothing is to be closed',
    hint: 'isToBeClosed() asks whether the coroutine of what runs is one that closes',
    check: ({ session, subject: { Loop, uninterruptible } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const work = function* (): Coroutine<void> {
        log.push('calls')
        yield* uninterruptible(
          (function* () {
            log.push('begins')
            yield
          })(),
        )
      }
      if (number % 2 === 0) loop.spawn(work())
      else loop.ticks(work()).next()
      if (number % 2 === 0)
        loop.spawn(
          (function* () {
            log.push('another')
          })(),
        )
      loop.runStep()
      const begun = log.slice(0, 2).join()
      found.expect(begun === 'calls,begins', () => `it logs ${begun}`)
      loop.close()
    },
    mutants: [
      {
        name: 'uninterruptible-suspends-first',
        why: 'what is uninterruptible begins a step later',
        in: 'core/closing.js',
        replace: [
          "return 'coroutine' in running && running.coroutine !== undefined && isClosing(running.coroutine);",
          'return true;',
        ],
      },
    ],
  }),
  game({
    sentence:
      'a timeout within uninterruptible() ends what is in it, and one around it waits for its end, each whatever is around both',
    hint: 'isPutOff() asks whether the scope that is to be closed is around the shelter',
    check: ({ session, subject: { Future, Loop, sleep, timeout, uninterruptible } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const ends = function* (name: string, coroutine: Coroutine<void>): Coroutine<void> {
        try {
          yield* coroutine
          log.push(`${name} returns at ${loop.now()}`)
        } catch {
          log.push(`${name} is over at ${loop.now()}`)
        }
      }
      const inner = (): Coroutine<void> => ends('inner', timeout(5, new Future<void>('never')))
      const sheltered = function* (): Coroutine<void> {
        yield* inner()
        yield* sleep(5)
        log.push('the shelter ends')
      }
      const outer = ends('outer', timeout(7, uninterruptible(sheltered())))
      const failed = refusal(() => loop.run(number % 2 === 0 ? timeout(99, outer) : outer))
      found.require(failed === undefined, () => `the run ends in ${failed}`)
      const due = 'inner is over at 5,the shelter ends,outer is over at 10'
      const returns = 'inner is over at 5,the shelter ends,outer returns at 10'
      const right = log.join() === due || log.join() === returns
      found.expect(right, () => `it logs ${log.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'sheltered-from-what-is-within',
        why: 'a timeout within uninterruptible() does not end what is in it',
        in: 'core/closing.js',
        replace: [
          'scope !== undefined && scope !== within)',
          'scope !== undefined && scope === within)',
        ],
      },
    ],
  }),
])

function isAsked(event: Event): boolean {
  return event.event === 'asks' && event.what === 'uninterruptible'
}
