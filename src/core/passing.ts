/** Results that are known by their identity, however many generators delegate to what returns them. */

import type { Coroutine } from './types.ts'

/** A method of every generator, to be called on any. */
export interface Method<Argument> {
  call<T>(coroutine: Coroutine<T>, argument: Argument): IteratorResult<undefined, T>
}

/**
 * Whether `yield*` passes on the very result of what it delegates to, as the language says (ECMA-262, `yield*` and
 * GeneratorYield). V8 and SpiderMonkey do; JavaScriptCore, in Bun and Safari, makes a new object of its value.
 */
const PASSES: boolean = (() => {
  const result = { done: false, value: undefined } as const
  const inner = { [Symbol.iterator]: () => ({ next: () => result }) }
  const outer = (function* () {
    yield* inner
  })()
  return outer.next() === result
})()

/** Where results are made anew: those to be taken out again. Each is its own value there. */
const passed = new WeakSet<object>()

/** A result that arrives as it is, through every `yield*`. */
export function toPass<Result extends IteratorYieldResult<undefined>>(result: Result): Result {
  if (PASSES) return result
  passed.add(result)
  return Object.defineProperty(result, 'value', { value: result })
}

/** Whether a result has no value that a coroutine has yielded. */
export function yieldsNothing(result: IteratorResult<undefined, unknown>): boolean {
  return result.value === undefined || Object.is(result.value, result)
}

/** A method that resumes a coroutine, and returns such a result as it is. */
export function resuming<Argument>(method: Method<Argument>): Method<Argument> {
  if (PASSES) return method
  return {
    call<T>(coroutine: Coroutine<T>, argument: Argument): IteratorResult<undefined, T> {
      const result = method.call(coroutine, argument)
      const { value }: { readonly value: unknown } = result
      return isPassed(value) ? value : result
    },
  }
}

function isPassed(value: unknown): value is IteratorYieldResult<undefined> {
  return typeof value === 'object' && value !== null && passed.has(value)
}
