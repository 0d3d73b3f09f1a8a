/**
 * Programs as data: the small language that the model, the real loop and the command line all run. This
 * schema is its grammar, and the only one: the types are inferred from it, `parse.ts` reads in it what a
 * name may stand for, and `statements.ts` writes the tables of the README from what each statement says
 * of itself here.
 *
 * A document is plain JSON. A name is defined once; it may be used from the statement that defines it to the
 * end of its block, in the blocks within, and in the body of the task or group that it names.
 */

import * as z from 'zod'

/** What a name stands for: all but tasks are called what the statement is called that creates them. */
export type Kind =
  | 'future'
  | 'task'
  | 'lock'
  | 'semaphore'
  | 'readWriteLock'
  | 'event'
  | 'condition'
  | 'barrier'
  | 'queue'
  | 'group'
  | 'context'
  | 'resources'
  | 'run'
  | 'ticks'

/** What a key does whose value is a name. */
export type Role = { readonly defines: Kind } | { readonly uses: readonly Kind[] }

/** A key of a statement. */
interface Key {
  /** What it does, if its value is a name. */
  readonly role: Role | undefined
  /** Whether it may be missing. */
  readonly optional: boolean
}

/** What a statement means. */
interface Meaning {
  /** The same in TypeScript, and what else there is to say. */
  readonly code: string
  /** When it is a mistake, for which it throws; missing where it is none. */
  readonly mistake?: string
}

const roles = z.registry<Role>()
const meanings = z.registry<Meaning>()

function name(role: Role): z.ZodString {
  const schema = z
    .string()
    .regex(/^[A-Za-z][\w ]*$/u, 'a name is letters, digits, _ and spaces, a letter first')
  roles.add(schema, role)
  return schema
}

const defines = (kind: Kind): z.ZodString => name({ defines: kind })
const uses = (...kinds: readonly Kind[]): z.ZodString => name({ uses: kinds })

/** Statements in their order. An interface, because an alias could not be part of what it is inferred from. */
export interface Block extends ReadonlyArray<Statement> {}

const block: z.ZodType<Block> = z.lazy(() => z.array(statement))
/** What can be awaited, asked for its outcome, and cancelled. */
export const AWAITABLE: readonly Kind[] = ['future', 'task']

const future = uses(...AWAITABLE)
const task = uses('task')
const guard = uses('lock', 'semaphore', 'readWriteLock')
/** How many permits of a semaphore: one, if it is missing. */
const permits = z.number().optional()
/** Which side of a read-write lock; of anything else, it is missing. */
const side = z.enum(['read', 'write']).optional()
const queue = uses('queue')
const resources = uses('resources')
const sum: z.ZodType<readonly string[]> = z.array(future)

/** What a result can be: missing is `undefined`, and a sum adds the numbers that were awaited under these names. */
export type Value = z.infer<typeof value>
const value = z.union(
  [z.number(), z.string(), z.boolean(), z.null(), z.strictObject({ sum })],
  'a value is a number, a string, true, false, null or { "sum": [names] }',
)

/** What a combinator receives: a future or task by its name, or a coroutine of its own. */
export type Item = z.infer<typeof item>
const item = z.union(
  [future, z.strictObject({ body: block })],
  'an item is a name or { "body": [statements] }',
)
const items: z.ZodType<readonly Item[]> = z.array(item)

/** A statement, by its name or by any of several names. */
function form<const What extends string, Keys extends z.ZodRawShape>(
  names: What | readonly What[],
  keys: Keys,
  meaning: Meaning,
) {
  const what = typeof names === 'string' ? z.literal(names) : z.literal(names)
  const schema = z.strictObject({ do: what, ...keys })
  meanings.add(schema, meaning)
  return schema
}

const synchronisation = [
  form('event', { name: defines('event') }, { code: "`const e = new Event('e')`" }),
  form('lock', { name: defines('lock') }, { code: "`const l = new Lock('l')`" }),
  form(
    'semaphore',
    { name: defines('semaphore'), count: z.number() },
    { code: "`const s = new Semaphore(1, 's')`", mistake: 'below zero' },
  ),
  form(
    'readWriteLock',
    { name: defines('readWriteLock') },
    { code: "`const w = new ReadWriteLock('w')`" },
  ),
  form(
    'condition',
    { name: defines('condition'), lock: uses('lock') },
    { code: "`const c = new Condition(l, 'c')`" },
  ),
  form(
    'barrier',
    { name: defines('barrier'), parties: z.number() },
    { code: "`const b = new Barrier(3, 'b')`", mistake: 'below one' },
  ),
  form(
    'queue',
    {
      name: defines('queue'),
      capacity: z.number().optional(),
      ranked: z.literal(true).optional(),
    },
    {
      code: "`const q = new Queue({ capacity: 8, name: 'q' })`; with `ranked`, `{ priority: Number }` besides",
      mistake: 'below zero',
    },
  ),
  form('set', { at: uses('event') }, { code: '`e.set()`' }),
  form('clear', { at: uses('event') }, { code: '`e.clear()`' }),
  form(
    'release',
    { at: guard, count: permits, side },
    {
      code: '`s.release(2)`, of a semaphore; of a lock, and without `count`, `l.release()`; of a read-write lock, with a `side`, `w.read.release()`',
      mistake: 'unless the caller holds so many, or that side',
    },
  ),
  form(
    'tryAcquire',
    { at: guard, count: permits, side },
    {
      code: '`s.tryAcquire(2)`, of a semaphore; of a lock, and without `count`, `l.tryAcquire()`; of a read-write lock, with a `side`, `w.read.tryAcquire()`',
      mistake: 'outside a task or main; unless `s` has so many',
    },
  ),
  form(
    'notify',
    { at: uses('condition'), count: z.number().optional() },
    { code: '`c.notify(1)`', mistake: 'unless the caller holds the lock of `c`' },
  ),
  form(
    'putNow',
    { at: queue, value: value.optional() },
    {
      code: '`q.putNow(1)`',
      mistake:
        'where `put` would wait, and once `q` is closed; of no number, where `q` is `ranked`',
    },
  ),
  form('takeNow', { at: queue }, { code: '`q.takeNow()`', mistake: 'where `take` would wait' }),
  form('closeQueue', { at: queue }, { code: '`q.close()`' }),
  form('discard', { at: queue }, { code: '`q.discard()`, whose items are logged' }),
  form(
    'taskDone',
    { at: queue },
    { code: '`q.taskDone()`', mistake: 'if every item that was taken is done with' },
  ),
] as const

/** What may be done with the primitives of synchronisation from anywhere. */
export type Synchronisation = Readonly<z.infer<(typeof synchronisation)[number]>>

/** Bounds on a run. */
const limits = { ticks: z.number().optional(), ms: z.number().optional() }

const calls = [
  form('log', { text: z.string() }, { code: 'logs a text' }),
  form(
    'future',
    { name: defines('future'), external: z.literal(true).optional() },
    { code: "`const f = new Future('f')`, or `external('f')`" },
  ),
  form(
    'spawn',
    { name: defines('task'), body: block, in: uses('group').optional() },
    {
      code: "`const t = g.spawn(body(), 't')`, in a group; without `in`, `loop.spawn(body(), 't')`",
      mistake: 'when the group is ending or has ended; when the loop is closed',
    },
  ),
  form(
    'setResult',
    { on: future, value: value.optional() },
    { code: '`f.setResult(1)`', mistake: 'if `f` is settled, or a task' },
  ),
  form(
    'setError',
    { on: future, error: z.string() },
    { code: "`f.setError(new Error('…'))`", mistake: 'if `f` is settled, or a task' },
  ),
  form('result', { of: future }, { code: '`f.result()`', mistake: 'while `f` is pending' }),
  form('error', { of: future }, { code: '`f.error()`', mistake: 'while `f` is pending' }),
  form(
    'cancel',
    { on: future, reason: z.string().optional() },
    { code: "`f.cancel('…')`, of a future or a task" },
  ),
  form('terminate', { task, reason: z.string().optional() }, { code: "`t.terminate('…')`" }),
  form(
    'cancelGroup',
    { group: uses('group'), reason: z.string().optional() },
    { code: "`g.cancel('…')`" },
  ),
  form('isClosing', {}, { code: '`isClosing()`' }),
  form('cancelled', { of: future }, { code: '`f.cancelled()`' }),
  form('schedule', { task }, { code: '`loop.schedule(t)`', mistake: 'unless `t` is scheduled' }),
  form('step', { task }, { code: '`t.step()`', mistake: 'unless `t` is the next task to step' }),
  form(
    'reuse',
    { task, in: uses('group').optional() },
    {
      code: '`g.spawn(the coroutine of t)`, in a group; without `in`, `loop.spawn(the coroutine of t)`',
      mistake: 'always',
    },
  ),
  form(
    'misuse',
    {
      what: z.enum(['function', 'promise', 'iterator', 'nothing']),
      in: uses('group').optional(),
    },
    {
      code: '`g.spawn(…)`, in a group, or `loop.spawn(…)`, with a `function`, a `promise`, an `iterator` or `nothing` instead of a coroutine',
      mistake: 'always',
    },
  ),
  form(
    'unpack',
    { on: future, count: z.literal([1, 2]) },
    {
      code: '`const [one] = f`, or with a `count` of 2 `const [one, two] = f`, without `yield*`',
      mistake: 'always',
    },
  ),
  form('stop', {}, { code: '`loop.stop()`' }),
  form('runStep', {}, { code: '`loop.runStep()`', mistake: 'while the loop is stepping' }),
  form(
    'run',
    { name: defines('run'), body: block, ...limits },
    { code: '`loop.run(body(), { ticks: 9, ms: 10 })`', mistake: 'during a run; below zero' },
  ),
  form(
    'close',
    { ...limits },
    { code: '`loop.close({ ticks: 100 })`', mistake: 'while the loop is stepping' },
  ),
  form(
    'look',
    {},
    {
      code: 'logs what the loop shows: its tick, its time, the ready queue, what is pending, whether it is the current loop, and the task that is running',
    },
  ),
  form(
    'inspect',
    { at: uses('event', 'lock', 'semaphore', 'readWriteLock', 'barrier', 'queue') },
    {
      code: 'logs what a primitive shows: whether it is set, locked or closed, its holders, readers or writer, how many are free, wait, are in it, or are not done with',
    },
  ),
  form(
    'context',
    { name: defines('context'), value: value.optional() },
    { code: "`const x = context(1, 'x')`" },
  ),
  form('get', { at: uses('context') }, { code: '`x.get()`' }),
  form(
    'defer',
    { at: resources, body: block },
    {
      code: '`r.defer(function* () { … })`; a `return` in it leaves the body alone',
      mistake: 'once the body of `r` has been left',
    },
  ),
  ...synchronisation,
] as const

/** What may be done from anywhere, by the host and by observers too: none of it waits. */
export type Call = Readonly<z.infer<(typeof calls)[number]>>
const call: z.ZodType<Call> = z.discriminatedUnion('do', calls)

const coroutine = [
  form('yield', {}, { code: '`yield`' }),
  form('yieldValue', {}, { code: '`yield 42`', mistake: 'always' }),
  form('await', { on: future }, { code: '`yield* f`', mistake: 'of a task, in its own body' }),
  form(
    'call',
    { body: block },
    { code: '`yield* body()`; a `return` in it leaves the body alone' },
  ),
  form('return', { value: value.optional() }, { code: '`return 1`' }),
  form('throw', { error: z.string() }, { code: "`throw new Error('…')`" }),
  form(
    'try',
    { body: block, catch: block.optional(), finally: block.optional() },
    { code: '`try { … } catch { … } finally { … }`; `catch` or `finally` may be missing' },
  ),
  form('sleep', { ms: z.number() }, { code: '`yield* sleep(10)`', mistake: 'below zero' }),
  form(
    'timeout',
    { ms: z.number(), body: block },
    {
      code: '`yield* timeout(10, body())`; a `return` in it leaves the body alone',
      mistake: 'below zero',
    },
  ),
  form(
    'scoped',
    { body: block },
    { code: '`yield* scoped(body())`; a `return` in it leaves the body alone' },
  ),
  form(
    'uninterruptible',
    { body: block },
    {
      code: '`yield* uninterruptible(body())`; a `return` in it leaves the body alone',
    },
  ),
  form(
    'group',
    { name: defines('group'), body: block },
    { code: '`yield* group(function* (g) { … })`' },
  ),
  form(
    'with',
    { at: uses('context'), value: value.optional(), body: block },
    { code: '`yield* x.with(1, body())`; a `return` in it leaves the body alone' },
  ),
  form(
    'resources',
    { name: defines('resources'), body: block },
    { code: '`yield* resources(function* (r) { … })`' },
  ),
  form(
    'resource',
    { at: resources, body: block, release: block },
    {
      code: '`yield* r.acquire(body(), function* () { … })`, whose `release` is a block; a `return` in either leaves it alone',
      mistake: 'once the body of `r` has been left',
    },
  ),
  form(['all', 'allSettled', 'race', 'any'], { items }, { code: '`yield* all([…])`' }),
  form('shield', { item }, { code: '`yield* shield(…)`' }),
  form(
    'acquire',
    { at: guard, count: permits, side },
    {
      code: '`yield* s.acquire(2)`, of a semaphore; of a lock, and without `count`, `yield* l.acquire()`; of a read-write lock, with a `side`, `yield* w.read.acquire()`',
      mistake: 'unless `s` has so many',
    },
  ),
  form(
    'hold',
    { at: guard, count: permits, side, body: block },
    {
      code: '`yield* s.hold(2, function* () { … })`, of a semaphore; of a lock, and without `count`, `yield* l.hold(function* () { … })`; of a read-write lock, with a `side`, `yield* w.read.hold(function* () { … })`',
      mistake: 'unless `s` has so many',
    },
  ),
  form(
    'wait',
    { at: uses('event', 'condition', 'barrier') },
    {
      code: '`yield* e.wait()`, of an event, a condition or a barrier',
      mistake: 'of a condition, unless the caller holds its lock',
    },
  ),
  form(
    'put',
    { at: queue, value: value.optional() },
    { code: '`yield* q.put(1)`', mistake: 'of no number, where `q` is `ranked`' },
  ),
  form('take', { at: queue }, { code: '`yield* q.take()`' }),
  form('join', { at: queue }, { code: '`yield* q.join()`' }),
] as const

/** What a coroutine may do. */
export type Statement = Readonly<z.infer<(typeof calls | typeof coroutine)[number]>>
const statement: z.ZodType<Statement> = z.discriminatedUnion('do', [...calls, ...coroutine])

/** What acquires or releases. */
export type Guarding = Extract<Statement, { do: 'acquire' | 'hold' | 'release' | 'tryAcquire' }>

/** Whether a statement acquires or releases. */
export function isGuarding(one: Statement | HostCall): one is Guarding {
  return GUARDING.has(one.do)
}

const GUARDING: ReadonlySet<string> = new Set(['acquire', 'hold', 'release', 'tryAcquire'])

const ticks = uses('ticks')
const host = [
  form(
    'runAgain',
    { main: uses('run', 'ticks'), ...limits },
    {
      code: '`loop.run(main, …)`, with the coroutine of an earlier `run` or `ticks`',
      mistake: 'during a run; below zero',
    },
  ),
  form(
    'ticks',
    { name: defines('ticks'), body: block },
    { code: '`const m = loop.ticks(body())`', mistake: 'during a run' },
  ),
  form('tick', { main: ticks }, { code: '`m.next()`' }),
  form('leave', { main: ticks }, { code: '`m.return()`' }),
] as const

/** What the host may do: drive a run tick by tick besides, and give a main to the loop once more. */
export type HostCall = Readonly<z.infer<(typeof calls | typeof host)[number]>>
const hostCall: z.ZodType<HostCall> = z.discriminatedUnion('do', [...calls, ...host])

/** A kind of statement as the grammar has it. */
export interface Form extends Meaning {
  /** What its `do` may be: one name, or several that take the same. */
  readonly names: readonly string[]
  /** Its other keys, in their order. */
  readonly keys: ReadonlyMap<string, Key>
}

/** Every kind of statement: what may be done from anywhere, what a coroutine may do besides, and what the host may. */
export const forms = {
  calls: calls.map(formOf),
  coroutine: coroutine.map(formOf),
  host: host.map(formOf),
} as const satisfies Readonly<Record<string, readonly Form[]>>

function formOf(schema: z.ZodObject<{ do: z.ZodLiteral<string> }>): Form {
  const { do: names, ...keys } = schema.shape
  const meaning = meanings.get(schema)
  if (meaning === undefined) throw new Error(`nothing says what ${[...names.values]} means`)
  const known = Object.entries<z.core.$ZodType>(keys).map(([key, one]) => {
    const optional = one instanceof z.ZodOptional
    return [key, { role: roles.get(optional ? one.unwrap() : one), optional }] as const
  })
  return { ...meaning, names: [...names.values], keys: new Map(known) }
}

const everyKey: ReadonlyMap<string, Key> = new Map(
  Object.values(forms)
    .flat()
    .flatMap(({ keys, names }) =>
      names.flatMap((what) => [...keys].map(([key, one]) => [`${what} ${key}`, one] as const)),
    ),
)

/** What a key of a statement does with the name that it holds, if that is what it holds. */
export function roleOf({ do: what }: Statement | HostCall, key: string): Role | undefined {
  return everyKey.get(`${what} ${key}`)?.role
}

/** Whether a key of a statement may be missing. */
export function isOptional({ do: what }: Statement | HostCall, key: string): boolean {
  return everyKey.get(`${what} ${key}`)?.optional === true
}

/** The kind of the name that a statement defines, if it defines one. */
export function kindOf(defining: Statement | HostCall): Kind | undefined {
  const role = roleOf(defining, 'name')
  return role !== undefined && 'defines' in role ? role.defines : undefined
}

/** Where a tick ends. */
export type Discipline = z.infer<typeof discipline>
const discipline = z.enum(['drain', 'snapshot'])
const lines: z.ZodType<readonly string[]> = z.array(z.string())

/** A program: what main does, and what is printed when it runs, for the reader. */
export type Program = Readonly<z.infer<typeof program>>
const program = z.strictObject({
  $schema: z.string().optional(),
  about: z.string().optional().describe('What it shows, in a sentence.'),
  clauses: lines.optional().describe('The ids of the clauses that it illustrates.'),
  discipline: discipline.optional().describe('Where its ticks end, unless it is run otherwise.'),
  main: block,
  prints: z
    .strictObject({ drain: lines.optional(), snapshot: lines.optional() })
    .optional()
    .describe('The lines that `looplaw run` prints, under each discipline that is shown.'),
})

/** A program document. That its names are right is for `parseProgram` to say. */
export const programSchema: z.ZodType<Program> = program

/** What an observer does in the midst of things. */
export type Hook = Readonly<z.infer<typeof hook>>
const hook = z.strictObject({
  at: z.int().nonnegative().describe('The number, from 0, of the event at which it acts.'),
  do: z
    .union([call, z.literal('throw')])
    .describe("`'throw'` throws an error out of the observer."),
})
const hooks: z.ZodType<readonly Hook[]> = z.array(hook)
const hostCalls: z.ZodType<readonly HostCall[]> = z.array(hostCall)

/** A host at work: calls in their order, and an observer that interferes. */
export type Session = Readonly<z.infer<typeof session>>
const session = z.strictObject({
  discipline,
  host: hostCalls,
  hooks: hooks.optional(),
  onUnhandled: z
    .enum(['log', 'throw'])
    .optional()
    .describe("What the loop's `onUnhandled` does, if it has one."),
})

/** A session document. That its names are right is for `parseSession` to say. */
export const sessionSchema: z.ZodType<Session> = session

/** What a call may refer to by its name, under the keys that it has for it. */
interface Names {
  readonly name?: string
  readonly on?: string
  readonly of?: string
  readonly task?: string
  readonly at?: string
  readonly main?: string
  readonly group?: string
  readonly do: string
}

/** The name that a call defines or uses, if any. */
export function nameIn({ at, group, main, name: given, of, on, task: asked }: Names): string {
  return given ?? on ?? of ?? asked ?? at ?? main ?? group ?? ''
}

/** The future or task that a call refers to, if any. */
export function referredBy({ of, on, task: asked }: Names): string | undefined {
  return on ?? of ?? asked
}

/** Whether a call steps tasks, or may: of these a log says when they begin, too. */
export function steps({ do: what }: HostCall): boolean {
  return STEPPING.has(what)
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
export function sessionOf({ main }: Program, under: Discipline): Session {
  return { discipline: under, host: [{ do: 'run', name: 'main', body: main }] }
}
