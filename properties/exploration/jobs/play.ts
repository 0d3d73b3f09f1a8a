/** Runs async programs: natively, and with tasks as jobs. */

import { setImmediate } from 'node:timers/promises'
import { compileFunction } from 'node:vm'
import type * as looplaw from '../../../src/index.ts'
import { jobsOf, type Enqueue, type Fault, type Jobs } from './promise.ts'
import { textOf, type AsyncProgram, type Dialect } from './program.ts'

/** What was logged, in order. */
export type Log = readonly string[]

/** The logs that programs leave natively. Rejections that they do not handle are no failure of the process meanwhile. */
export async function nativeLogs(programs: readonly AsyncProgram[]): Promise<readonly Log[]> {
  const release = ignoreUnhandled()
  try {
    const logs: Log[] = []
    for (const program of programs) {
      logs.push(played(program, 'native', { Promise, run: never }, queueMicrotask))
      // A macrotask: no microtask is left.
      await setImmediate()
    }
    return logs
  } finally {
    release()
  }
}

/** Puts the handlers of others, such as a test runner, aside. Returns what puts them back, as they were registered. */
function ignoreUnhandled(): () => void {
  const emitter: NodeJS.EventEmitter = process
  const ignore = (): void => {}
  const listeners = emitter.rawListeners(UNHANDLED).filter(isListener)
  emitter.removeAllListeners(UNHANDLED)
  emitter.on(UNHANDLED, ignore)
  return () => {
    emitter.off(UNHANDLED, ignore)
    for (const listener of listeners) emitter.on(UNHANDLED, listener)
  }
}

function isListener(value: unknown): value is (...given: unknown[]) => void {
  return typeof value === 'function'
}

const UNHANDLED = 'unhandledRejection'

/** The log that it leaves if each job is a task of a loop. */
export function taskLog(
  { Loop }: typeof looplaw,
  discipline: looplaw.Discipline,
  program: AsyncProgram,
  fault?: Fault,
): Log {
  const loop = new Loop({ discipline })
  const enqueue: Enqueue = (job) => void loop.spawn(jobOf(job))
  const log = played(program, 'lowered', jobsOf(enqueue, fault), enqueue)
  while (loop.scheduled.length > 0) loop.runStep()
  loop.close()
  return log
}

function* jobOf(job: () => void): looplaw.Coroutine<void> {
  job()
}

/** Runs what is synchronous of it; the rest follows, into the same log. */
function played(program: AsyncProgram, dialect: Dialect, jobs: Jobs, enqueue: Enqueue): Log {
  const log: string[] = []
  const names = ['Promise', 'run', 'queueMicrotask', 'log', 'thenable']
  const play: unknown = compileFunction(textOf(program, dialect), names)
  if (typeof play !== 'function') return log
  const note = (line: number, value: unknown): void => void log.push(`${line}: ${shown(value)}`)
  const thenable = (how: string, value: unknown, asked: () => void): object => ({
    // oxlint-disable-next-line unicorn/no-thenable -- that is what it is
    get then(): unknown {
      if (how !== 'has no then to read') return (...both: Both) => settle(how, value, asked, both)
      asked()
      throw value
    },
  })
  const settle = (
    how: string,
    value: unknown,
    asked: () => void,
    [resolve, reject]: Both,
  ): void => {
    asked()
    if (how === 'throws') throw value
    if (how === 'rejects later') enqueue(() => reject(value))
    if (how === 'rejects') reject(value)
    if (how === 'later') enqueue(() => resolve(value))
    if (how === 'at once' || how === 'twice' || how === 'throws after') resolve(value)
    if (how === 'twice') resolve('twice')
    if (how === 'throws after') throw value
  }
  Reflect.apply(play, undefined, [jobs.Promise, jobs.run, enqueue, note, thenable])
  return log
}

/** What a thenable is passed. */
type Both = readonly [resolve: (value: unknown) => void, reject: (reason: unknown) => void]

function never(): never {
  throw new Error('an async function runs natively')
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, shown).join(', ')}]`
  if (value instanceof AggregateError) return `AggregateError ${shown(value.errors)}`
  if (value instanceof Error) return value.name
  if (typeof value !== 'object' || value === null) return String(value)
  const status: unknown = Reflect.get(value, 'status')
  if (status === 'fulfilled') return `fulfilled ${shown(Reflect.get(value, 'value'))}`
  if (status === 'rejected') return `rejected ${shown(Reflect.get(value, 'reason'))}`
  return 'then' in value ? 'a promise' : 'an object'
}
