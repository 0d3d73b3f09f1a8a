/** What a coroutine does. */

import type { Plain } from '../../spec/event.ts'
import type { Statement } from '../../spec/program.ts'
import { ask, asks, type Asking } from './asking.ts'
import { plain, valueOf, type Coroutine, type Speaker } from './speaker.ts'
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
export function* begin(world: World, speaker: Speaker, body: readonly Statement[]): Coroutine {
  const { journal } = world
  const { who } = speaker
  journal.say({ event: 'begun', who })
  let value
  try {
    value = yield* run(world, speaker, body)
  } catch (error) {
    if (!speaker.closed) journal.say({ event: 'ends', who, ending: journal.threw(error) })
    throw error
  }
  if (!speaker.closed) journal.say({ event: 'ends', who, ending: { value } })
  return value
}

/**
 * One generator for one body, as it would be written, its blocks on a stack: a nested block must not be
 * a delegate, because JavaScript closes a delegate that suspends in its clean-up in another way.
 */
export function* run(world: World, speaker: Speaker, body: readonly Statement[]): Coroutine {
  const { journal } = world
  const { who, got } = speaker
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
            journal.say({ event: 'yields', who, nothing: statement.do === 'yield' })
          }
          if (statement.do === 'yield') yield
          // @ts-expect-error it is a mistake, and does not type-check.
          else if (statement.do === 'yieldValue') yield 42
          else if (statement.do === 'await')
            got.set(statement.on, yield* awaits(world, statement.on, who))
          else if (statement.do === 'call') yield* run(world, speaker, statement.body)
          else if (asks(statement)) yield* ask(world, speaker, statement)
          else leaving = execute(world, statement, stack, speaker)
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
      speaker.closed ||= closed
      // It was closed, and a clean-up is to be run: going on overrides the return.
      // oxlint-disable-next-line no-unsafe-finally
      if (closed && unwind(world, stack, { value: undefined }, who)) continue
    }
  }
}

function* awaits({ journal, things }: World, on: string, who: string): Coroutine {
  journal.say({ event: 'awaits', who, on })
  const future = things.futures.get(on)
  let value
  try {
    value = plain(future && (yield* future))
  } catch (error) {
    journal.say({ event: 'got', who, by: 'await', of: on, ending: journal.threw(error) })
    throw error
  }
  journal.say({ event: 'got', who, by: 'await', of: on, ending: { value } })
  return value
}

/** A statement that does not suspend; gives how it leaves the blocks that it stands in, if it does. */
function execute(
  world: World,
  statement: Exclude<Statement, Asking | { do: 'yield' | 'yieldValue' | 'await' | 'call' }>,
  stack: Frame[],
  { who, got }: Speaker,
): Leaving | undefined {
  switch (statement.do) {
    case 'return':
      return { value: valueOf(statement.value, got) }
    case 'throw':
      return { error: new Error(statement.error) }
    case 'try':
      if (statement.finally !== undefined) world.journal.say({ event: 'guarded', who })
      stack.push({ in: 'try', catch: statement.catch, finally: statement.finally })
      stack.push({ in: 'block', block: statement.body, at: 0 })
      return undefined
    default:
      world.perform(statement, who, got)
      return undefined
  }
}

/** Leaves blocks up to a clean-up or a handler, which is next; false if there is none. */
function unwind(world: World, stack: Frame[], leaving: Leaving, who: string): boolean {
  const { journal } = world
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    if (frame.in !== 'try') continue
    if ('error' in leaving && frame.catch !== undefined) {
      journal.say({ event: 'caught', who, error: journal.fault(leaving.error) })
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
  journal.say({ event: 'cleaning', who })
  stack.push({ in: 'finally', interrupted })
  stack.push({ in: 'block', block: frame.finally, at: 0 })
  return true
}
