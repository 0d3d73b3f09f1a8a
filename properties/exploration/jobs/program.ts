/** Async programs, as the text that runs natively, and lowered. */

/** What may be awaited, returned, or resolved with. */
export type Expression =
  | { readonly is: 'value'; readonly value: number }
  /** Of those that were made before, if there is one; and the resolving function of one. */
  | { readonly is: 'known'; readonly at: number }
  | { readonly is: 'call'; readonly at: number }
  | { readonly is: 'resolve' | 'reject'; readonly of: Expression }
  | { readonly is: 'thenable'; readonly how: How; readonly of: Expression }
  | { readonly is: 'new'; readonly how: New; readonly of: Expression }
  | { readonly is: 'all' | 'allSettled' | 'any' | 'race'; readonly of: readonly Expression[] }
  | {
      readonly is: 'then' | 'both' | 'catch' | 'finally'
      readonly on: Expression
      readonly by: Handler
    }

/** What the `then` of a thenable does. */
export const HOWS = [
  'at once',
  'later',
  'twice',
  'rejects',
  'rejects later',
  'throws',
  'throws after',
  'has no then to read',
  'never',
] as const
type How = (typeof HOWS)[number]

/** What an executor does. */
export const NEW = ['at once', 'rejected', 'throws', 'later', 'later'] as const
type New = (typeof NEW)[number]

export interface Handler {
  readonly async: boolean
  readonly throws: boolean
  readonly of: Expression
}

export type Statement =
  | { readonly do: 'log' }
  | { readonly do: 'await' | 'make' | 'return' | 'settle' | 'itself'; readonly of: Expression }
  | { readonly do: 'throw'; readonly value: number }
  | { readonly do: 'microtask' | 'catching'; readonly body: readonly Statement[] }
  | {
      readonly do: 'try'
      readonly body: readonly Statement[]
      readonly caught: readonly Statement[]
      readonly finally: readonly Statement[]
    }

/** The bodies of async functions; a call calls one of those after it, and each is called once besides. */
export type AsyncProgram = readonly (readonly Statement[])[]

/** How async functions are written: natively, or as generators whose `await` is a `yield`. */
export type Dialect = 'native' | 'lowered'

/**
 * The body of a function of `Promise`, `run`, `queueMicrotask`, `log` and `thenable`. What is logged has a number
 * of its own, so that two logs are the same only if the same lines ran in the same order.
 */
export function textOf(program: AsyncProgram, dialect: Dialect): string {
  return new Printer(program.length, dialect).program(program)
}

/** Two promises that are pending, so that several await the same. */
const PRELUDE = `const made = [], settle = []
for (let i = 0; i < 2; i += 1) made.push(new Promise((resolve) => settle.push(resolve)))`

/** What is pending in the end settles, the newest first; every second fails. */
const EPILOGUE = `const end = (rounds) => queueMicrotask(() => {
  for (const [i, resolve] of settle.splice(0).reverse().entries()) resolve(i % 2 === 1 ? Promise.reject(i) : i)
  if (rounds > 0) end(rounds - 1)
})
end(9)`

class Printer {
  readonly #functions: number
  readonly #dialect: Dialect
  /** How many lines log something. */
  #lines = 0
  /** Which function is being written. */
  #at = 0

  constructor(functions: number, dialect: Dialect) {
    this.#functions = functions
    this.#dialect = dialect
  }

  program(bodies: AsyncProgram): string {
    const functions = bodies.map((body, at) => {
      this.#at = at
      return `const f${at} = ${this.#function(this.#all(body))}`
    })
    return [
      PRELUDE,
      ...functions.toReversed(),
      ...bodies.map((_, at) => `f${at}()`),
      EPILOGUE,
    ].join('\n')
  }

  #function(body: string): string {
    return this.#dialect === 'native'
      ? `async () => {\n${body}\n}`
      : `() => run(function* () {\n${body}\n})`
  }

  #all(body: readonly Statement[]): string {
    return body.map((statement) => this.#statement(statement)).join('\n')
  }

  #statement(statement: Statement): string {
    switch (statement.do) {
      case 'log':
        return this.#log('0')
      case 'await':
        return this.#log(`(${this.#await} ${this.#of(statement.of)})`)
      case 'make':
        return `made.push(${this.#of(statement.of)})`
      case 'itself':
        return `made.push(${this.#of({ is: 'new', how: 'later', of: statement.of })}); settle.at(-1)?.(made.at(-1))`
      case 'settle':
        return `settle.shift()?.(${this.#of(statement.of)})`
      case 'return':
        return `if (${this.#await} 0, true) return ${this.#of(statement.of)}`
      case 'throw':
        return `if (true) throw ${statement.value}`
      case 'microtask':
        return `queueMicrotask(() => {\n${this.#sync(statement.body)}\n})`
      case 'catching':
        return `made.push((${this.#function(this.#all(statement.body))})())`
      default:
        return `try {\n${this.#all(statement.body)}\n} catch (error) {\n${this.#log('error')}\n${this.#all(statement.caught)}\n} finally {\n${this.#all(statement.finally)}\n}`
    }
  }

  /** A callback, which awaits nothing. */
  #sync(body: readonly Statement[]): string {
    return body
      .filter((statement) => ['log', 'make', 'settle', 'itself'].includes(statement.do))
      .map((statement) => this.#statement(statement))
      .join('\n')
  }

  get #await(): string {
    return this.#dialect === 'native' ? 'await' : 'yield'
  }

  #log(value: string): string {
    this.#lines += 1
    return `log(${this.#lines}, ${value})`
  }

  #of(expression: Expression): string {
    switch (expression.is) {
      case 'value':
        return String(expression.value)
      case 'known':
        return `made[${expression.at} % made.length]`
      case 'call':
        return this.#at + 1 < this.#functions
          ? `f${this.#at + 1 + (expression.at % (this.#functions - this.#at - 1))}()`
          : '7'
      case 'resolve':
      case 'reject':
        return `Promise.${expression.is}(${this.#of(expression.of)})`
      case 'thenable':
        return `thenable(${JSON.stringify(expression.how)}, ${this.#of(expression.of)}, () => ${this.#log('1')})`
      case 'new':
        return `new Promise((resolve, reject) => {\n${this.#executor(expression.how, expression.of)}\n})`
      case 'all':
      case 'allSettled':
      case 'any':
      case 'race':
        return `Promise.${expression.is}([${expression.of.map((one) => this.#of(one)).join(', ')}])`
      case 'then':
      case 'catch':
      case 'finally':
        return `Promise.resolve(${this.#of(expression.on)}).${expression.is}(${this.#handler(expression.by)})`
      default:
        return `Promise.resolve(${this.#of(expression.on)}).then(${this.#handler(expression.by)}, ${this.#handler(expression.by)})`
    }
  }

  #executor(how: New, of: Expression): string {
    if (how === 'at once') return `resolve(${this.#of(of)})\nreject(1)`
    if (how === 'rejected') return `reject(${this.#of(of)})\nresolve(1)`
    if (how === 'throws') return `throw ${this.#of(of)}`
    return 'settle.push(resolve)'
  }

  #handler({ async, of, throws }: Handler): string {
    const line = this.#log('value')
    const end = throws ? `throw ${this.#of(of)}` : `return ${this.#of(of)}`
    if (!async) return `(value) => {\n${line}\n${end}\n}`
    return this.#dialect === 'native'
      ? `async (value) => {\n${line}\nawait 0\n${end}\n}`
      : `(value) => run(function* () {\n${line}\nyield 0\n${end}\n})`
  }
}
