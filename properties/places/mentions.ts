/** Where sources name a clause, and in which declaration that is. */

import type { File } from './files.ts'

/** A place in a source. */
export interface Place {
  readonly path: string
  readonly line: number
  /** What is declared there, as `settle` or `Task.cancel`; undefined of a file as a whole. */
  readonly name: string | undefined
}

/** The functions and methods of a source, and what else it declares. */
interface Declaration {
  readonly name: string
  /** Index of its line. */
  readonly at: number
  readonly indent: number
  /** Whether it does something, as functions and methods do. */
  readonly acts: boolean
}

/**
 * The places that name a clause by its id. The lists of clauses with which a doc comment ends count where
 * they are a function's: of a class, such a list says what it is about, and not where a clause is kept.
 */
export function mentionsOf(id: string, file: File): readonly Place[] {
  const lines = file.text.split('\n')
  const declarations = declarationsIn(lines)
  const mention = new RegExp(String.raw`(?<![\w'$-])${id}\b`, 'u')
  return lines.flatMap((line, at) => {
    if (!mention.test(line)) return []
    const found = at < headOf(lines) ? undefined : declarationOf(lines, at, declarations)
    if (/\bClauses?\s/u.test(line) && found?.acts !== true) return []
    return [{ path: file.path, line: at + 1, name: found?.name }]
  })
}

/** Where a source declares something at its outermost level. */
export function declarationAt(name: string, file: File): Place | undefined {
  const found = declarationsIn(file.text.split('\n')).find((one) => one.name === name)
  return found && { path: file.path, line: found.at + 1, name }
}

const OUTER =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(function\*?|class|interface|type|const|let|enum) (\w+)/u
const MEMBER =
  /^ {2}(?:(?:static|readonly|override|abstract|get|set) )*\*?((?:#?\w+)|\[[\w.]+\])[?!]?(\(|<|:| =|;|$)/u

function declarationsIn(lines: readonly string[]): readonly Declaration[] {
  const found: Declaration[] = []
  let type: string | undefined
  for (const [at, line] of lines.entries()) {
    const [, kind, outer] = OUTER.exec(line) ?? []
    if (kind !== undefined && outer !== undefined) {
      type = kind === 'class' || kind === 'interface' ? outer : undefined
      const acts = kind.startsWith('function') || (kind === 'const' && line.includes('=>'))
      found.push({ name: outer, at, indent: 0, acts })
    }
    if (line.startsWith('}')) type = undefined
    const [, member, next] = (type !== undefined && MEMBER.exec(line)) || []
    if (type === undefined || member === undefined) continue
    const name = member === 'constructor' ? type : `${type}.${member}`
    found.push({ name, at, indent: 2, acts: next === '(' || next === '<' })
  }
  return found
}

/** How many lines a file says of itself: the comment before all else. */
function headOf(lines: readonly string[]): number {
  const end = lines.findIndex((line) => line.trim() === '')
  const first = lines[0]?.startsWith('/**') === true || lines[0]?.startsWith('#!') === true
  return first && end > 0 && lines[end - 1]?.trimEnd().endsWith('*/') === true ? end : 0
}

/** What a line belongs to: a comment to what it stands over, if that is a declaration; all else to what it is in. */
function declarationOf(
  lines: readonly string[],
  at: number,
  declarations: readonly Declaration[],
): Declaration | undefined {
  const line = lines[at] ?? ''
  if (isComment(line)) {
    const next = lines.findIndex((other, index) => index > at && !isComment(other))
    const under = declarations.find((one) => one.at === next)
    if (under !== undefined) return under
  }
  const indent = line.search(/\S/u)
  const own = declarations.find((one) => one.at === at)
  return own ?? declarations.findLast((one) => one.at < at && one.indent < indent)
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\*\*|\*(?:[\s/]|$)|\/\/)/u.test(line)
}
