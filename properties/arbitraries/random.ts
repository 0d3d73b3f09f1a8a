/** Random sessions, in which things happen: few futures, so that they are fought over; few mistakes. */

import * as fc from 'fast-check'
import type { Call, Hook, HostCall, Session, Statement, Value } from '../../spec/program.ts'
import { after, NOTHING, within, type Scope } from './scope.ts'
import { smaller } from './shrink.ts'

/** Programs: a session that runs one main. */
export function programs(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.program())
}

/** Everything: programs, and hosts and observers that interfere. */
export function sessions(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.session())
}

class Sessions extends fc.Arbitrary<Session> {
  readonly #write: (writer: Writer) => Session

  constructor(write: (writer: Writer) => Session) {
    super()
    this.#write = write
  }

  override generate(random: fc.Random): fc.Value<Session> {
    return new fc.Value(this.#write(new Writer(random)), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Session {
    return true
  }

  override shrink(session: Session): fc.Stream<fc.Value<Session>> {
    return fc.stream(smaller(session)).map((less) => new fc.Value(less, undefined))
  }
}

type Block = readonly Statement[]
/** How often one thing is chosen among others; `undefined` where there is nothing to choose it for. */
type Choice<T> = readonly [weight: number, make: (() => T) | undefined]

/** Writes one session, with a budget of statements that a block shares out among those within. */
class Writer {
  readonly #random: fc.Random
  #made = 0

  constructor(random: fc.Random) {
    this.#random = random
  }

  program(): Session {
    return { discipline: this.#discipline(), host: [this.#main()] }
  }

  session(): Session {
    const kind = this.#below(10)
    if (kind < 5) return this.program()
    const host = kind < 7 ? this.#runAndMore() : this.#calls(this.#between(2, 9))
    const scope = host.reduce((seen, call) => after(call, seen), NOTHING)
    const hooks = this.#times(Math.max(0, this.#between(-2, 3)), () => this.#hook(scope))
    const onUnhandled = this.#pick([undefined, undefined, 'log', 'throw'] as const)
    return {
      discipline: this.#discipline(),
      host,
      ...(hooks.length > 0 && { hooks }),
      ...(onUnhandled && { onUnhandled }),
    }
  }

  /** A program, and what the host does then: often it closes the loop. */
  #runAndMore(): HostCall[] {
    const closing: HostCall[] = this.#below(2) === 0 ? [{ do: 'close' }] : []
    return [this.#main(), ...this.#calls(this.#between(1 - closing.length, 3)), ...closing]
  }

  #main(): HostCall {
    const free = this.#below(3) === 0
    const body = free ? this.#block(this.#between(2, 14), NOTHING) : this.#scene()
    return { do: 'run', name: 'main', body }
  }

  /** A future or two, tasks that meet there, and a main that settles or joins: where things happen. */
  #scene(): Block {
    const futures = this.#times(this.#between(1, 2), () => this.#future())
    let scope = futures.reduce((seen, future) => after(future, seen), NOTHING)
    const crowd = this.#below(3) === 0 ? this.#oneOf(scope.futures)?.() : undefined
    const tasks = this.#times(this.#between(1, 4), () => {
      const task =
        this.#below(12) === 0 ? this.#knot() : this.#spawn(this.#between(2, 5), scope, crowd)
      scope = after(task, scope)
      return task
    })
    const pause: Block = this.#times(this.#between(0, 2), () => ({ do: 'yield' }))
    const opening: Block = crowd === undefined ? [] : this.#opening(crowd, scope)
    return [...futures, ...tasks, ...pause, ...opening, ...this.#block(this.#between(1, 6), scope)]
  }

  /** What a crowd waits for, most of the time. */
  #opening(on: string, scope: Scope): Block {
    return this.#choose<Block>([
      [3, () => [{ do: 'yield' }, { do: 'setResult', on, value: this.#value(scope) }]],
      [2, () => [{ do: 'yield' }, { do: 'setError', on, error: this.#name('e') }]],
      [1, () => []],
    ])
  }

  /** A task and its child, which wait for each other. */
  #knot(): Call {
    const [parent, child] = [this.#name('t'), this.#name('t')]
    const waits: Statement = { do: 'spawn', name: child, body: [{ do: 'await', on: parent }] }
    return { do: 'spawn', name: parent, body: [waits, { do: 'await', on: child }] }
  }

  #future(): Call {
    return { do: 'future', name: this.#name('f') }
  }

  #times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make)
  }

  #block(budget: number, seen: Scope): Block {
    const block: Statement[] = []
    let scope = seen
    for (let left = budget; left > 0;) {
      const share = this.#between(1, left)
      const statement = this.#statement(share, scope)
      block.push(statement)
      scope = after(statement, scope)
      left -= 'body' in statement ? share : 1
    }
    return block
  }

  #statement(budget: number, scope: Scope): Statement {
    const awaited = this.#oneOf([
      ...scope.futures,
      ...scope.futures,
      ...scope.futures,
      ...scope.tasks,
    ])
    const inner = (): Block => this.#block(budget - 1, scope)
    return this.#choose<Statement>([
      [7, () => ({ do: 'yield' })],
      [14, awaited && (() => ({ do: 'await', on: awaited() }))],
      [7, budget > 1 ? () => this.#spawn(budget, scope) : undefined],
      [2, budget > 1 ? () => ({ do: 'call', body: inner() }) : undefined],
      [5, budget > 2 ? () => this.#try(budget, scope) : undefined],
      [0.7, () => ({ do: 'return', value: this.#value(scope) })],
      [1, () => ({ do: 'throw', error: this.#name('e') })],
      [0.4, () => ({ do: 'yieldValue' })],
      [11, () => this.#call(budget, scope)],
    ])
  }

  /** @param first a future that the task awaits before anything else, if one is given */
  #spawn(budget: number, scope: Scope, first?: string): Call {
    const task: Call = { do: 'spawn', name: this.#name('t'), body: [] }
    const body = this.#block(budget - 1, within(task, scope))
    if (first === undefined) return { ...task, body }
    const meeting: Block = [{ do: 'await', on: first }]
    if (this.#below(3) > 0) return { ...task, body: [...meeting, ...body] }
    // It cleans up after itself, also when it is closed while it waits.
    return { ...task, body: [{ do: 'try', body: meeting, finally: body }] }
  }

  #try(budget: number, scope: Scope): Statement {
    const body = this.#block(this.#between(1, budget - 2), scope)
    const handler = this.#block(this.#between(0, 2), scope)
    const last = this.#block(this.#between(1, 2), scope)
    return this.#choose<Statement>([
      [2, () => ({ do: 'try', body, catch: handler })],
      [2, () => ({ do: 'try', body, finally: last })],
      [1, () => ({ do: 'try', body, catch: handler, finally: last })],
    ])
  }

  /** What anybody may do. */
  #call(budget: number, scope: Scope): Call {
    const future = this.#oneOf(scope.futures)
    const task = this.#oneOf(scope.tasks)
    const either = this.#oneOf([...scope.futures, ...scope.futures, ...scope.tasks])
    return this.#choose<Call>([
      [7, future && (() => ({ do: 'setResult', on: future(), value: this.#value(scope) }))],
      [1.5, future && (() => ({ do: 'setError', on: future(), error: this.#name('e') }))],
      [0.2, task && (() => ({ do: 'setResult', on: task() }))],
      [0.7, () => this.#future()],
      [2, () => this.#spawn(Math.max(1, budget), scope)],
      [0.4, either && (() => ({ do: 'result', of: either() }))],
      [0.4, either && (() => ({ do: 'error', of: either() }))],
      [0.4, task && (() => ({ do: 'schedule', task: task() }))],
      [0.2, task && (() => ({ do: 'step', task: task() }))],
      [0.2, task && (() => ({ do: 'reuse', task: task() }))],
      [
        0.2,
        () => ({ do: 'misuse', what: this.#pick(['function', 'promise', 'iterator', 'nothing']) }),
      ],
      [0.3, () => ({ do: 'stop' })],
      [0.2, () => ({ do: 'runStep' })],
      [0.2, () => ({ do: 'run', name: this.#name('m'), body: this.#block(1, scope) })],
      [0.2, () => ({ do: 'close' })],
      [1, () => ({ do: 'look' })],
      [0.4, () => ({ do: 'log', text: this.#name('l') })],
    ])
  }

  #calls(count: number): HostCall[] {
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
    const main = this.#oneOf(scope.mains)
    const driver = this.#oneOf(scope.drivers)
    const task = this.#oneOf(scope.tasks)
    return this.#choose<HostCall>([
      [8, () => this.#call(this.#between(1, 5), scope)],
      [3, () => ({ do: 'run', name: this.#name('m'), body: this.#bodyOver(scope) })],
      [2, main && (() => ({ do: 'runAgain', main: main() }))],
      [2, () => ({ do: 'ticks', name: this.#name('m'), body: this.#bodyOver(scope) })],
      [5, driver && (() => ({ do: 'tick', main: driver() }))],
      [1, driver && (() => ({ do: 'leave', main: driver() }))],
      [1, () => ({ do: 'runStep' })],
      [1, task && (() => ({ do: 'step', task: task() }))],
      [0.7, () => ({ do: 'close' })],
      [0.5, () => ({ do: 'stop' })],
    ])
  }

  #bodyOver(scope: Scope): Block {
    return this.#block(this.#between(1, 6), scope)
  }

  #hook(scope: Scope): Hook {
    const what = this.#choose<Hook['do']>([
      [8, () => this.#call(this.#between(1, 3), scope)],
      [1, () => 'throw'],
    ])
    return { at: this.#between(0, 24), do: what }
  }

  #value(scope: Scope): Value | undefined {
    const names = [...scope.futures, ...scope.tasks].slice(-2)
    return this.#pick([1, 2, 'x', null, false, undefined, { sum: names }])
  }

  #discipline(): Session['discipline'] {
    return this.#pick(['drain', 'snapshot'])
  }

  #name(letter: string): string {
    this.#made += 1
    return `${letter}${this.#made}`
  }

  #between(low: number, high: number): number {
    return this.#random.nextInt(low, Math.max(low, high))
  }

  #below(bound: number): number {
    return this.#between(0, bound - 1)
  }

  #pick<const T extends readonly [unknown, ...unknown[]]>(all: T): T[number] {
    return all[this.#below(all.length)]
  }

  /** One of these names; undefined if there is none. */
  #oneOf(names: readonly string[]): (() => string) | undefined {
    const [first] = names
    if (first === undefined) return undefined
    return () => names[this.#below(names.length)] ?? first
  }

  #choose<T>(choices: readonly Choice<T>[]): T {
    const open = choices.flatMap(([weight, make]) => (make === undefined ? [] : [{ weight, make }]))
    const total = open.reduce((sum, { weight }) => sum + weight, 0)
    let at = (this.#below(1_000_000) / 1_000_000) * total
    const chosen = open.find(({ weight }) => (at -= weight) < 0) ?? open[0]
    if (chosen === undefined) throw new Error('there is nothing to choose from')
    return chosen.make()
  }
}
