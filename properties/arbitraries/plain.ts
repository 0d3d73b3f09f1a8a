/** Random sessions of tasks and futures alone: few futures, so that they are fought over; few mistakes. */

import type * as fc from 'fast-check'
import type { Call, Hook, HostCall, Session, Statement, Value } from '../../spec/program.ts'
import { Dice, type Choice } from './dice.ts'
import { after, blocksOf, NOTHING, within, type Scope } from './scope.ts'

export type Block = readonly Statement[]

/** Writes one session, with a budget of statements that a block shares out among those within. */
export class PlainWriter {
  readonly dice: Dice
  /** Of ten sessions, how many run a program; of how many mains one is no scene. */
  protected readonly odds: { readonly programs: number; readonly free: number } = {
    programs: 7,
    free: 3,
  }

  constructor(random: fc.Random) {
    this.dice = new Dice(random)
  }

  /** One main, which is run. */
  program(): Session {
    return { discipline: this.#discipline(), host: [this.#main()] }
  }

  /** A program, or a host and an observer that interfere. */
  session(): Session {
    const kind = this.dice.between(0, 9)
    if (kind < 5) return this.program()
    const more = kind < this.odds.programs
    const host = more ? this.#runAndMore() : this.#hostCalls(this.dice.between(2, 9))
    const hooks = this.dice.times(Math.max(0, this.dice.between(-2, 3)), () => this.hook(host))
    const onUnhandled = this.dice.pick([undefined, undefined, 'log', 'throw'] as const)
    return {
      discipline: this.#discipline(),
      host,
      ...(hooks.length > 0 && { hooks }),
      ...(onUnhandled && { onUnhandled }),
    }
  }

  /** A program, and what the host does then: often it closes the loop. */
  #runAndMore(): HostCall[] {
    const closing: HostCall[] = this.dice.once(2) ? [{ do: 'close' }] : []
    return [this.#main(), ...this.#hostCalls(this.dice.between(1 - closing.length, 3)), ...closing]
  }

  #main(): HostCall {
    const free = this.dice.once(this.odds.free)
    const body = free ? this.block(this.dice.between(2, 14), NOTHING) : this.scene()
    return { do: 'run', name: 'main', body }
  }

  /** A future or two, tasks that meet there, and a main that settles or joins: where things happen. */
  protected scene(): Block {
    const futures = this.dice.times(this.dice.between(1, 2), () => this.future())
    let scope = futures.reduce((seen, future) => after(future, seen), NOTHING)
    const crowd = this.dice.once(3) ? this.dice.oneOf(scope.futures)?.() : undefined
    const tasks = this.dice.times(this.dice.between(1, 4), () => {
      const task = this.dice.once(12)
        ? this.#knot()
        : this.#spawn(this.dice.between(2, 5), scope, crowd)
      scope = after(task, scope)
      return task
    })
    const pause: Block = this.dice.times(this.dice.between(0, 2), () => ({ do: 'yield' }))
    const opening: Block = crowd === undefined ? [] : this.#opening(crowd, scope)
    const rest = this.block(this.dice.between(1, 6), scope)
    return [...futures, ...tasks, ...pause, ...opening, ...rest]
  }

  /** What a crowd waits for, most of the time. */
  #opening(on: string, scope: Scope): Block {
    return this.dice.choose<Block>([
      [3, () => [{ do: 'yield' }, { do: 'setResult', on, value: this.value(scope) }]],
      [2, () => [{ do: 'yield' }, { do: 'setError', on, error: this.dice.name('e') }]],
      [1, () => []],
    ])
  }

  /** A task and its child, which wait for each other. */
  #knot(): Call {
    const [parent, child] = [this.dice.name('t'), this.dice.name('t')]
    const waits: Statement = { do: 'spawn', name: child, body: [{ do: 'await', on: parent }] }
    return { do: 'spawn', name: parent, body: [waits, { do: 'await', on: child }] }
  }

  future(): Call {
    return { do: 'future', name: this.dice.name('f') }
  }

  block(budget: number, seen: Scope): Block {
    const block: Statement[] = []
    let scope = seen
    for (let left = budget; left > 0;) {
      const share = this.dice.between(1, left)
      const statement = this.dice.choose(this.statements(share, scope))
      block.push(statement)
      scope = after(statement, scope)
      left -= blocksOf(statement).length > 0 ? share : 1
    }
    return block
  }

  /** What a coroutine may do next. */
  protected statements(budget: number, scope: Scope): readonly Choice<Statement>[] {
    const awaited = this.dice.oneOf([
      ...scope.futures,
      ...scope.futures,
      ...scope.futures,
      ...scope.tasks,
    ])
    const inner = (): Block => this.block(budget - 1, scope)
    return [
      [7, () => ({ do: 'yield' })],
      [14, awaited && (() => ({ do: 'await', on: awaited() }))],
      [7, budget > 1 ? () => this.#spawn(budget, scope) : undefined],
      [2, budget > 1 ? () => ({ do: 'call', body: inner() }) : undefined],
      [5, budget > 2 ? () => this.#try(budget, scope) : undefined],
      [0.7, () => ({ do: 'return', value: this.value(scope) })],
      [1, () => ({ do: 'throw', error: this.dice.name('e') })],
      [0.4, () => ({ do: 'yieldValue' })],
      [11, () => this.dice.choose(this.calls(budget, scope))],
    ]
  }

  /** @param first a future that the task awaits before anything else, if one is given */
  #spawn(budget: number, scope: Scope, first?: string): Call {
    const task: Call = { do: 'spawn', name: this.dice.name('t'), body: [] }
    const body = this.block(budget - 1, within(task, scope))
    if (first === undefined) return { ...task, body }
    const meeting: Block = [{ do: 'await', on: first }]
    if (!this.dice.once(3)) return { ...task, body: [...meeting, ...body] }
    // It cleans up after itself, also when it is closed while it waits.
    return { ...task, body: [{ do: 'try', body: meeting, finally: body }] }
  }

  #try(budget: number, scope: Scope): Statement {
    const body = this.block(this.dice.between(1, budget - 2), scope)
    const handler = this.block(this.dice.between(0, 2), scope)
    const last = this.block(this.dice.between(1, 2), scope)
    return this.dice.choose<Statement>([
      [2, () => ({ do: 'try', body, catch: handler })],
      [2, () => ({ do: 'try', body, finally: last })],
      [1, () => ({ do: 'try', body, catch: handler, finally: last })],
    ])
  }

  /** What anybody may do. */
  protected calls(budget: number, scope: Scope): readonly Choice<Call>[] {
    const { dice } = this
    const future = dice.oneOf(scope.futures)
    const task = dice.oneOf(scope.tasks)
    const either = dice.oneOf([...scope.futures, ...scope.futures, ...scope.tasks])
    return [
      [7, future && (() => ({ do: 'setResult', on: future(), value: this.value(scope) }))],
      [1.5, future && (() => ({ do: 'setError', on: future(), error: dice.name('e') }))],
      [0.2, task && (() => ({ do: 'setResult', on: task() }))],
      [0.7, () => this.future()],
      [2, () => this.#spawn(Math.max(1, budget), scope)],
      [0.4, either && (() => ({ do: 'result', of: either() }))],
      [0.4, either && (() => ({ do: 'error', of: either() }))],
      [0.4, task && (() => ({ do: 'schedule', task: task() }))],
      [0.2, task && (() => ({ do: 'step', task: task() }))],
      [0.2, task && (() => ({ do: 'reuse', task: task() }))],
      [
        0.2,
        () => ({ do: 'misuse', what: dice.pick(['function', 'promise', 'iterator', 'nothing']) }),
      ],
      [0.3, () => ({ do: 'stop' })],
      [0.2, () => ({ do: 'runStep' })],
      [0.2, () => ({ do: 'run', name: dice.name('m'), body: this.block(1, scope) })],
      [0.2, () => ({ do: 'close' })],
      [1, () => ({ do: 'look' })],
      [0.4, () => ({ do: 'log', text: dice.name('l') })],
    ]
  }

  #hostCalls(count: number): HostCall[] {
    const calls: HostCall[] = []
    let scope = NOTHING
    for (let left = count; left > 0; left -= 1) {
      const call = this.#hostCall(scope)
      calls.push(call)
      scope = after(call, scope)
    }
    return calls
  }

  #hostCall(scope: Scope): HostCall {
    const main = this.dice.oneOf(scope.mains)
    const driver = this.dice.oneOf(scope.drivers)
    const task = this.dice.oneOf(scope.tasks)
    return this.dice.choose<HostCall>([
      [8, () => this.dice.choose(this.calls(this.dice.between(1, 5), scope))],
      [3, () => ({ do: 'run', name: this.dice.name('m'), body: this.bodyOver(scope) })],
      [2, main && (() => ({ do: 'runAgain', main: main() }))],
      [2, () => ({ do: 'ticks', name: this.dice.name('m'), body: this.bodyOver(scope) })],
      [5, driver && (() => ({ do: 'tick', main: driver() }))],
      [1, driver && (() => ({ do: 'leave', main: driver() }))],
      [1, () => ({ do: 'runStep' })],
      [1, task && (() => ({ do: 'step', task: task() }))],
      [0.7, () => ({ do: 'close' })],
      [0.5, () => ({ do: 'stop' })],
    ])
  }

  /** The main of a host that calls several. */
  protected bodyOver(scope: Scope): Block {
    return this.block(this.dice.between(1, 6), scope)
  }

  /** What an observer of this host does. */
  protected hook(host: readonly HostCall[]): Hook {
    const scope = host.reduce((seen, call) => after(call, seen), NOTHING)
    const what = this.dice.choose<Hook['do']>([
      [8, () => this.dice.choose(this.calls(this.dice.between(1, 3), scope))],
      [1, () => 'throw'],
    ])
    return { at: this.dice.between(0, 24), do: what }
  }

  value(scope: Scope): Value | undefined {
    const names = [...scope.futures, ...scope.tasks].slice(-2)
    return this.dice.pick([1, 2, 'x', null, false, undefined, { sum: names }])
  }

  #discipline(): Session['discipline'] {
    return this.dice.pick(['drain', 'snapshot'])
  }
}
