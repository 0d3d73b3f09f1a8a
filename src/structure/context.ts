/** Values that belong to a task, and to what it spawns. */

import {
  bind,
  bindingOf,
  claim,
  requireName,
  scoped,
  showAsString,
  type Coroutine,
} from '../core/index.ts'

/**
 * A value that code finds without being passed it: a request's id, a user, a deadline. Every coroutine that runs in a
 * {@link Context.with} has its value, however deep, and so has every task that is spawned there. There is no `set`, so
 * a value ends where its coroutine ends, and two tasks never see each other's.
 *
 * Clauses T13, T14.
 */
export interface Context<T> {
  /** The name that it was given, if any. */
  readonly name: string | undefined

  /**
   * The value: of the innermost `with` that the caller runs in; or else the one that its task has inherited; or else
   * the default, as in an observer and outside of any step.
   */
  get(): T

  /**
   * Runs a coroutine in place, with this value. It has the value in its clean-up too, however it is closed, and is
   * closed as a whole.
   *
   * @param value undefined is a value as any other
   * @param coroutine it belongs to this call alone
   * @returns what the coroutine returns
   * @throws what the coroutine throws; at once `NotACoroutineError`, `CoroutineReusedError`
   */
  with<R>(value: T, coroutine: Coroutine<R>): Coroutine<R>

  /** `<Context name='user'>`. */
  toString(): string
}

/**
 * Creates a context.
 *
 * @param defaultValue what `get()` returns where no value was given
 * @param name what it prints as
 * @throws `TypeError` if the name is not a string
 *
 * @example
 * ```ts
 * import { context, Loop, type Coroutine } from 'looplaw'
 *
 * const user = context('nobody', 'user')
 * function* save(): Coroutine<void> {
 *   yield
 *   console.log('saved for', user.get())
 * }
 * const loop = new Loop()
 * function* request(): Coroutine<void> {
 *   yield* loop.spawn(save())
 * }
 * loop.run((function* () {
 *   yield* user.with('Ada', request()) // prints: saved for Ada
 *   yield* save() // prints: saved for nobody
 * })())
 * ```
 *
 * Clauses T13, T14.
 */
export function context<T>(defaultValue: T, name?: string): Context<T> {
  requireName('a context', name)
  return new TaskContext(defaultValue, name)
}

class TaskContext<T> implements Context<T> {
  readonly name: string | undefined
  readonly #default: T

  constructor(defaultValue: T, name: string | undefined) {
    this.#default = defaultValue
    this.name = name
  }

  get(): T {
    const binding = bindingOf(this)
    return isOf(binding, this) ? binding.value : this.#default
  }

  with<R>(value: T, coroutine: Coroutine<R>): Coroutine<R> {
    claim(coroutine)
    // C11: closing continues outward when its clean-up is over.
    return scoped(bind(coroutine, this, new Binding(this, value)))
  }

  toString(): string {
    return this.name === undefined ? '<Context>' : `<Context name='${this.name}'>`
  }
}

showAsString(TaskContext.prototype)

/** The value that a context has in a coroutine. */
class Binding<T> {
  readonly context: Context<T>
  readonly value: T

  constructor(of: Context<T>, value: T) {
    this.context = of
    this.value = value
  }
}

/** Whether it is of this context, and so has a value of its type. */
function isOf<T>(binding: unknown, of: Context<T>): binding is Binding<T> {
  return binding instanceof Binding && binding.context === of
}
