/** Who waits for what a primitive has to give: first come, first served (Y1). */

import type { Obstacle } from '../core/index.ts'
import type { Turn } from './turn.ts'

/** A list through the turns themselves, both ways, so that each change of it costs O(1). */
export class Line<T, Carried = undefined> {
  /** What a deadlock report says of those who stand here. */
  readonly obstacle: () => Obstacle
  /** Who is served next. */
  #first: Turn<T, Carried> | undefined = undefined
  /** Who came last; undefined exactly if there is no first. */
  #last: Turn<T, Carried> | undefined = undefined
  #length = 0

  constructor(obstacle: () => Obstacle) {
    this.obstacle = obstacle
  }

  /** How many stand here. */
  get length(): number {
    return this.#length
  }

  /** Puts a turn that stands in no line at the tail. */
  append(turn: Turn<T, Carried>): Turn<T, Carried> {
    turn.line = this
    turn.ahead = this.#last
    if (this.#last === undefined) this.#first = turn
    else this.#last.behind = turn
    this.#last = turn
    this.#length += 1
    return turn
  }

  /** Takes out the first. */
  take(): Turn<T, Carried> | undefined {
    const turn = this.#first
    if (turn !== undefined) this.remove(turn)
    return turn
  }

  /** Takes out one that stands here. */
  remove(turn: Turn<T, Carried>): void {
    const { ahead, behind } = turn
    if (ahead === undefined) this.#first = behind
    else ahead.behind = behind
    if (behind === undefined) this.#last = ahead
    else behind.ahead = ahead
    turn.line = undefined
    turn.ahead = undefined
    turn.behind = undefined
    this.#length -= 1
  }

  /** Takes out one after the other, until none is left. */
  *drain(): Generator<Turn<T, Carried>, void, undefined> {
    for (let turn = this.take(); turn !== undefined; turn = this.take()) yield turn
  }

  /**
   * An empty line in place of this one, so that this one can be served to its end: an observer who is
   * told of the first may do what lets somebody wait again, who is to wait for the next time (O2).
   */
  renewed(): Line<T, Carried> {
    return new Line(this.obstacle)
  }
}
