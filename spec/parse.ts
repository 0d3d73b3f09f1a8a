/** From a document to a program, or to one clear message that names the place. */

import type * as z from 'zod'
import {
  AWAITABLE,
  isGuarding,
  kindOf,
  programSchema,
  roleOf,
  sessionSchema,
  type HostCall,
  type Item,
  type Kind,
  type Program,
  type Session,
  type Statement,
} from './program.ts'
import { traceSchema, type Trace } from './trace.ts'

/** A document that is no program. The message says where, as a path inside the document. */
export class IllFormedError extends Error {
  override readonly name = 'IllFormedError'
  /** The place, for example `main[2].body[0].on`; empty for the document itself. */
  readonly path: string

  constructor(path: Path, what: string) {
    const text = path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
      .join('')
    const shown = text.replace(/^\./u, '')
    super(shown === '' ? what : `${shown}: ${what}`)
    this.path = shown
  }
}

/**
 * Reads a program.
 *
 * @param document what `JSON.parse` returned
 * @throws `IllFormedError`
 */
export function parseProgram(document: unknown): Program {
  const program = read(programSchema, document)
  const defined = new Map<string, Kind | undefined>([
    ['main', undefined],
    ['host', undefined],
  ])
  checkBlock(program.main, ['main'], { defined, visible: new Map() })
  return program
}

/**
 * Reads a trace.
 *
 * @param document what `JSON.parse` returned
 * @throws `IllFormedError`
 */
export function parseTrace(document: unknown): Trace {
  return read(traceSchema, document)
}

/**
 * Reads a session.
 *
 * @param document what `JSON.parse` returned
 * @throws `IllFormedError`
 */
export function parseSession(document: unknown): Session {
  const session = read(sessionSchema, document)
  const defined = new Map<string, Kind | undefined>([['host', undefined]])
  checkBlock(session.host, ['host'], { defined, visible: new Map() })
  // It may act anywhere, and so use what is defined anywhere, if that is there by then.
  const visible = new Map(defined)
  for (const [index, { do: call }] of (session.hooks ?? []).entries()) {
    if (call !== 'throw') check(call, ['hooks', index, 'do'], { defined, visible })
  }
  return session
}

function read<T>(schema: z.ZodType<T>, document: unknown): T {
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const { issue, place } = innermost(issues, [])
  const unknown = issues.flatMap((one) => (one.code === 'unrecognized_keys' ? one.keys : []))
  if (issue?.code === 'unrecognized_keys')
    throw new IllFormedError([...place, unknown[0] ?? ''], 'there is no such key')
  const found = partOf(document, place)
  const isStatement = issue?.code === 'invalid_union' && place.at(-1) === 'do'
  const what = isStatement
    ? `${named(found)}; the statements are listed in spec/README.md`
    : mistakeOf(issue, found)
  // A key that is missing is often there by another name.
  const other = unknown.map((key) => `, and there is no key ${JSON.stringify(key)}`)
  throw new IllFormedError(place, found === undefined ? what + other.join('') : what)
}

function partOf(document: unknown, place: Path): unknown {
  return place.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    document,
  )
}

/** What stands where a statement has its name. */
function named(found: unknown): string {
  return found === undefined
    ? 'a statement has a name here'
    : `${JSON.stringify(found)} names no statement`
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['number', 'a number'],
  ['string', 'a string'],
  ['boolean', 'true or false'],
  ['array', 'an array'],
  ['object', 'an object'],
])

/** What should stand there instead of what was found. */
function mistakeOf(issue: Issue | undefined, found: unknown): string {
  const due =
    issue?.code === 'invalid_type'
      ? EXPECTED.get(issue.expected)
      : issue?.code === 'invalid_value'
        ? issue.values.map((one) => JSON.stringify(one)).join(' or ')
        : undefined
  if (due === undefined) return issue?.message ?? 'ill-formed'
  if (found === undefined) return `${due} is missing here`
  const shown = Array.isArray(found)
    ? 'an array'
    : typeof found === 'object' && found !== null
      ? 'an object'
      : JSON.stringify(found)
  return `this must be ${due}, not ${shown}`
}

type Issue = z.core.$ZodIssue

/** What is wrong first; within an item that may be one thing or another, what is wrong within that. */
function innermost(
  [issue]: readonly Issue[],
  outer: Path,
): { readonly issue: Issue | undefined; readonly place: Path } {
  const place = [...outer, ...(issue?.path ?? [])]
  const options = issue?.code === 'invalid_union' ? issue.errors : []
  const within = options.find(([inner]) => (inner?.path.length ?? 0) > 0)
  return within === undefined ? { issue, place } : innermost(within, place)
}

type Path = readonly PropertyKey[]

interface Names {
  /** Every name of the document so far, and what it can be used for, if for anything: none is defined twice. */
  readonly defined: Map<string, Kind | undefined>
  /** Those that may be used here, and for what. */
  readonly visible: ReadonlyMap<string, Kind | undefined>
}

function checkBlock(
  block: readonly (Statement | HostCall)[],
  path: Path,
  { defined, visible }: Names,
): void {
  const seen = new Map(visible)
  for (const [index, statement] of block.entries()) {
    check(statement, [...path, index], { defined, visible: seen })
    const kind = kindOf(statement)
    // S4, S13: a group has ended where its statement has, and so have resources.
    const over = kind === 'group' || kind === 'resources'
    if (kind !== undefined && !over && 'name' in statement) seen.set(statement.name, kind)
  }
}

function check(statement: Statement | HostCall, path: Path, names: Names): void {
  checkUses(statement, path, names)
  if ('name' in statement) define(statement, [...path, 'name'], names)
  checkInner(statement, path, names)
}

function checkUses(statement: Statement | HostCall, path: Path, names: Names): void {
  if ('at' in statement) checkAmount(statement, path, names.visible.get(statement.at))
  for (const [key, name] of Object.entries(statement)) {
    const role = roleOf(statement, key)
    if (typeof name !== 'string' || role === undefined || 'defines' in role) continue
    use(name, role.uses, [...path, key], names)
  }
  if ('value' in statement && typeof statement.value === 'object' && statement.value !== null) {
    for (const [index, name] of statement.value.sum.entries()) {
      use(name, AWAITABLE, [...path, 'value', 'sum', index], names)
    }
  }
}

/** How much is asked for fits what it is asked of. */
function checkAmount(statement: Statement | HostCall, path: Path, kind: Kind | undefined): void {
  const counted = 'count' in statement && statement.count !== undefined
  if (counted && kind === 'lock')
    throw new IllFormedError([...path, 'count'], 'a lock has one permit: leave it out')
  if (counted && kind === 'readWriteLock')
    throw new IllFormedError(
      [...path, 'count'],
      'a read-write lock has sides, and no permits: leave it out',
    )
  if (!isGuarding(statement) || kind === undefined) return
  const isSided = statement.side !== undefined
  if (isSided && kind !== 'readWriteLock')
    throw new IllFormedError([...path, 'side'], 'only a read-write lock has sides: leave it out')
  if (!isSided && kind === 'readWriteLock')
    throw new IllFormedError(
      path,
      'a read-write lock has two sides: say "side": "read", or "write"',
    )
}

function checkInner(
  statement: Statement | HostCall,
  path: Path,
  { defined, visible }: Names,
): void {
  const inner = new Map(visible)
  if (statement.do === 'spawn') inner.set(statement.name, 'task')
  if (statement.do === 'group' || statement.do === 'resources')
    inner.set(statement.name, statement.do)
  const names = { defined, visible: inner }
  if ('body' in statement) checkBlock(statement.body, [...path, 'body'], names)
  if ('release' in statement) checkBlock(statement.release, [...path, 'release'], names)
  if ('item' in statement) checkItem(statement.item, [...path, 'item'], names)
  if ('items' in statement) {
    for (const [index, item] of statement.items.entries()) {
      checkItem(item, [...path, 'items', index], names)
    }
  }
  if (statement.do !== 'try') return
  if (statement.catch === undefined && statement.finally === undefined) {
    throw new IllFormedError(path, 'a try needs a catch or a finally')
  }
  checkBlock(statement.catch ?? [], [...path, 'catch'], names)
  checkBlock(statement.finally ?? [], [...path, 'finally'], names)
}

function checkItem(item: Item, path: Path, names: Names): void {
  if (typeof item === 'string') use(item, AWAITABLE, path, names)
  else checkBlock(item.body, [...path, 'body'], names)
}

function define(
  statement: Extract<Statement | HostCall, { name: string }>,
  path: Path,
  { defined }: Names,
): void {
  const { name } = statement
  if (defined.has(name)) throw new IllFormedError(path, `the name '${name}' is taken`)
  defined.set(name, kindOf(statement))
}

function use(name: string, kinds: readonly Kind[], path: Path, { visible }: Names): void {
  const kind = visible.get(name)
  if (kind !== undefined && kinds.includes(kind)) return
  const fit = [...visible].flatMap(([known, its]) =>
    its !== undefined && kinds.includes(its) ? [`'${known}'`] : [],
  )
  const there = fit.length === 0 ? 'there is none here' : `here there is ${fit.join(', ')}`
  throw new IllFormedError(path, `'${name}' names no ${kinds.join(' or ')}: ${there}`)
}
