/** The values of contexts, and which task is running. */

import type { Plain } from '../event.ts'
import type { Statement } from '../program.ts'
import { beginStatement, valueOf } from './coroutine.ts'
import { blockOf } from './frame.ts'
import type { Coroutine, State } from './state.ts'

/** T13: the value that a context has for a caller: its default, unless the caller is in a with(), or has inherited one. */
export function valueIn(state: State, who: string, context: string): Plain {
  const values = valuesOf(state, who)
  return values.has(context) ? values.get(context) : state.contexts.get(context)
}

/** T14: what a caller has of every context; nothing outside of a task or main. */
export function valuesOf(state: State, who: string): ReadonlyMap<string, Plain> {
  const { frames, inherited } = state.coroutines.get(who) ?? NONE
  const own = frames.flatMap((frame) =>
    frame.in === 'with' ? [[frame.of, frame.value] as const] : [],
  )
  return new Map([...inherited, ...own])
}

const NONE: Pick<Coroutine, 'frames' | 'inherited'> = { frames: [], inherited: new Map() }

/** T13: its body runs at once, in place. */
export function enterWith(
  state: State,
  who: Coroutine,
  { at: of, body, value }: Extract<Statement, { do: 'with' }>,
): void {
  beginStatement(state, who, { what: 'with', of })
  const scope = { in: 'with', what: 'with', of, closing: 'no', left: undefined } as const
  who.frames.push({ ...scope, value: valueOf(value, who) }, blockOf(body))
}

/** T15: the task that is running; main is none, and an observer is not what is running. */
export function currentTask(state: State, who: string): { readonly task?: string } {
  const { running } = state
  return running?.name === who && running.kind === 'task' ? { task: who } : {}
}
