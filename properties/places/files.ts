/** The files of this package, whether it is a clone or installed. */

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix } from 'node:path'

/** Where the package is. */
export const root: string = dirname(createRequire(import.meta.url).resolve('looplaw/package.json'))

/** A text, and its path in the package, with slashes. */
export interface File {
  readonly path: string
  readonly text: string
}

/** @param path relative to the package */
export function fileAt(path: string): File {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/** Every file in a folder of the package, and in those below it, whose path matches. */
export function filesIn(folder: string, pattern: RegExp): readonly File[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => ({ path: posix.join(folder, entry.name), isFolder: entry.isDirectory() }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .flatMap(({ isFolder, path }) => {
      if (isFolder) return filesIn(path, pattern)
      return pattern.test(path) ? [fileAt(path)] : []
    })
}
