/** What contenders count with, so that one that leaves work out, or does it in another order, is found out. */

/** Tasks that go round: each counts its steps, and says when it begins and ends. */
export class Laps {
  /** How many steps were taken, by all together. */
  steps = 0
  /** The sum of `steps` at each task's beginning: in turn, 0 + 1 + … */
  begun = 0
  /** The sum of `steps` at each task's end: in turn, each ends after everybody's last step. */
  ended = 0
  /** How many ended in the order of their numbers. */
  inOrder = 0

  /**
   * @param {number} tasks how many go round
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

/** What the gate hands to those who wait for it: each signs it. */
export class Arrivals {
  count = 0

  /** @param {number} due how many are expected */
  constructor(due) {
    this.due = due
    /** Settles when everybody has come: for contenders that cannot run to that point at once. */
    this.all = new Promise((resolve) => {
      this.resolve = resolve
    })
  }

  sign() {
    this.count += 1
    if (this.count === this.due) this.resolve()
  }
}

/** Nanoseconds since some beginning. */
export function now() {
  return performance.now() * 1e6
}
