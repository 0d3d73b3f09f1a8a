/** The body of a coroutine as code. */

import type { Call, Guarding, Item, Statement, Synchronisation, Value } from '../../spec/program.ts'
import {
  block,
  declaration,
  enclosed,
  limitsOf,
  listed,
  prefixed,
  quote,
  suffixed,
  type Lines,
} from './lines.ts'
import { everyStatement } from '../arbitraries/scope.ts'
import type { Names } from './names.ts'
import {
  isInPlace,
  refersToItself,
  summed,
  type Block,
  type References,
  type Spawn,
} from './references.ts'

/** The task, the main or the caller whose code is being written. */
export interface Runner {
  /** Its name in a log. */
  readonly who: string
  /** Whether the code is part of the observer's, which has variables of its own. */
  readonly observing: boolean
  /** The variables for the awaited values that a sum needs, by the name of the future. */
  readonly received: ReadonlyMap<string, string>
}

type Combinator = Extract<Statement, { items: unknown }>

export class CoroutineWriter {
  readonly #names: Names
  readonly #references: References

  constructor(names: Names, references: References) {
    this.#names = names
    this.#references = references
  }

  body(who: string, body: Block, observing = false): Lines {
    const own = [...everyStatement(body, isInPlace)]
    const awaited = own.flatMap((statement) => {
      if (statement.do === 'await') return [statement.on]
      const handed = statement.do === 'all' || statement.do === 'allSettled'
      return handed ? statement.items.filter((item) => typeof item === 'string') : []
    })
    const sums = new Set(own.flatMap((statement) => summed(statement)))
    const held = [...new Set(awaited)].filter((name) => sums.has(name))
    const received = new Map(held.map((name) => [name, this.#names.identifier(name, 'Value')]))
    const variables = [...received.values()].map((variable) => `${variable}: unknown`)
    return [
      ...(variables.length > 0 ? [`let ${variables.join(', ')}`] : []),
      ...this.#block(body, { who, observing, received }),
    ]
  }

  #block(statements: Block, runner: Runner): Lines {
    return statements.flatMap((statement) => this.statement(statement, runner))
  }

  statement(statement: Statement, runner: Runner): Lines {
    const { received } = runner
    const { do: what } = statement
    switch (what) {
      case 'yield':
        return ['yield']
      case 'yieldValue':
        return ['yield 42 as never']
      case 'await': {
        const variable = received.get(statement.on)
        const wait = `yield* ${this.#of(statement.on, runner)}`
        return [variable === undefined ? wait : `${variable} = ${wait}`]
      }
      case 'call':
        return enclosed('yield* (function* () {', this.#block(statement.body, runner), '})()')
      case 'return':
        return [
          statement.value === undefined ? 'return' : `return ${valueOf(statement.value, received)}`,
        ]
      case 'throw':
        return [`throw new Error(${quote(statement.error)})`]
      case 'try':
        return this.#try(statement, runner)
      case 'sleep':
        return [`yield* ${this.#names.imported(what)}(${statement.ms})`]
      case 'timeout': {
        const head = `yield* ${this.#names.imported(what)}(${statement.ms}, (function* () {`
        return enclosed(head, this.#block(statement.body, runner), '})())')
      }
      case 'scoped':
      case 'uninterruptible': {
        const head = `yield* ${this.#names.imported(what)}((function* () {`
        return enclosed(head, this.#block(statement.body, runner), '})())')
      }
      case 'group': {
        const used = this.#references.used.has(statement.name)
        const parameter = used ? this.#names.identifier(statement.name) : ''
        const head = `yield* ${this.#names.imported(what)}(function* (${parameter}) {`
        return enclosed(head, this.#block(statement.body, runner), '})')
      }
      case 'with': {
        const given = valueOf(statement.value, received)
        const head = `yield* ${this.#of(statement.at, runner)}.with(${given}, (function* () {`
        return enclosed(head, this.#block(statement.body, runner), '})())')
      }
      case 'resources': {
        const used = this.#references.used.has(statement.name)
        const parameter = used ? this.#names.identifier(statement.name) : ''
        const head = `yield* ${this.#names.imported(what)}(function* (${parameter}) {`
        return enclosed(head, this.#block(statement.body, runner), '})')
      }
      case 'resource': {
        const head = `yield* ${this.#of(statement.at, runner)}.acquire(`
        const body = enclosed('(function* () {', this.#block(statement.body, runner), '})()')
        const release = enclosed('function* () {', this.#block(statement.release, runner), '}')
        return listed(head, [body, release], ')')
      }
      case 'all':
      case 'allSettled':
      case 'race':
      case 'any':
        return this.#combination(statement, runner)
      case 'shield': {
        const [first = '', ...rest] = this.#item(statement.item, runner)
        const head = `yield* ${this.#names.imported(what)}(`
        return rest.length === 0
          ? [`${head}${first})`]
          : [head + first, ...rest.slice(0, -1), `${rest.at(-1) ?? ''})`]
      }
      case 'hold': {
        const count = statement.count === undefined ? '' : `${statement.count}, `
        const head = `yield* ${this.#guard(statement, runner)}.hold(${count}function* () {`
        return enclosed(head, this.#block(statement.body, runner), '})')
      }
      case 'acquire':
        return [`yield* ${this.#guard(statement, runner)}.acquire(${statement.count ?? ''})`]
      case 'wait':
      case 'take':
      case 'join':
        return [`yield* ${this.#of(statement.at, runner)}.${what}()`]
      case 'put': {
        const value = valueOf(statement.value, received)
        return [`yield* ${this.#of(statement.at, runner)}.put(${value})`]
      }
      default:
        return this.#call(statement, runner)
    }
  }

  #try(statement: Extract<Statement, { do: 'try' }>, runner: Runner): Lines {
    const { body, catch: handler, finally: last } = statement
    return [
      ...block('try {', this.#block(body, runner), ''),
      ...(handler ? block('} catch {', this.#block(handler, runner), '') : []),
      ...(last ? block('} finally {', this.#block(last, runner), '') : []),
      '}',
    ].filter((line) => line !== '')
  }

  #combination({ do: what, items }: Combinator, runner: Runner): Lines {
    const all = items.map((item) => this.#item(item, runner))
    const wait = listed(`yield* ${this.#names.imported(what)}([`, all, '])')
    if (what === 'race' || what === 'any') return wait
    const variables = items.map((item) =>
      typeof item === 'string' ? (runner.received.get(item) ?? '') : '',
    )
    if (variables.every((variable) => variable === '')) return wait
    // Without the semicolon, the line would continue the one before.
    const into = `;[${variables.join(', ')}] = `
    if (what === 'all') return prefixed(into, wait)
    const value = "one.status === 'fulfilled' ? one.value : undefined"
    return prefixed(`${into}(`, suffixed(wait, `).map((one) => (${value}))`))
  }

  #item(item: Item, runner: Runner): Lines {
    if (typeof item === 'string') return [this.#of(item, runner)]
    // S11: an operation that is all that is awaited is passed as it is.
    const [statement, ...others] = item.body
    if (statement !== undefined && others.length === 0 && OPERATIONS.has(statement.do)) {
      const its = { ...runner, received: new Map<string, string>() }
      return this.statement(statement, its).map((line) => line.replace(/^yield\* /u, ''))
    }
    const lines = this.body('Task', item.body, runner.observing)
    return enclosed('(function* () {', lines, '})()')
  }

  #call(call: Call, runner: Runner): Lines {
    const { received, who } = runner
    switch (call.do) {
      case 'log':
        return [`console.log(${quote(`${who}: ${call.text}`)})`]
      case 'look': {
        const seen = 'loop.tick, loop.now(), loop.scheduled, loop.pending'
        const running = `${this.#names.imported('currentTask')}()`
        return [`console.log(${seen}, Loop.getCurrentLoop() === loop, ${running})`]
      }
      case 'spawn':
        return this.#spawn(call, runner)
      case 'setResult':
        return [this.#settlement(call, valueOf(call.value, received), runner)]
      case 'setError':
        return [this.#settlement(call, `new Error(${quote(call.error)})`, runner)]
      case 'result':
      case 'error':
      case 'cancelled':
        return [`console.log(${this.#of(call.of, runner)}.${call.do}())`]
      case 'cancel': {
        const reason = call.reason === undefined ? '' : quote(call.reason)
        return [`${this.#of(call.on, runner)}.cancel(${reason})`]
      }
      case 'cancelGroup': {
        const reason = call.reason === undefined ? '' : quote(call.reason)
        return [`${call.group}.cancel(${reason})`]
      }
      case 'isClosing':
        return ['isClosing()']
      case 'terminate': {
        const reason = call.reason === undefined ? '' : quote(call.reason)
        return [`${this.#of(call.task, runner)}.terminate(${reason})`]
      }
      case 'schedule':
        return [`loop.schedule(${this.#of(call.task, runner)})`]
      case 'step':
        return [`${this.#of(call.task, runner)}.step()`]
      case 'reuse':
        return [`${this.#spawner(call.in)}.spawn(${this.#of(call.task, runner, 'Coroutine')})`]
      case 'misuse':
        return [`${this.#spawner(call.in)}.spawn(${NO_COROUTINES[call.what]} as never)`]
      case 'unpack': {
        const into = call.count === 1 ? '[one]' : '[one, two]'
        return [`{ const ${into} = ${this.#of(call.on, runner)} as never }`]
      }
      case 'inspect': {
        const of = this.#of(call.at, runner)
        const shown = SHOWN.get(this.#references.creators.get(call.at) ?? '') ?? []
        return [`console.log(${[of, ...shown.map((one) => `${of}.${one}`)].join(', ')})`]
      }
      case 'stop':
      case 'runStep':
        return [`loop.${call.do}()`]
      case 'close':
        return [`loop.close(${limitsOf(call).replace(', ', '')})`]
      case 'run': {
        const body = this.body(call.name, call.body, runner.observing)
        return enclosed('loop.run((function* () {', body, `})()${limitsOf(call)})`)
      }
      default:
        return this.#operation(call, runner)
    }
  }

  /** Creates futures and primitives, and calls what does not wait. */
  #operation(
    call: Synchronisation | Extract<Call, { do: 'future' | 'context' | 'get' | 'defer' }>,
    runner: Runner,
  ): Lines {
    const imported = (name: string): string => this.#names.imported(name)
    switch (call.do) {
      case 'future':
        return this.#created(
          call.name,
          call.external === true
            ? `${imported('external')}<unknown>(${quote(call.name)})`
            : `new ${imported('Future')}(${quote(call.name)})`,
        )
      case 'context': {
        const given = valueOf(call.value, runner.received)
        return this.#created(call.name, `${imported('context')}(${given}, ${quote(call.name)})`)
      }
      case 'get':
        return [`console.log(${this.#of(call.at, runner)}.get())`]
      case 'defer': {
        const head = `${this.#of(call.at, runner)}.defer(function* () {`
        return enclosed(head, this.#block(call.body, runner), '})')
      }
      case 'event':
        return this.#created(call.name, `new ${imported('Event')}(${quote(call.name)})`)
      case 'lock':
        return this.#created(call.name, `new ${imported('Lock')}(${quote(call.name)})`)
      case 'semaphore': {
        const { count, name } = call
        return this.#created(name, `new ${imported('Semaphore')}(${count}, ${quote(name)})`)
      }
      case 'readWriteLock':
        return this.#created(call.name, `new ${imported('ReadWriteLock')}(${quote(call.name)})`)
      case 'condition': {
        const given = `${this.#of(call.lock, runner)}, ${quote(call.name)}`
        return this.#created(call.name, `new ${imported('Condition')}(${given})`)
      }
      case 'barrier': {
        const { name, parties } = call
        return this.#created(name, `new ${imported('Barrier')}(${parties}, ${quote(name)})`)
      }
      case 'queue': {
        const capacity = call.capacity === undefined ? '' : `capacity: ${call.capacity}, `
        const room = call.ranked === true ? `${capacity}priority: Number, ` : capacity
        return this.#created(
          call.name,
          `new ${imported('Queue')}({ ${room}name: ${quote(call.name)} })`,
        )
      }
      case 'putNow': {
        const value = valueOf(call.value, runner.received)
        return [`${this.#of(call.at, runner)}.putNow(${value})`]
      }
      case 'takeNow':
      case 'discard':
        return [`console.log(${this.#of(call.at, runner)}.${call.do}())`]
      case 'notify':
        return [`${this.#of(call.at, runner)}.notify(${call.count ?? ''})`]
      case 'closeQueue':
        return [`${this.#of(call.at, runner)}.close()`]
      case 'release':
      case 'tryAcquire':
        return [`${this.#guard(call, runner)}.${call.do}(${call.count ?? ''})`]
      case 'set':
      case 'clear':
      case 'taskDone':
    }
    return [`${this.#of(call.at, runner)}.${call.do}()`]
  }

  /** What is created, in a variable if a statement refers to it, and in another if the observer does. */
  #created(name: string, created: string): Lines {
    const { seen, used } = this.#references
    const id = this.#names.identifier(name)
    if (!seen.has(name)) return [used.has(name) ? `const ${id} = ${created}` : created]
    const watched = this.#names.identifier(name, 'Seen')
    return used.has(name)
      ? [`const ${id} = ${created}`, `${watched} = ${id}`]
      : [`${watched} = ${created}`]
  }

  #settlement(
    { do: method, on }: Extract<Call, { do: 'setResult' | 'setError' }>,
    what: string,
    runner: Runner,
  ): string {
    // On a task it is a mistake, which does not type-check.
    const never = this.#references.tasks.has(on) ? ' as never' : ''
    return `${this.#of(on, runner)}.${method}(${what}${never})`
  }

  #spawn(call: Spawn, runner: Runner): Lines {
    const [before, spawn] = this.spawning(call, runner.observing)
    if (!this.#references.used.has(call.name)) return [...before, ...spawn]
    const type = refersToItself(call) ? this.#annotation('Task') : ''
    const id = this.#names.identifier(call.name)
    return [...before, ...prefixed(`const ${id}${type} = `, spawn)]
  }

  /** The lines before a spawn, and the spawn itself. */
  spawning(call: Spawn, observing: boolean): readonly [Lines, Lines] {
    const { body, in: group, name } = call
    const by = this.#spawner(group)
    const lines = this.body(name, body, observing)
    const label = quote(name)
    const again = this.#references.reused.has(name)
    const itself = refersToItself(call)
    if (!again && !itself) {
      return [[], enclosed(`${by}.spawn((function* () {`, lines, `})(), ${label})`)]
    }
    // A type-checker assumes that a generator called in place runs at once, before the task is assigned.
    const begin = this.#names.identifier(name, 'Body')
    const declared = declaration(begin, lines)
    if (!again) return [declared, [`${by}.spawn(${begin}(), ${label})`]]
    const coroutine = this.#names.identifier(name, 'Coroutine')
    const type = itself ? this.#annotation('Coroutine') : ''
    const watched = this.#references.seen.has(name)
      ? [`${this.#names.identifier(name, 'CoroutineSeen')} = ${coroutine}`]
      : []
    return [
      [...declared, `const ${coroutine}${type} = ${begin}()`, ...watched],
      [`${by}.spawn(${coroutine}, ${label})`],
    ]
  }

  /** What spawns in a group, or in none. */
  #spawner(group: string | undefined): string {
    return group === undefined ? 'loop' : this.#names.identifier(group)
  }

  /** The type of a task that refers to itself, which cannot be inferred. */
  #annotation(type: 'Coroutine' | 'Task'): string {
    return `: ${this.#names.type(type)}<unknown>`
  }

  /** What a statement acquires or releases: what is named, or a side of it. */
  #guard({ at, side }: Guarding, runner: Runner): string {
    const guard = this.#of(at, runner)
    return side === undefined ? guard : `${guard}.${side}`
  }

  /** The variable of a name. */
  #of(name: string, { observing }: Runner, role = ''): string {
    const seen = observing && this.#references.seen.has(name)
    return this.#names.identifier(name, seen ? `${role}Seen` : role)
  }
}

/** What a primitive shows, by the statement that creates it. */
const SHOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['event', ['isSet()']],
  ['lock', ['locked()', 'holder']],
  ['semaphore', ['free', 'holders']],
  ['readWriteLock', ['readers', 'writer']],
  ['barrier', ['waiting']],
  ['queue', ['size', 'undone', 'closed']],
])

const OPERATIONS: ReadonlySet<string> = new Set(['acquire', 'join', 'put', 'take', 'wait'])

const NO_COROUTINES = {
  function: '(function* () {})',
  promise: 'Promise.resolve()',
  iterator: '[][Symbol.iterator]()',
  nothing: 'undefined',
}

function valueOf(value: Value | undefined, received: Runner['received']): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const terms = value.sum.map((name) => {
    const variable = received.get(name)
    return variable === undefined ? '0' : `Number(${variable} ?? 0)`
  })
  return terms.join(' + ') || '0'
}
