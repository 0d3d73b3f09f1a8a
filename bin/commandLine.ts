/** What the commands of this room share in reading their command lines. */

import { CommanderError, InvalidArgumentError, type Command } from 'commander'

/** Reads an argument that is a whole number, from one bound to the other. */
export function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/u.test(text) ? Number(text) : Number.NaN
    if (number >= low && number <= high) return number
    throw new InvalidArgumentError(`It is a whole number from ${low} to ${high}.`)
  }
}

/**
 * Carries out what the command line asks for. Errors of these classes are printed, with exit code 2. So is any other, with
 * its stack, as a mistake of the command itself: 1 is left to what a run or a check has found.
 */
export async function carryOut(
  cli: Command,
  complaints: readonly (new (message: string) => Error)[],
): Promise<void> {
  try {
    await cli.parseAsync()
  } catch (error) {
    if (error instanceof Error && complaints.some((kind) => error instanceof kind)) {
      process.stderr.write(`${cli.name()}: ${error.message}\n`)
      process.exitCode = 2
    } else if (error instanceof CommanderError) {
      // It has said what is wrong, or what was asked for.
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else {
      const shown = error instanceof Error ? error.stack : String(error)
      process.stderr.write(`${cli.name()}: this is a mistake of ${cli.name()} itself: ${shown}\n`)
      process.exitCode = 2
    }
  }
}
