/**
 * A Promise to the letter of ECMAScript (27.2), whose jobs are enqueued by a function that it takes: all that a
 * scheduler needs to be JavaScript's job queue. Subclasses, species and the closing of iterators are left out.
 */

/** Appends a job to the queue. */
export type Enqueue = (job: () => void) => void

/** A deliberate mistake: with each, some program leaves another log. */
export type Fault =
  | 'a thenable is asked at once'
  | 'a thenable settles twice'
  | 'an await wraps a promise'
  | 'reactions are reversed'
  | 'a settled promise calls back at once'
  | 'finally waits for nothing'
  | 'a promise that resolves with itself is left alone'
  | 'all returns in the order of settling'
  | 'any fails with the last error'
  | 'race takes the last'

type Handler = ((value: unknown) => unknown) | undefined

/** What settles a promise. */
interface Resolving {
  readonly resolve: (value?: unknown) => void
  readonly reject: (reason?: unknown) => void
}

interface Capability extends Resolving {
  readonly promise: JobPromise
}

/** What is done when a promise settles. */
interface Reaction {
  /** Undefined for an await, which has no promise of its own. */
  readonly capability: Capability | undefined
  readonly onFulfilled: Handler
  readonly onRejected: Handler
}

type State = 'pending' | 'fulfilled' | 'rejected'

/** What programs use of it. */
interface JobPromise {
  readonly then: (onFulfilled?: unknown, onRejected?: unknown) => JobPromise
  readonly catch: (onRejected?: unknown) => JobPromise
  readonly finally: (onFinally?: unknown) => JobPromise
}

/** A constructor, and what async functions need besides. */
export interface Jobs {
  readonly Promise: object
  /** Runs an async function that was lowered: its `await` is a `yield`. */
  readonly run: (body: () => Generator<unknown, unknown, unknown>) => JobPromise
}

export function jobsOf(enqueue: Enqueue, fault?: Fault): Jobs {
  class Promise implements JobPromise {
    #state: State = 'pending'
    #value: unknown
    #reactions: Reaction[] = []

    constructor(executor: (resolve: Resolving['resolve'], reject: Resolving['reject']) => void) {
      const { reject, resolve } = this.resolving()
      try {
        executor(resolve, reject)
      } catch (error) {
        reject(error)
      }
    }

    /** 27.2.1.3. */
    private resolving(): Resolving {
      let isResolved = false
      const once = (then: (value: unknown) => void) => (value: unknown) => {
        if (isResolved) return
        isResolved = fault !== 'a thenable settles twice' || this.#state !== 'pending'
        then(value)
      }
      return {
        resolve: once((value) => this.resolve(value)),
        reject: once((reason) => this.settle('rejected', reason)),
      }
    }

    /** 27.2.1.3.2. */
    private resolve(value: unknown): void {
      if (value === this) {
        if (fault === 'a promise that resolves with itself is left alone') return
        return this.settle('rejected', new TypeError('a promise cannot be resolved with itself'))
      }
      if (typeof value !== 'object' || value === null) return this.settle('fulfilled', value)
      let then: unknown
      try {
        then = Reflect.get(value, 'then')
      } catch (error) {
        return this.settle('rejected', error)
      }
      if (typeof then !== 'function') return this.settle('fulfilled', value)
      const ask = then
      // 27.2.2.2: in a job of its own.
      const job = (): void => {
        const { reject, resolve } = this.resolving()
        try {
          Reflect.apply(ask, value, [resolve, reject])
        } catch (error) {
          reject(error)
        }
      }
      if (fault === 'a thenable is asked at once') job()
      else enqueue(job)
    }

    private settle(state: State, value: unknown): void {
      if (this.#state !== 'pending') return
      const reactions = this.#reactions
      this.#state = state
      this.#value = value
      this.#reactions = []
      if (fault === 'reactions are reversed') reactions.reverse()
      for (const reaction of reactions) this.react(reaction)
    }

    /** 27.2.2.1. */
    private react({ capability, onFulfilled, onRejected }: Reaction, atOnce = false): void {
      const [state, value] = [this.#state, this.#value]
      const job = (): void => {
        const handler = state === 'fulfilled' ? onFulfilled : onRejected
        if (handler === undefined) {
          if (state === 'fulfilled') capability?.resolve(value)
          else capability?.reject(value)
          return
        }
        let result: unknown
        try {
          result = handler(value)
        } catch (error) {
          capability?.reject(error)
          return
        }
        capability?.resolve(result)
      }
      if (atOnce) job()
      else enqueue(job)
    }

    /** 27.2.5.4.1. */
    perform(onFulfilled: Handler, onRejected: Handler, capability?: Capability): void {
      const reaction = { capability, onFulfilled, onRejected }
      if (this.#state === 'pending') this.#reactions.push(reaction)
      else this.react(reaction, fault === 'a settled promise calls back at once')
    }

    // oxlint-disable-next-line unicorn/no-thenable -- that is what it is
    then(onFulfilled?: unknown, onRejected?: unknown): Promise {
      const capability = capabilityOf()
      this.perform(handlerOf(onFulfilled), handlerOf(onRejected), capability)
      return capability.promise
    }

    catch(onRejected?: unknown): Promise {
      return this.then(undefined, onRejected)
    }

    /** 27.2.5.3. */
    finally(onFinally?: unknown): Promise {
      const call = handlerOf(onFinally)
      if (call === undefined) return this.then(onFinally, onFinally)
      const after = (then: () => unknown): unknown => {
        const result = call(undefined)
        return fault === 'finally waits for nothing' ? then() : resolved(result).then(then)
      }
      const thrower = (reason: unknown) => (): never => {
        throw reason
      }
      return this.then(
        (value: unknown) => after(() => value),
        (reason: unknown) => after(thrower(reason)),
      )
    }

    static resolve(value?: unknown): Promise {
      return resolved(value)
    }

    static reject(reason?: unknown): Promise {
      return new Promise((_resolve, reject) => reject(reason))
    }

    static all(values: Iterable<unknown>): Promise {
      return gathered(values, (into, index, finish) => [
        (value) => {
          into[fault === 'all returns in the order of settling' ? into.length : index] = value
          finish()
        },
        undefined,
      ])
    }

    static allSettled(values: Iterable<unknown>): Promise {
      return gathered(values, (into, index, finish) => [
        (value) => {
          into[index] = { status: 'fulfilled', value }
          finish()
        },
        (reason) => {
          into[index] = { status: 'rejected', reason }
          finish()
        },
      ])
    }

    static any(values: Iterable<unknown>): Promise {
      return gathered(
        values,
        (into, index, finish) => [
          undefined,
          (reason) => {
            into[fault === 'any fails with the last error' ? 0 : index] = reason
            finish()
          },
        ],
        (errors, { reject }) => reject(new AggregateError(errors)),
      )
    }

    static race(values: Iterable<unknown>): Promise {
      const { promise, reject, resolve } = capabilityOf()
      const all = [...values]
      if (fault === 'race takes the last') all.reverse()
      for (const value of all) resolved(value).then(resolve, reject)
      return promise
    }
  }

  function capabilityOf(): Capability & { readonly promise: Promise } {
    let resolving: Resolving | undefined
    const promise = new Promise((resolve, reject) => (resolving = { resolve, reject }))
    if (resolving === undefined) throw new Error('an executor is called at once')
    return { ...resolving, promise }
  }

  /** 27.2.4.7.1. */
  function resolved(value: unknown): Promise {
    return value instanceof Promise ? value : new Promise((resolve) => resolve(value))
  }

  /** 27.2.4.1 to 27.2.4.3, which differ in what is done with each outcome. */
  function gathered(
    values: Iterable<unknown>,
    each: (into: unknown[], index: number, finish: () => void) => readonly [Handler, Handler],
    end: (into: unknown[], capability: Capability) => void = (into, { resolve }) => resolve(into),
  ): Promise {
    const capability = capabilityOf()
    const into: unknown[] = []
    let left = 1
    const finish = (): void => {
      left -= 1
      if (left === 0) end(into, capability)
    }
    for (const [index, value] of [...values].entries()) {
      left += 1
      const [onFulfilled = capability.resolve, onRejected = capability.reject] = each(
        into,
        index,
        finish,
      )
      resolved(value).then(onFulfilled, onRejected)
    }
    finish()
    return capability.promise
  }

  /** 27.7.5: an async function, whose `await` is a `yield`. */
  function run(body: () => Generator<unknown, unknown, unknown>): Promise {
    const { promise, reject, resolve } = capabilityOf()
    const coroutine = body()
    const proceed = (resume: () => IteratorResult<unknown, unknown>): void => {
      let step: IteratorResult<unknown, unknown>
      try {
        step = resume()
      } catch (error) {
        reject(error)
        return
      }
      if (step.done === true) return resolve(step.value)
      awaited(step.value).perform(
        (value) => proceed(() => coroutine.next(value)),
        (reason) => proceed(() => coroutine.throw(reason)),
      )
    }
    proceed(() => coroutine.next())
    return promise
  }

  /** 27.7.5.3. */
  function awaited(value: unknown): Promise {
    return fault === 'an await wraps a promise'
      ? new Promise((resolve) => resolve(value))
      : resolved(value)
  }

  return { Promise, run }
}

function handlerOf(given: unknown): Handler {
  if (typeof given !== 'function') return undefined
  return (value) => Reflect.apply(given, undefined, [value])
}
