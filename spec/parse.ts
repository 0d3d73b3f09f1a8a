/** From a document to a program, or to one clear message that names the place. */

import type * as z from 'zod'
import {
  programSchema,
  sessionSchema,
  type HostCall,
  type Program,
  type Session,
  type Statement,
} from './program.ts'

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
 * @param document what `JSON.parse` gave
 * @throws `IllFormedError`
 */
export function parseProgram(document: unknown): Program {
  const program = read(programSchema, document)
  checkBlock(program.main, ['main'], { given: new Set(['main', 'host']), visible: new Map() })
  return program
}

/**
 * Reads a session.
 *
 * @param document what `JSON.parse` gave
 * @throws `IllFormedError`
 */
export function parseSession(document: unknown): Session {
  const session = read(sessionSchema, document)
  const names = { given: new Set(['host']), visible: new Map() }
  const visible = checkBlock(session.host, ['host'], names)
  for (const [index, { do: call }] of (session.hooks ?? []).entries()) {
    if (call !== 'throw') check(call, ['hooks', index, 'do'], { given: names.given, visible })
  }
  return session
}

function read<T>(schema: z.ZodType<T>, document: unknown): T {
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path ?? []
  const missing = issue?.code === 'invalid_union' && place.at(-1) === 'do'
  const what = missing
    ? 'no such statement; spec/program.ts lists them'
    : (issue?.message ?? 'ill-formed')
  throw new IllFormedError(place, what)
}

type Path = readonly PropertyKey[]
type Kind = 'future' | 'task' | 'run' | 'ticks'

interface Names {
  /** Every name of the document so far: none is given twice. */
  readonly given: Set<string>
  /** Those that may be used here, and for what. */
  readonly visible: ReadonlyMap<string, Kind>
}

/** What a statement may refer to, by the key of the reference. */
const REFERENCES = {
  on: ['future', 'task'],
  of: ['future', 'task'],
  task: ['task'],
} as const

const MAINS = { runAgain: ['run', 'ticks'], tick: ['ticks'], leave: ['ticks'] } as const

/** Checks a block; gives what is visible after it. */
function checkBlock(
  block: readonly (Statement | HostCall)[],
  path: Path,
  { given, visible }: Names,
): ReadonlyMap<string, Kind> {
  const seen = new Map(visible)
  for (const [index, statement] of block.entries()) {
    check(statement, [...path, index], { given, visible: seen })
    const kind = kindOf(statement)
    if (kind !== undefined && 'name' in statement) seen.set(statement.name, kind)
  }
  return seen
}

function check(statement: Statement | HostCall, path: Path, names: Names): void {
  if ('on' in statement) use(statement.on, REFERENCES.on, [...path, 'on'], names)
  if ('of' in statement) use(statement.of, REFERENCES.of, [...path, 'of'], names)
  if ('task' in statement) use(statement.task, REFERENCES.task, [...path, 'task'], names)
  if ('main' in statement) use(statement.main, MAINS[statement.do], [...path, 'main'], names)
  if ('value' in statement && typeof statement.value === 'object' && statement.value !== null) {
    for (const [index, name] of statement.value.sum.entries()) {
      use(name, REFERENCES.of, [...path, 'value', 'sum', index], names)
    }
  }
  if ('name' in statement) give(statement.name, [...path, 'name'], names)
  checkInner(statement, path, names)
}

function checkInner(statement: Statement | HostCall, path: Path, { given, visible }: Names): void {
  const inner = new Map(visible)
  if (statement.do === 'spawn') inner.set(statement.name, 'task')
  const names = { given, visible: inner }
  if ('body' in statement) checkBlock(statement.body, [...path, 'body'], names)
  if (statement.do !== 'try') return
  if (statement.catch === undefined && statement.finally === undefined) {
    throw new IllFormedError(path, 'a try needs a catch or a finally')
  }
  checkBlock(statement.catch ?? [], [...path, 'catch'], names)
  checkBlock(statement.finally ?? [], [...path, 'finally'], names)
}

function kindOf(statement: Statement | HostCall): Kind | undefined {
  if (statement.do === 'spawn') return 'task'
  return statement.do === 'future' || statement.do === 'run' || statement.do === 'ticks'
    ? statement.do
    : undefined
}

function give(name: string, path: Path, { given }: Names): void {
  if (given.has(name)) throw new IllFormedError(path, `the name '${name}' is taken`)
  given.add(name)
}

function use(name: string, kinds: readonly Kind[], path: Path, { visible }: Names): void {
  const kind = visible.get(name)
  if (kind !== undefined && kinds.includes(kind)) return
  const fit = [...visible].flatMap(([known, its]) => (kinds.includes(its) ? [`'${known}'`] : []))
  const there = fit.length === 0 ? 'there is none here' : `here there is ${fit.join(', ')}`
  throw new IllFormedError(path, `'${name}' names no ${kinds.join(' or ')}: ${there}`)
}
