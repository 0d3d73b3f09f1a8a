/** Which names a statement may use where it stands. */

import type { HostCall, Item, Session, Statement } from '../../spec/program.ts'

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
  readonly conditions: readonly string[]
  readonly barriers: readonly string[]
  readonly queues: readonly string[]
  /** Groups, each in its own body only. */
  readonly groups: readonly string[]
}

export const NOTHING: Scope = {
  futures: [],
  tasks: [],
  mains: [],
  drivers: [],
  events: [],
  locks: [],
  semaphores: [],
  conditions: [],
  barriers: [],
  queues: [],
  groups: [],
}

/** What a statement gives a name to, as a list of the scope. */
const GIVES = {
  future: 'futures',
  spawn: 'tasks',
  run: 'mains',
  event: 'events',
  lock: 'locks',
  semaphore: 'semaphores',
  condition: 'conditions',
  barrier: 'barriers',
  queue: 'queues',
} as const

/** What is visible after a statement, to those that follow it in its block. */
export function after(statement: Statement | HostCall, scope: Scope): Scope {
  switch (statement.do) {
    case 'future':
    case 'spawn':
    case 'run':
    case 'event':
    case 'lock':
    case 'semaphore':
    case 'condition':
    case 'barrier':
    case 'queue':
      return having(GIVES[statement.do], statement.name, scope)
    case 'ticks':
      return having('drivers', statement.name, having('mains', statement.name, scope))
    default:
      return scope
  }
}

/** What is visible in the body of a statement: a task sees itself, and what a group holds the group. */
export function within(statement: Statement | HostCall, scope: Scope): Scope {
  if (statement.do === 'group') return having('groups', statement.name, scope)
  return statement.do === 'spawn' ? after(statement, scope) : scope
}

/** What an observer may use: whatever has a name, as it may act anywhere; groups aside, and mains. */
export function everywhere(host: Session['host']): Scope {
  let scope = NOTHING
  for (const statement of everyStatement(host)) scope = after(statement, scope)
  return { ...scope, mains: [], drivers: [] }
}

/** Every statement, and those within it that stand in a block that is entered. */
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

/** The blocks that stand directly in a statement. */
export function blocksOf(statement: Statement | HostCall): (readonly Statement[])[] {
  const blocks = 'body' in statement ? [statement.body] : []
  if (statement.do === 'try') blocks.push(statement.catch ?? [], statement.finally ?? [])
  return [...blocks, ...itemsOf(statement).flatMap((item) => bodyOf(item) ?? [])]
}

export function itemsOf(statement: Statement | HostCall): readonly Item[] {
  if ('items' in statement) return statement.items
  return 'item' in statement ? [statement.item] : []
}

function bodyOf(item: Item): readonly [readonly Statement[]] | undefined {
  return typeof item === 'string' ? undefined : [item.body]
}

/** What the key `at` of a statement may name. */
export function placesFor({ do: what }: Statement | HostCall, scope: Scope): readonly string[] {
  switch (what) {
    case 'set':
    case 'clear':
      return scope.events
    case 'acquire':
    case 'hold':
    case 'release':
      return [...scope.semaphores, ...scope.locks]
    case 'wait':
      return [...scope.events, ...scope.barriers, ...scope.conditions]
    case 'notify':
      return scope.conditions
    default:
      return scope.queues
  }
}

function having(kind: keyof Scope, name: string, scope: Scope): Scope {
  return { ...scope, [kind]: [...scope[kind], name] }
}
