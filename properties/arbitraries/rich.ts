/** Random sessions of everything: cancellation, groups, time and synchronisation besides tasks and futures. */

import type { Call, Hook, HostCall, Statement, Synchronisation } from '../../spec/program.ts'
import { contest, snatch } from './contests.ts'
import type { Choice } from './dice.ts'
import { cancels, duration } from './moves.ts'
import { PlainWriter, type Block } from './plain.ts'
import { choice, combination, crowd, departure, family, haste } from './scenes.ts'
import { everywhere, within, type Scope } from './scope.ts'

/** Writes what {@link PlainWriter} writes, with all that there is besides. */
export class RichWriter extends PlainWriter {
  protected override readonly odds = { programs: 9, free: 15 }

  protected override bodyOver(scope: Scope): Block {
    return this.dice.once(2) ? this.scene() : super.bodyOver(scope)
  }

  protected override scene(): Block {
    return this.dice.choose<Block>([
      [5, () => departure(this)],
      [4, () => crowd(this)],
      [11, () => family(this)],
      [9, () => choice(this)],
      [6, () => haste(this)],
      [36, () => contest(this)],
      [4, () => snatch(this)],
    ])
  }

  protected override statements(budget: number, scope: Scope): readonly Choice<Statement>[] {
    return [
      ...super.statements(budget, scope),
      [5, () => ({ do: 'sleep', ms: duration(this) })],
      ...this.#holders(budget, scope),
      ...this.#asking(budget, scope),
    ]
  }

  /** Statements with a body of their own. */
  #holders(budget: number, scope: Scope): readonly Choice<Statement>[] {
    const { dice } = this
    const inner = (): Block => this.block(budget - 1, scope)
    const known = dice.oneOf([...scope.futures, ...scope.tasks])
    return [
      [2, budget > 1 ? () => ({ do: 'timeout', ms: duration(this), body: inner() }) : undefined],
      [3, budget > 1 ? () => this.#group(budget, scope) : undefined],
      [3, budget > 2 ? () => combination(this, scope) : undefined],
      [1, known && (() => ({ do: 'race', items: [known(), known()] }))],
      [0.3, () => ({ do: 'all', items: [] })],
      [0.5, known && (() => ({ do: 'shield', item: known() }))],
      [0.7, budget > 1 ? () => ({ do: 'shield', item: { body: inner() } }) : undefined],
    ]
  }

  #group(budget: number, scope: Scope): Statement {
    const group: Statement = { do: 'group', name: this.dice.name('g'), body: [] }
    return { ...group, body: this.block(budget - 1, within(group, scope)) }
  }

  /** What waits for a primitive, where there is one. */
  #asking(budget: number, scope: Scope): readonly Choice<Statement>[] {
    const { dice } = this
    const guard = dice.oneOf([...scope.locks, ...scope.semaphores])
    const meeting = dice.oneOf([...scope.events, ...scope.barriers, ...scope.conditions])
    const queue = dice.oneOf(scope.queues)
    const hold = (at: string): Statement => ({
      do: 'hold',
      at,
      body: this.block(Math.min(2, budget - 1), scope),
    })
    return [
      [4, guard && budget > 1 ? () => hold(guard()) : undefined],
      [3, guard && (() => ({ do: 'acquire', at: guard() }))],
      [4, meeting && (() => ({ do: 'wait', at: meeting() }))],
      [3, queue && (() => ({ do: 'put', at: queue(), value: this.value(scope) }))],
      [3, queue && (() => ({ do: 'take', at: queue() }))],
    ]
  }

  protected override calls(budget: number, scope: Scope): readonly Choice<Call>[] {
    const { dice } = this
    const either = dice.oneOf([...scope.tasks, ...scope.tasks, ...scope.futures])
    const group = dice.oneOf(scope.groups)
    const reason = (): string | undefined => (dice.once(3) ? dice.name('r') : undefined)
    const child = (name: string): Call => ({
      do: 'spawn',
      name: dice.name('t'),
      body: this.block(Math.max(1, budget - 1), scope),
      in: name,
    })
    return [
      ...super.calls(budget, scope),
      [4, either && (() => ({ do: 'cancel', on: either(), reason: reason() }))],
      [0.5, either && (() => ({ do: 'cancelled', of: either() }))],
      [8, group && (() => child(group()))],
      ...this.#makers(scope),
      ...this.#synchronisation(scope),
    ]
  }

  #makers(scope: Scope): readonly Choice<Synchronisation>[] {
    const { dice } = this
    const lock = dice.oneOf(scope.locks)
    const name = (letter: string): string => dice.name(letter)
    const count = (): number => dice.pick([0, 1, 1, 2, 2, -1])
    const capacity = (): number | undefined => dice.pick([undefined, undefined, 0, 1, 2, -1])
    return [
      [0.3, () => ({ do: 'event', name: name('v') })],
      [0.5, () => ({ do: 'lock', name: name('l') })],
      [0.3, () => ({ do: 'semaphore', name: name('s'), count: count() })],
      [0.5, lock && (() => ({ do: 'condition', name: name('c'), lock: lock() }))],
      [0.2, () => ({ do: 'barrier', name: name('b'), parties: dice.pick([1, 2, 2, 3, 0]) })],
      [0.5, () => ({ do: 'queue', name: name('q'), capacity: capacity() })],
    ]
  }

  #synchronisation(scope: Scope): readonly Choice<Synchronisation>[] {
    const { dice } = this
    const event = dice.oneOf(scope.events)
    const guard = dice.oneOf([...scope.locks, ...scope.semaphores])
    const condition = dice.oneOf(scope.conditions)
    const queue = dice.oneOf(scope.queues)
    return [
      [3, event && (() => ({ do: 'set', at: event() }))],
      [0.7, event && (() => ({ do: 'clear', at: event() }))],
      [2, guard && (() => ({ do: 'release', at: guard() }))],
      [2, condition && (() => ({ do: 'notify', at: condition() }))],
      [1, queue && (() => ({ do: 'putNow', at: queue(), value: this.value(scope) }))],
      [1, queue && (() => ({ do: 'takeNow', at: queue() }))],
      [0.7, queue && (() => ({ do: 'closeQueue', at: queue() }))],
    ]
  }

  /** An observer may act on whatever has a name; as often as not it cancels. */
  protected override hook(host: readonly HostCall[]): Hook {
    const scope = everywhere(host)
    const [first] = this.dice.once(2) ? cancels(this, [...scope.tasks, ...scope.futures]) : []
    const cancel = first?.do === 'cancel' ? first : undefined
    const what = this.dice.choose<Hook['do']>([
      [cancel ? 0 : 8, () => this.dice.choose(this.calls(this.dice.between(1, 3), scope))],
      [cancel ? 0 : 1, () => 'throw'],
      [cancel ? 1 : 0, cancel && (() => cancel)],
    ])
    return { at: this.dice.between(0, 40), do: what }
  }
}
