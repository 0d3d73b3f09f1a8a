/** Every small mistake that can be made in a module, one by one. */

import { isCheck, isExplored, isPrinted } from './excluded.ts'
import { isNode, listed, nameOf, operatorOf, parsed, partsOf, type Node } from './syntax.ts'

/** A module with one mistake. */
export interface Mutation {
  /** `file:line:column:operator`, of the built module. */
  readonly id: string
  /** The module, below the folder of the built sources. */
  readonly path: string
  /** What kind of mistake it is. */
  readonly operator: string
  /** Whether it is in a check of an argument: laws are checked on programs, whose arguments are right. */
  readonly isCheck: boolean
  /** The lines that it changes, white space aside. */
  readonly before: string
  readonly after: string
  /** The whole module, with the mistake. */
  readonly code: string
}

/** A mistake: another text in the place of a part. */
interface Edit {
  readonly operator: string
  readonly start: number
  readonly end: number
  readonly text: string
  /** Where it is said to be, if not where it starts: nested expressions often start at one place. */
  readonly at?: number
}

/** A piece of the module, with the text, and the piece around it. */
interface Place {
  readonly node: Node
  readonly parent: Node | undefined
  readonly text: string
}

/** Every mutation of a module, in the order of its text. */
export function mutationsOf(path: string, text: string): readonly Mutation[] {
  const found: Mutation[] = []
  const visit = (node: Node, parent: Node | undefined, checks: boolean): void => {
    if (isPrinted(node, path) || isExplored(node)) return
    const inCheck = checks || isCheck(node, parent)
    for (const edit of editsAt({ node, parent, text }))
      found.push(mutation(path, text, edit, inCheck))
    for (const part of partsOf(node)) visit(part, node, inCheck)
  }
  visit(parsed(text), undefined, false)
  return found
}

function mutation(path: string, text: string, edit: Edit, inCheck: boolean): Mutation {
  const { at = edit.start, end, operator, start, text: replacement } = edit
  const line = text.slice(0, at).split('\n').length
  const column = at - text.lastIndexOf('\n', at - 1)
  const from = text.lastIndexOf('\n', start) + 1
  const until = text.indexOf('\n', end)
  const to = until < 0 ? text.length : until
  return {
    id: `${path}:${line}:${column}:${operator}`,
    path,
    operator,
    isCheck: inCheck,
    before: onOneLine(text.slice(from, to)),
    after: onOneLine(text.slice(from, start) + replacement + text.slice(end, to)),
    code: text.slice(0, start) + replacement + text.slice(end),
  }
}

function onOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/gu, ' ')
}

/** By type of the piece: the mistakes that can be made in it. */
const operators: Readonly<Record<string, (place: Place) => readonly Edit[]>> = {
  ArrayExpression: emptied,
  ArrowFunctionExpression: (place) => [...bodyOf(place), ...returnedBy(place, place.node['body'])],
  AssignmentExpression: assignment,
  BinaryExpression: binary,
  BreakStatement: dropped,
  CallExpression: (place) => [...swapped(place), ...insistent(place)],
  CatchClause: caught,
  ConditionalExpression: negated,
  ContinueStatement: dropped,
  ExpressionStatement: statement,
  ForStatement: negated,
  FunctionDeclaration: bodyOf,
  FunctionExpression: bodyOf,
  IfStatement: (place) => [...negated(place), ...branches(place)],
  Literal: constant,
  LogicalExpression: logical,
  MemberExpression: insistent,
  NewExpression: swapped,
  ReturnStatement: (place) => [...early(place), ...returnedBy(place, place.node['argument'])],
  ThrowStatement: dropped,
  TryStatement: unfinished,
  UnaryExpression: affirmed,
  WhileStatement: negated,
}

function editsAt(place: Place): readonly Edit[] {
  return operators[place.node.type]?.(place) ?? []
}

function replaced(node: Node, operator: string, text: string): Edit {
  return { operator, start: node.start, end: node.end, text }
}

function textOf(node: Node, text: string): string {
  return text.slice(node.start, node.end)
}

/** A list that has nothing in it. */
function emptied({ node }: Place): Edit[] {
  return listed(node['elements']).length === 0 ? [] : [replaced(node, 'empty-list', '[]')]
}

function assignment({ node, text }: Place): Edit[] {
  const others: Readonly<Record<string, string>> = {
    '+=': '-=',
    '-=': '+=',
    '||=': '=',
    '??=': '=',
  }
  return exchanged(node, text, 'assignment', others)
}

const ARITHMETIC: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*' }
const COMPARISON: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
}

function binary({ node, text }: Place): Edit[] {
  const sides = [...listed(node['left']), ...listed(node['right'])]
  if (sides.some(isText)) return []
  return [
    ...exchanged(node, text, 'comparison', COMPARISON),
    ...exchanged(node, text, 'arithmetic', ARITHMETIC),
  ]
}

/** The operator of an expression, exchanged for another. */
function exchanged(
  node: Node,
  text: string,
  operator: string,
  others: Readonly<Record<string, string>>,
): Edit[] {
  const sign = operatorOf(node)
  const other = others[sign]
  const at = signOf(node, text, sign)
  return other === undefined ? [] : [{ operator, start: at, end: at + sign.length, text: other }]
}

function signOf({ left }: Node, text: string, sign: string): number {
  return text.indexOf(sign, isNode(left) ? left.end : 0)
}

function logical({ node, text }: Place): Edit[] {
  const { left, right } = node
  if (!isNode(left) || !isNode(right)) return []
  const at = signOf(node, text, operatorOf(node))
  const kept = (
    [
      ['keep-left', left],
      ['keep-right', right],
    ] as const
  ).map(([operator, side]) => ({
    ...replaced(node, operator, `(${textOf(side, text)})`),
    at,
  }))
  return [...exchanged(node, text, 'logical', { '&&': '||', '||': '&&' }), ...kept]
}

/** The opposite condition; a comparison and a negation have operators of their own. */
function negated({ node: { test }, text }: Place): Edit[] {
  if (!isNode(test)) return []
  const { type } = test
  const sign = operatorOf(test)
  if ((type === 'BinaryExpression' && /^[!=]==$/u.test(sign)) || sign === '!') return []
  return [replaced(test, 'negate', `!(${textOf(test, text)})`)]
}

/** Without its `!`. */
function affirmed({ node, text }: Place): Edit[] {
  const { argument } = node
  if (operatorOf(node) !== '!' || !isNode(argument)) return []
  return [replaced(node, 'affirm', `(${textOf(argument, text)})`)]
}

function branches({ node }: Place): Edit[] {
  const { alternate, consequent } = node
  if (!isNode(consequent)) return []
  const isBlock = consequent.type === 'BlockStatement' && listed(consequent['body']).length > 1
  return [
    ...(isBlock ? [replaced(consequent, 'empty-branch', '{}')] : []),
    ...(isNode(alternate)
      ? [{ operator: 'drop-else', start: consequent.end, end: alternate.end, text: '' }]
      : []),
  ]
}

/** A number that is one more, or one less; the other truth value. */
function constant({ node, parent }: Place): Edit[] {
  const { value } = node
  if (parent?.type === 'Property' && parent['key'] === node) return []
  if (typeof value === 'boolean') return [replaced(node, 'boolean', String(!value))]
  if (typeof value !== 'number') return []
  const less = value > 0 ? [replaced(node, 'minus-one', String(value - 1))] : []
  return [replaced(node, 'plus-one', String(value + 1)), ...less]
}

function dropped({ node }: Place): Edit[] {
  return [replaced(node, 'drop', ';')]
}

function statement(place: Place): Edit[] {
  const { expression } = place.node
  // Without it, no object is created, which is no mistake of this package.
  const isSuper = isNode(expression) && listed(expression['callee'])[0]?.type === 'Super'
  return isSuper ? [] : dropped(place)
}

/** A `return` in the midst of a function, left out. */
function early(place: Place): Edit[] {
  return place.parent?.type === 'IfStatement' ? dropped(place) : []
}

/** A function that returns something else. */
function returnedBy({ node, text }: Place, returned: unknown): Edit[] {
  if (!isNode(returned) || returned.type === 'BlockStatement' || isText(returned)) return []
  if (textOf(returned, text) === 'undefined') return []
  const others = isTruth(returned) ? ['true', 'false'] : ['undefined']
  const isFlag = typeof returned['value'] === 'boolean'
  return (isFlag ? [] : others).map((other) => ({
    ...replaced(returned, `return-${other}`, other),
    at: node.start,
  }))
}

/** Whether an expression is true or false. */
function isTruth(node: Node): boolean {
  const sign = operatorOf(node)
  if (node.type === 'BinaryExpression') return sign in COMPARISON || sign.startsWith('in')
  if (node.type === 'LogicalExpression')
    return sign !== '??' && [...listed(node['left']), ...listed(node['right'])].every(isTruth)
  return sign === '!' || nameOf(node)?.startsWith('is') === true
}

/** A function that does nothing. */
function bodyOf({ node, parent }: Place): Edit[] {
  const { body } = node
  if (!isNode(body) || body.type !== 'BlockStatement' || parent?.['kind'] === 'constructor')
    return []
  return listed(body['body']).length > 1 ? [replaced(body, 'empty-body', '{}')] : []
}

/** Two arguments in the wrong order. */
function swapped({ node, text }: Place): Edit[] {
  const given = listed(node['arguments'])
  const { callee } = node
  // `Math.max` and `Math.min` do not care, and the first argument of an error is its message.
  if (isNode(callee) && nameOf(callee['object']) === 'Math') return []
  if (nameOf(node)?.endsWith('Error') === true) return []
  return given.slice(1).flatMap((second, index) => {
    const first = given[index]
    if (first === undefined || textOf(first, text) === textOf(second, text)) return []
    const between = text.slice(first.end, second.start)
    return [
      {
        operator: 'swap-arguments',
        start: first.start,
        end: second.end,
        text: textOf(second, text) + between + textOf(first, text),
      },
    ]
  })
}

/** What may be missing, taken to be there. */
function insistent({ node, text }: Place): Edit[] {
  const { callee, object, optional } = node
  const before = [callee, object].find(isNode)
  if (optional !== true || before === undefined) return []
  const start = text.indexOf('?.', before.end)
  const isNamed = node.type === 'MemberExpression' && node['computed'] !== true
  return [{ operator: 'insist', start, end: start + 2, text: isNamed ? '.' : '' }]
}

function caught({ node }: Place): Edit[] {
  const { body } = node
  if (!isNode(body) || listed(body['body']).length < 2) return []
  return [replaced(body, 'empty-catch', '{}')]
}

function unfinished({ node }: Place): Edit[] {
  const { finalizer } = node
  return isNode(finalizer) ? [replaced(finalizer, 'empty-finally', '{}')] : []
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || typeof node['value'] === 'string'
}
