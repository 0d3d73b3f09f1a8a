/** The body of a coroutine, executed statement by statement. */

import type { Plain } from '../../spec/event.ts'
import type { Statement } from '../../spec/program.ts'
import { ask, asks, type Asking } from './asking.ts'
import type { Coroutine } from './implementation.ts'
import type { Runner } from './runner.ts'
import { yieldHolding } from './synonyms.ts'
import { plain, valueOf } from './values.ts'
import type { World } from './world.ts'

/** How a block is left before its end. */
type Leaving = { readonly value: Plain } | { readonly error: unknown }

interface TryFrame {
  readonly in: 'try'
  readonly catch: readonly Statement[] | undefined
  readonly finally: readonly Statement[] | undefined
}

type Frame =
  | { readonly in: 'block'; readonly block: readonly Statement[]; at: number }
  | TryFrame
  | { readonly in: 'finally'; readonly interrupted: Leaving | undefined }

/** The coroutine of a task or a main. */
export function* begin(world: World, runner: Runner, body: readonly Statement[]): Coroutine {
  const { journal, loop, names } = world
  names.begins(runner, loop)
  const { who } = runner
  journal.record({ event: 'begun', who })
  let value
  try {
    value = yield* run(world, runner, body)
  } catch (error) {
    if (!runner.closed) journal.record({ event: 'ends', who, ending: journal.thrown(error) })
    throw error
  }
  if (!runner.closed) journal.record({ event: 'ends', who, ending: { value } })
  return value
}

/**
 * One generator for one body, as a user would write it, with its blocks on a stack: a nested block must not
 * be a delegate, because JavaScript closes a delegate that suspends during its clean-up in another way.
 */
export function* run(world: World, runner: Runner, body: readonly Statement[]): Coroutine {
  const { journal } = world
  const { who, received } = runner
  const stack: Frame[] = [{ in: 'block', block: body, at: 0 }]
  for (;;) {
    let closed = true
    try {
      for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
        const statement = frame.in === 'block' ? frame.block[frame.at] : undefined
        let leaving: Leaving | undefined
        if (frame.in !== 'block') {
          stack.pop()
          if (frame.in === 'try') cleanUp(world, stack, frame, undefined, who)
          else leaving = frame.interrupted
        } else if (statement === undefined) {
          stack.pop()
        } else {
          frame.at += 1
          if (statement.do === 'yield' || statement.do === 'yieldValue') {
            journal.record({ event: 'yields', who, nothing: statement.do === 'yield' })
          }
          if (statement.do === 'yield') {
            const other = yieldHolding(world, who)
            if (other === undefined) yield
            else yield* other
          }
          // @ts-expect-error it is a mistake, and does not type-check.
          else if (statement.do === 'yieldValue') yield 42
          else if (statement.do === 'await')
            received.set(statement.on, yield* awaits(world, statement.on, who))
          else if (statement.do === 'call') yield* run(world, runner, statement.body)
          else if (asks(statement)) yield* ask(world, runner, statement)
          else leaving = execute(world, statement, stack, runner)
        }
        if (leaving !== undefined && !unwind(world, stack, leaving, who)) {
          closed = false
          if ('error' in leaving) throw leaving.error
          return leaving.value
        }
      }
      closed = false
      return undefined
    } catch (error) {
      if (!closed || !unwind(world, stack, { error }, who)) {
        closed = false
        throw error
      }
      closed = false
    } finally {
      runner.closed ||= closed
      // It is being closed, and a clean-up has to run: to continue overrides the return.
      // oxlint-disable-next-line no-unsafe-finally
      if (closed && unwind(world, stack, { value: undefined }, who)) continue
    }
  }
}

function* awaits({ journal, things }: World, on: string, who: string): Coroutine {
  journal.record({ event: 'awaits', who, on })
  const future = things.futures.get(on)
  let value
  try {
    value = plain(future && (yield* future))
  } catch (error) {
    journal.record({ event: 'got', who, by: 'await', of: on, ending: journal.thrown(error) })
    throw error
  }
  journal.record({ event: 'got', who, by: 'await', of: on, ending: { value } })
  return value
}

/** Executes a statement that does not suspend. Returns how it leaves the blocks around it, if it does. */
function execute(
  world: World,
  statement: Exclude<Statement, Asking | { do: 'yield' | 'yieldValue' | 'await' | 'call' }>,
  stack: Frame[],
  { who, received }: Runner,
): Leaving | undefined {
  switch (statement.do) {
    case 'return':
      return { value: valueOf(statement.value, received) }
    case 'throw':
      return { error: new Error(statement.error) }
    case 'try':
      if (statement.finally !== undefined) world.journal.record({ event: 'guarded', who })
      stack.push({ in: 'try', catch: statement.catch, finally: statement.finally })
      stack.push({ in: 'block', block: statement.body, at: 0 })
      return undefined
    default:
      world.perform(statement, who, received)
      return undefined
  }
}

/** Leaves the blocks up to a clean-up or a handler, which then runs; false if there is none. */
function unwind(world: World, stack: Frame[], leaving: Leaving, who: string): boolean {
  const { journal } = world
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    if (frame.in !== 'try') continue
    if ('error' in leaving && frame.catch !== undefined) {
      journal.record({ event: 'caught', who, error: journal.fault(leaving.error) })
      stack.push({ in: 'try', catch: undefined, finally: frame.finally })
      stack.push({ in: 'block', block: frame.catch, at: 0 })
      return true
    }
    if (cleanUp(world, stack, frame, leaving, who)) return true
  }
  return false
}

function cleanUp(
  { journal }: World,
  stack: Frame[],
  frame: TryFrame,
  interrupted: Leaving | undefined,
  who: string,
): boolean {
  if (frame.finally === undefined) return false
  journal.record({ event: 'cleaning', who })
  stack.push({ in: 'finally', interrupted })
  stack.push({ in: 'block', block: frame.finally, at: 0 })
  return true
}
