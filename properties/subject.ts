/** From a session to what a loop makes of it: the language, spoken to any implementation. */

import type * as looplaw from '../src/index.ts'
import type { Fault, Log, Outcome, Plain, RawEvent } from '../spec/event.ts'
import { present } from '../spec/event.ts'
import { nameIn, steps } from '../spec/program.ts'
import type { HostCall, Session, Statement, Value } from '../spec/program.ts'

/** An implementation: this package's, or one that is wrong on purpose. */
export type Subject = Pick<typeof looplaw, 'Loop' | 'Future'>

type Task = looplaw.Task<unknown>
type Coroutine = looplaw.Coroutine<Plain>

/** More events than any program of the generators has: a loop that passes it would never end. */
const ENDLESS = 100_000

/** Thrown where a wrong loop does not come to an end. */
export class EndlessError extends Error {
  override readonly name = 'EndlessError'
}

/** How a session is to be run; none of it may make a difference to what happens. */
export interface Circumstances {
  /** Without an observer: then the log holds what the program says and sees, and no more. */
  readonly unobserved?: boolean
  /** With another loop that runs this session whole, in the midst of this one, at some of its events. */
  readonly beside?: Session
  /** Is given what the calls of the host throw: a log keeps the names of errors, and not the messages. */
  readonly onError?: (error: unknown) => void
}

/** The log that a loop leaves of a session. */
export function observe(
  session: Session,
  subject: Subject,
  circumstances: Circumstances = {},
): Log {
  return new Interpreter(session, subject, circumstances).log()
}

class Interpreter {
  readonly #session: Session
  readonly #onError: Circumstances['onError']
  readonly #subject: Subject
  readonly #loop: looplaw.Loop
  readonly #events: RawEvent[] = []
  /** By name, tasks among them. */
  readonly #futures = new Map<string, looplaw.Future<unknown>>()
  readonly #tasks = new Map<string, Task>()
  readonly #coroutines = new Map<string, Coroutine>()
  readonly #drivers = new Map<string, Generator<number, Plain>>()
  /** One number for each error object. */
  readonly #faults = new Map<unknown, number>()
  #told = 0

  constructor(session: Session, subject: Subject, circumstances: Circumstances) {
    const { beside, onError, unobserved = false } = circumstances
    this.#session = session
    this.#onError = onError
    this.#subject = subject
    const { discipline, onUnhandled } = session
    this.#loop = new subject.Loop({
      discipline,
      ...(unobserved ? {} : { observer: this.#observer(beside) }),
      ...(onUnhandled && { onUnhandled: (error) => this.#handle(error, onUnhandled) }),
    })
  }

  log(): Log {
    for (const call of this.#session.host) this.#attempt(() => this.#hostCall(call))
    return present(this.#events)
  }

  #hostCall(call: HostCall): Plain {
    try {
      return this.#perform(call, 'host', NOTHING_GOT)
    } catch (error) {
      this.#onError?.(error)
      throw error
    }
  }

  #say(event: RawEvent): void {
    if (this.#events.length >= ENDLESS) {
      this.#loop.stop()
      throw new EndlessError('the session does not come to an end')
    }
    this.#events.push(event)
  }

  // What an observer is told.

  #observer(beside: Session | undefined): looplaw.Observer {
    // In a tick, and in a step: where a task is made. Not always, for it takes its time.
    let asides = 0
    const aside = (): void => {
      asides += 1
      if (beside !== undefined && asides <= 3) observe(beside, this.#subject)
    }
    return {
      tick: (tick, loop) => {
        aside()
        this.#tell({ event: 'tick', tick, scheduled: loop.scheduled.map(nameOf) })
      },
      spawned: (task) => {
        const name = nameOf(task)
        this.#keep(name, task)
        aside()
        this.#tell({ event: 'spawned', task: name, shown: String(task) })
      },
      scheduled: (task) => this.#tell({ event: 'scheduled', task: nameOf(task) }),
      stepped: (who) => this.#tell({ event: 'stepped', who: nameOf(who) }),
      parked: (who, on) => this.#tell({ event: 'parked', who: nameOf(who), on: nameOf(on) }),
      woken: (task, by) => this.#tell({ event: 'woken', task: nameOf(task), by: nameOf(by) }),
      settled: (future, outcome) => {
        const ending =
          'error' in outcome ? this.#threw(outcome.error) : { value: plain(outcome.value) }
        this.#tell({ event: 'settled', future: nameOf(future), ending })
      },
    }
  }

  #tell(event: RawEvent): void {
    this.#say(event)
    const at = this.#told
    this.#told += 1
    for (const hook of this.#session.hooks ?? []) {
      if (hook.at !== at) continue
      const { do: call } = hook
      if (call === 'throw') throw new Error('observer')
      this.#attempt(() => this.#perform(call, 'observer', NOTHING_GOT))
    }
  }

  #handle(error: looplaw.UnhandledError, how: 'log' | 'throw'): void {
    this.#say({ event: 'unhandled', ending: this.#threw(error) })
    if (how === 'throw') throw new Error('handler')
  }

  // How things end.

  #attempt(work: () => Plain): Outcome {
    try {
      return { value: work() }
    } catch (error) {
      return this.#threw(error)
    }
  }

  #threw(error: unknown): { error: Fault } {
    if (error instanceof EndlessError) throw error
    return { error: this.#fault(error) }
  }

  #fault(error: unknown): Fault {
    const id = this.#faults.get(error) ?? this.#faults.size
    this.#faults.set(error, id)
    if (!(error instanceof Error)) return { name: String(error), id }
    return {
      name: error.name === 'Error' ? error.message : error.name,
      id,
      ...(isReport(error) && { unhandled: this.#unhandled(error) }),
      ...(isReport(error.cause) && { unhandled: this.#unhandled(error.cause) }),
      ...(isDeadlock(error) && { waits: waitsOf(error), cycles: cyclesOf(error) }),
    }
  }

  #unhandled({ failures }: looplaw.UnhandledError): NonNullable<Fault['unhandled']> {
    return failures.map(({ error, task }) => ({
      task: task === undefined ? null : nameOf(task),
      error: this.#fault(error),
    }))
  }

  // What anybody may do.

  /** Whether what a call refers to is missing: a hook may act too early, and a closed loop spawns nothing. */
  #refersToNothing(call: HostCall): boolean {
    if ('on' in call) return !this.#futures.has(call.on)
    if ('of' in call) return !this.#futures.has(call.of)
    return 'task' in call && !this.#tasks.has(call.task)
  }

  #keep(name: string, task: Task): void {
    this.#tasks.set(name, task)
    this.#futures.set(name, task)
  }

  #coroutine(name: string, body: readonly Statement[]): Coroutine {
    const coroutine = this.#begin(name, body)
    this.#coroutines.set(name, coroutine)
    return coroutine
  }

  /** A call, with what the log says of it. */
  #perform(call: HostCall, who: string, got: ReadonlyMap<string, Plain>): Plain {
    if (call.do === 'log' || call.do === 'look') return this.#effect(call, who, got)
    const about = { who, call: call.do, of: nameIn(call) }
    if (steps(call)) this.#say({ event: 'calls', ...about })
    let value
    try {
      value = this.#effect(call, who, got)
    } catch (error) {
      this.#say({ event: 'called', ...about, ending: this.#threw(error) })
      throw error
    }
    this.#say({ event: 'called', ...about, ending: { value } })
    return value
  }

  #effect(call: HostCall, who: string, got: ReadonlyMap<string, Plain>): Plain {
    if (this.#refersToNothing(call)) return undefined
    switch (call.do) {
      case 'log':
        this.#say({ event: 'said', who, text: call.text })
        break
      case 'look': {
        const { tick, scheduled, pending } = this.#loop
        const seen = { tick, scheduled: scheduled.map(nameOf), pending: pending.map(nameOf) }
        const current = this.#subject.Loop.getCurrentLoop() === this.#loop
        this.#say({ event: 'saw', who, ...seen, current })
        break
      }
      case 'future':
        this.#futures.set(call.name, new this.#subject.Future(call.name))
        break
      case 'spawn': {
        const coroutine = this.#coroutine(call.name, call.body)
        this.#keep(call.name, this.#loop.spawn(coroutine, call.name))
        break
      }
      case 'setResult':
        this.#futures.get(call.on)?.setResult(valueOf(call.value, got))
        return valueOf(call.value, got)
      case 'setError':
        this.#futures.get(call.on)?.setError(new Error(call.error))
        return call.error
      case 'result': {
        const value = this.#futures.get(call.of)?.result()
        this.#say({ event: 'got', who, by: call.do, of: call.of, ending: { value: plain(value) } })
        break
      }
      case 'error': {
        const error = this.#futures.get(call.of)?.error()
        const ending = error === undefined ? { value: undefined } : this.#threw(error)
        this.#say({ event: 'got', who, by: call.do, of: call.of, ending })
        break
      }
      case 'schedule':
      case 'step': {
        const task = this.#tasks.get(call.task)
        if (call.do === 'step') task?.step()
        else if (task !== undefined) this.#loop.schedule(task)
        break
      }
      case 'reuse': {
        const coroutine = this.#coroutines.get(call.task)
        if (coroutine !== undefined) this.#loop.spawn(coroutine)
        break
      }
      case 'misuse':
        // @ts-expect-error it is a mistake, and does not type-check.
        this.#loop.spawn(NO_COROUTINES[call.what]())
        break
      case 'stop':
        this.#loop.stop()
        break
      case 'runStep':
        this.#loop.runStep()
        break
      case 'run':
        return this.#loop.run(this.#coroutine(call.name, call.body))
      case 'close':
        this.#loop.close()
        break
      case 'runAgain': {
        const main = this.#coroutines.get(call.main)
        return main && this.#loop.run(main)
      }
      case 'ticks':
        this.#drivers.set(call.name, this.#loop.ticks(this.#coroutine(call.name, call.body)))
        break
      case 'tick':
        return this.#drivers.get(call.main)?.next().value
      case 'leave':
        this.#drivers.get(call.main)?.return(undefined)
        break
    }
    return undefined
  }

  // What a coroutine does.

  *#begin(who: string, body: readonly Statement[]): Coroutine {
    this.#say({ event: 'begun', who })
    const speaker: Speaker = { who, got: new Map(), closed: false }
    let value
    try {
      value = yield* this.#body(speaker, body)
    } catch (error) {
      if (!speaker.closed) this.#say({ event: 'ends', who, ending: this.#threw(error) })
      throw error
    }
    if (!speaker.closed) this.#say({ event: 'ends', who, ending: { value } })
    return value
  }

  /**
   * One generator for one body, as it would be written, its blocks on a stack: a nested block must not
   * be a delegate, because JavaScript closes a delegate that suspends in its clean-up in another way.
   */
  *#body(speaker: Speaker, body: readonly Statement[]): Coroutine {
    const { who, got } = speaker
    const stack: Frame[] = [{ in: 'block', block: body, at: 0 }]
    for (;;) {
      let closed = true
      try {
        for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
          const statement = frame.in === 'block' ? frame.block[frame.at] : undefined
          let leaving: Leaving | undefined
          if (frame.in !== 'block') {
            stack.pop()
            if (frame.in === 'try') this.#cleanUp(stack, frame, undefined, who)
            else leaving = frame.interrupted
          } else if (statement === undefined) {
            stack.pop()
          } else {
            frame.at += 1
            if (statement.do === 'yield' || statement.do === 'yieldValue') {
              this.#say({ event: 'yields', who, nothing: statement.do === 'yield' })
            }
            if (statement.do === 'yield') yield
            // @ts-expect-error it is a mistake, and does not type-check.
            else if (statement.do === 'yieldValue') yield 42
            else if (statement.do === 'await')
              got.set(statement.on, yield* this.#await(statement.on, who))
            else if (statement.do === 'call') yield* this.#body(speaker, statement.body)
            else leaving = this.#execute(statement, stack, who, got)
          }
          if (leaving !== undefined && !this.#unwind(stack, leaving, who)) {
            closed = false
            if ('error' in leaving) throw leaving.error
            return leaving.value
          }
        }
        closed = false
        return undefined
      } catch (error) {
        if (!closed || !this.#unwind(stack, { error }, who)) {
          closed = false
          throw error
        }
        closed = false
      } finally {
        speaker.closed ||= closed
        // It was closed, and a clean-up is to be run: going on overrides the return.
        // oxlint-disable-next-line no-unsafe-finally
        if (closed && this.#unwind(stack, { value: undefined }, who)) continue
      }
    }
  }

  *#await(on: string, who: string): Coroutine {
    this.#say({ event: 'awaits', who, on })
    const future = this.#futures.get(on)
    let value
    try {
      value = plain(future && (yield* future))
    } catch (error) {
      this.#say({ event: 'got', who, by: 'await', of: on, ending: this.#threw(error) })
      throw error
    }
    this.#say({ event: 'got', who, by: 'await', of: on, ending: { value } })
    return value
  }

  /** A statement that does not suspend; gives how it leaves the blocks that it stands in, if it does. */
  #execute(
    statement: Exclude<Statement, { do: 'yield' | 'yieldValue' | 'await' | 'call' }>,
    stack: Frame[],
    who: string,
    got: ReadonlyMap<string, Plain>,
  ): Leaving | undefined {
    switch (statement.do) {
      case 'return':
        return { value: valueOf(statement.value, got) }
      case 'throw':
        return { error: new Error(statement.error) }
      case 'try':
        if (statement.finally !== undefined) this.#say({ event: 'guarded', who })
        stack.push({ in: 'try', catch: statement.catch, finally: statement.finally })
        stack.push({ in: 'block', block: statement.body, at: 0 })
        return undefined
      default:
        this.#perform(statement, who, got)
        return undefined
    }
  }

  /** Leaves blocks up to a clean-up or a handler, which is next; false if there is none. */
  #unwind(stack: Frame[], leaving: Leaving, who: string): boolean {
    for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
      if (frame.in !== 'try') continue
      if ('error' in leaving && frame.catch !== undefined) {
        this.#say({ event: 'caught', who, error: this.#fault(leaving.error) })
        stack.push({ in: 'try', catch: undefined, finally: frame.finally })
        stack.push({ in: 'block', block: frame.catch, at: 0 })
        return true
      }
      if (this.#cleanUp(stack, frame, leaving, who)) return true
    }
    return false
  }

  #cleanUp(
    stack: Frame[],
    frame: TryFrame,
    interrupted: Leaving | undefined,
    who: string,
  ): boolean {
    if (frame.finally === undefined) return false
    this.#say({ event: 'cleaning', who })
    stack.push({ in: 'finally', interrupted })
    stack.push({ in: 'block', block: frame.finally, at: 0 })
    return true
  }
}

/** Who runs a body, and the bodies that it delegates to. */
interface Speaker {
  readonly who: string
  /** What it was handed, by the name that it awaited. */
  readonly got: Map<string, Plain>
  /** True once it has been closed: what it does then is clean-up. */
  closed: boolean
}

/** How a block is left before its end. */
type Leaving = { readonly value: Plain } | { readonly error: unknown }

interface TryFrame {
  readonly in: 'try'
  readonly catch: readonly Statement[] | undefined
  readonly finally: readonly Statement[] | undefined
}

type Frame =
  | { readonly in: 'block'; readonly block: readonly Statement[]; at: number }
  | TryFrame
  | { readonly in: 'finally'; readonly interrupted: Leaving | undefined }

const NO_COROUTINES = {
  function: () => function* () {},
  promise: () => Promise.resolve(),
  iterator: () => [][Symbol.iterator](),
  nothing: () => undefined,
}

const NOTHING_GOT: ReadonlyMap<string, Plain> = new Map()

function valueOf(value: Value | undefined, got: ReadonlyMap<string, Plain>): Plain {
  if (typeof value !== 'object' || value === null) return value
  let sum = 0
  for (const name of value.sum) {
    const one = got.get(name)
    if (typeof one === 'number') sum += one
  }
  return sum
}

function nameOf(named: looplaw.Future<unknown> | 'main'): string {
  return named === 'main' ? named : (named.name ?? '?')
}

function plain(value: unknown): Plain {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'undefined':
      return value
    default:
      return value === null ? null : 'something that no program sets'
  }
}

/** By what they hold: a wrong loop has error classes of its own. */
function isReport(error: unknown): error is looplaw.UnhandledError {
  return error instanceof AggregateError && 'failures' in error
}

function isDeadlock(error: Error): error is looplaw.DeadlockError {
  return 'waits' in error && 'cycles' in error
}

function waitsOf({ waits }: looplaw.DeadlockError): NonNullable<Fault['waits']> {
  return waits.map(({ on, who }) => [nameOf(who), nameOf(on)] as const)
}

function cyclesOf({ cycles }: looplaw.DeadlockError): NonNullable<Fault['cycles']> {
  return cycles.map((cycle) => cycle.map(nameOf))
}
