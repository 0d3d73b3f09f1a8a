/** `spec/index.md`: where everything is that belongs to a clause, and how far the clause was checked. */

import { everyClause, everyClauseId, placesOf, type AnyClauseId } from '../places/clause.ts'
import type { Place } from '../places/mentions.ts'

/** The text of it. */
export function indexOf(statuses: ReadonlyMap<AnyClauseId, string>): string {
  return `# Index of the clauses

Written by \`npm run index\`; a suite holds it to what is there. [How to read it](README.md#the-clauses).

| clause | status | model | source | laws | mutants |
|---|---|---|---|---|---|
${everyClauseId.map((id) => rowOf(id, statuses.get(id) ?? '')).join('\n')}
`
}

function rowOf(id: AnyClauseId, status: string): string {
  const { anchor, chapter, laws, model, source } = placesOf(id)
  const mutants = laws.flatMap(({ law }) => law.mutants)
  const cells = [
    `[${id} · ${everyClause[id].title}](${chapter.path.slice('spec/'.length)}#${anchor})`,
    status,
    linksTo(model, 'spec/', ''),
    linksTo(source, 'src/', '../src/'),
    `[${laws.length}](../properties/clauses/${id}.ts)`,
    String(mutants.length),
  ]
  return `| ${cells.join(' | ')} |`
}

/** A link for each file, with what is declared there. */
function linksTo(places: readonly Place[], room: string, from: string): string {
  const paths = [...new Set(places.map(({ path }) => path))]
  const links = paths.map((path) => {
    const names = places.flatMap((place) =>
      place.path === path && place.name !== undefined ? [`\`${place.name}\``] : [],
    )
    const file = path.slice(room.length)
    return [`[${file}](${from}${file})`, ...(names.length > 0 ? [names.join(', ')] : [])].join(': ')
  })
  return links.join('; ')
}
