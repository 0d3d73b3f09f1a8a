/** Random sessions, in which things happen. */

import * as fc from 'fast-check'
import type { Session } from '../../spec/program.ts'
import { PlainWriter } from './plain.ts'
import { RichWriter } from './rich.ts'
import { smaller } from './shrink.ts'

/** Programs: a session that runs one main. */
export function programs(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.program())
}

/** Everything: programs, and hosts and observers that interfere. */
export function sessions(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.session())
}

/** Of a hundred sessions, so many are of tasks and futures alone: no part of the loop is tried too little. */
const PLAIN = 45

class Sessions extends fc.Arbitrary<Session> {
  readonly #write: (writer: PlainWriter) => Session

  constructor(write: (writer: PlainWriter) => Session) {
    super()
    this.#write = write
  }

  override generate(random: fc.Random): fc.Value<Session> {
    const plain = random.nextInt(0, 99) < PLAIN
    const writer = plain ? new PlainWriter(random) : new RichWriter(random)
    return new fc.Value(this.#write(writer), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Session {
    return true
  }

  override shrink(session: Session): fc.Stream<fc.Value<Session>> {
    return fc.stream(smaller(session)).map((less) => new fc.Value(less, undefined))
  }
}
