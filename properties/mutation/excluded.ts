/** Which parts of the built sources are not mutated, or counted apart. */

import { isNode, listed, nameOf, type Node } from './syntax.ts'

/**
 * Modules that contain nothing but messages, or nothing but names; pictures of a run, of which no clause speaks; and what
 * happens in microtasks of the host, which no law waits for: the suite of Promises/A+ judges it.
 */
const MODULES = /^core\/(?:inspect|types)\.js$|^trace\/|^host\/thenable\.js$|(?:^|\/)index\.js$/u

/** Functions and properties that return a part of a message. */
const TEXTS: ReadonlySet<string> = new Set([
  'toString',
  'what',
  'verb',
  'remedy',
  'oneIsEnough',
  'hasEnded',
  'sentence',
  'chainFrom',
  '#next',
  'link',
  'LINKS',
  'wayOut',
  'blocked',
  'waitOf',
  'refusal',
  'advice',
  'one',
  'mistake',
  'others',
  'also',
  'inWords',
  'begins',
  'several',
])

/** Whether a piece contributes at most to what is printed. */
export function isPrinted(node: Node, path: string): boolean {
  if (node.type === 'Program') return MODULES.test(path)
  if (node.type === 'TemplateLiteral' || node.type === 'ImportDeclaration') return true
  if (node.type === 'ConditionalExpression')
    return [...listed(node['consequent']), ...listed(node['alternate'])].some(isText)
  if (node.type === 'ExpressionStatement') return nameOf(node['expression']) === 'showAsString'
  return isDefinition(node) && TEXTS.has(nameOf(node) ?? '')
}

/** Functions that check arguments. */
const CHECKS: ReadonlySet<string> = new Set([
  'checked',
  'isClock',
  'hasMethods',
  'isDriver',
  'isTrue',
  'requireDuration',
  'requireInteger',
  'requireObject',
])

/** Whether a piece is a check of an argument: it throws `TypeError` or `RangeError`, and nothing but that. */
export function isCheck(node: Node, parent: Node | undefined): boolean {
  if (node.type === 'IfStatement')
    return throwsCheck(node['consequent']) && !isNode(node['alternate'])
  if (!isDefinition(node) && !isDefinition(parent)) return false
  if (CHECKS.has(nameOf(node) ?? '')) return true
  const [body] = listed(node['body'])
  return body !== undefined && throwsCheck(listed(body['body']).at(-1))
}

/** Whether a statement throws such an error, or one that names what a host lacks. */
function throwsCheck(statement: unknown): boolean {
  if (!isNode(statement)) return false
  const inner = listed(statement['body'])
  if (statement.type === 'BlockStatement') return inner.length === 1 && throwsCheck(inner[0])
  const name = statement.type === 'ThrowStatement' ? nameOf(statement['argument']) : undefined
  return name === 'TypeError' || name === 'RangeError' || name === 'missing'
}

function isDefinition(node: Node | undefined): boolean {
  return node !== undefined && /Declaration|Declarator|Definition|^Property$/u.test(node.type)
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || typeof node['value'] === 'string'
}
