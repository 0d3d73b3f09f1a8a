/** How far a campaign has come. */

import { statSync } from 'node:fs'
import { SingleBar } from 'cli-progress'

export interface Progress {
  /** @param share of the whole, from 0 to 1 */
  update(runs: number, share: number): void
  stop(): void
}

/**
 * A bar on a terminal; elsewhere a line now and then. Nothing of it is in what the command prints.
 *
 * @param goal what follows the runs: ` of 1000`, or ` in 3 of 30 minutes`
 * @param before how many runs an earlier process has made, which are no part of the rate
 */
export function progressTo(what: string, goal: () => string, before: number): Progress {
  return process.stderr.isTTY ? bar(what, goal, before) : lines(what, goal, before)
}

function bar(what: string, goal: () => string, before: number): Progress {
  const begun = performance.now()
  const single = new SingleBar({
    format: `{bar} {runs} ${what}{goal}, {rate} a second, {eta_formatted} left`,
    // Otherwise a terminal that is interrupted no longer wraps lines.
    linewrap: true,
    clearOnComplete: true,
    barCompleteChar: '=',
    barIncompleteChar: '-',
  })
  single.start(1_000, 0, { runs: before, goal: goal(), rate: 0 })
  return {
    update(runs, share) {
      const rate = rateOf(runs - before, performance.now() - begun)
      single.update(Math.min(1_000, Math.round(share * 1_000)), { runs, goal: goal(), rate })
    },
    stop: () => single.stop(),
  }
}

/** The least time between two lines of progress, for output that is no terminal. */
const INTERVAL_MS = 5_000

function lines(what: string, goal: () => string, before: number): Progress {
  const begun = performance.now()
  let last = begun
  return {
    update(runs) {
      const now = performance.now()
      if (now - last < INTERVAL_MS) return
      last = now
      const rate = rateOf(runs - before, now - begun)
      process.stderr.write(`${runs} ${what}${goal()}, ${rate} a second\n`)
    },
    stop() {},
  }
}

function rateOf(runs: number, ms: number): number {
  return Math.round((runs * 1_000) / ms)
}

/** From this size on, in bytes, a document takes more than a second. */
const LONG = 500_000

/** Carries out what a long document takes a while for; meanwhile a terminal has a line that says so. */
export function patiently<T>(path: string | undefined, work: () => T): T {
  const { stderr } = process
  const size = path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  if (!stderr.isTTY || size < LONG) return work()
  stderr.write(`a long document, of ${(size / 1_000_000).toFixed(1)} MB: this takes a while`)
  try {
    return work()
  } finally {
    stderr.clearLine(0)
    stderr.cursorTo(0)
  }
}
