/** The files of this package, and what a parser sees in its sources. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vitest/node'

/** Where the package is, with a slash at its end. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url))

/** The text of a file; its path is relative to the root. */
export function read(path: string): string {
  return readFileSync(root + path, 'utf8')
}

/** What git would not track. */
const ignored: ReadonlySet<string> = new Set([
  '.git',
  ...read('.gitignore')
    .split('\n')
    .flatMap((line) => (line.endsWith('/') ? [line.slice(0, -1)] : [])),
])

/** Every file below a folder, with slashes; none if there is no such folder. */
export function filesIn(folder: string): string[] {
  if (!existsSync(root + folder)) return []
  return readdirSync(root + folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (ignored.has(entry.name)) return []
      const path = posix.join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : []
    })
    .toSorted()
}

/** `file:line`, of a place in a text. */
export function place(path: string, text: string, offset: number): string {
  return `${path}:${text.slice(0, offset).split('\n').length}`
}

/** What the parser makes of a piece of a source. */
export interface Node {
  readonly type: string
  /** Where it begins in the text, and where it ends. */
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** An import, or an export from elsewhere. */
export interface Import {
  /** What is written between the quotes. */
  readonly specifier: string
  /** The file that it names, unless it is a package. */
  readonly path: string | undefined
  /** `file:line`. */
  readonly at: string
}

export interface Source {
  readonly path: string
  readonly text: string
  readonly program: Node
  readonly imports: readonly Import[]
}

/** A source, parsed. */
function sourceAt(path: string): Source {
  const text = read(path)
  const program: unknown = parseAst(text, { lang: 'ts' })
  if (!isNode(program)) throw new Error(`${path} was parsed to something else`)
  const imports = nodesIn(program).flatMap((node) => importIn(node, path, text))
  return { path, text, program, imports }
}

/** Every room's sources. */
export function sources(): Source[] {
  return ['src', 'spec', 'properties', 'bin']
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.ts'))
    .map(sourceAt)
}

/** A node and all that it consists of, in the order of the text. */
export function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  if (!isNode(value)) return []
  return [value, ...Object.values(value).flatMap(nodesIn)]
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The name that an identifier has. */
export function nameOf(value: unknown): string | undefined {
  return isNode(value) && typeof value['name'] === 'string' ? value['name'] : undefined
}

const IMPORTS: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function importIn(node: Node, path: string, text: string): Import[] {
  if (!IMPORTS.has(node.type)) return []
  const { source } = node
  const specifier = isNode(source) ? source['value'] : undefined
  if (typeof specifier !== 'string') return []
  return [
    {
      specifier,
      path: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
      at: place(path, text, node.start),
    },
  ]
}

/** The names that a source uses without their being a property of something, and `Math.random`. */
export function globalsIn(program: Node): { name: string; start: number }[] {
  const all = nodesIn(program)
  const properties = new Set<unknown>()
  for (const { computed, key, property, shorthand } of all) {
    if (computed !== true && shorthand !== true) properties.add(key).add(property)
  }
  return all.flatMap((node) => {
    const { object, property, start, type } = node
    if (type === 'Identifier' && !properties.has(node)) return [{ name: nameOf(node) ?? '', start }]
    return type === 'MemberExpression'
      ? [{ name: `${nameOf(object)}.${nameOf(property)}`, start }]
      : []
  })
}

/** Whether it is `as const`. */
export function isConstAssertion({ typeAnnotation }: Node): boolean {
  return isNode(typeAnnotation) && nameOf(typeAnnotation['typeName']) === 'const'
}

/** What a file exports. */
export interface Name {
  readonly name: string
  /** `file:line` of what it was declared with. */
  readonly at: string
  /** The comment before it, if there is one. */
  readonly doc: string | undefined
}

/** What a file exports, from whichever of the sources it has it. */
export function exportsOf(path: string, all: ReadonlyMap<string, Source>): Name[] {
  const file = all.get(path)
  if (file === undefined) return []
  const { imports, program, text: content } = file
  return nodesAt(program['body']).flatMap((node) => {
    if (!node.type.startsWith('Export')) return []
    const at = place(path, content, node.start)
    const origin = imports.find((found) => found.at === at)?.path
    if (node.type === 'ExportAllDeclaration' && origin !== undefined) return exportsOf(origin, all)
    if (origin !== undefined) {
      // Of an overloaded function the first declaration has the doc comment.
      const names = exportsOf(origin, all).toReversed()
      const known = new Map(names.map((name) => [name.name, name]))
      return nodesAt(node['specifiers']).map(({ local }) => {
        const name = nameOf(local) ?? ''
        return known.get(name) ?? { name, at, doc: undefined }
      })
    }
    const doc = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/u.exec(content.slice(0, node.start))?.[0]
    return declaredIn(node['declaration']).map((name) => ({ name, at, doc }))
  })
}

function nodesAt(list: unknown): Node[] {
  return Array.isArray(list) ? list.filter(isNode) : []
}

function declaredIn(declaration: unknown): string[] {
  if (!isNode(declaration)) return []
  const { declarations, id } = declaration
  const ids = declarations === undefined ? [id] : nodesAt(declarations).map((one) => one['id'])
  return ids.flatMap((one) => nameOf(one) ?? [])
}
