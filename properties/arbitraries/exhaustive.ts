/** Everything of a size: what the writer of random sessions writes in small languages when its dice count. */

import { sessionOf, type Block, type HostCall, type Session } from '../../spec/program.ts'
import { small, type Language } from './language.ts'
import { Odometer } from './odometer.ts'
import { PLAIN } from './plain.ts'
import { RICH } from './rich.ts'
import { NOTHING } from './scope.ts'
import { SessionWriter } from './writer.ts'

const programs = small(
  PLAIN,
  'yield, yieldValue, return, throw, await, call, catch, finally, calls, future, setResult, setError, spawn',
  { exact: true },
)

const structured = small(
  RICH,
  'yield, sleep, throw, await, finally, group, timeout, all of a body, race of bodies, shield of a body, empty group, calls, cancel, spawn, spawn in a group',
  { exact: true, newest: true },
)

/** What a call is given is fixed; which call comes when is not. */
const hosts = small(
  PLAIN,
  'calls of a host, ticks, runAgain, tick, leave, run, spawn, future, stop, runStep, close, setResult, setError, result, step, schedule',
  {
    newest: true,
    block: ({ futures }) => {
      const on = futures.at(-1)
      return on === undefined ? [{ do: 'yield' }] : [{ do: 'await', on }]
    },
    moments: 8,
  },
)

function every<T>(language: Language, write: (writer: SessionWriter) => T): Generator<T> {
  const dice = new Odometer()
  const writer = new SessionWriter(dice, language)
  return dice.every(() => write(writer))
}

/**
 * Every main of exactly `size` statements, those within counted: yield, a bad yield, return, throw, a
 * new future, its result and its error, await, spawn, delegation, `try … catch` and `try … finally`.
 */
export function everyProgram(size: number): Generator<Block> {
  return every(programs, (writer) => writer.block(size, NOTHING))
}

/** The sessions of every program of at most `size` statements, the smallest first, under both disciplines. */
export function* everySession(size: number): Generator<Session> {
  for (let statements = 0; statements <= size; statements += 1) {
    for (const main of everyProgram(statements)) {
      yield sessionOf({ main }, 'drain')
      yield sessionOf({ main }, 'snapshot')
    }
  }
}

/**
 * Every main of exactly `size` statements, those within counted: yield, sleep, throw, await and cancel of
 * the newest task, spawn, in a group and not, group, timeout, all, race, shield and `try … finally`.
 */
export function everyStructured(size: number): Generator<Block> {
  return every(structured, (writer) => writer.block(size, NOTHING))
}

/**
 * Every host of exactly `length` calls, legal ones and not, over the newest future, task and main, each
 * of which leaves the loop in its own way.
 */
export function everyHost(length: number): Generator<readonly HostCall[]> {
  return every(hosts, (writer) => writer.host(length))
}

/** Every host of exactly `length` calls with an observer that acts at one of the first events. */
export function everyHook(length: number): Generator<Pick<Session, 'host' | 'hooks'>> {
  return every(hosts, (writer) => {
    const host = writer.host(length)
    return { host, hooks: [hosts.hook(writer, host)] }
  })
}
