/** Which names a statement may use where it stands. */

import {
  roleOf,
  type HostCall,
  type Item,
  type Kind,
  type Session,
  type Statement,
} from '../../spec/program.ts'

/** The names that are visible, oldest first. */
export interface Scope {
  readonly futures: readonly string[]
  readonly tasks: readonly string[]
  /** Mains that can be run again. */
  readonly mains: readonly string[]
  /** Mains that are driven tick by tick. */
  readonly drivers: readonly string[]
  readonly events: readonly string[]
  readonly locks: readonly string[]
  readonly semaphores: readonly string[]
  readonly readWriteLocks: readonly string[]
  readonly conditions: readonly string[]
  readonly barriers: readonly string[]
  readonly queues: readonly string[]
  readonly contexts: readonly string[]
  /** Groups and resources, each in its own body only. */
  readonly groups: readonly string[]
  readonly resources: readonly string[]
}

export const NOTHING: Scope = {
  futures: [],
  tasks: [],
  mains: [],
  drivers: [],
  events: [],
  locks: [],
  semaphores: [],
  readWriteLocks: [],
  conditions: [],
  barriers: [],
  queues: [],
  contexts: [],
  groups: [],
  resources: [],
}

/** Where the names of each kind are listed. */
const LISTS = {
  future: 'futures',
  task: 'tasks',
  run: 'mains',
  ticks: 'drivers',
  event: 'events',
  lock: 'locks',
  semaphore: 'semaphores',
  readWriteLock: 'readWriteLocks',
  condition: 'conditions',
  barrier: 'barriers',
  queue: 'queues',
  context: 'contexts',
  group: 'groups',
  resources: 'resources',
} as const satisfies Readonly<Record<Kind, keyof Scope>>

/** What is visible after a statement, to those that follow it in its block. */
export function after(statement: Statement | HostCall, scope: Scope): Scope {
  if (!('name' in statement) || statement.do === 'group' || statement.do === 'resources')
    return scope
  const { do: what, name } = statement
  const seen = having(LISTS[what === 'spawn' ? 'task' : what], name, scope)
  return what === 'ticks' ? having('mains', name, seen) : seen
}

const EVERY_LIST = Object.values(LISTS)

/** Of each kind the newest alone. */
export function newestOf(scope: Scope): Scope {
  let newest = scope
  for (const list of EVERY_LIST) {
    const names = scope[list]
    if (names.length > 1) newest = { ...newest, [list]: names.slice(-1) }
  }
  return newest
}

/** What is visible in the body of a statement: a task sees itself, and what a group or resources hold these. */
export function within(statement: Statement | HostCall, scope: Scope): Scope {
  if (statement.do === 'group') return having('groups', statement.name, scope)
  if (statement.do === 'resources') return having('resources', statement.name, scope)
  return statement.do === 'spawn' ? after(statement, scope) : scope
}

/** What an observer may use: whatever has a name, as it may act anywhere; groups aside, and mains. */
export function everywhere(host: Session['host']): Scope {
  let scope = NOTHING
  for (const statement of everyStatement(host)) scope = after(statement, scope)
  return { ...scope, mains: [], drivers: [] }
}

/** Every statement, and those within it in each block that is entered. */
export function* everyStatement(
  statements: readonly (Statement | HostCall)[],
  enters: (statement: Statement | HostCall) => boolean = () => true,
): Generator<Statement | HostCall> {
  for (const statement of statements) {
    yield statement
    if (!enters(statement)) continue
    for (const block of blocksOf(statement)) yield* everyStatement(block, enters)
  }
}

/** The blocks directly within a statement. */
export function blocksOf(statement: Statement | HostCall): (readonly Statement[])[] {
  const blocks = 'body' in statement ? [statement.body] : []
  if ('release' in statement) blocks.push(statement.release)
  if (statement.do === 'try') blocks.push(statement.catch ?? [], statement.finally ?? [])
  return [
    ...blocks,
    ...itemsOf(statement).flatMap((item) => (typeof item === 'string' ? [] : [item.body])),
  ]
}

export function itemsOf(statement: Statement | HostCall): readonly Item[] {
  if ('items' in statement) return statement.items
  return 'item' in statement ? [statement.item] : []
}

/** The names that a statement may use under a key; undefined if it uses none there. */
export function namesFor(
  statement: Statement | HostCall,
  key: string,
  scope: Scope,
): readonly string[] | undefined {
  const role = roleOf(statement, key)
  if (role === undefined || 'defines' in role) return undefined
  return role.uses.flatMap((kind) => scope[LISTS[kind]])
}

function having(kind: keyof Scope, name: string, scope: Scope): Scope {
  return { ...scope, [kind]: [...scope[kind], name] }
}
