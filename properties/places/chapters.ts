/** The clauses, as the chapters have them. */

/** A clause, as a chapter has it. */
export interface Section {
  /** The line of its heading. */
  readonly line: number
  readonly id: string
  readonly title: string
  readonly sentence: string
  /** What stands behind *Why.* and the other labels. */
  readonly labels: ReadonlyMap<string, string>
  /** Its first block of TypeScript; empty if it has none. */
  readonly code: readonly string[]
}

/** The clauses of a chapter. */
export function sectionsIn(text: string): Section[] {
  const sections: Section[] = []
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('## ')) continue
    const [, id = '', title = ''] = /^## (\S+) · (.+)$/u.exec(line) ?? []
    const rest = lines.slice(index + 1)
    const end = rest.findIndex((other) => other.startsWith('## '))
    const own = rest.slice(0, end < 0 ? rest.length : end)
    const labels = own.flatMap((other, at) => {
      const [, label, words = ''] = /^\*([A-Z][^*]*)\.\* ?(.*)$/u.exec(other) ?? []
      if (label === undefined) return []
      const more = paragraph(own.slice(at + 1), (next) => /^\*[A-Z]/u.test(next))
      return [[label, [words, ...more].join(' ')] as const]
    })
    const sentence = paragraph(own).join(' ')
    const code = codeIn(own)
    sections.push({ line: index + 1, id, title, sentence, labels: new Map(labels), code })
  }
  return sections
}

function codeIn(lines: readonly string[]): readonly string[] {
  const start = lines.indexOf('```ts') + 1
  return start === 0 ? [] : lines.slice(start, lines.indexOf('```', start))
}

function paragraph(lines: readonly string[], isNext = (_line: string): boolean => false): string[] {
  const end = lines.findIndex((line) => line.trim() === '' || isNext(line))
  return lines.slice(0, end < 0 ? lines.length : end)
}
