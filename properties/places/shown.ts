/** What a person reads of where clauses are: of one on the terminal, of all of them in `spec/index.md`. */

import { clauseIds, clauses, type ClauseId } from '../../spec/clauses.ts'
import { placesOf, type ClausePlaces } from './clause.ts'
import type { Place } from './mentions.ts'

/** A clause and where it is, line by line. */
export function clauseLines(places: ClausePlaces): string[] {
  const { chapter, code, example, id, laws, model, sentence, source, title } = places
  const column = Math.max(...[...model, ...source].map((place) => locationOf(place).length))
  const listed = (found: readonly Place[]): string[] =>
    found.map((place) => `  ${locationOf(place).padEnd(column)}  ${place.name ?? ''}`.trimEnd())
  return [
    `${id} · ${title}`,
    ...wrapped(sentence, '  '),
    '',
    'Chapter',
    `  ${chapter}`,
    ...headed('Model', listed(model)),
    ...headed('Source', listed(source)),
    ...headed(
      'Laws, and the mutants that each must catch',
      laws.flatMap(({ law, line, path }) => [
        `  ${path}:${line}`,
        ...wrapped(law.sentence, '    '),
        ...law.mutants.flatMap(({ name, why }) =>
          wrapped(`${name}: ${why}`, '      - ', '        '),
        ),
      ]),
    ),
    ...headed(
      'Example',
      example === undefined
        ? code.map((line) => `  ${line}`)
        : [`  npx looplaw run spec/${example}`],
    ),
  ]
}

function headed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function locationOf({ line, path }: Place): string {
  return `${path}:${line}`
}

const WIDTH = 100

function wrapped(text: string, first: string, rest = first): string[] {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    if (line.trim() !== first.trim() && line.length + word.length >= WIDTH) {
      lines.push(line.trimEnd())
      line = rest
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()]
}

/** `spec/index.md`. */
export function indexOf(statuses: ReadonlyMap<ClauseId, string>): string {
  return `# Index of the clauses

Written by \`npm run index\`; a suite holds it to what is there. [How to read it](README.md#index).

| clause | status | model | source | laws | mutants |
|---|---|---|---|---|---|
${clauseIds.map((id) => rowOf(id, statuses.get(id) ?? '')).join('\n')}
`
}

function rowOf(id: ClauseId, status: string): string {
  const { laws, link, model, source } = placesOf(id)
  const mutants = laws.flatMap(({ law }) => law.mutants)
  const cells = [
    `[${id} · ${clauses[id].title}](${link})`,
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
