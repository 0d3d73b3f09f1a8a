/** What the parts of an interpreter share. */

import type * as looplaw from '../../src/index.ts'
import type { Plain } from '../../spec/event.ts'
import type { HostCall, Statement } from '../../spec/program.ts'
<<<<<<< HEAD
import type { Journal } from './journal.ts'
import type { Numbers } from './numbers.ts'
import type { Coroutine, Speaker, Subject } from './speaker.ts'
=======
import type { Coroutine, Subject } from './implementation.ts'
import type { Journal } from './journal.ts'
import type { TaskNames } from './names.ts'
import type { Runner } from './runner.ts'
>>>>>>> ea002d550e76fb35fc0ec82ae88050b24711e7ba
import type { Things } from './things.ts'

export interface World {
  readonly subject: Subject
  readonly loop: looplaw.Loop
  readonly journal: Journal
  readonly names: TaskNames
  readonly things: Things
  /** Performs a call that does not wait, and records it. */
  readonly perform: (call: HostCall, who: string, received: ReadonlyMap<string, Plain>) => Plain
  /** The coroutine of a task or a main. */
<<<<<<< HEAD
  readonly begin: (speaker: Speaker, body: readonly Statement[]) => Coroutine
  /** A body within one that has begun. */
  readonly delegate: (speaker: Speaker, body: readonly Statement[]) => Coroutine
=======
  readonly begin: (runner: Runner, body: readonly Statement[]) => Coroutine
  /** A body within a coroutine that has begun. */
  readonly delegate: (runner: Runner, body: readonly Statement[]) => Coroutine
>>>>>>> ea002d550e76fb35fc0ec82ae88050b24711e7ba
}
