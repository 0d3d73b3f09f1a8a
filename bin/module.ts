/** A module that the user names. */

import { existsSync } from 'node:fs'
import { parse, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Complaint } from './documents.ts'

/** @throws `Complaint` if there is none, or it cannot be loaded */
export async function moduleAt(path: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(path))
    throw new Complaint(`cannot load ${path}: there is no such file or directory`)
  try {
    return await import(pathToFileURL(resolve(path)).href)
  } catch (error) {
    const isUnknown = String(error).includes('ERR_UNKNOWN_FILE_EXTENSION')
    const reason = isUnknown
      ? `this Node loads no such file; write it as JavaScript first: npx esbuild ${path} --outfile=${stem(path)}.mjs`
      : String(error)
    throw new Complaint(`cannot load ${path}: ${reason}`, { cause: error })
  }
}

const stem = (path: string): string => parse(path).name
