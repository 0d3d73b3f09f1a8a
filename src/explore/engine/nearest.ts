/** The history that passes and is most like one that fails. */

import { chosenIn, following, type History, type Source } from './history.ts'

/** So many histories are tried. */
const TRIES = 100

/** A history that passes, and where it first decides otherwise. */
export interface Nearest {
  readonly history: History
  readonly at: number
}

/** The history that leaves a failing one as late as possible, and passes; undefined if none was found. */
export async function nearestTo(failing: History, source: Source): Promise<Nearest | undefined> {
  const chosen = chosenIn(failing)
  let tries = 0
  for (let at = failing.steps.length - 1; at >= 0; at -= 1) {
    const count = failing.steps[at]?.choices.length ?? 0
    for (let choice = 0; choice < count; choice += 1) {
      if (choice === chosen[at]) continue
      tries += 1
      if (tries > TRIES) return undefined
      const history = await source.run(following([...chosen.slice(0, at), choice]))
      if (history.failure !== undefined) continue
      // X7: once more, for the report.
      const traced = await source.run(following(chosenIn(history)), { traced: true })
      return { history: traced.failure === undefined ? traced : history, at }
    }
  }
  return undefined
}
