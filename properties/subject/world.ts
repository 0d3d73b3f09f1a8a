/** What every part of an interpreter works on. */

import type * as looplaw from '../../src/index.ts'
import type { Plain } from '../../spec/event.ts'
import type { HostCall, Statement } from '../../spec/program.ts'
import type { Journal } from './journal.ts'
import type { Numbers } from './numbers.ts'
import type { Coroutine, Speaker, Subject } from './speaker.ts'
import type { Things } from './things.ts'

export interface World {
  readonly subject: Subject
  readonly loop: looplaw.Loop
  readonly journal: Journal
  readonly numbers: Numbers
  readonly things: Things
  /** Does what anybody may do, and says so. */
  readonly perform: (call: HostCall, who: string, got: ReadonlyMap<string, Plain>) => Plain
  /** The coroutine of a task or a main. */
  readonly begin: (speaker: Speaker, body: readonly Statement[]) => Coroutine
  /** A body within one that has begun. */
  readonly delegate: (speaker: Speaker, body: readonly Statement[]) => Coroutine
}
