/** The command line, as a suite calls it. */

import { spawnSync } from 'node:child_process'

/** What a command prints, and the status with which it ends. */
export interface Printed {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command in the folder of the package. */
export function cli(...words: readonly string[]): Printed {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['dist/bin/looplaw.js', ...words],
    { encoding: 'utf8', timeout: 120_000 },
  )
  return { status, out: stdout, err: stderr }
}
