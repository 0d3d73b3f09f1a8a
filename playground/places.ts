/** Where in a document something is wrong. */

import { parse, type DocumentNode, type ValueNode } from '@humanwhocodes/momoa'
import { IllFormedError } from '../spec/parse.ts'
import type { Place } from './answer.ts'

/** The place that an error of a JSON document is about, as far as it says. */
export function placeIn(text: string, error: unknown): Place | undefined {
  if (error instanceof IllFormedError) return placeOf(text, error.path)
  if (error instanceof Error && 'offset' in error && typeof error.offset === 'number') {
    return within(text, error.offset)
  }
  return undefined
}

/** A line and a column, both from 1, as a place. */
export function placeAt(text: string, line: number, column: number): Place {
  const before = text.split('\n').slice(0, line - 1)
  return within(text, before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1)
}

/** A line, from 1, without what it is indented by. */
export function lineAt(text: string, line: number): Place | undefined {
  const lines = text.split('\n')
  const found = lines[line - 1]?.trimEnd()
  if (found === undefined || found === '') return undefined
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  return { from: from + found.length - found.trimStart().length, to: from + found.length }
}

function within(text: string, offset: number): Place {
  const from = Math.max(0, Math.min(offset, text.length - 1))
  return { from, to: Math.min(text.length, from + 1) }
}

/** A path like `main[2].body[0].on`, as far as the document has it. */
function placeOf(text: string, path: string): Place {
  const document: DocumentNode = parse(text, { ranges: true })
  let node: ValueNode = document.body
  for (const [, index, key] of path.matchAll(/\[(\d+)\]|([^.[\]]+)/gu)) {
    const next: ValueNode | undefined =
      index === undefined ? memberOf(node, key ?? '') : elementOf(node, Number(index))
    if (next === undefined) break
    node = next
  }
  return { from: node.loc.start.offset, to: node.loc.end.offset }
}

function elementOf(node: ValueNode, index: number): ValueNode | undefined {
  return node.type === 'Array' ? node.elements[index]?.value : undefined
}

function memberOf(node: ValueNode, key: string): ValueNode | undefined {
  if (node.type !== 'Object') return undefined
  return node.members.find(({ name }) => name.type === 'String' && name.value === key)?.value
}
