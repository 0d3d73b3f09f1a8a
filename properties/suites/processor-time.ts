/** Prints how much processor time a run of the suites took: `npm test` is to stay below a hundred seconds. */

import type { Reporter, TestModule } from 'vitest/node'
import { secondsOfChildren } from './processor-clock.ts'

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
    // What the shell of `npm test` ran before this.
    const before = secondsOfChildren(process.ppid)
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
