/** Every link of the pages leads to what is there: a file, or a heading of it. */

import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, place, read, root } from './tree.ts'

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...['spec', 'properties', 'bench', 'learn', 'recipes', 'examples', 'api']
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.md')),
]

const blank = (text: string): string => text.replaceAll(/[^\n]/gu, ' ')

/** Where a link may lead in a page: to its headings, as GitHub names them, and to anchors of its own. */
function anchorsIn(path: string): ReadonlySet<string> {
  const text = read(path)
  const headings = [...text.replaceAll(/```.*?```/gsu, '').matchAll(/^#+ (.+)$/gmu)].map(
    ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/gu, '-'),
  )
  return new Set([...headings, ...[...text.matchAll(/id="([^"]+)"/gu)].map(([, id = '']) => id)])
}

function isDead(path: string, target: string): boolean {
  const [file = '', anchor] = target.split('#')
  const found = file === '' ? path : join(dirname(path), file)
  if (!existsSync(root + found)) return true
  if (anchor === undefined) return false
  // Into a source or a folder, there is no heading.
  return statSync(root + found).isDirectory() || !anchorsIn(found).has(anchor)
}

test('every link of the pages leads to a file, and to a heading of it', () => {
  const links = pages.flatMap((path) => {
    const text = read(path)
    const prose = text.replaceAll(/```.*?```|`[^`\n]*`/gsu, blank)
    return [...prose.matchAll(/\]\(([^)\s]+)\)/gu)].flatMap(({ 1: target = '', index }) =>
      /^[a-z]+:/u.test(target) ? [] : [{ at: place(path, text, index), path, target }],
    )
  })
  expect(links.length).toBeGreaterThan(500)
  expect(
    links.flatMap(({ at, path, target }) => (isDead(path, target) ? [`${at}: ${target}`] : [])),
  ).toEqual([])
})
