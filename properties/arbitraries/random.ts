/** Random sessions, in which things happen. */

import * as fc from 'fast-check'
import type { Block, Session } from '../../spec/program.ts'
import { absence } from './arrivals.ts'
import { Dice, type Choice } from './dice.ts'
import { inheritance } from './contexts.ts'
import { leavings, operation, putting, shelter } from './endings.ts'
import { forcing } from './forcings.ts'
import type { Language, Writer } from './language.ts'
import { BASIC, PLAIN } from './plain.ts'
import { acquisition, overtaking } from './resources.ts'
import { RICH } from './rich.ts'
import { smaller } from './shrink.ts'
import { SessionWriter } from './writer.ts'

/** Programs: a session that runs one main. */
export function programs(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.program())
}

/** Sessions of tasks and futures alone. */
export function plainSessions(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.session(), PLAIN)
}

/** Sessions of what the smallest loops have: one main after the other, tasks and futures. */
export function basicSessions(): fc.Arbitrary<Session> {
  return new Sessions(
    (writer) => (writer.dice.once(3) ? writer.calls(writer.dice.between(2, 6)) : writer.program()),
    BASIC,
  )
}

/** Everything: programs, and hosts and observers that interfere. */
export function sessions(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.session())
}

/** Programs in which something is to be closed that is in a shelter, or may have happened. */
export function endings(): fc.Arbitrary<Session> {
  const scene = (pen: Writer): Block =>
    pen.dice.either(
      () => shelter(pen),
      () => operation(pen),
      () => putting(pen),
    )
  return new Sessions((writer) => writer.program(), { ...RICH, scene })
}

/** Programs in which a task is terminated. */
export function forcings(): fc.Arbitrary<Session> {
  return new Sessions((writer) => (writer.dice.once(4) ? writer.session() : writer.program()), {
    ...RICH,
    scene: forcing,
  })
}

/** Sessions in which something waits for the outside. */
export function absences(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.session(), { ...RICH, scene: absence })
}

/** Loops that are closed with tasks in them whose clean-ups take steps and time. */
export function leftovers(): fc.Arbitrary<Session> {
  return new Sessions((writer) => writer.closing(), { ...RICH, scene: leavings })
}

/** Programs in which tasks inherit the values of a context, and perhaps an observer asks for them. */
export function inheritances(): fc.Arbitrary<Session> {
  const write = (writer: SessionWriter): Session =>
    writer.dice.once(2) ? writer.program() : writer.observed()
  return new Sessions(write, { ...RICH, scene: inheritance })
}

/** Programs that acquire resources, and release them. */
export function acquisitions(): fc.Arbitrary<Session> {
  const scene = (pen: Writer): Block => (pen.dice.once(4) ? overtaking(pen) : acquisition(pen))
  return new Sessions((writer) => writer.program(), { ...RICH, scene })
}

/** Of a hundred sessions, so many are of tasks and futures alone, so that these are tried enough. */
const PLAIN_ONES = 12

class Sessions extends fc.Arbitrary<Session> {
  readonly #write: (writer: SessionWriter) => Session
  readonly #language: Language | undefined

  /** @param language the only one of all of them; either, if it is left out */
  constructor(write: (writer: SessionWriter) => Session, language?: Language) {
    super()
    this.#write = write
    this.#language = language
  }

  override generate(random: fc.Random): fc.Value<Session> {
    const language = this.#language ?? (random.nextInt(0, 99) < PLAIN_ONES ? PLAIN : RICH)
    const writer = new SessionWriter(new RandomDice(random), language)
    return new fc.Value(this.#write(writer), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Session {
    return true
  }

  override shrink(session: Session): fc.Stream<fc.Value<Session>> {
    return fc.stream(smaller(session)).map((less) => new fc.Value(less, undefined))
  }
}

class RandomDice extends Dice {
  readonly #random: fc.Random

  constructor(random: fc.Random) {
    super()
    this.#random = random
  }

  override between(low: number, high: number): number {
    return this.#random.nextInt(low, Math.max(low, high))
  }

  override once(inTimes: number): boolean {
    return this.between(1, inTimes) === 1
  }

  override pick<const T extends readonly [unknown, ...unknown[]]>(all: T): T[number] {
    return all[this.between(0, all.length - 1)]
  }

  /** Weighs what is open, without a list of it: a third of the time of a random session was this. */
  override choose<T>(choices: readonly Choice<T>[]): T {
    let total = 0
    for (const [weight, make] of choices) if (make !== undefined) total += weight
    let at = (this.between(0, 999_999) / 1_000_000) * total
    let chosen: (() => T) | undefined
    for (const [weight, make] of choices) {
      if (make === undefined) continue
      chosen ??= make
      at -= weight
      if (at >= 0) continue
      chosen = make
      break
    }
    if (chosen === undefined) throw new Error('there is nothing to choose from')
    return chosen()
  }
}
