/**
 * Programs as data: the small language that the model, the real loop and the command line all run. A
 * document is plain JSON. A name is given once; it may be used from the statement that gives it to the
 * end of its block, in the blocks within, and in the body of the very task that it names.
 */

import * as z from 'zod'

/** What a combinator is given: a future or task by its name, or a coroutine of its own. */
export type Item = string | { readonly body: readonly Statement[] }

/** What a result can be: missing is `undefined`, and a sum adds the numbers that were awaited under these names. */
export type Value = number | string | boolean | null | { readonly sum: readonly string[] }

/** What anybody may do at any time, the host and observers included: none of it waits. */
export type Call =
  /** Says something. */
  | { readonly do: 'log'; readonly text: string }
  /** `const NAME = new Future('NAME')`. */
  | { readonly do: 'future'; readonly name: string }
  /** `const NAME = loop.spawn(body(), 'NAME')`, or `GROUP.spawn(body(), 'NAME')` in a group. */
  | {
      readonly do: 'spawn'
      readonly name: string
      readonly body: readonly Statement[]
      readonly in?: string | undefined
    }
  /** `on.setResult(value)`; on a task, or on what is settled, a mistake. */
  | { readonly do: 'setResult'; readonly on: string; readonly value?: Value | undefined }
  /** `on.setError(new Error(error))`; on a task, or on what is settled, a mistake. */
  | { readonly do: 'setError'; readonly on: string; readonly error: string }
  /** `of.result()`; while it is pending, a mistake. */
  | { readonly do: 'result'; readonly of: string }
  /** `of.error()`; while it is pending, a mistake. */
  | { readonly do: 'error'; readonly of: string }
  /** `on.cancel(reason)`: whether that takes effect. */
  | { readonly do: 'cancel'; readonly on: string; readonly reason?: string | undefined }
  /** `of.cancelled()`. */
  | { readonly do: 'cancelled'; readonly of: string }
  /** `loop.schedule(task)`; unless it is scheduled, a mistake. */
  | { readonly do: 'schedule'; readonly task: string }
  /** `task.step()`; unless it is its turn, a mistake. */
  | { readonly do: 'step'; readonly task: string }
  /** `loop.spawn(the coroutine of task)`: a mistake always. */
  | { readonly do: 'reuse'; readonly task: string }
  /** `loop.spawn(what)`, with something that is no coroutine: a mistake always. */
  | { readonly do: 'misuse'; readonly what: 'function' | 'promise' | 'iterator' | 'nothing' }
  /** `loop.stop()`. */
  | { readonly do: 'stop' }
  /** `loop.runStep()`; while the loop is stepping, a mistake. */
  | { readonly do: 'runStep' }
  /** `loop.run(body())`; during a run, a mistake. */
  | { readonly do: 'run'; readonly name: string; readonly body: readonly Statement[] }
  /** `loop.close()`; while the loop is stepping, a mistake. */
  | { readonly do: 'close' }
  /** Notes what the loop shows of itself: its tick, its time, what is scheduled, what is pending. */
  | { readonly do: 'look' }
  | Synchronisation

/** What anybody may do with the primitives of synchronisation. */
export type Synchronisation =
  /** `const NAME = new Event('NAME')`. */
  | { readonly do: 'event'; readonly name: string }
  /** `const NAME = new Lock('NAME')`. */
  | { readonly do: 'lock'; readonly name: string }
  /** `const NAME = new Semaphore(count, 'NAME')`; below zero, a mistake. */
  | { readonly do: 'semaphore'; readonly name: string; readonly count: number }
  /** `const NAME = new Condition(lock, 'NAME')`. */
  | { readonly do: 'condition'; readonly name: string; readonly lock: string }
  /** `const NAME = new Barrier(parties, 'NAME')`; below one, a mistake. */
  | { readonly do: 'barrier'; readonly name: string; readonly parties: number }
  /** `const NAME = new Queue({ capacity, name: 'NAME' })`; below zero, a mistake. */
  | { readonly do: 'queue'; readonly name: string; readonly capacity?: number | undefined }
  /** `at.set()`. */
  | { readonly do: 'set'; readonly at: string }
  /** `at.clear()`. */
  | { readonly do: 'clear'; readonly at: string }
  /** `at.release()`, of a lock or a semaphore; by who does not hold it, a mistake. */
  | { readonly do: 'release'; readonly at: string }
  /** `at.notify(count)`; by who does not hold the condition's lock, a mistake. */
  | { readonly do: 'notify'; readonly at: string; readonly count?: number | undefined }
  /** `at.putNow(value)`; where there is no room, a mistake. */
  | { readonly do: 'putNow'; readonly at: string; readonly value?: Value | undefined }
  /** `at.takeNow()`; where there is nothing, a mistake. */
  | { readonly do: 'takeNow'; readonly at: string }
  /** `at.close()`, of a queue. */
  | { readonly do: 'closeQueue'; readonly at: string }

/** What a coroutine may do besides. */
export type Statement =
  | Call
  /** `yield`. */
  | { readonly do: 'yield' }
  /** `yield 42`: a mistake always. */
  | { readonly do: 'yieldValue' }
  /** `yield* on`. */
  | { readonly do: 'await'; readonly on: string }
  /** `yield* body()`; a `return` in it leaves the body alone. */
  | { readonly do: 'call'; readonly body: readonly Statement[] }
  /** `return value`. */
  | { readonly do: 'return'; readonly value?: Value | undefined }
  /** `throw new Error(error)`. */
  | { readonly do: 'throw'; readonly error: string }
  /** `try { body } catch { catch } finally { finally }`; one of the two may be missing. */
  | {
      readonly do: 'try'
      readonly body: readonly Statement[]
      readonly catch?: readonly Statement[] | undefined
      readonly finally?: readonly Statement[] | undefined
    }
  /** `yield* sleep(ms)`; below zero, a mistake. */
  | { readonly do: 'sleep'; readonly ms: number }
  /** `yield* timeout(ms, body())`; a `return` in it leaves the body alone. */
  | { readonly do: 'timeout'; readonly ms: number; readonly body: readonly Statement[] }
  /** `yield* group(function* (NAME) { body })`. */
  | { readonly do: 'group'; readonly name: string; readonly body: readonly Statement[] }
  /** `yield* all([...items])`, and the like. */
  | {
      readonly do: 'all' | 'allSettled' | 'race' | 'any'
      readonly items: readonly Item[]
    }
  /** `yield* shield(item)`. */
  | { readonly do: 'shield'; readonly item: Item }
  /** `yield* at.acquire()`, of a lock or a semaphore. */
  | { readonly do: 'acquire'; readonly at: string }
  /** `yield* at.hold(function* () { body })`, of a lock or a semaphore. */
  | { readonly do: 'hold'; readonly at: string; readonly body: readonly Statement[] }
  /** `yield* at.wait()`, of an event, a condition or a barrier. */
  | { readonly do: 'wait'; readonly at: string }
  /** `yield* at.put(value)`. */
  | { readonly do: 'put'; readonly at: string; readonly value?: Value | undefined }
  /** `yield* at.take()`. */
  | { readonly do: 'take'; readonly at: string }

/** What the host may do besides: drive a run tick by tick, and give a main to the loop once more. */
export type HostCall =
  | Call
  /** `loop.run(main)` with the coroutine that an earlier `run` or `ticks` was given. */
  | { readonly do: 'runAgain'; readonly main: string }
  /** `const NAME = loop.ticks(body())`. */
  | { readonly do: 'ticks'; readonly name: string; readonly body: readonly Statement[] }
  /** `main.next()`. */
  | { readonly do: 'tick'; readonly main: string }
  /** `main.return()`. */
  | { readonly do: 'leave'; readonly main: string }

export type Discipline = 'drain' | 'snapshot'

/** A program: what main does, and what is printed when it runs, for those who read it. */
export interface Program {
  /** What it shows, in a sentence. */
  readonly about?: string | undefined
  /** The ids of the clauses that it illustrates. */
  readonly clauses?: readonly string[] | undefined
  /** Where its ticks end, unless it is run under another discipline. */
  readonly discipline?: Discipline | undefined
  readonly main: readonly Statement[]
  /** The lines that `looplaw run` prints, under each discipline that is shown. */
  readonly prints?: { readonly [Key in Discipline]?: readonly string[] | undefined } | undefined
}

/** What an observer does in the middle of things. */
export interface Hook {
  /** The number, from 0, of the event at which it acts. */
  readonly at: number
  /** What it does then; `'throw'` throws an error out of the observer. */
  readonly do: Call | 'throw'
}

/** A host at work: calls in their order, and an observer that interferes. */
export interface Session {
  readonly discipline: Discipline
  readonly host: readonly HostCall[]
  readonly hooks?: readonly Hook[] | undefined
  /** What the loop's `onUnhandled` does, if it has one. */
  readonly onUnhandled?: 'log' | 'throw' | undefined
}

/** What a call may refer to by its name, under the keys that it has for it. */
interface Names {
  readonly name?: string
  readonly on?: string
  readonly of?: string
  readonly task?: string
  readonly at?: string
  readonly main?: string
  readonly do: string
}

/** The name that a call gives or uses, if any. */
export function nameIn({ at, main, name, of, on, task }: Names): string {
  return name ?? on ?? of ?? task ?? at ?? main ?? ''
}

/** The future or task that a call refers to, if any. */
export function referredBy({ of, on, task }: Names): string | undefined {
  return on ?? of ?? task
}

/** Whether a call steps tasks, or may: of these a log says also when they begin. */
export function steps({ do: call }: HostCall): boolean {
  return STEPPING.has(call)
}

const STEPPING: ReadonlySet<string> = new Set([
  'run',
  'runStep',
  'step',
  'close',
  'runAgain',
  'tick',
  'leave',
])

/** The session of a program: its main is run. */
export function sessionOf(program: Program, discipline: Discipline): Session {
  return { discipline, host: [{ do: 'run', name: 'main', body: program.main }] }
}

const name = z
  .string()
  .regex(/^[A-Za-z][\w ]*$/u, 'a name is letters, digits, _ and spaces, a letter first')
const block: z.ZodType<readonly Statement[]> = z.lazy(() => z.array(statement))
const item: z.ZodType<Item> = z.union(
  [name, z.strictObject({ body: block })],
  'an item is a name or { "body": [statements] }',
)
const value: z.ZodType<Value> = z.union(
  [z.number(), z.string(), z.boolean(), z.null(), z.strictObject({ sum: z.array(name) })],
  'a value is a number, a string, true, false, null or { "sum": [names] }',
)

const calls = [
  z.strictObject({ do: z.literal('log'), text: z.string() }),
  z.strictObject({ do: z.literal('future'), name }),
  z.strictObject({ do: z.literal('spawn'), name, body: block, in: name.optional() }),
  z.strictObject({ do: z.literal('setResult'), on: name, value: value.optional() }),
  z.strictObject({ do: z.literal('setError'), on: name, error: z.string() }),
  z.strictObject({ do: z.literal('result'), of: name }),
  z.strictObject({ do: z.literal('error'), of: name }),
  z.strictObject({ do: z.literal('cancel'), on: name, reason: z.string().optional() }),
  z.strictObject({ do: z.literal('cancelled'), of: name }),
  z.strictObject({ do: z.literal('schedule'), task: name }),
  z.strictObject({ do: z.literal('step'), task: name }),
  z.strictObject({ do: z.literal('reuse'), task: name }),
  z.strictObject({
    do: z.literal('misuse'),
    what: z.enum(['function', 'promise', 'iterator', 'nothing']),
  }),
  z.strictObject({ do: z.literal('stop') }),
  z.strictObject({ do: z.literal('runStep') }),
  z.strictObject({ do: z.literal('run'), name, body: block }),
  z.strictObject({ do: z.literal('close') }),
  z.strictObject({ do: z.literal('look') }),
  z.strictObject({ do: z.literal('event'), name }),
  z.strictObject({ do: z.literal('lock'), name }),
  z.strictObject({ do: z.literal('semaphore'), name, count: z.number() }),
  z.strictObject({ do: z.literal('condition'), name, lock: name }),
  z.strictObject({ do: z.literal('barrier'), name, parties: z.number() }),
  z.strictObject({ do: z.literal('queue'), name, capacity: z.number().optional() }),
  z.strictObject({ do: z.enum(['set', 'clear', 'release', 'takeNow', 'closeQueue']), at: name }),
  z.strictObject({ do: z.literal('notify'), at: name, count: z.number().optional() }),
  z.strictObject({ do: z.literal('putNow'), at: name, value: value.optional() }),
] as const

const call: z.ZodType<Call> = z.discriminatedUnion('do', calls)

const statement: z.ZodType<Statement> = z.discriminatedUnion('do', [
  ...calls,
  z.strictObject({ do: z.literal('yield') }),
  z.strictObject({ do: z.literal('yieldValue') }),
  z.strictObject({ do: z.literal('await'), on: name }),
  z.strictObject({ do: z.literal('call'), body: block }),
  z.strictObject({ do: z.literal('return'), value: value.optional() }),
  z.strictObject({ do: z.literal('throw'), error: z.string() }),
  z.strictObject({
    do: z.literal('try'),
    body: block,
    catch: block.optional(),
    finally: block.optional(),
  }),
  z.strictObject({ do: z.literal('sleep'), ms: z.number() }),
  z.strictObject({ do: z.literal('timeout'), ms: z.number(), body: block }),
  z.strictObject({ do: z.literal('group'), name, body: block }),
  z.strictObject({ do: z.enum(['all', 'allSettled', 'race', 'any']), items: z.array(item) }),
  z.strictObject({ do: z.literal('shield'), item }),
  z.strictObject({ do: z.enum(['acquire', 'wait', 'take']), at: name }),
  z.strictObject({ do: z.literal('hold'), at: name, body: block }),
  z.strictObject({ do: z.literal('put'), at: name, value: value.optional() }),
])

const hostCall: z.ZodType<HostCall> = z.discriminatedUnion('do', [
  ...calls,
  z.strictObject({ do: z.literal('runAgain'), main: name }),
  z.strictObject({ do: z.literal('ticks'), name, body: block }),
  z.strictObject({ do: z.literal('tick'), main: name }),
  z.strictObject({ do: z.literal('leave'), main: name }),
])

const discipline = z.enum(['drain', 'snapshot'])
const lines = z.array(z.string())

/** A program document. That its names are right is for {@link parseProgram} to say. */
export const programSchema: z.ZodType<Program> = z.strictObject({
  $schema: z.string().optional(),
  about: z.string().optional(),
  clauses: z.array(z.string()).optional(),
  discipline: discipline.optional(),
  main: block,
  prints: z.strictObject({ drain: lines.optional(), snapshot: lines.optional() }).optional(),
})

/** A session document. That its names are right is for {@link parseSession} to say. */
export const sessionSchema: z.ZodType<Session> = z.strictObject({
  discipline,
  host: z.array(hostCall),
  hooks: z
    .array(z.strictObject({ at: z.int().nonnegative(), do: z.union([call, z.literal('throw')]) }))
    .optional(),
  onUnhandled: z.enum(['log', 'throw']).optional(),
})
