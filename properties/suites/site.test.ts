/** The site builds from the tree, without a dead link; it is skipped where its generator cannot be installed. */

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every page of the tree is a page of the site', (context) => {
  const install = ['ci', '--prefix', 'site', '--no-audit', '--no-fund']
  const installed = spawnSync('npm', install, { encoding: 'utf8' })
  const missing = `the site cannot be built here: ${installed.stderr.split('\n')[0]}`
  context.skip(installed.status !== 0, missing)
  // A link to a page or a source that is not there ends either of them.
  for (const words of [
    ['site/pages.js'],
    ['site/node_modules/vitepress/bin/vitepress.js', 'build', 'site'],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    expect({ words, status, stderr: status === 0 ? '' : stderr }).toEqual({
      words,
      status: 0,
      stderr: '',
    })
  }
  const pages = [
    'index',
    'learn/05-main/index',
    'recipes/races',
    'spec/3-loop',
    'spec/clauses',
    'reference/looplaw/functions/group',
  ]
  expect(pages.filter((page) => !existsSync(`site/.out/${page}.html`))).toEqual([])
  expect(existsSync('site/.out/playground.html')).toBe(true)
  // The glossary is there, and no comment is shown as text.
  expect(readFileSync('site/.out/spec/index.html', 'utf8')).toContain('id="ready-queue"')
  expect(readFileSync('site/.out/index.html', 'utf8')).not.toContain('&lt;!--')
  expect(deadLinks()).toEqual([])
  // Every function and class that looplaw exports has a page, with its example or its clause.
  const names = [
    ...readFileSync('api/looplaw.api.md', 'utf8').matchAll(/^export (?:class|function) (\w+)/gmu),
  ]
  const kinds = ['classes', 'functions', 'variables', 'interfaces'].flatMap((kind) =>
    existsSync(`site/.out/reference/looplaw/${kind}`)
      ? readdirSync(`site/.out/reference/looplaw/${kind}`)
      : [],
  )
  expect(names.length).toBeGreaterThan(25)
  expect(names.flatMap(([, name = '']) => (kinds.includes(`${name}.html`) ? [] : [name]))).toEqual(
    [],
  )
})

/** Links of the site that lead to no page, or to no place of one. */
function deadLinks(): string[] {
  const pages = readdirSync('site/.out', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.html') && path !== 'playground.html')
    .map((path) => path.replaceAll('\\', '/'))
  const texts = new Map(pages.map((path) => [path, readFileSync(`site/.out/${path}`, 'utf8')]))
  const idsOf = (text: string): ReadonlySet<string> =>
    new Set([...text.matchAll(/ id="([^"]*)"/gu)].map(([, id = '']) => id))
  const ids = new Map([...texts].map(([path, text]) => [path, idsOf(text)]))
  return [...texts].flatMap(([path, text]) =>
    [...text.matchAll(/<a [^>]*?href="([^"]*)"/gu)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/u.test(link)) return []
      const { hash, pathname } = new URL(link, `http://site/${path}`)
      const page = decodeURIComponent(pathname.slice(1)).replace(/(?<=^|\/)$/u, 'index.html')
      const anchor = decodeURIComponent(hash.slice(1))
      const isThere = anchor === '' || (ids.get(page)?.has(anchor) ?? true)
      return isThere && existsSync(`site/.out/${page}`) ? [] : [`${path}: ${link}`]
    }),
  )
}
