/** Every small scene with resources, and every one with a context: what is left to chance elsewhere, counted. */

import type { Block, Session, Statement } from '../../spec/program.ts'
import type { Dice } from './dice.ts'
import { Odometer } from './odometer.ts'

const YIELD: Statement = { do: 'yield' }

/** Every task that registers so many clean-ups, and ends, yields or fails then; the loop is closed in the end. */
export function everyKeeping(registrations: number): Generator<Session['host']> {
  const dice = new Odometer()
  return dice.every(() => {
    const body: Block = [
      ...dice.times(registrations, (index) => registration(dice, String(index))),
      ...ending(dice, 'body'),
    ]
    return hostOf([{ do: 'resources', name: 'r', body }, YIELD])
  })
}

function registration(dice: Dice, name: string): Statement {
  return dice.either<Statement>(
    () => ({ do: 'defer', at: 'r', body: ending(dice, `c${name}`) }),
    () => ({
      do: 'resource',
      at: 'r',
      body: ending(dice, `a${name}`),
      release: ending(dice, `c${name}`),
    }),
  )
}

function ending(dice: Dice, error: string): Block {
  return dice.pick<readonly [Block, Block, Block]>([[], [YIELD], [{ do: 'throw', error }]])
}

/** Every task in which, so deep, a value is given to a context, inherited, and asked for, at the end of each level. */
export function everyValue(depth: number): Generator<Session['host']> {
  const dice = new Odometer()
  return dice.every(() => [{ do: 'context', name: 'x', value: 0 }, ...hostOf(level(dice, depth))])
}

function level(dice: Dice, depth: number): Block {
  const read: Statement = { do: 'get', at: 'x' }
  if (depth === 0) return [YIELD, read]
  const body = level(dice, depth - 1)
  const inner = dice.either<Statement>(
    () => ({ do: 'with', at: 'x', value: depth, body }),
    () => ({ do: 'spawn', name: `s${depth}`, body }),
    () => ({ do: 'race', items: [{ body }] }),
    () => ({ do: 'call', body }),
    () => ({ do: 'try', body, finally: [read, YIELD, read] }),
  )
  return [inner, read]
}

function hostOf(body: Block): Session['host'] {
  const main: Block = [
    { do: 'spawn', name: 't', body },
    { do: 'sleep', ms: 1 },
  ]
  return [{ do: 'run', name: 'main', body: main }, { do: 'close' }]
}
