/** The options that every campaign has. */

import { InvalidArgumentError, Option, type Command } from 'commander'
import { whole } from './commandLine.ts'
import type { Shard } from './work.ts'

/** What the command line has of them. */
export interface Limits {
  readonly minutes?: number
  readonly workers?: number
  readonly shard?: Shard
  readonly state?: string
  readonly json?: boolean
}

/** The options that a replay leaves without a meaning. */
export const NOT_REPLAYED: readonly string[] = [
  'runs',
  'minutes',
  'seed',
  'workers',
  'shard',
  'state',
]

/**
 * Adds them to a command.
 *
 * @param what it runs
 * @param conflicts the options that exclude `--minutes`
 */
export function addLimits(command: Command, what: string, conflicts: readonly string[]): Command {
  return command
    .addOption(
      new Option('--minutes <n>', `as many ${what} as the time allows`)
        .argParser(above('minutes'))
        .conflicts([...conflicts]),
    )
    .option('--workers <n>', `as many ${what} at once`, whole(1, 256))
    .option('--shard <i/n>', `one of so many parts, each with ${what} of its own`, shard)
    .option('--state <file>', 'keep the campaign in this file, and resume it from there')
    .option('--json', 'print the results as JSON')
}

/** Reads a time. */
export function above(unit: string): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (/^\d+(?:\.\d+)?$/u.test(text) && number > 0 && number <= 100_000) return number
    throw new InvalidArgumentError(`It is a number of ${unit}, more than 0 and at most 100000.`)
  }
}

function shard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/u.exec(text) ?? []
  const part = { index: Number(index), of: Number(of) }
  if (part.index >= 1 && part.index <= part.of && part.of <= 10_000) return part
  throw new InvalidArgumentError('It is a part and a number of parts: 3/16.')
}
