/** From a mutant, as data, to one that runs. */

import type { Dirent } from 'node:fs'
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Explorer } from '../exploration/observe.ts'
import type { Subject } from '../subject.ts'
import type { Change, Mutant } from './mutant.ts'

/**
 * A mutant, ready to run: a changed copy of what was built, so that it is as fast, and as separate
 * from the right one, as two versions of a package.
 *
 * @throws if a text that it replaces is not in its module, or is there twice: it is out of date then
 */
export async function load(mutant: Mutant): Promise<Subject> {
  const changes = [mutant, ...(mutant.also ?? [])]
  // The others are caught without the laws of that room: each loads in 7 ms less.
  const ofHost = changes.some(({ in: path }) => path.startsWith('host/'))
  return withCopy(mutant.name, changes, ofHost ? withHost : (url) => import(/* @vite-ignore */ url))
}

/** The package at a URL, with its entry for hosts. */
async function withHost(url: string): Promise<Subject> {
  const subject = (await import(/* @vite-ignore */ url)) as Subject
  const room = new URL('host/index.js', url).href
  const host = (await import(/* @vite-ignore */ room)) as Subject['host']
  return { ...subject, ...(host && { host }) }
}

/** The same of an explorer. */
export async function loadExplorer(mutant: Mutant): Promise<Explorer> {
  const changes = [mutant, ...(mutant.also ?? [])]
  return withCopy(mutant.name, changes, async (url) => {
    const core = (await import(/* @vite-ignore */ url)) as Explorer['core']
    const entry = new URL('explore/index.js', url).href
    const explorer = (await import(/* @vite-ignore */ entry)) as Explorer
    return { ...explorer, ...(core && { core }) }
  })
}

/**
 * Does something with a changed copy of what was built, given its URL; then the copy is gone.
 *
 * @throws as `load` does
 */
export async function withCopy<T>(
  name: string,
  changes: readonly Change[],
  use: (url: string) => Promise<T>,
): Promise<T> {
  return withFolder(name, use, async (folder) => {
    for (const change of changes) {
      const path = join(folder, change.in)
      await rewrite(path, changed(await readFile(path, 'utf8'), change, name))
    }
  })
}

/** @throws if a text that it replaces is not in its module, or is there twice: it is out of date then */
export async function refuseOutdated(mutant: Mutant): Promise<void> {
  for (const change of [mutant, ...(mutant.also ?? [])]) {
    changed(await readFile(join(source, change.in), 'utf8'), change, mutant.name)
  }
}

/** What was built, with other code in one module. */
export async function loadCode(name: string, module: string, code: string): Promise<Subject> {
  return withFolder(name, withHost, (folder) => rewrite(join(folder, module), code))
}

/** The folder of what was built. */
const source: string = dirname(createRequire(import.meta.url).resolve('looplaw'))

async function withFolder<T>(
  name: string,
  use: (url: string) => Promise<T>,
  change: (folder: string) => Promise<void>,
): Promise<T> {
  const cache = join(source, '../../node_modules/.cache/looplaw-mutants')
  await mkdir(cache, { recursive: true })
  // A folder of its own each time: others may load the same one now, and Node keeps what it has loaded.
  const folder = await mkdtemp(join(cache, `${name}-`))
  try {
    await share(source, folder)
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await change(folder)
    return await use(pathToFileURL(join(folder, 'index.js')).href)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Replaces a link by a file with other code. */
async function rewrite(path: string, code: string): Promise<void> {
  await rm(path)
  await writeFile(path, code)
}

/** The same code in another folder; the files are linked there, which takes a fraction of the time of copying. */
async function share(built: string, folder: string): Promise<void> {
  const entries = await readdir(built, { recursive: true, withFileTypes: true })
  const inside = (entry: Dirent): string => join(relative(built, entry.parentPath), entry.name)
  const folders = entries.filter((entry) => entry.isDirectory()).map(inside)
  for (const path of folders) await mkdir(join(folder, path), { recursive: true })
  const files = entries.filter((entry) => entry.name.endsWith('.js')).map(inside)
  await Promise.all(files.map((path) => link(join(built, path), join(folder, path))))
}

/** @throws if the text to replace is not there exactly once */
function changed(code: string, { in: path, replace: [text, other] }: Change, name: string): string {
  const words = text.trim().split(/\s+/u)
  const pattern = new RegExp(words.map(escaped).join('\\s+'), 'gu')
  const count = code.match(pattern)?.length ?? 0
  if (count !== 1) {
    throw new Error(`${name} is out of date: ${path} has this ${count} times, not once: ${text}`)
  }
  return code.replace(pattern, () => other)
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/gu, String.raw`\$&`)
}
