/** The one writer of sessions, in any language, with any dice. */

import type { Block, Call, HostCall, Session, Statement, Value } from '../../spec/program.ts'
import type { Dice } from './dice.ts'
import type { Language, Move, Writer } from './language.ts'
import { limits } from './moves.ts'
import { after, blocksOf, newestOf, NOTHING, type Scope } from './scope.ts'

export class SessionWriter implements Writer {
  readonly dice: Dice
  readonly language: Language

  constructor(dice: Dice, language: Language) {
    this.dice = dice
    this.language = language
  }

  /** One main, which is run. */
  program(): Session {
    return { discipline: this.#discipline(), host: [this.#main()] }
  }

  /** A program, and the loop is closed then, within limits. */
  closing(): Session {
    const close: HostCall = { do: 'close', ...limits(this, 1) }
    return { discipline: this.#discipline(), host: [this.#main(), close] }
  }

  /** A program, and an observer that interferes once. */
  observed(): Session {
    const program = this.program()
    return { ...program, hooks: [this.language.hook(this, program.host)] }
  }

  /** So many calls of a host, and no observer that interferes. */
  calls(count: number): Session {
    return { discipline: this.#discipline(), host: this.host(count) }
  }

  /** A program, or a host and an observer that interfere. */
  session(): Session {
    const { dice, language } = this
    const kind = dice.between(0, 9)
    if (kind < 5) return this.program()
    const more = kind < language.odds.programs
    const host = more ? this.#runAndMore() : this.host(dice.between(2, 9))
    const hooks = dice.times(Math.max(0, dice.between(-2, 3)), () => language.hook(this, host))
    const onUnhandled = dice.pick([undefined, undefined, 'log', 'throw'] as const)
    return {
      discipline: this.#discipline(),
      host,
      ...(hooks.length > 0 && { hooks }),
      ...(onUnhandled && { onUnhandled }),
    }
  }

  /** A program, and what the host does then: often it closes the loop. */
  #runAndMore(): HostCall[] {
    const closing: HostCall[] = this.dice.once(2) ? [{ do: 'close', ...limits(this, 3) }] : []
    const bounds = limits(this, 8)
    const again: HostCall[] =
      Object.keys(bounds).length === 0 ? [] : [{ do: 'runAgain', main: 'main', ...limits(this, 2) }]
    return [
      { ...this.#main(), ...bounds },
      ...again,
      ...this.host(this.dice.between(1 - closing.length, 3)),
      ...closing,
    ]
  }

  #main(): Extract<HostCall, { do: 'run' }> {
    const { dice, language } = this
    const free = dice.once(language.odds.free)
    const body = free ? this.block(dice.between(2, 14), NOTHING) : language.scene(this)
    return { do: 'run', name: 'main', body }
  }

  /** So many calls of a host. */
  host(count: number): HostCall[] {
    const calls: HostCall[] = []
    let scope = NOTHING
    for (let left = count; left > 0; left -= 1) {
      const call = this.#one(this.language.host, 1, scope)
      calls.push(call)
      scope = this.#seen(after(call, scope))
    }
    return calls
  }

  block(budget: number, seen: Scope): Block {
    const { small, statements } = this.language
    if (small?.block !== undefined) return small.block(seen)
    const block: Statement[] = []
    let scope = this.#seen(seen)
    for (let left = budget; left > 0;) {
      const share = this.dice.between(1, left)
      const statement = this.#one(statements, share, scope)
      block.push(statement)
      scope = this.#seen(after(statement, scope))
      left -= blocksOf(statement).length > 0 ? share : 1
    }
    return block
  }

  call(budget: number, scope: Scope): Call {
    return this.#one(this.language.calls, budget, this.#seen(scope))
  }

  /** What is used of the names that are visible. */
  #seen(scope: Scope): Scope {
    return this.language.small?.newest === true ? newestOf(scope) : scope
  }

  #one<T>(moves: readonly Move<T>[], budget: number, scope: Scope): T {
    return this.dice.choose(
      moves.map(([, weight, write]) => [weight, write(this, budget, scope)] as const),
    )
  }

  value(scope: Scope): Value | undefined {
    if (this.language.small !== undefined) return this.dice.fresh()
    const names = [...scope.futures, ...scope.tasks].slice(-2)
    return this.dice.pick([1, 2, 'x', null, false, undefined, { sum: names }])
  }

  #discipline(): Session['discipline'] {
    return this.dice.pick(['drain', 'snapshot'])
  }
}
