/** A session as the code that a user would write, to show counterexamples. */

import { CoroutineWriter } from './code/coroutine.ts'
import { attempted, block, declaration, limitsOf, prefixed, suffixed } from './code/lines.ts'
import type { Lines } from './code/lines.ts'
import { Names } from './code/names.ts'
import { referencesIn, type Block, type References, type Spawn } from './code/references.ts'
import type { Call, Hook, HostCall, Session } from '../spec/program.ts'

/**
 * The session as a module that imports `looplaw` and does the same. A program stands as it is; in any other
 * session, each call of the host is wrapped in a function, so that the host continues after a mistake.
 *
 * @example
 * ```ts
 * import { sessionAsCode } from 'looplaw/properties'
 * import { parseProgram, sessionOf } from 'looplaw/spec'
 *
 * const program = parseProgram({ main: [{ do: 'yield' }, { do: 'return', value: 3 }] })
 * console.log(sessionAsCode(sessionOf(program, 'drain')).split('\n')[2]) // const loop = new Loop()
 * ```
 */
export function sessionAsCode(session: Session): string {
  return new Writer(session).module().join('\n')
}

class Writer {
  readonly #session: Session
  /** Whether the session is a single run. */
  readonly #plain: boolean
  readonly #references: References
  readonly #names = new Names()
  readonly #coroutines: CoroutineWriter
  /** Whether the loop is closed: from then on it refuses calls of the host. */
  #closed = false

  constructor(session: Session) {
    this.#session = session
    const { hooks = [], host } = session
    this.#plain = hooks.length === 0 && host.length === 1 && host[0]?.do === 'run'
    this.#references = referencesIn(session)
    this.#coroutines = new CoroutineWriter(this.#names, this.#references)
  }

  module(): Lines {
    const notify = this.#notify()
    const host = this.#session.host.flatMap((call) => this.#hostCall(call))
    const options = this.#options()
    const loop = this.#names.imported('Loop')
    const body = [`const loop = new ${loop}(${options.join('\n')})`, ...notify, ...host]
    const attempts = body.some((line) => line.includes('attempt('))
    return [this.#names.importLine(), '', ...(attempts ? ATTEMPT : []), ...body]
  }

  #options(): Lines {
    const { discipline, hooks = [], onUnhandled } = this.#session
    const simple = hooks.length === 0 && onUnhandled === undefined
    if (simple) return [discipline === 'drain' ? '' : `{ discipline: '${discipline}' }`]
    const observer = NOTIFICATIONS.map((name) =>
      name === 'spawned' && this.#seenTasks().length > 0 ? name : `${name}: notify`,
    )
    return block('{', [
      `discipline: '${discipline}',`,
      ...(hooks.length > 0 ? block('observer: {', inThrees(observer), '},') : []),
      ...(onUnhandled === 'log' ? ['onUnhandled: (error) => console.log(String(error)),'] : []),
      ...(onUnhandled === 'throw'
        ? block('onUnhandled: () => {', ["throw new Error('handler')"], '},')
        : []),
    ])
  }

  // The observer.

  #notify(): Lines {
    const { hooks = [] } = this.#session
    if (hooks.length === 0) return []
    return [
      '',
      ...this.#seen(),
      'let notified = 0',
      '/** The observer acts during its nth notification, counted from 0. */',
      ...block('function notify() {', [
        'const nth = notified++',
        ...hooks.flatMap((hook) => this.#hook(hook)),
      ]),
      ...this.#spawned(),
    ]
  }

  /** Variables for what the observer refers to: it may act before that exists. */
  #seen(): Lines {
    const { creators, reused, seen } = this.#references
    const lines = [...seen].flatMap((name) => {
      const type = TYPES.get(creators.get(name) ?? 'spawn') ?? 'Task'
      const parameter = ['Context', 'Future', 'Queue', 'Task'].includes(type) ? '<unknown>' : ''
      const coroutine = reused.has(name)
        ? [
            `let ${this.#names.identifier(name, 'CoroutineSeen')}!: ${this.#names.type('Coroutine')}<unknown>`,
          ]
        : []
      const variable = this.#names.identifier(name, 'Seen')
      return [`let ${variable}!: ${this.#names.type(type)}${parameter}`, ...coroutine]
    })
    return lines.length === 0
      ? []
      : ['/** What the observer acts on; undefined until it exists. */', ...lines]
  }

  #seenTasks(): readonly string[] {
    const { seen, tasks } = this.#references
    return [...seen].filter((name) => tasks.has(name))
  }

  /** A task exists for the observer from its notification on. */
  #spawned(): Lines {
    const tasks = this.#seenTasks()
    if (tasks.length === 0) return []
    const lines = tasks.map(
      (name) => `if (task.name === '${name}') ${this.#names.identifier(name, 'Seen')} = task`,
    )
    const head = `function spawned(task: ${this.#names.type('Task')}<unknown>) {`
    return block(head, [...lines, 'notify()'])
  }

  #hook({ at, do: call }: Hook): Lines {
    if (call === 'throw') return [`if (nth === ${at}) throw new Error('observer')`]
    const [first] = [...referencesIn({ ...this.#session, hooks: [{ at, do: call }] }).seen]
    const there = first === undefined ? '' : ` && ${this.#names.identifier(first, 'Seen')}`
    const lines = this.#inHost(call, 'observer')
    return prefixed(`if (nth === ${at}${'body' in call ? '' : there}) `, attempted(lines))
  }

  // The host.

  #hostCall(call: HostCall): Lines {
    switch (call.do) {
      case 'log':
      case 'look':
      case 'future':
      case 'event':
      case 'lock':
      case 'readWriteLock':
      case 'condition':
      case 'context':
      case 'stop':
        return this.#inHost(call, 'host')
      case 'semaphore':
      case 'barrier':
      case 'queue':
        return this.#create(call)
      case 'spawn':
        return this.#hostSpawn(call)
      case 'run':
        return [...this.#main(call), ...this.#hostRun(call)]
      case 'ticks': {
        const opened = attempted([`loop.ticks(${this.#coroutineOf(call.name)})`])
        const declared = prefixed(`const ${this.#driver(call.name)} = `, opened)
        const used = this.#references.used.has(call.name)
        return [...this.#main(call), ...(used ? declared : opened)]
      }
      case 'runAgain':
        return attempted([
          `console.log(loop.run(${this.#coroutineOf(call.main)}${limitsOf(call)}))`,
        ])
      case 'tick':
        return attempted([`console.log(${this.#driver(call.main)}?.next())`])
      case 'leave':
        return attempted([`${this.#driver(call.main)}?.return(undefined as never)`])
      case 'close':
        this.#closed = true
        return attempted(this.#inHost(call, 'host'))
      default:
        return attempted(this.#inHost(call, 'host'))
    }
  }

  #inHost(call: Call, who: string): Lines {
    const observing = who === 'observer'
    return this.#coroutines.statement(call, { who, observing, received: new Map() })
  }

  /** A constructor that throws is called in an attempt; that the result is then undefined, no type says. */
  #create(call: Extract<Call, { do: 'semaphore' | 'barrier' | 'queue' }>): Lines {
    const lines = this.#inHost(call, 'host')
    const least = call.do === 'barrier' ? 1 : 0
    const number = 'count' in call ? call.count : 'parties' in call ? call.parties : call.capacity
    if (number === undefined || number >= least) return lines
    return lines.map((line) => line.replace(/new .*/u, 'attempt(() => $&)!'))
  }

  #hostSpawn(call: Spawn): Lines {
    if (!this.#closed) return this.#inHost(call, 'host')
    const [coroutine, spawn] = this.#coroutines.spawning(call, false)
    const tried = attempted(spawn)
    if (!this.#references.used.has(call.name)) return [...coroutine, ...tried]
    // A spawn that is refused leaves the variable undefined, and no type says so.
    const declared = `const ${this.#names.identifier(call.name)}: ${this.#names.type('Task')}<unknown> = `
    return [...coroutine, ...prefixed(declared, suffixed(tried, '!'))]
  }

  #main({ body, name }: { readonly body: Block; readonly name: string }): Lines {
    const id = this.#names.identifier(name)
    const reused = this.#references.reused.has(name)
    const again = reused ? [`const ${this.#coroutineOf(name)} = ${id}()`] : []
    return ['', ...declaration(id, this.#coroutines.body(name, body)), ...again]
  }

  #hostRun(call: Extract<HostCall, { do: 'run' }>): Lines {
    const run = [`console.log(loop.run(${this.#coroutineOf(call.name)}${limitsOf(call)}))`]
    return this.#plain ? ['', ...run] : attempted(run)
  }

  #driver(main: string): string {
    return this.#names.identifier(main, 'Ticks')
  }

  /** The expression for the coroutine of a main. */
  #coroutineOf(main: string): string {
    return this.#references.reused.has(main)
      ? this.#names.identifier(main, 'Coroutine')
      : `${this.#names.identifier(main)}()`
  }
}

const ATTEMPT = [
  '/** The host continues after a mistake. */',
  'function attempt<T>(call: () => T): T | undefined {',
  '  try {',
  '    return call()',
  '  } catch (error) {',
  '    console.log(String(error))',
  '    return undefined',
  '  }',
  '}',
  '',
]

const NOTIFICATIONS = [
  'tick',
  'spawned',
  'scheduled',
  'stepped',
  'parked',
  'woken',
  'settled',
  'cancelled',
  'terminated',
  'advanced',
]

function inThrees(members: readonly string[]): Lines {
  return members.flatMap((_member, index) =>
    index % 3 === 0 ? [`${members.slice(index, index + 3).join(', ')},`] : [],
  )
}

/** The type of what a statement names. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['spawn', 'Task'],
  ['future', 'Future'],
  ['event', 'Event'],
  ['lock', 'Lock'],
  ['semaphore', 'Semaphore'],
  ['readWriteLock', 'ReadWriteLock'],
  ['condition', 'Condition'],
  ['barrier', 'Barrier'],
  ['queue', 'Queue'],
  ['context', 'Context'],
])
