/** Which names a statement may use where it stands. */

import type { HostCall, Statement } from '../../spec/program.ts'

/** The names that are visible, oldest first. */
export interface Scope {
  readonly futures: readonly string[]
  readonly tasks: readonly string[]
  /** Mains that can be run again. */
  readonly mains: readonly string[]
  /** Mains that are driven tick by tick. */
  readonly drivers: readonly string[]
}

export const NOTHING: Scope = { futures: [], tasks: [], mains: [], drivers: [] }

/** What is visible after a statement, to those that follow it in its block. */
export function after(statement: Statement | HostCall, scope: Scope): Scope {
  switch (statement.do) {
    case 'future':
      return { ...scope, futures: [...scope.futures, statement.name] }
    case 'spawn':
      return { ...scope, tasks: [...scope.tasks, statement.name] }
    case 'run':
      return { ...scope, mains: [...scope.mains, statement.name] }
    case 'ticks': {
      const { name } = statement
      return { ...scope, mains: [...scope.mains, name], drivers: [...scope.drivers, name] }
    }
    default:
      return scope
  }
}

/** What is visible in the body of a statement: a task sees itself. */
export function within(statement: Statement | HostCall, scope: Scope): Scope {
  return statement.do === 'spawn' ? after(statement, scope) : scope
}
