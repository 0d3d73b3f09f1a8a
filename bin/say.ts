/** Printing on the terminal. */

/** Prints lines. */
export function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Prints a value for a machine, as one document of JSON. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, undefined, 2))
}

/** Ends the process if its reader closes the pipe, as `head` does: then there is nothing left to do. */
export function exitWhenPipeCloses(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      if (stream === process.stdout)
        process.stderr.write(`looplaw: cannot print: ${error.message}\n`)
      process.exit(2)
    })
  }
}
