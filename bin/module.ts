/** A module that the user names. */

import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { parse, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Complaint } from './documents.ts'

/** @throws `Complaint` if there is none, or it cannot be loaded */
export async function moduleAt(path: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(path))
    throw new Complaint(`cannot load ${path}: there is no such file or directory`)
  if (statSync(path).isDirectory()) throw new Complaint(`cannot load ${path}: it is a directory`)
  if (path.endsWith('.json'))
    throw new Complaint(`cannot load ${path}: it is no module; looplaw run takes a program as data`)
  try {
    return await import(pathToFileURL(resolve(path)).href)
  } catch (error) {
    throw new Complaint(`cannot load ${path}: ${reasonOf(error, path)}`, { cause: error })
  }
}

function reasonOf(error: unknown, path: string): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    const what = /\.[cm]?tsx?$/u.test(path)
      ? 'does not load TypeScript; use Node 22.18 or newer, or'
      : 'loads no such file;'
    const command = `npx esbuild ${path} --outfile=${parse(path).name}.mjs`
    return `Node ${process.versions.node} ${what} write it as JavaScript first: ${command}`
  }
  const place = error instanceof SyntaxError ? placeOfSyntax(path) : placeOf(error)
  return `${String(error)}${place === undefined ? '' : `, at ${place}`}`
}

/** Where an error was thrown, unless it was in this package, or in Node. */
function placeOf({ stack = '' }: Error): string | undefined {
  const own = new URL('..', import.meta.url).href
  const places = stack.split('\n').flatMap((line) => /\bfile:[^\s()]+/u.exec(line) ?? [])
  return places.find((place) => !place.startsWith(own))
}

/** Where the module cannot be parsed: an error of a syntax does not say, but Node can be asked. */
function placeOfSyntax(path: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' })
  const [first = ''] = stderr.split('\n')
  return /:\d+$/u.test(first) ? first : undefined
}
