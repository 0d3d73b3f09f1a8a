/** Lost update: two callers read, both add, and the one that writes last overwrites the other. */

import type { Scenario } from '../../src/explore/index.ts'

interface Store {
  read(): Promise<number>
  write(value: number): Promise<void>
}

class Account {
  protected readonly store: Store
  constructor(store: Store) {
    this.store = store
  }

  async deposit(amount: number): Promise<void> {
    const balance = await this.store.read()
    await this.store.write(balance + amount)
  }
}

/** Each deposit begins when the one before has ended. */
class SafeAccount extends Account {
  #last: Promise<void> = Promise.resolve()

  override deposit(amount: number): Promise<void> {
    this.#last = this.#last.then(() => super.deposit(amount))
    return this.#last
  }
}

function scenario(Kind: typeof Account): Scenario {
  return async (world) => {
    let balance = 0
    const store = world.wrap({
      read: () => balance,
      write: (value: number) => void (balance = value),
    })
    const account = new Kind(store)
    await Promise.all([account.deposit(10), account.deposit(20)])
    if (balance !== 30) throw new Error(`the balance is ${balance}`)
  }
}

export const broken: Scenario = scenario(Account)
export const fixed: Scenario = scenario(SafeAccount)
