/** A session as the code that a user would write: what a counterexample is shown as. */

import type { Call, Hook, HostCall, Session, Statement, Value } from '../spec/program.ts'

/**
 * The session as a module that imports `looplaw` and does the same: a program as it stands, any other
 * session with a function around each call of the host, so that the host goes on after a mistake.
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

type Block = readonly Statement[]
type Spawn = Call & { readonly do: 'spawn' }
type Lines = readonly string[]

/** Whose code is written. */
interface Speaker {
  /** What a log calls it. */
  readonly who: string
  /** The variables that hold what it awaited, by name: those of them that it adds up. */
  readonly got: ReadonlyMap<string, string>
}

class Writer {
  readonly #session: Session
  /** Whether there is anything but one run. */
  readonly #plain: boolean
  /** Names that something refers to. */
  readonly #used = new Set<string>()
  /** Names whose coroutine is needed once more. */
  readonly #reused = new Set<string>()
  readonly #tasks = new Set<string>()
  /** From names to identifiers. */
  readonly #identifiers = new Map<string, string>()
  readonly #taken = new Set(TAKEN)
  /** The types that are to be imported. */
  readonly #types = new Set<string>()
  /** From here on the host's own calls may be refused. */
  #closed = false

  constructor(session: Session) {
    this.#session = session
    const { hooks = [], host } = session
    this.#plain = hooks.length === 0 && host.length === 1 && host[0]?.do === 'run'
    const calls = hooks.flatMap((hook) => (hook.do === 'throw' ? [] : [hook.do]))
    for (const statement of everyStatement([...host, ...calls])) {
      for (const name of referred(statement)) this.#used.add(name)
      if (statement.do === 'reuse') this.#reused.add(statement.task)
      if (statement.do === 'runAgain') this.#reused.add(statement.main)
      if (statement.do === 'spawn') this.#tasks.add(statement.name)
    }
  }

  module(): Lines {
    const tell = this.#tell()
    const host = this.#session.host.flatMap((call) => this.#hostCall(call))
    const options = this.#options()
    const body = [`const loop = new Loop(${options.join('\n')})`, ...tell, ...host]
    const text = body.join('\n')
    const names = ['Future', 'Loop'].filter((name) => text.includes(`new ${name}(`))
    for (const type of this.#types) names.push(`type ${type}`)
    return [
      `import { ${names.join(', ')} } from 'looplaw'`,
      '',
      ...(text.includes('attempt(') ? ATTEMPT : []),
      ...body,
    ]
  }

  #options(): Lines {
    const { discipline, hooks = [], onUnhandled } = this.#session
    const simple = hooks.length === 0 && onUnhandled === undefined
    if (simple) return [discipline === 'drain' ? '' : `{ discipline: '${discipline}' }`]
    return block('{', [
      `discipline: '${discipline}',`,
      ...(hooks.length > 0
        ? [`observer: { ${TOLD.map((name) => `${name}: tell`).join(', ')} },`]
        : []),
      ...(onUnhandled === 'log' ? ['onUnhandled: (error) => console.log(String(error)),'] : []),
      ...(onUnhandled === 'throw'
        ? block('onUnhandled: () => {', ["throw new Error('handler')"], '},')
        : []),
    ])
  }

  // The observer.

  #tell(): Lines {
    const { hooks = [] } = this.#session
    if (hooks.length === 0) return []
    return [
      '',
      'let told = 0',
      '/** The observer acts in the middle of things: when it is told of something for the nth time, from 0. */',
      ...block('function tell() {', [
        'const nth = told++',
        ...hooks.flatMap((hook) => this.#hook(hook)),
      ]),
    ]
  }

  #hook({ at, do: call }: Hook): Lines {
    if (call === 'throw') return [`if (nth === ${at}) throw new Error('observer')`]
    return prefixed(`if (nth === ${at}) `, attempted(this.#inHost(call, 'observer')))
  }

  // The host.

  #hostCall(call: HostCall): Lines {
    switch (call.do) {
      case 'log':
      case 'look':
      case 'future':
      case 'stop':
        return this.#inHost(call, 'host')
      case 'spawn':
        return this.#hostSpawn(call)
      case 'run':
        return [...this.#main(call), ...this.#hostRun(call.name)]
      case 'ticks': {
        const opened = attempted([`loop.ticks(${this.#coroutineOf(call.name)})`])
        const declared = prefixed(`const ${this.#driver(call.name)} = `, opened)
        return [...this.#main(call), ...(this.#used.has(call.name) ? declared : opened)]
      }
      case 'runAgain':
        return attempted([`console.log(loop.run(${this.#coroutineOf(call.main)}))`])
      case 'tick':
        return attempted([`console.log(${this.#driver(call.main)}?.next())`])
      case 'leave':
        return attempted([`${this.#driver(call.main)}?.return(undefined)`])
      case 'close':
        this.#closed = true
        return attempted(this.#inHost(call, 'host'))
      default:
        return attempted(this.#inHost(call, 'host'))
    }
  }

  #inHost(call: Call, who: string): Lines {
    return this.#statement(call, { who, got: new Map() })
  }

  #hostSpawn(call: Spawn): Lines {
    if (!this.#closed) return this.#spawn(call)
    const [coroutine, spawn] = this.#spawning(call)
    const declared = this.#used.has(call.name) ? `const ${this.#identifier(call.name)} = ` : ''
    return [...coroutine, ...prefixed(declared, attempted(spawn))]
  }

  #main({ body, name }: { readonly body: Block; readonly name: string }): Lines {
    const id = this.#identifier(name)
    const again = this.#reused.has(name) ? [`const ${this.#coroutineOf(name)} = ${id}()`] : []
    return ['', ...declaration(id, this.#body(name, body)), ...again]
  }

  #hostRun(name: string): Lines {
    const run = [`console.log(loop.run(${this.#coroutineOf(name)}))`]
    return this.#plain ? ['', ...run] : attempted(run)
  }

  #driver(main: string): string {
    return this.#identifier(main, 'Ticks')
  }

  /** The expression for the coroutine of a main. */
  #coroutineOf(main: string): string {
    return this.#reused.has(main)
      ? this.#identifier(main, 'Coroutine')
      : `${this.#identifier(main)}()`
  }

  // Coroutines.

  #body(who: string, body: Block): Lines {
    const own = [...everyStatement(body, isDelegation)]
    const awaited = new Set(
      own.flatMap((statement) => (statement.do === 'await' ? [statement.on] : [])),
    )
    const summed = own.flatMap((statement) =>
      'value' in statement ? namesIn(statement.value) : [],
    )
    const held = [...awaited].filter((name) => summed.includes(name))
    const got = new Map(held.map((name) => [name, this.#identifier(name, 'Value')]))
    const variables = [...got.values()].map((variable) => `${variable}: unknown`)
    return [
      ...(variables.length > 0 ? [`let ${variables.join(', ')}`] : []),
      ...this.#block(body, { who, got }),
    ]
  }

  #block(statements: Block, speaker: Speaker): Lines {
    return statements.flatMap((statement) => this.#statement(statement, speaker))
  }

  #statement(statement: Statement, speaker: Speaker): Lines {
    const { got, who } = speaker
    switch (statement.do) {
      case 'yield':
        return ['yield']
      case 'yieldValue':
        return ['yield 42 as never']
      case 'await': {
        const variable = got.get(statement.on)
        const wait = `yield* ${this.#identifier(statement.on)}`
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
        return [
          ...block('try {', this.#block(statement.body, speaker), ''),
          ...(statement.catch ? block('} catch {', this.#block(statement.catch, speaker), '') : []),
          ...(statement.finally
            ? block('} finally {', this.#block(statement.finally, speaker), '')
            : []),
          '}',
        ].filter((line) => line !== '')
      case 'log':
        return [`console.log(${quote(`${who}: ${statement.text}`)})`]
      case 'look':
        return [
          'console.log(loop.tick, loop.scheduled, loop.pending, Loop.getCurrentLoop() === loop)',
        ]
      case 'future': {
        const future = `new Future(${quote(statement.name)})`
        const { name } = statement
        return [this.#used.has(name) ? `const ${this.#identifier(name)} = ${future}` : future]
      }
      case 'spawn':
        return this.#spawn(statement)
      case 'setResult':
        return [this.#settlement(statement.on, 'setResult', valueOf(statement.value, got))]
      case 'setError':
        return [this.#settlement(statement.on, 'setError', `new Error(${quote(statement.error)})`)]
      case 'result':
      case 'error':
        return [`console.log(${this.#identifier(statement.of)}.${statement.do}())`]
      case 'schedule':
        return [`loop.schedule(${this.#identifier(statement.task)})`]
      case 'step':
        return [`${this.#identifier(statement.task)}.step()`]
      case 'reuse':
        return [`loop.spawn(${this.#identifier(statement.task, 'Coroutine')})`]
      case 'misuse':
        return [`loop.spawn(${NO_COROUTINES[statement.what]} as never)`]
      case 'stop':
      case 'runStep':
      case 'close':
        return [`loop.${statement.do}()`]
      case 'run':
    }
    return enclosed('loop.run((function* () {', this.#body(statement.name, statement.body), '})())')
  }

  #settlement(on: string, method: string, what: string): string {
    // On a task it is a mistake, and does not type-check.
    return `${this.#identifier(on)}.${method}(${what}${this.#tasks.has(on) ? ' as never' : ''})`
  }

  #spawn(call: Spawn): Lines {
    const [before, spawn] = this.#spawning(call)
    if (!this.#used.has(call.name)) return [...before, ...spawn]
    const type = refersTo(call) ? this.#annotation('Task') : ''
    return [...before, ...prefixed(`const ${this.#identifier(call.name)}${type} = `, spawn)]
  }

  /** What is written before a spawn, and the spawn itself. */
  #spawning(call: Spawn): readonly [Lines, Lines] {
    const { body, name } = call
    const lines = this.#body(name, body)
    const label = quote(name)
    const again = this.#reused.has(name)
    const itself = refersTo(call)
    if (!again && !itself) {
      return [[], enclosed('loop.spawn((function* () {', lines, `})(), ${label})`)]
    }
    // A type-checker takes what is called at once to run at once, when the task has no value yet.
    const begin = this.#identifier(name, 'Body')
    const declared = declaration(begin, lines)
    if (!again) return [declared, [`loop.spawn(${begin}(), ${label})`]]
    const coroutine = this.#identifier(name, 'Coroutine')
    const type = itself ? this.#annotation('Coroutine') : ''
    return [
      [...declared, `const ${coroutine}${type} = ${begin}()`],
      [`loop.spawn(${coroutine}, ${label})`],
    ]
  }

  /** The type of what refers to itself, which cannot be inferred. */
  #annotation(type: 'Coroutine' | 'Task'): string {
    this.#types.add(type)
    return `: ${type}<unknown>`
  }

  /** `Add X` is `addX`, and what is held of it `addXValue`. */
  #identifier(name: string, role = ''): string {
    const key = `${name} ${role}`
    const known = this.#identifiers.get(key)
    if (known !== undefined) return known
    const [first = '', ...rest] = name.split(' ')
    const words = rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    let id = first.charAt(0).toLowerCase() + first.slice(1) + words.join('') + role
    while (this.#taken.has(id)) id += '_'
    this.#taken.add(id)
    this.#identifiers.set(key, id)
    return id
  }
}

const ATTEMPT = [
  '/** The host goes on after a mistake. */',
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

const TOLD = ['tick', 'spawned', 'scheduled', 'stepped', 'parked', 'woken', 'settled']

const NO_COROUTINES = {
  function: '(function* () {})',
  promise: 'Promise.resolve()',
  iterator: '[][Symbol.iterator]()',
  nothing: 'undefined',
}

/** What no name may become: the words of the language, and what the code itself uses. */
const TAKEN = [
  'arguments await break case catch class const continue debugger default delete do else enum eval',
  'export extends false finally for function if implements import in instanceof interface let new null',
  'package private protected public return static super switch this throw true try typeof undefined var',
  'void while with yield',
  'attempt console loop nth tell told Error Future Loop Number Promise String Symbol Task',
].flatMap((line) => line.split(' '))

/** Every statement, and those within it that stand in a block that is entered. */
function* everyStatement(
  statements: readonly (Statement | HostCall)[],
  enters: (statement: Statement | HostCall) => boolean = () => true,
): Generator<Statement | HostCall> {
  for (const statement of statements) {
    yield statement
    if (!enters(statement)) continue
    if ('body' in statement) yield* everyStatement(statement.body, enters)
    if (statement.do !== 'try') continue
    yield* everyStatement(statement.catch ?? [], enters)
    yield* everyStatement(statement.finally ?? [], enters)
  }
}

/** Whether the same coroutine does what is in its blocks. */
function isDelegation({ do: what }: Statement | HostCall): boolean {
  return what === 'call' || what === 'try'
}

/** Whether the body of a task refers to the task. */
function refersTo({ body, name }: Spawn): boolean {
  return [...everyStatement(body)].some((inner) => referred(inner).includes(name))
}

/** The names that a statement itself refers to. */
function referred(statement: Statement | HostCall): readonly string[] {
  if ('on' in statement) return [statement.on]
  if ('of' in statement) return [statement.of]
  if ('task' in statement) return [statement.task]
  return 'main' in statement ? [statement.main] : []
}

function namesIn(value: Value | undefined): readonly string[] {
  return typeof value === 'object' && value !== null ? value.sum : []
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

function quote(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1)
  return `'${inner.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`
}

// Lines.

function block(head: string, lines: Lines, foot = '}'): Lines {
  return [head, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), foot]
}

function declaration(name: string, body: Lines): Lines {
  return body.length === 0 ? [`function* ${name}() {}`] : block(`function* ${name}() {`, body)
}

/** A block that may stand on one line. */
function enclosed(head: string, lines: Lines, foot: string): Lines {
  const [only = ''] = lines
  if (lines.length === 0) return [`${head}${foot}`]
  const short = lines.length === 1 && head.length + only.length + foot.length < 88
  return short ? [`${head} ${only} ${foot}`] : block(head, lines, foot)
}

function prefixed(prefix: string, lines: Lines): Lines {
  const [first = '', ...rest] = lines
  return [prefix + first, ...rest]
}

/** A call of the host, after which the host goes on. */
function attempted(lines: Lines): Lines {
  const [first = ''] = lines
  if (/^(?:const|function)\b/u.test(first)) return block('attempt(() => {', lines, '})')
  // One expression, that may go on over several lines.
  return prefixed('attempt(() => ', suffixed(lines, ')'))
}

function suffixed(lines: Lines, suffix: string): Lines {
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${suffix}`]
}
