/** C12 · Errors travel outward. */

import type { Ending, Event } from '../../spec/event.ts'
import type { History } from '../history/history.ts'
import { Scopes, wasCancelled, type Group, type OpenScope } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import type { Trial } from '../trial.ts'

export const C12 = clause('C12', [
  eventLaw({
    sentence:
      'a scope that is closed from outside neither returns into the code around it nor throws there',
    hint: 'CloseScope passes the errors outward with CloseAgain, and throws them only where the closing began',
    begin: (trial) => {
      const closings = new Closings(trial)
      return (event, before, found, index) => {
        if (event.event === 'has') {
          const inner = closings.scopes.openScopes(event.who).at(-1)
          const within = inner !== undefined && inner.what === event.what
          const closed = within && closings.of(event.who).includes(inner)
          found.require(!closed, () => `${event.who} resumed after ${event.what} ${event.of}`)
        }
        closings.follow(event, before, index)
        if (event.event === 'left' && closings.of(event.who).some(({ left }) => left))
          found.expect(true, () => '')
      }
    },
    mutants: [
      {
        name: 'clean-up-error-thrown-inside',
        why: 'what a clean-up throws is thrown into the code around the scope, where a catch takes it',
        in: 'core/closing.js',
        replace: ['this.#errors.push(error); return this.#end();', 'throw error;'],
      },
      {
        name: 'timeout-not-scoped',
        why: 'a timeout that is closed while it throws throws into the code around it',
        in: 'time/timeout.js',
        replace: ['return scoped(within(limit, coroutine));', 'return within(limit, coroutine);'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a closed task fails with every error of the groups that were open in it, and is not cancelled',
    hint: 'each CloseScope adds what the scopes in it threw, and closing() throws all of it',
    begin: (trial) => {
      const closings = new Closings(trial)
      return (event, before, found, index) => {
        if (event.event === 'settled' && before.cancelled.has(event.future)) {
          const { ending, future } = event
          const failed = closings.failedGroups(before.voice(future))
          const holds = !wasCancelled(future, ending) && includes(ending, failed)
          if (failed.length > 0) found.expect(holds, () => `${future} lost an error of its groups`)
        }
        closings.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'outward-errors-dropped',
        why: 'the errors that a scope passes outward are dropped by the next',
        in: 'core/closing.js',
        replace: ['this.#errors.push(...last.errors);', ';'],
      },
      {
        name: 'closing-error-swallowed',
        why: 'a scope that is closed from outside passes the closing outward, without its error',
        in: 'core/closing.js',
        replace: ['errors.length === 0 ? closeAgain : new CloseAgain(errors)', 'closeAgain'],
      },
      {
        name: 'first-closing-error-only',
        why: 'of several errors of a closing, only the first is thrown',
        in: 'core/closing.js',
        replace: ['if (errors.length === 1) throw first;', 'throw first;'],
      },
    ],
  }),
])

/** The scopes that were open in a coroutine when it was closed. */
class Closings {
  readonly scopes: Scopes
  readonly #requested = new Set<string>()
  readonly #closed = new Map<string, readonly OpenScope[]>()

  constructor(trial: Trial) {
    this.scopes = new Scopes(trial)
  }

  of(who: string): readonly OpenScope[] {
    return this.#closed.get(who) ?? []
  }

  /** Those of them that are groups of which a child has failed. */
  failedGroups(who: string): readonly Group[] {
    const groups = this.of(who).flatMap(({ of, what }) =>
      what === 'group' ? (this.scopes.groups.get(of) ?? []) : [],
    )
    return groups.filter(({ failures }) => failures.length > 0)
  }

  follow(event: Event, before: History, index: number): void {
    if (event.event === 'cancelled' && !before.isPutOff(before.voice(event.task)))
      this.#requested.add(before.voice(event.task))
    if (event.event === 'stepped' && before.cancelled.has(event.who)) {
      const who = before.voice(event.who)
      if (before.isPutOff(who)) this.#requested.delete(who)
      const begun = this.#requested.delete(who) && before.doomed !== event.who
      if (begun && !this.scopes.disturbed(who, before.now))
        this.#closed.set(who, [...this.scopes.openScopes(who)])
    }
    this.scopes.follow(event, before, index)
  }
}

/** Whether an ending holds the errors of these groups: those of the only one, or an error for each. */
function includes(ending: Ending, groups: readonly Group[]): boolean {
  const errors = 'error' in ending ? (ending.errors ?? []) : []
  const ofGroups = errors.filter((error) => error.startsWith('AggregateError#')).length
  const [only] = groups
  if (groups.length > 1 || ofGroups > 0) return ofGroups >= groups.length
  return only?.failures.every((failure) => errors.includes(failure)) === true
}
