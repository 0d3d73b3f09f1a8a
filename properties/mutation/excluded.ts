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

/** Functions that only the explorer calls, which has laws of its own. */
const EXPLORED: ReadonlySet<string> = new Set(['aheadOf', 'bringForward'])

/** Whether no session reaches a piece. */
export function isExplored(node: Node): boolean {
  return isDefinition(node) && EXPLORED.has(nameOf(node) ?? '')
}

/** Functions that check arguments. */
const CHECKS: ReadonlySet<string> = new Set([
  'checked',
  'isClock',
  'hasMethods',
  'isDriver',
  'isMethod',
  'isTrue',
  'requireDuration',
  'requireInteger',
  'requireObject',
])

/** Functions that return nothing, and throw unless an argument is right. */
const CHECKING = /^(?:require[A-Z]\w*|refuseUnlessFunction)$/u

/** Whether a piece is a check of an argument: it throws `TypeError` or `RangeError`, and nothing but that. */
export function isCheck(node: Node, parent: Node | undefined): boolean {
  if (callsCheck(node)) return true
  if (node.type === 'IfStatement') {
    const { alternate, consequent } = node
    return (throwsCheck(consequent) || callsCheck(consequent)) && !isNode(alternate)
  }
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

/** Whether a statement does nothing but call such a function, and no method of an object. */
function callsCheck(statement: unknown): boolean {
  return (
    isNode(statement) &&
    statement.type === 'ExpressionStatement' &&
    CHECKING.test(nameOf(statement['expression']) ?? '')
  )
}

function isDefinition(node: Node | undefined): boolean {
  return node !== undefined && /Declaration|Declarator|Definition|^Property$/u.test(node.type)
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || typeof node['value'] === 'string'
}
