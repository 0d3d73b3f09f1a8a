/**
 * The wait protocol: the one door through which a coroutine suspends, and is resumed.
 *
 * `yield* future` asks the future for an item twice, both times by {@link wait}. The first call *requests* the
 * wait: it notes the future in `awaiting` of the running task or main, and returns `waitRequest`, which passes
 * through every `yield*` to {@link resume}. The second call comes when the waiter is resumed, after the future has
 * settled: it ends the wait, and returns or throws the outcome.
 *
 * Only this file writes `current`, `waitRequest`, `awaiting` of a task or main, and `running` of a loop.
 */

import { next, raise } from './coroutine.ts'
import { BadYieldError, SelfAwaitError } from './errors.ts'
import { kindOf } from './inspect.ts'
import { Failure, Success } from './outcome.ts'
import { toPass, yieldsNothing } from './passing.ts'
import type { Coroutine, Future, Loop, Runner, Scope } from './types.ts'

/** The values of contexts, by context, as far as they are not the defaults. */
export type Bindings = ReadonlyMap<object, unknown>

/** Which loop is stepping. One for the whole module: JavaScript has one stack. */
export const current: {
  /** L17: the loop that is stepping, the innermost of several; undefined outside any step. */
  loop: Loop | undefined
  /** Whether an observer is being notified: it neither holds nor requests anything in the name of the step. */
  notifying: boolean
  /** The innermost scope of what is being stepped. Written by closing.ts, for as long as its coroutine runs. */
  scope: Scope | undefined
  /** T13: the values that it has. Written by bindings.ts, for as long as a coroutine with values runs. */
  bindings: Bindings | undefined
  /** What `Loop.getCurrentLoop` returns. Set once, by loop.ts, so that a task need not import it. */
  orDefault: () => Loop
} = {
  loop: undefined,
  notifying: false,
  scope: undefined,
  bindings: undefined,
  orDefault() {
    throw new Error("import from 'looplaw', not from a file within it")
  },
}

/**
 * The result of every resumption that ends in `yield* future`, always this very object: a value that a
 * coroutine yields by itself arrives in an object of its own, so it cannot be mistaken for a wait. It passes
 * through every delegator as it is, which costs no step (T11).
 */
export const waitRequest: {
  readonly done: false
  readonly value: undefined
  /** Whether the running coroutine has requested a wait and not yet suspended. */
  open: boolean
} = toPass({ done: false, value: undefined, open: false })

/** The result of a resumption that ended in a wait for which its task or main will not park: it is closed instead (C7). */
export const refusal: IteratorYieldResult<undefined> = toPass({ done: false, value: undefined })

/** In this module, V8 knows that it does not change, and calls it directly: 1 ns less a step. */
const resumeGenerator = next

/** Does what steps tasks, with this loop as the current one (L17). */
export function within(loop: Loop, work: () => void): void {
  const outer = current.loop
  const { bindings, notifying, scope } = current
  const { open } = waitRequest
  current.loop = loop
  current.notifying = false
  current.scope = undefined
  current.bindings = undefined
  try {
    work()
  } finally {
    // L18: this may have been in the midst of a step of another loop.
    current.loop = outer
    current.notifying = notifying
    current.scope = scope
    current.bindings = bindings
    waitRequest.open = open
  }
}

/** Calls an observer, which is not what is being stepped. */
export function notify(observe: () => void): void {
  const { bindings, notifying } = current
  current.notifying = true
  current.bindings = undefined
  try {
    observe()
  } finally {
    current.notifying = notifying
    current.bindings = bindings
  }
}

/** A step begins: from here to {@link endStep}, the loop is running this task or main. */
export function beginStep(loop: Loop, who: Runner): void {
  loop.running = who
}

export function endStep(loop: Loop): void {
  loop.running = undefined
}

/**
 * Resumes until the coroutine suspends as a coroutine may, or ends. Anything else that it yields is thrown
 * back into it at that point (F7).
 *
 * @returns `waitRequest` if it waits for `awaiting`
 * @throws what the coroutine throws
 */
export function resume<T>(who: Runner, coroutine: Coroutine<T>): IteratorResult<undefined, T> {
  waitRequest.open = false
  let resumption = resumeGenerator.call(coroutine, undefined)
  while (
    resumption !== waitRequest &&
    resumption.done !== true &&
    (!yieldsNothing(resumption) || waitRequest.open)
  ) {
    waitRequest.open = false
    who.awaiting = undefined
    resumption = raise.call(coroutine, new BadYieldError(mistake(resumption.value)))
  }
  return resumption
}

/** Whether a resumption has ended in a suspension, and in none of the mistakes that `resume` throws back (F7). */
export function isSuspension(resumption: IteratorResult<undefined, unknown>): boolean {
  if (resumption === waitRequest) return true
  return resumption.done !== true && yieldsNothing(resumption) && !waitRequest.open
}

/**
 * What `yield*` asks of a future. The running task or main that awaits it has been resumed, and receives the
 * outcome (F6); any other begins to wait, even if the future is settled (F4). That the waiter knows what it awaits
 * spares the wait an iterator with a state of its own.
 *
 * @throws the error of a future that failed; `BadYieldError`, `SelfAwaitError`
 */
export function wait<T>(on: Future<T>): IteratorResult<undefined, T> {
  const running = current.loop?.running
  if (running === undefined || waitRequest.open || current.notifying) {
    withdrawRequest(running)
    throw new BadYieldError(`${on} can only be awaited in a coroutine, with yield*`)
  }
  if (running.awaiting === on) {
    running.awaiting = undefined
    const { state } = on
    if (state instanceof Success) return state
    if (state instanceof Failure) throw state.handle()
  }
  // T10: refused here, before it suspends.
  const waiter: object = running
  if (waiter === on) {
    throw new SelfAwaitError(`${on} would never end if it awaited itself: await it in another task`)
  }
  // Noted here, and not at the suspension: to remember it until then costs 5 ns a wait.
  running.awaiting = on
  waitRequest.open = true
  return waitRequest
}

/**
 * `return()` of a future: the coroutine that waits is closed, and has left the waiters already. Or something
 * that is not `yield*` has asked for one item, as `const [item] = future` does.
 *
 * @throws `BadYieldError` then
 */
export function refuseDestructuring(on: Future<unknown>): void {
  const running = current.loop?.running
  if (!waitRequest.open || running?.awaiting !== on || current.notifying) return
  withdrawRequest(running)
  throw new BadYieldError(`${on} can only be awaited with yield*`)
}

/** A request is not to become a wait: unless an observer made it, which is not what is being stepped. */
function withdrawRequest(running: Runner | undefined): void {
  if (current.notifying) return
  waitRequest.open = false
  if (running !== undefined) running.awaiting = undefined
}

/** The request of an earlier step has passed. */
export function forgetRequest(): void {
  waitRequest.open = false
}

/** C7: the wait that was requested does not begin. */
export function refuseRequest(): IteratorYieldResult<undefined> {
  waitRequest.open = false
  return refusal
}

/** It waits no longer: it was closed, or has ended. */
export function endWait(who: Runner): void {
  who.awaiting = undefined
}

/** A main becomes a task, and waits on. */
export function passWait(from: Runner, to: Runner): void {
  to.awaiting = from.awaiting
  from.awaiting = undefined
}

/** The task that a main has become when its loop was closed (L14); any other is what it was. */
export function asTask(who: Runner): Runner {
  return 'task' in who ? (who.task ?? who) : who
}

/** Whether it is in the midst of its own step and has requested a wait: that counts for nothing yet. */
export function hasOnlyRequested({ loop }: Runner): boolean {
  return current.loop === loop && waitRequest.open
}

/** A wait has begun: if it is for a failure, that has an awaiter now (L10). */
export function countAwaiter({ awaiting }: Runner): void {
  if (awaiting?.state instanceof Failure) awaiting.state.addAwaiter()
}

function mistake(value: unknown): string {
  if (value === undefined)
    return 'a future was iterated by hand in a coroutine: await it with yield*'
  const kind = kindOf(value)
  return kind === 'a promise'
    ? "a coroutine yielded a promise, and can only wait for futures: write yield* fromPromise(promise), of 'looplaw/host'"
    : `a coroutine yielded ${kind}: write yield* to wait or to delegate, and yield alone to suspend`
}
