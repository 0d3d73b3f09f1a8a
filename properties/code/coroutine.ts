/** What a coroutine does, as code. */

import type { Call, Item, Statement, Synchronisation, Value } from '../../spec/program.ts'
import {
  block,
  declaration,
  enclosed,
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

/** Whose code is written. */
export interface Speaker {
  /** What a log calls it. */
  readonly who: string
  /** Whether an observer set it going, who knows things by other variables. */
  readonly observing: boolean
  /** The variables that hold what it awaited, by name: those of them that it adds up. */
  readonly got: ReadonlyMap<string, string>
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
    const got = new Map(held.map((name) => [name, this.#names.identifier(name, 'Value')]))
    const variables = [...got.values()].map((variable) => `${variable}: unknown`)
    return [
      ...(variables.length > 0 ? [`let ${variables.join(', ')}`] : []),
      ...this.#block(body, { who, observing, got }),
    ]
  }

  #block(statements: Block, speaker: Speaker): Lines {
    return statements.flatMap((statement) => this.statement(statement, speaker))
  }

  statement(statement: Statement, speaker: Speaker): Lines {
    const { got } = speaker
    const { do: what } = statement
    switch (what) {
      case 'yield':
        return ['yield']
      case 'yieldValue':
        return ['yield 42 as never']
      case 'await': {
        const variable = got.get(statement.on)
        const wait = `yield* ${this.#of(statement.on, speaker)}`
        return [variable === undefined ? wait : `${variable} = ${wait}`]
      }
      case 'call':
        return enclosed('yield* (function* () {', this.#block(statement.body, speaker), '})()')
      case 'return':
        return [
          statement.value === undefined ? 'return' : `return ${valueOf(statement.value, got)}`,
        ]
      case 'throw':
        return [`throw new Error(${quote(statement.error)})`]
      case 'try':
        return this.#try(statement, speaker)
      case 'sleep':
        return [`yield* ${this.#names.imported(what)}(${statement.ms})`]
      case 'timeout': {
        const head = `yield* ${this.#names.imported(what)}(${statement.ms}, (function* () {`
        return enclosed(head, this.#block(statement.body, speaker), '})())')
      }
      case 'group': {
        const used = this.#references.used.has(statement.name)
        const parameter = used ? this.#names.identifier(statement.name) : ''
        const head = `yield* ${this.#names.imported(what)}(function* (${parameter}) {`
        return enclosed(head, this.#block(statement.body, speaker), '})')
      }
      case 'all':
      case 'allSettled':
      case 'race':
      case 'any':
        return this.#combination(statement, speaker)
      case 'shield': {
        const [first = '', ...rest] = this.#item(statement.item, speaker)
        const head = `yield* ${this.#names.imported(what)}(`
        return rest.length === 0
          ? [`${head}${first})`]
          : [head + first, ...rest.slice(0, -1), `${rest.at(-1) ?? ''})`]
      }
      case 'hold': {
        const head = `yield* ${this.#of(statement.at, speaker)}.hold(function* () {`
        return enclosed(head, this.#block(statement.body, speaker), '})')
      }
      case 'acquire':
      case 'wait':
      case 'take':
        return [`yield* ${this.#of(statement.at, speaker)}.${what}()`]
      case 'put': {
        const value = valueOf(statement.value, got)
        return [`yield* ${this.#of(statement.at, speaker)}.put(${value})`]
      }
      default:
        return this.#call(statement, speaker)
    }
  }

  #try(statement: Extract<Statement, { do: 'try' }>, speaker: Speaker): Lines {
    const { body, catch: handler, finally: last } = statement
    return [
      ...block('try {', this.#block(body, speaker), ''),
      ...(handler ? block('} catch {', this.#block(handler, speaker), '') : []),
      ...(last ? block('} finally {', this.#block(last, speaker), '') : []),
      '}',
    ].filter((line) => line !== '')
  }

  #combination({ do: what, items }: Combinator, speaker: Speaker): Lines {
    const all = items.map((item) => this.#item(item, speaker))
    const wait = listed(`yield* ${this.#names.imported(what)}([`, all, '])')
    if (what === 'race' || what === 'any') return wait
    const variables = items.map((item) =>
      typeof item === 'string' ? (speaker.got.get(item) ?? '') : '',
    )
    if (variables.every((variable) => variable === '')) return wait
    // Without its semicolon the line before would go on.
    const into = `;[${variables.join(', ')}] = `
    if (what === 'all') return prefixed(into, wait)
    const value = "one.status === 'fulfilled' ? one.value : undefined"
    return prefixed(`${into}(`, suffixed(wait, `).map((one) => (${value}))`))
  }

  #item(item: Item, speaker: Speaker): Lines {
    if (typeof item === 'string') return [this.#of(item, speaker)]
    const lines = this.body('Task', item.body, speaker.observing)
    return enclosed('(function* () {', lines, '})()')
  }

  #call(call: Call, speaker: Speaker): Lines {
    const { got, who } = speaker
    switch (call.do) {
      case 'log':
        return [`console.log(${quote(`${who}: ${call.text}`)})`]
      case 'look': {
        const seen = 'loop.tick, loop.now(), loop.scheduled, loop.pending'
        return [`console.log(${seen}, Loop.getCurrentLoop() === loop)`]
      }
      case 'spawn':
        return this.#spawn(call, speaker)
      case 'setResult':
        return [this.#settlement(call, valueOf(call.value, got), speaker)]
      case 'setError':
        return [this.#settlement(call, `new Error(${quote(call.error)})`, speaker)]
      case 'result':
      case 'error':
      case 'cancelled':
        return [`console.log(${this.#of(call.of, speaker)}.${call.do}())`]
      case 'cancel': {
        const reason = call.reason === undefined ? '' : quote(call.reason)
        return [`${this.#of(call.on, speaker)}.cancel(${reason})`]
      }
      case 'schedule':
        return [`loop.schedule(${this.#of(call.task, speaker)})`]
      case 'step':
        return [`${this.#of(call.task, speaker)}.step()`]
      case 'reuse':
        return [`loop.spawn(${this.#of(call.task, speaker, 'Coroutine')})`]
      case 'misuse':
        return [`loop.spawn(${NO_COROUTINES[call.what]} as never)`]
      case 'stop':
      case 'runStep':
      case 'close':
        return [`loop.${call.do}()`]
      case 'run': {
        const body = this.body(call.name, call.body, speaker.observing)
        return enclosed('loop.run((function* () {', body, '})())')
      }
      default:
        return this.#thing(call, speaker)
    }
  }

  /** Futures and primitives: what makes them, and what is done to them without waiting. */
  #thing(call: Synchronisation | Extract<Call, { do: 'future' }>, speaker: Speaker): Lines {
    const imported = (name: string): string => this.#names.imported(name)
    switch (call.do) {
      case 'future':
        return this.#made(call.name, `new ${imported('Future')}(${quote(call.name)})`)
      case 'event':
        return this.#made(call.name, `new ${imported('Event')}(${quote(call.name)})`)
      case 'lock':
        return this.#made(call.name, `new ${imported('Lock')}(${quote(call.name)})`)
      case 'semaphore': {
        const { count, name } = call
        return this.#made(name, `new ${imported('Semaphore')}(${count}, ${quote(name)})`)
      }
      case 'condition': {
        const given = `${this.#of(call.lock, speaker)}, ${quote(call.name)}`
        return this.#made(call.name, `new ${imported('Condition')}(${given})`)
      }
      case 'barrier': {
        const { name, parties } = call
        return this.#made(name, `new ${imported('Barrier')}(${parties}, ${quote(name)})`)
      }
      case 'queue': {
        const room = call.capacity === undefined ? '' : `capacity: ${call.capacity}, `
        return this.#made(
          call.name,
          `new ${imported('Queue')}({ ${room}name: ${quote(call.name)} })`,
        )
      }
      case 'putNow': {
        const value = valueOf(call.value, speaker.got)
        return [`${this.#of(call.at, speaker)}.putNow(${value})`]
      }
      case 'takeNow':
        return [`console.log(${this.#of(call.at, speaker)}.takeNow())`]
      case 'notify':
        return [`${this.#of(call.at, speaker)}.notify(${call.count ?? ''})`]
      case 'closeQueue':
        return [`${this.#of(call.at, speaker)}.close()`]
      case 'set':
      case 'clear':
      case 'release':
    }
    return [`${this.#of(call.at, speaker)}.${call.do}()`]
  }

  /** What is made, in a variable if something refers to it, and in one for the observer if it does. */
  #made(name: string, made: string): Lines {
    const { seen, used } = this.#references
    const id = this.#names.identifier(name)
    if (!seen.has(name)) return [used.has(name) ? `const ${id} = ${made}` : made]
    const watched = this.#names.identifier(name, 'Seen')
    return used.has(name)
      ? [`const ${id} = ${made}`, `${watched} = ${id}`]
      : [`${watched} = ${made}`]
  }

  #settlement(
    { do: method, on }: Extract<Call, { do: 'setResult' | 'setError' }>,
    what: string,
    speaker: Speaker,
  ): string {
    // On a task it is a mistake, and does not type-check.
    const never = this.#references.tasks.has(on) ? ' as never' : ''
    return `${this.#of(on, speaker)}.${method}(${what}${never})`
  }

  #spawn(call: Spawn, speaker: Speaker): Lines {
    const [before, spawn] = this.spawning(call, speaker.observing)
    if (!this.#references.used.has(call.name)) return [...before, ...spawn]
    const type = refersToItself(call) ? this.#annotation('Task') : ''
    const id = this.#names.identifier(call.name)
    return [...before, ...prefixed(`const ${id}${type} = `, spawn)]
  }

  /** What is written before a spawn, and the spawn itself. */
  spawning(call: Spawn, observing: boolean): readonly [Lines, Lines] {
    const { body, in: group, name } = call
    const by = group === undefined ? 'loop' : this.#names.identifier(group)
    const lines = this.body(name, body, observing)
    const label = quote(name)
    const again = this.#references.reused.has(name)
    const itself = refersToItself(call)
    if (!again && !itself) {
      return [[], enclosed(`${by}.spawn((function* () {`, lines, `})(), ${label})`)]
    }
    // A type-checker takes what is called at once to run at once, when the task has no value yet.
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

  /** The type of what refers to itself, which cannot be inferred. */
  #annotation(type: 'Coroutine' | 'Task'): string {
    return `: ${this.#names.type(type)}<unknown>`
  }

  /** The variable of a name. */
  #of(name: string, { observing }: Speaker, role = ''): string {
    const seen = observing && this.#references.seen.has(name)
    return this.#names.identifier(name, seen ? `${role}Seen` : role)
  }
}

const NO_COROUTINES = {
  function: '(function* () {})',
  promise: 'Promise.resolve()',
  iterator: '[][Symbol.iterator]()',
  nothing: 'undefined',
}

function valueOf(value: Value | undefined, got: Speaker['got']): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const terms = value.sum.map((name) => {
    const variable = got.get(name)
    return variable === undefined ? '0' : `Number(${variable} ?? 0)`
  })
  return terms.join(' + ') || '0'
}
