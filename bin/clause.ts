/** Clauses and mutants on the terminal, by their names. */

import { join, relative } from 'node:path'
import { breaches, type Breach } from '../properties/clauses/index.ts'
import { load, loadExplorer } from '../properties/mutants/load.ts'
import { explorationLaws } from '../properties/exploration/laws.ts'
import {
  everyClause,
  everyClauseId,
  placesOf,
  type AnyClauseId,
  type ClausePlaces,
} from '../properties/places/clause.ts'
import { root } from '../properties/places/files.ts'
import type { Place } from '../properties/places/mentions.ts'
import { clauseLines } from '../properties/places/shown.ts'
import { replayLine } from '../properties/report.ts'
import { trialOf } from '../properties/trial.ts'
import { explorationClauseIds, type ExplorationClauseId } from '../spec/exploration/clauses.ts'
import { Complaint, lacksFastCheck } from './documents.ts'
import { say, sayJson } from './say.ts'

/** Prints the clauses. */
export function showClauses(isJson: boolean): void {
  if (isJson) sayJson(everyClauseId.map((id) => ({ id, ...everyClause[id] })))
  else say(...everyClauseId.map(listed))
}

/**
 * Prints a clause, where it is, and how one of its mutants is caught.
 *
 * @throws `Complaint`
 */
export async function showClause(asked: string, isJson: boolean): Promise<void> {
  const id = clauseNamed(asked)
  const places = placesOf(id)
  if (isJson) return sayJson(jsonOf(places))
  say(...clauseLines(places, pathOf), '', ...(await caught(id)))
}

/** How one of its mutants is caught. That needs fast-check, a peer that need not be installed. */
async function caught(id: AnyClauseId): Promise<string[]> {
  try {
    return isExploration(id) ? await caughtExploring(id) : await catchOf(id)
  } catch (error) {
    if (!lacksFastCheck(error)) throw error
    return ['To see one of these mutants caught: npm install fast-check']
  }
}

/** The same for a machine, without a mutant that is caught, which takes a second to find. */
function jsonOf(places: ClausePlaces): object {
  const { chapter, code, example, id, laws, model, sentence, source, title } = places
  const at = ({ line, name, path }: Place): object => ({ path: pathOf(path), line, name })
  return {
    id,
    title,
    sentence,
    chapter: at(chapter),
    model: model.map(at),
    source: source.map(at),
    laws: laws.map(({ law, ...place }) => ({
      ...at(place),
      sentence: law.sentence,
      mutants: law.mutants.map(({ name, why }) => ({ name, why })),
    })),
    ...(example === undefined ? { code: code.join('\n') } : { example: pathOf(example) }),
  }
}

/** From where the command is called. */
function pathOf(path: string): string {
  return relative('', join(root, path))
}

/**
 * A mutant, with the law that must catch it.
 *
 * @throws `Complaint`
 */
export function breachNamed(name: string): Breach {
  const found = breaches.find(({ mutant }) => mutant.name === name)
  if (found !== undefined) return found
  const names = breaches.map(({ mutant }) => mutant.name)
  const near = names.filter((other) => isNear(other, name) || other.includes(name))
  const advice =
    near.length > 0 ? `near it: ${near.join(', ')}` : 'looplaw clause L9 lists those of L9'
  throw new Complaint(`no mutant has the name ${name}; ${advice}`)
}

function isExploration(id: AnyClauseId): id is ExplorationClauseId {
  return explorationClauseIds.some((known) => known === id)
}

function clauseNamed(asked: string): AnyClauseId {
  const text = asked.toUpperCase()
  const found = everyClauseId.find((id) => id === text)
  if (found !== undefined) return found
  const near = everyClauseId.filter((id) => {
    const title = everyClause[id].title.toUpperCase()
    return isNear(id, text) || (text !== '' && title.includes(text))
  })
  const advice =
    near.length > 0
      ? ['near it:', ...near.map((id) => `  ${listed(id)}`)]
      : ['looplaw clause lists them all']
  throw new Complaint(`no clause has the id ${asked}; ${advice.join('\n')}`)
}

function listed(id: AnyClauseId): string {
  return `${id.padEnd(3)} · ${everyClause[id].title}`
}

/** Whether they are one letter apart: one more, one less, or another. */
function isNear(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  const rest = long.slice(at + 1)
  return rest === short.slice(at) || rest === short.slice(at + 1)
}

/** The first of its mutants that is caught, and how. */
async function catchOf(id: AnyClauseId): Promise<string[]> {
  // Only now: what shows a clause needs no fast-check.
  const { hunt, shrunk } = await import('../properties/mutants/hunt.ts')
  const all = breaches.filter(({ law }) => law.clause === id)
  for (const breach of all) {
    const { law, mutant } = breach
    const subject = await load(mutant)
    const found = hunt(breach, subject)
    if (found === undefined) continue
    for (const { session, wrong } of [shrunk(found, breach, subject), found]) {
      // A mutant may keep something from session to session: what is printed, a fresh one shows too.
      if (law.check(trialOf(session, await load(mutant))).wrong === undefined) continue
      return [
        `To see ${mutant.name} caught: ${wrong}`,
        `  ${replayLine(session, `--mutant ${mutant.name}`)}`,
      ]
    }
  }
  const names = all.map(({ mutant }) => `  npx looplaw check --mutant ${mutant.name}`)
  return ['It takes several sessions to see one of these mutants caught:', ...names]
}

/** The same of a law that is about an explorer: what it says of its first mutant. */
async function caughtExploring(id: ExplorationClauseId): Promise<string[]> {
  for (const law of explorationLaws[id]) {
    for (const mutant of law.mutants) {
      const { wrong } = await law.check(await loadExplorer(mutant))
      if (wrong !== undefined) return [`${mutant.name} is caught: ${wrong}`]
    }
  }
  return []
}
