/** The processor time of this process, which runs several files of tests, one after the other. */

let asked = 0

/** Seconds, all threads, since this was last asked for, or since the process began. */
export function sinceLastAsked(): number {
  const { system, user } = process.cpuUsage()
  const now = (system + user) / 1e6
  const since = now - asked
  asked = now
  return since
}
