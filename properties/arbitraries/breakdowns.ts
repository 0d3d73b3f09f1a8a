/** Random scenes in which something fails while it is closed: scopes in scopes, and a catch around each (C12). */

import type { Block, Call, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { cancels, duration, joins, pause } from './moves.ts'

/** A task in scopes that fail, which is cancelled, or out of time, or of which a child fails. */
export function breakdown(pen: Writer): Block {
  const { dice } = pen
  const [on, lock, name] = [dice.name('f'), dice.name('l'), dice.name('t')]
  const body = scope({ pen, waits: { do: 'await', on }, lock }, dice.between(1, 3))
  const after: Block = [{ do: 'yield' }, { do: 'log', text: dice.name('l') }]
  const task: Call = { do: 'spawn', name, body: [...body, ...after] }
  return [
    { do: 'future', name: on },
    { do: 'lock', name: lock },
    task,
    ...pause(pen),
    ...cancels(pen, [name]),
    ...joins(pen, [name]),
  ]
}

interface Stage {
  readonly pen: Writer
  readonly waits: Statement
  readonly lock: string
}

/** A scope of the library around another, with a catch around it as often as not. */
function scope(stage: Stage, depth: number): Block {
  const { pen, lock } = stage
  const { dice } = pen
  const within = depth > 1 ? scope(stage, depth - 1) : failing(stage)
  const ms = dice.once(3) ? duration(pen) : 9
  const one = dice.choose<Statement>([
    [3, () => group(stage, within)],
    [2, () => ({ do: 'timeout', ms, body: within })],
    [1, () => ({ do: 'hold', at: lock, body: within })],
    [1, () => ({ do: 'scoped', body: within })],
    [1, () => ({ do: 'uninterruptible', body: within })],
    // It throws at once, and suspends once for that.
    [1, () => ({ do: 'timeout', ms, body: [{ do: 'throw', error: dice.name('e') }] })],
  ])
  return dice.once(3) ? [one] : [{ do: 'try', body: [one], catch: [{ do: 'yield' }] }]
}

function group(stage: Stage, body: Block): Statement {
  const { dice } = stage.pen
  const name = dice.name('g')
  const child: Call = { do: 'spawn', name: dice.name('t'), body: failing(stage), in: name }
  return { do: 'group', name, body: dice.once(4) ? body : [child, ...body] }
}

/** It waits, and fails when it is closed, at once or a step later; or it does not fail. */
function failing({ pen, waits }: Stage): Block {
  const { dice } = pen
  const body: Block = [dice.once(3) ? { do: 'sleep', ms: duration(pen) } : waits]
  const error: Statement = { do: 'throw', error: dice.name('e') }
  return dice.choose<Block>([
    [3, () => [{ do: 'try', body, finally: [error] }]],
    [3, () => [{ do: 'try', body, finally: [{ do: 'yield' }, error] }]],
    [2, () => [{ do: 'try', body, finally: [{ do: 'uninterruptible', body: [...body, error] }] }]],
    [1, () => [...body, error]],
    [1, () => body],
  ])
}
