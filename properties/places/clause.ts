/** Where all is that belongs to a clause. */

import { clauseIds, clauses, type Clause, type ClauseId } from '../../spec/clauses.ts'
import {
  explorationClauseIds,
  explorationClauses,
  type ExplorationClauseId,
} from '../../spec/exploration/clauses.ts'
import { laws } from '../clauses/index.ts'
import { explorationLaws } from '../exploration/laws.ts'
import type { ExplorationLaw } from '../exploration/law.ts'
import type { Law } from '../law.ts'
import { sectionsIn, type Section } from './chapters.ts'
import { fileAt, filesIn, type File } from './files.ts'
import { declarationAt, mentionsOf, type Place } from './mentions.ts'

/** A clause of any chapter: of a loop, or of exploration. */
export type AnyClauseId = ClauseId | ExplorationClauseId

/** Those of every chapter, in order. */
export const everyClauseId: readonly AnyClauseId[] = [...clauseIds, ...explorationClauseIds]

/** What each says. */
export const everyClause: Readonly<Record<AnyClauseId, Clause>> = {
  ...clauses,
  ...explorationClauses,
}

const everyLaws: Readonly<Record<AnyClauseId, readonly (Law | ExplorationLaw)[]>> = {
  ...laws,
  ...explorationLaws,
}

/** A law, and where its sentence stands. */
export interface LawPlace extends Place {
  readonly law: Law | ExplorationLaw
}

/** A clause, and where it is. */
export interface ClausePlaces {
  readonly id: AnyClauseId
  readonly title: string
  readonly sentence: string
  /** Its section in a chapter. */
  readonly chapter: Place
  /** The same, as in a link to the chapter. */
  readonly anchor: string
  /** The program that is its example, if it has one. */
  readonly example: string | undefined
  /** Its example in TypeScript; empty if it has none. */
  readonly code: readonly string[]
  /** The functions that its chapter names as its rule, and what else names it in the model. */
  readonly model: readonly Place[]
  /** What keeps it in the sources. */
  readonly source: readonly Place[]
  readonly laws: readonly LawPlace[]
}

interface Rooms {
  readonly sections: ReadonlyMap<string, Section & { readonly path: string }>
  readonly model: readonly File[]
  readonly source: readonly File[]
}

let rooms: Rooms | undefined

/** Read once. */
function read(): Rooms {
  const chapters = filesIn('spec', /^spec\/\d+-[^/]*\.md$/u)
  rooms ??= {
    sections: new Map(
      chapters.flatMap(({ path, text }) =>
        sectionsIn(text).map((section) => [section.id, { ...section, path }] as const),
      ),
    ),
    model: filesIn('spec', /^spec\/model(?:\.ts$|\/.*\.ts$)/u),
    source: filesIn('src', /\.ts$/u),
  }
  return rooms
}

/** @throws if no chapter has the clause */
export function placesOf(id: AnyClauseId): ClausePlaces {
  const { model, sections, source } = read()
  const { sentence, title } = everyClause[id]
  const section = sections.get(id)
  if (section === undefined) throw new Error(`no chapter has ${id}; write its section`)
  const { code, labels, line, path } = section
  const example = /\]\((examples\/[^)]+)\)/u.exec(labels.get('Example') ?? '')?.[1]
  return {
    id,
    title,
    sentence,
    chapter: { path, line, name: undefined },
    anchor: anchorOf(id, title),
    example: example && `spec/${example}`,
    code,
    model: distinct([
      ...rulesIn(labels.get('Model') ?? '', model),
      ...model.flatMap((file) => mentionsOf(id, file)),
    ]),
    source: distinct(source.flatMap((file) => mentionsOf(id, file))),
    laws: lawPlaces(id),
  }
}

/** The functions of the model that a row names, each in one of the files that the row names, if there are several. */
function rulesIn(row: string, model: readonly File[]): readonly Place[] {
  const names = [...row.matchAll(/`(\w+)`/gu)].flatMap(([, name]) => name ?? [])
  return names.flatMap((name) => {
    const found = model.flatMap((file) => declarationAt(name, file) ?? [])
    const named = found.find(({ path }) => row.includes(path.slice('spec/'.length)))
    return named ?? found[0] ?? []
  })
}

function lawPlaces(id: AnyClauseId): readonly LawPlace[] {
  const { path, text } = fileAt(`properties/clauses/${id}.ts`)
  const lines = text
    .split('\n')
    .flatMap((line, at) => (/^ {4}sentence:/u.test(line) ? [at + 1] : []))
  return everyLaws[id].map((law, index) => ({
    law,
    path,
    line: lines[index] ?? 1,
    name: undefined,
  }))
}

/** Of several places in one declaration, the first. */
function distinct(places: readonly Place[]): readonly Place[] {
  return places.filter(({ name, path }, index) => {
    return index === places.findIndex((other) => other.path === path && other.name === name)
  })
}

/** As GitHub makes it of a heading. */
function anchorOf(id: string, title: string): string {
  const words = `${id} · ${title}`.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
  return words.replaceAll(' ', '-')
}
