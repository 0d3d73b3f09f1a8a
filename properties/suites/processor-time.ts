/** Prints how much processor time a run of the suites took: `npm test` is to stay below a hundred seconds. */

import { readFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** What a newcomer waits for, on two cores of a machine like that of the continuous integration. */
const BUDGET = 100

export default class ProcessorTime implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const { system, user } = process.cpuUsage()
    const files = modules
      .map((module) => ({
        name: module.relativeModuleId.replace(/^.*\//u, ''),
        seconds: module.meta().processorSeconds ?? 0,
      }))
      .toSorted((one, other) => other.seconds - one.seconds)
    const own = (system + user) / 1e6
    const before = secondsOfSiblings()
    const total = files.reduce((sum, { seconds }) => sum + seconds, own + (before ?? 0))
    const most = files.slice(0, 6).map(({ name, seconds }) => `${name} ${seconds.toFixed(0)}`)
    const checks =
      before === undefined
        ? 'without type-check and build'
        : `the commands before ${before.toFixed(0)}`
    console.log(
      `Processor time: ${total.toFixed(0)} s (${[...most, checks].join(', ')}); npm test is to take at most ${BUDGET} s.\n`,
    )
  }
}

/** What the commands took that the shell of `npm test` ran before this one; undefined where no file says. */
function secondsOfSiblings(): number | undefined {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    // See proc(5): cutime and cstime, in hundredths of a second, are the 14th and 15th after the name.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[13]) + Number(fields[14])) / 100
  } catch {
    return undefined
  }
}
