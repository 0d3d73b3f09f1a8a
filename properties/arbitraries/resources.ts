/** Random scenes with resources: what is acquired, however far the body has come, and what releases it. */

import type { Block, Call, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { cancels, duration, joins, pause } from './moves.ts'

/** A task that acquires several things, and is left to end, fails, or is closed half-way. */
export function acquisition(pen: Writer): Block {
  const { dice } = pen
  const [at, name, on] = [dice.name('r'), dice.name('t'), dice.name('f')]
  const acquires = (): Statement => registration(pen, at, on)
  const doomed: Block = dice.once(3) ? [{ do: 'cancel', on: name }, doomedToWait(pen, at, on)] : []
  const body: Block = [
    ...dice.times(dice.between(1, 3), acquires),
    ...doomed,
    ...suspension(pen, on),
    ...failure(pen, 4),
    ...(dice.once(3) ? [acquires()] : []),
  ]
  const held: Statement = { do: 'resources', name: at, body }
  const inside = dice.choose<Block>([
    [6, () => [held]],
    [2, () => [{ do: 'try', body: [held], catch: pause(pen) }]],
    [2, () => [{ do: 'timeout', ms: dice.pick([0, 1, 1, 2]), body: [held] }]],
    [1, () => [{ do: 'try', body: suspension(pen, on), finally: [held] }]],
    [1, () => [{ do: 'call', body: [held] }]],
  ])
  return [
    { do: 'future', name: on },
    { do: 'spawn', name, body: [...inside, { do: 'yield' }] },
    { do: 'yield' },
    ...(dice.once(2) ? pause(pen) : []),
    ...(dice.once(4) ? [] : cancels(pen, [name])),
    ...pause(pen),
    { do: 'setResult', on },
    ...joins(pen, [name]),
  ]
}

/** A task acquires in the resources of another, whose body may be left meanwhile. */
export function overtaking(pen: Writer): Block {
  const { dice } = pen
  const [at, name, on] = [dice.name('r'), dice.name('t'), dice.name('f')]
  const acquires = (): Statement => registration(pen, at, on)
  const attempt: Statement = { do: 'try', body: [...suspension(pen, on), acquires()], catch: [] }
  const helper: Call = { do: 'spawn', name, body: [acquires(), attempt, acquires()] }
  const body: Block = [
    ...(dice.once(2) ? [acquires()] : []),
    helper,
    ...suspension(pen, on),
    ...failure(pen, 8),
  ]
  const late: Statement = { do: 'defer', at, body: [{ do: 'defer', at, body: [] }] }
  const held: Statement = { do: 'resources', name: at, body: dice.once(4) ? [late, ...body] : body }
  const task: Call = { do: 'spawn', name: dice.name('t'), body: [held] }
  return [
    { do: 'future', name: on },
    task,
    ...pause(pen),
    ...(dice.once(2) ? cancels(pen, [task.name]) : []),
    ...pause(pen),
    { do: 'setResult', on },
    ...joins(pen, [task.name]),
    { do: 'sleep', ms: 3 },
  ]
}

/** What does not begin in a task that was cancelled in the same step. */
function doomedToWait(pen: Writer, at: string, on: string): Statement {
  if (pen.dice.once(3)) return { do: 'uninterruptible', body: suspension(pen, on) }
  return { do: 'resource', at, body: suspension(pen, on), release: [] }
}

function registration(pen: Writer, at: string, on: string): Statement {
  const { dice } = pen
  const waits: Statement = { do: 'await', on }
  const cleanUp = (): Block => [...suspension(pen, on), ...failure(pen, 4)]
  return dice.choose<Statement>([
    [4, () => ({ do: 'defer', at, body: cleanUp() })],
    [
      6,
      () => ({
        do: 'resource',
        at,
        body: [...(dice.once(2) ? [waits] : suspension(pen, on)), ...failure(pen, 10)],
        release: cleanUp(),
      }),
    ],
  ])
}

function suspension(pen: Writer, on: string): Block {
  return pen.dice.choose<Block>([
    [4, () => [{ do: 'yield' }]],
    [3, () => [{ do: 'sleep', ms: duration(pen) }]],
    [1.5, () => [{ do: 'await', on }]],
    [2, () => []],
  ])
}

/** Once in so many times. */
function failure({ dice }: Writer, inTimes: number): Block {
  return dice.once(inTimes) ? [{ do: 'throw', error: dice.name('e') }] : []
}
