/** What the parts of an interpreter share. */

import type * as looplaw from '../../src/index.ts'
import type { Plain } from '../../spec/event.ts'
import type { HostCall, Statement } from '../../spec/program.ts'
import type { Coroutine, Subject } from './implementation.ts'
import type { Journal } from './journal.ts'
import type { TaskNames } from './names.ts'
import type { Runner } from './runner.ts'
import type { Things } from './things.ts'

export interface World {
  readonly subject: Subject
  readonly loop: looplaw.Loop
  readonly journal: Journal
  readonly names: TaskNames
  readonly things: Things
  /** Whether what can be said in two ways is said in the other. */
  readonly synonyms: boolean
  /** What `run` does. */
  readonly run: (main: Coroutine, limits: looplaw.RunLimits | undefined) => Plain
  /** Performs a call that does not wait, and records it. */
  readonly perform: (call: HostCall, who: string, received: ReadonlyMap<string, Plain>) => Plain
  /** The coroutine of a task or a main. */
  readonly begin: (runner: Runner, body: readonly Statement[]) => Coroutine
  /** A body within a coroutine that has begun. */
  readonly delegate: (runner: Runner, body: readonly Statement[]) => Coroutine
}
