/** Dining philosophers: each takes the fork on the left, and waits for the one on the right for ever. */

import type { Scenario, World } from '../../src/explore/index.ts'

class Fork {
  #isTaken = false
  readonly #waiting: (() => void)[] = []

  async take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#isTaken = true
  }

  put(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#isTaken = false
    else next()
  }
}

async function dine(name: string, first: Fork, second: Fork, world: World): Promise<void> {
  await world.external(`${name} is hungry`)
  await first.take()
  await world.external(`${name} reaches out`)
  await second.take()
  await world.external(`${name} eats`)
  first.put()
  second.put()
}

function scenario(isOrdered: boolean): Scenario {
  return async (world) => {
    const [left, right] = [new Fork(), new Fork()]
    const [first, second] = isOrdered ? [left, right] : [right, left]
    await Promise.all([dine('Plato', left, right, world), dine('Kant', first, second, world)])
  }
}

export const broken: Scenario = scenario(false)
/** Forks are taken in one order everywhere. */
export const fixed: Scenario = scenario(true)
