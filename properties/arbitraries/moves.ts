/** Pieces that random scenes are made of. */

import type { Block, Call, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { after, within, type Scope } from './scope.ts'

/** One in some is for the outside to settle: by its number, so that this takes no dice from what comes after. */
export function newFuture({ dice, language }: Writer): Call {
  const name = dice.name('f')
  const external = language.small === undefined && Number(name.slice(1)) % 8 === 0
  return { do: 'future', name, ...(external && { external }) }
}

/** Few, so that deadlines coincide. */
export function duration({ dice, language }: Writer): number {
  return language.small === undefined ? dice.pick([0, 1, 1, 1, 1, 2, 2, 3, 5]) : 1
}

/** The limits of a run, once in so many times. */
export function limits(
  { dice, language }: Writer,
  inTimes: number,
): { readonly ticks?: number; readonly ms?: number } {
  if (language.small !== undefined || !dice.once(inTimes)) return {}
  const ticks = (): number => dice.pick([0, 1, 1, 2, 2, 2, 3, 3, 4, 5, -1])
  const ms = (): number => dice.pick([0, 1, 1, 2, 3, 5, -1])
  return dice.choose<ReturnType<typeof limits>>([
    [3, () => ({ ticks: ticks() })],
    [3, () => ({ ms: ms() })],
    [1, () => ({ ticks: ticks(), ms: ms() })],
  ])
}

/** A step or two, or some time. */
export function pause(pen: Writer): Block {
  const { dice } = pen
  return dice.choose<Block>([
    [2, () => []],
    [3, () => [{ do: 'yield' }]],
    [2, () => [{ do: 'yield' }, { do: 'yield' }]],
    [3, () => [{ do: 'sleep', ms: duration(pen) }]],
  ])
}

/** One of these is cancelled, and perhaps asked whether it is. */
export function cancels({ dice }: Writer, names: readonly string[]): Block {
  const on = dice.oneOf(names)?.()
  if (on === undefined) return []
  const cancel: Call = { do: 'cancel', on, ...(dice.once(3) && { reason: dice.name('r') }) }
  return dice.choose<Block>([
    [6, () => [cancel]],
    [3, () => [cancel, { do: 'yield' }, { do: 'cancel', on }]],
    [1, () => [cancel, { do: 'cancel', on }]],
    [1, () => [cancel, { do: 'cancelled', of: on }]],
    [1, () => [cancel, { do: 'yield' }, { do: 'cancelled', of: on }]],
  ])
}

/** Now and then it cleans up, or catches, or has a time. */
export function wrapped(pen: Writer, body: Block, scope: Scope): Block {
  const { dice } = pen
  return dice.choose<Block>([
    [9, () => body],
    [4, () => [{ do: 'try', body, finally: cleanUp(pen, scope) }]],
    [2, () => [{ do: 'try', body, catch: pen.block(dice.between(0, 1), scope) }]],
    [1, () => [{ do: 'try', body, catch: [], finally: cleanUp(pen, scope) }]],
    [1.5, () => [{ do: 'timeout', ms: duration(pen), body }]],
    [0.7, () => [{ do: 'call', body }]],
  ])
}

/** It may suspend, or take time, or throw. */
export function cleanUp(pen: Writer, scope: Scope): Block {
  const { dice } = pen
  const awaited = dice.oneOf(scope.futures)
  const group = dice.oneOf(scope.groups)
  return dice.choose<Block>([
    [3, () => [{ do: 'log', text: dice.name('l') }]],
    [3, () => [{ do: 'yield' }]],
    [2, () => [{ do: 'yield' }, { do: 'yield' }]],
    [3, () => [{ do: 'sleep', ms: duration(pen) }]],
    // Too late, if the group ends.
    [4, group && (() => [actor(pen, scope, () => [{ do: 'yield' }], group())])],
    [2, () => [{ do: 'isClosing' }]],
    [1, () => [{ do: 'throw', error: dice.name('e') }]],
    [1.5, () => [{ do: 'yield' }, { do: 'throw', error: dice.name('e') }]],
    [0.5, () => [{ do: 'return', value: 7 }]],
    [0.7, awaited && (() => [{ do: 'await', on: awaited() }])],
    [1, () => pen.block(1, scope)],
  ])
}

/** A task, which may be one of a group. */
export function actor(
  pen: Writer,
  scope: Scope,
  act: (scope: Scope) => Block,
  group?: string,
): Call & { readonly do: 'spawn' } {
  const name = pen.dice.name('t')
  const task = { do: 'spawn', name, body: [], ...(group !== undefined && { in: group }) } as const
  return { ...task, body: act(within(task, scope)) }
}

/** Tasks, one after the other, each of which sees those before. */
export function actors(
  pen: Writer,
  count: number,
  seen: Scope,
  act: (scope: Scope, index: number) => Block,
  group?: string,
): readonly [tasks: readonly Call[], scope: Scope] {
  let scope = seen
  const tasks = pen.dice.times(count, (index) => {
    const task = actor(pen, scope, (inner) => act(inner, index), group)
    scope = after(task, scope)
    return task
  })
  return [tasks, scope]
}

/** What main does with tasks at last: it waits for all, or for some, or for a while. */
export function joins(pen: Writer, names: readonly string[]): Block {
  const { dice } = pen
  const one = dice.oneOf(names)
  const each = (on: string): Statement => ({ do: 'try', body: [{ do: 'await', on }], catch: [] })
  return dice.choose<Block>([
    [3, () => names.map(each)],
    [2, () => [{ do: 'allSettled', items: names }]],
    [1, () => [{ do: 'all', items: names }]],
    [2, one && (() => [{ do: 'await', on: one() }])],
    [2, () => [{ do: 'sleep', ms: 5 }]],
    [1, () => []],
  ])
}

/** Whatever it throws, what follows it is done. */
export function tried(...body: Block): Block {
  return [{ do: 'try', body, catch: [] }]
}
