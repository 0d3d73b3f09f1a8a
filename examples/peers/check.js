/** Asks a peer each law that it can be asked: generated programs, shrunk to the smallest that shows a violation. */

import fc from 'fast-check'
import { programs, sourceOf } from './language.js'
import { laws } from './laws.js'
import { differs, promised } from './promised.js'

export const SEED = 1
export const RUNS = 2_000

/** What names a law; with a lock, which of those that a peer has. */
export const keyOf = (law, lock) =>
  [law.id, law.scope === true ? 'scope' : [], law.locks === true ? (lock ?? []) : []]
    .flat()
    .join(' ')

/** What every law says of a peer, and what the programs have imported, each as its path and its name. */
export async function examine(peer, say = () => {}) {
  const cells = {}
  const names = new Set()
  for (const law of laws) {
    if (!isAskable(law, peer)) {
      cells[keyOf(law)] = [{ verdict: 'cannot be expressed' }]
      continue
    }
    cells[keyOf(law)] = []
    for (const [at, lock] of (law.locks === true ? peer.locks : [{}]).entries()) {
      say(`${peer.name}: ${keyOf(law, lock.name)}`)
      cells[keyOf(law)].push(await ask(law, peer, at, lock.name, names))
    }
  }
  return { cells, names: [...names].toSorted((one, other) => one.localeCompare(other)) }
}

function isAskable({ kinds, locks }, { locks: offered, operands, ops, queue }) {
  const needs = { hold: offered, put: queue, take: queue, select: operands, contest: operands?.put }
  return (
    (locks !== true || offered !== undefined) &&
    kinds.every((kind) => (kind in needs ? needs[kind] : ops[kind]) !== undefined)
  )
}

/** What one law says of a peer. */
export async function ask(law, peer, lock, of, names) {
  let programsRun = 0
  const judge = async (program) => {
    const source = sourceOf(program, peer, { ending: law.ending, lock })
    for (const [path, used] of peer.imports(source))
      for (const one of used) names.add(`${path} ${one}`)
    const log = await peer.play(source)
    programsRun += 1
    if (law.twice !== true) return { log, source, wrong: law.judge(log) }
    const again = await peer.play(source, 1)
    const at = log.findIndex((event, i) => event !== again[i])
    return {
      log,
      source,
      wrong: at < 0 ? undefined : `${log[at]}, and the second time ${again[at]}`,
    }
  }
  const { counterexample } = await fc.check(
    fc.asyncProperty(programs(law), async (program) => (await judge(program)).wrong === undefined),
    { numRuns: RUNS, seed: SEED },
  )
  const found = of === undefined ? {} : { of }
  if (!counterexample) return { ...found, verdict: 'keeps' }
  const after = programsRun
  const { log, source, wrong } = await judge(counterexample[0])
  const key = `${peer.name} ${keyOf(law, of)}`
  const why = promised[key] ?? differs[key]
  return {
    ...found,
    verdict: key in promised ? 'breaks' : 'differs by design',
    wrong,
    after,
    why,
    imports: peer.imports(source).filter(([, used]) => used.length > 0),
    source,
    log,
  }
}
