/** The processor time of this process, which runs several files of tests, one after the other, and of its children. */

import { readFileSync } from 'node:fs'

let asked = 0

/** Seconds, all threads and all child processes that have ended, since this was last asked for, or since the beginning. */
export function sinceLastAsked(): number {
  const { system, user } = process.cpuUsage()
  const now = (system + user) / 1e6 + (secondsOfChildren('self') ?? 0)
  const since = now - asked
  asked = now
  return since
}

/** Seconds that the children of a process took that have ended; undefined where no file says. */
export function secondsOfChildren(process: number | 'self'): number | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'utf8')
    // See proc(5): cutime and cstime, in hundredths of a second, are the 14th and 15th after the name.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[13]) + Number(fields[14])) / 100
  } catch {
    return undefined
  }
}
