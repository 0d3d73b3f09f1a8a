/** The names in a session, and what refers to them. */

import type { Call, HostCall, Session, Statement, Value } from '../../spec/program.ts'
import { everyStatement, itemsOf } from '../arbitraries/scope.ts'

export type Block = readonly Statement[]
export type Spawn = Call & { readonly do: 'spawn' }

/** How the names of a session are used. */
export interface References {
  /** The names that a statement refers to. */
  readonly used: ReadonlySet<string>
  /** The names whose coroutine is used a second time. */
  readonly reused: ReadonlySet<string>
  readonly tasks: ReadonlySet<string>
  /** The kind of statement that creates what a name stands for, unless an observer does. */
  readonly creators: ReadonlyMap<string, (Statement | HostCall)['do']>
  /** The names that an observer refers to without creating them: it may act before they exist. */
  readonly seen: ReadonlySet<string>
}

export function referencesIn({ hooks = [], host }: Session): References {
  const own = [...everyStatement(host)]
  const acts = [...everyStatement(hooks.flatMap((hook) => (hook.do === 'throw' ? [] : [hook.do])))]
  const all = [...own, ...acts]
  const given = new Set(own.flatMap(naming))
  const watched = acts.flatMap(referred)
  const reused = all.flatMap((statement) => {
    if (statement.do === 'reuse') return [statement.task]
    return statement.do === 'runAgain' ? [statement.main] : []
  })
  return {
    used: new Set([...own.flatMap(referred), ...watched.filter((name) => !given.has(name))]),
    reused: new Set(reused),
    tasks: new Set(all.flatMap((one) => (one.do === 'spawn' ? [one.name] : []))),
    creators: new Map(own.flatMap((one) => ('name' in one ? [[one.name, one.do] as const] : []))),
    seen: new Set(watched.filter((name) => given.has(name))),
  }
}

function naming(statement: Statement | HostCall): readonly string[] {
  return 'name' in statement ? [statement.name] : []
}

/** Whether the same coroutine executes the blocks of the statement. */
export function isInPlace({ do: what }: Statement | HostCall): boolean {
  return IN_PLACE.has(what)
}

const IN_PLACE: ReadonlySet<string> = new Set([
  'call',
  'try',
  'timeout',
  'group',
  'hold',
  'scoped',
  'uninterruptible',
  'with',
  'resources',
  'resource',
  'defer',
])

/** Whether the body of a task refers to the task. */
export function refersToItself({ body, name }: Spawn): boolean {
  return [...everyStatement(body)].some((inner) => referred(inner).includes(name))
}

/** The names that a statement refers to, its blocks aside. */
function referred(statement: Statement | HostCall): readonly string[] {
  const group = 'in' in statement && statement.in !== undefined ? [statement.in] : []
  if ('on' in statement) return [statement.on]
  if ('of' in statement) return [statement.of]
  if ('group' in statement) return [statement.group]
  if ('task' in statement) return [statement.task, ...group]
  if ('main' in statement) return [statement.main]
  if ('at' in statement) return [statement.at]
  if ('lock' in statement) return [statement.lock]
  if (group.length > 0) return group
  return itemsOf(statement).filter((item) => typeof item === 'string')
}

/** The names that a statement adds up. */
export function summed(statement: Statement | HostCall): readonly string[] {
  return 'value' in statement ? namesIn(statement.value) : []
}

function namesIn(value: Value | undefined): readonly string[] {
  return typeof value === 'object' && value !== null ? value.sum : []
}
