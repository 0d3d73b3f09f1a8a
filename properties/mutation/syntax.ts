/** What a parser sees in a built module. */

import { parseAst } from 'vitest/node'

/** A piece of a module. */
export interface Node {
  readonly type: string
  /** Where it begins in the text, and where it ends. */
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** A module, parsed. */
export function parsed(text: string): Node {
  const program: unknown = parseAst(text, { lang: 'js' })
  if (isNode(program)) return program
  throw new Error('the parser did not return a program')
}

/** The pieces of which a piece directly consists, in the order of the text. */
export function partsOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flatMap(listed)
    .toSorted((one, other) => one.start - other.start)
}

/** The pieces in a field: one, several, or none. */
export function listed(field: unknown): readonly Node[] {
  if (Array.isArray(field)) return field.filter(isNode)
  return isNode(field) ? [field] : []
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The name of an identifier, or of what is declared, defined or called with one; `#name` if it is private. */
export function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  const { name, type } = value
  if (typeof name === 'string') return type === 'PrivateIdentifier' ? `#${name}` : name
  const { callee, id, key } = value
  return [id, key, callee].map(nameOf).find((known) => known !== undefined)
}

/** The operator of an expression, or the empty text. */
export function operatorOf({ operator }: Node): string {
  return typeof operator === 'string' ? operator : ''
}
