/** Counters for the contenders, which detect one that leaves work out or does it in another order. */

/** Counts a rotation: each task counts its steps, and reports when it begins and ends. */
export class Laps {
  /** How many steps all tasks have taken together. */
  steps = 0
  /** The sum of `steps` at each task's beginning: 0 + 1 + … in a rotation. */
  begun = 0
  /** The sum of `steps` at each task's end: in a rotation, each ends after the last step of all. */
  ended = 0
  /** How many ended in the order of their numbers. */
  inOrder = 0

  /**
   * @param {number} tasks how many rotate
   * @param {number} each how many steps each of them takes
   */
  constructor(tasks, each) {
    this.tasks = tasks
    this.each = each
  }

  begin() {
    this.begun += this.steps
  }

  /** @param {number} number which task it is, from 0 */
  end(number) {
    this.ended += this.steps
    if (number === this.inOrder) this.inOrder += 1
  }
}

/** What every waiter of the gate receives, and signs. */
export class Arrivals {
  count = 0

  /** @param {number} due how many are expected */
  constructor(due) {
    this.due = due
    /** Resolves when all are counted: for contenders that cannot run to that point synchronously. */
    this.all = new Promise((resolve) => {
      this.resolve = resolve
    })
  }

  sign() {
    this.count += 1
    if (this.count === this.due) this.resolve()
  }
}

/** Nanoseconds since a fixed point in time. */
export function now() {
  return performance.now() * 1e6
}
