/** What a person reads of where a clause is. */

import type { ClausePlaces, LawPlace } from './clause.ts'
import type { Place } from './mentions.ts'

/**
 * A clause and where it is, line by line.
 *
 * @param pathOf how a path of the package is shown
 */
export function clauseLines(places: ClausePlaces, pathOf: (path: string) => string): string[] {
  const { chapter, code, example, id, laws, model, sentence, source, title } = places
  const listed = ({ line, name = '', path }: Place): string =>
    `  ${pathOf(path)}:${line}  ${name}`.trimEnd()
  const judged = ({ law, ...place }: LawPlace): string[] => [
    listed(place),
    ...wrapped(law.sentence, '    '),
    ...law.mutants.flatMap(({ name, why }) => wrapped(`${name}: ${why}`, '      - ', '        ')),
  ]
  const shown = code.map((line) => `  ${line}`)
  return [
    `${id} · ${title}`,
    ...wrapped(sentence, '  '),
    ...headed('Chapter', [listed(chapter)]),
    ...headed('Model', model.map(listed)),
    ...headed('Source', source.map(listed)),
    ...headed('Laws, each with the mutants that it must catch', laws.flatMap(judged)),
    ...headed('Example', example === undefined ? shown : [`  npx looplaw run ${pathOf(example)}`]),
  ]
}

function headed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

const WIDTH = 100

function wrapped(text: string, first: string, rest = first): string[] {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    if (line.trim() !== first.trim() && line.length + word.length > WIDTH) {
      lines.push(line.trimEnd())
      line = rest
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()]
}
