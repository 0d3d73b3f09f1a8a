/** X20 · The job queue of JavaScript. */

import { somePrograms } from '../exploration/drawn.ts'
import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { nativeLogs, taskLog, type Log } from '../exploration/jobs/play.ts'
import { textOf, type AsyncProgram } from '../exploration/jobs/program.ts'
import type { Fault } from '../exploration/jobs/promise.ts'

export const X20 = explorationClause('X20', [
  explorationLaw({
    sentence:
      'with tasks as jobs, a Promise to the letter of ECMAScript leaves the log of the native one, and one with a fault leaves another',
    hint: 'spawn appends to the ready queue, and runStep steps that in its order',
    async check({ core }, found) {
      if (core === undefined) return
      sample ??= sampled()
      const leaves = (program: AsyncProgram, at: number, fault?: Fault): string =>
        linesOf(taskLog(core, at % 2 === 0 ? 'drain' : 'snapshot', program, fault))
      const all = await sample
      for (const [at, [program, log]] of all.entries()) {
        const left = leaves(program, at)
        found.expect(
          left === linesOf(log),
          () =>
            `${textOf(program, 'native')}\nlogs natively\n${linesOf(log)}\nand with tasks\n${left}`,
        )
      }
      for (const fault of FAULTS) {
        found.require(
          all.some(([program, log], at) => leaves(program, at, fault) !== linesOf(log)),
          () => `no program shows that ${fault}`,
        )
      }
    },
    mutants: [
      {
        name: 'newest-task-first',
        why: 'a task that is appended to the ready queue is stepped before the others',
        in: 'core/loop.js',
        replace: [
          'else this.#newest.after = task; this.#newest = task;',
          'else { task.after = this.#oldest; this.#oldest = task; return; } this.#newest = task;',
        ],
      },
      {
        name: 'second-task-first',
        why: 'a task that is appended comes right behind the oldest',
        in: 'core/loop.js',
        replace: [
          'else this.#newest.after = task; this.#newest = task;',
          'else if (this.#oldest !== this.#newest) { task.after = this.#oldest.after; this.#oldest.after = task; return; } else this.#newest.after = task; this.#newest = task;',
        ],
      },
    ],
  }),
])

/** What is run, and the logs that it leaves natively: once, for whichever loop is held against them. */
let sample: Promise<readonly (readonly [AsyncProgram, Log])[]> | undefined

/** Seldom drawn: every promise that `any` takes fails, and the errors are logged. */
const FAILING: AsyncProgram = [
  [
    {
      do: 'try',
      body: [
        {
          do: 'await',
          of: {
            is: 'any',
            of: [1, 2].map((value) => ({ is: 'reject', of: { is: 'value', value } })),
          },
        },
      ],
      caught: [],
      finally: [],
    },
  ],
]

async function sampled(): Promise<readonly (readonly [AsyncProgram, Log])[]> {
  const programs = [FAILING, ...(await somePrograms(200, 20))]
  const logs = await nativeLogs(programs)
  return programs.map((program, at) => [program, logs[at] ?? []])
}

const FAULTS: readonly Fault[] = [
  'a thenable is asked at once',
  'a thenable settles twice',
  'an await wraps a promise',
  'reactions are reversed',
  'a settled promise calls back at once',
  'finally waits for nothing',
  'a promise that resolves with itself is left alone',
  'all returns in the order of settling',
  'any fails with the last error',
  'race takes the last',
]

function linesOf(log: Log): string {
  return log.join('\n')
}
