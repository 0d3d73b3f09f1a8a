/** Stale search: the answer to what was typed first arrives last, and is shown. */

import type { Scenario } from '../../src/explore/index.ts'

type Find = (text: string) => Promise<string>

class Search {
  shown = ''
  protected readonly find: Find
  constructor(find: Find) {
    this.find = find
  }

  async type(text: string): Promise<void> {
    this.shown = await this.find(text)
  }
}

/** Shows an answer only if nothing was typed since. */
class SafeSearch extends Search {
  #asked = 0

  override async type(text: string): Promise<void> {
    this.#asked += 1
    const asked = this.#asked
    const answer = await this.find(text)
    if (asked === this.#asked) this.shown = answer
  }
}

function scenario(Kind: typeof Search): Scenario {
  return async (world) => {
    const search = new Kind((text) => world.external(`find ${text}`, `results of ${text}`))
    const first = search.type('ca')
    await world.sleep(100)
    await Promise.all([first, search.type('cat')])
    if (search.shown !== 'results of cat') throw new Error(`it shows the ${search.shown}`)
  }
}

export const broken: Scenario = scenario(Search)
export const fixed: Scenario = scenario(SafeSearch)
