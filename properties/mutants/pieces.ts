/** What small sessions are made of. */

import type { Some } from '../arbitraries/dice.ts'
import type { Block, Call, Discipline, HostCall, Session, Statement } from '../../spec/program.ts'

export function cast(actors: readonly Block[]): Block {
  return actors.map((body, at): Statement => ({ do: 'spawn', name: `t${at}`, body }))
}

export function session(body: Block, discipline: Discipline = 'drain'): Session {
  const host: readonly HostCall[] = [{ do: 'run', name: 'main', body }, { do: 'close' }]
  return { discipline, host }
}

export const yields: Statement = { do: 'yield' }

export const waits: Statement = { do: 'await', on: 'f' }

export const value: Statement = { do: 'return', value: 1 }

export const task = (name: string, ...body: Block): Call => ({ do: 'spawn', name, body })

export const child = (name: string, body: Block): Call => ({ do: 'spawn', name, body, in: 'g' })

export const holds = (at: string, ...body: Block): Block => [{ do: 'hold', at, body }]

export const LOCK: Block = [{ do: 'lock', name: 'l' }]

export const CONDITION: Block = [...LOCK, { do: 'condition', name: 'c', lock: 'l' }]

export const EVENT: Block = [{ do: 'event', name: 'e' }]

export const set: Statement = { do: 'set', at: 'e' }

export const meets: Statement = { do: 'wait', at: 'c' }

const asks: Statement = { do: 'await', on: 't0' }
const both = (first: string, second: string): Block => [
  { do: 'acquire', at: first },
  yields,
  { do: 'acquire', at: second },
]
const LOCKS: Block = [
  { do: 'lock', name: 'a' },
  { do: 'lock', name: 'b' },
]

/** Tasks that wait for each other, and main for one of them. */
export const DEADLOCKS: Some<Block> = [
  [...LOCKS, { do: 'acquire', at: 'a' }, task('t0', { do: 'acquire', at: 'a' }), asks],
  [...LOCKS, task('t0', ...both('a', 'b')), task('t1', ...both('b', 'a')), asks],
  [task('t0', { do: 'group', name: 'g', body: [child('t9', [asks])] }), asks],
  [task('t0', { do: 'all', items: [{ body: [asks] }] }), asks],
  [task('t0', yields, { do: 'all', items: ['t0', { body: [asks] }] }), asks],
]
