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
  /** Whether nothing is left of it at run time. */
  readonly erased: boolean
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
export function sourceAt(path: string): Source {
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

export function isNode(value: unknown): value is Node {
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
  const kind = node['importKind'] ?? node['exportKind']
  return [
    {
      specifier,
      path: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
      erased: kind === 'type' || node.type === 'TSImportType',
      at: place(path, text, node.start),
    },
  ]
}
