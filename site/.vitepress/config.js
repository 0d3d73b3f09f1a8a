/** The site: the Markdown of the tree, as `pages.js` has collected it. Dead links fail the build. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitepress'

const pages = new URL('../.pages/', import.meta.url)
/** Pages of a folder, by number and name, each by its heading. */
const titled = (folder, pattern) =>
  readdirSync(new URL(folder, pages))
    .filter((name) => pattern.test(name))
    .toSorted(
      (one, other) => Number.parseInt(one) - Number.parseInt(other) || one.localeCompare(other),
    )
    .map((name) => {
      const page = name.endsWith('.md') ? name : `${name}/index.md`
      const file = new URL(folder + page, pages)
      const [, heading = name] = existsSync(file)
        ? (/^# (.*)$/mu.exec(readFileSync(file, 'utf8')) ?? [])
        : []
      return {
        text: heading.replaceAll('`', ''),
        link: `/${folder}${page.replace(/(?:index)?\.md$/u, '')}`,
      }
    })

const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/gu, '-')

export default defineConfig({
  srcDir: '.pages',
  outDir: '.out',
  cacheDir: '.cache',
  title: 'looplaw',
  description:
    'Deterministic coroutines for TypeScript, whose every guarantee is a numbered clause',
  // There is none, and a browser asks for it.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  cleanUrls: false,
  lastUpdated: false,
  // A heading has the anchor that GitHub has for it: the links of the tree lead to these.
  markdown: { html: true, anchor: { slugify: anchorOf } },
  ignoreDeadLinks: [/^\/playground/u, /\.(?:ts|js|json|svg|html|py)$/u, /\/LICENSE$/u],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Learn', link: '/learn/' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'Specification', link: '/spec/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Playground', link: '/playground.html', target: '_self' },
    ],
    sidebar: [
      { text: 'looplaw', link: '/' },
      { text: 'Learn', link: '/learn/', collapsed: false, items: titled('learn/', /^\d+-/u) },
      {
        text: 'Recipes',
        link: '/recipes/',
        collapsed: true,
        items: titled('recipes/', /^(?!index).*\.md$/u),
      },
      {
        text: 'Specification',
        link: '/spec/',
        collapsed: false,
        items: [
          ...titled('spec/', /^\d+-.*\.md$/u),
          { text: 'Rationale', link: '/spec/rationale' },
          { text: 'Index of the clauses', link: '/spec/clauses' },
        ],
      },
      { text: 'Reference', link: '/reference/' },
      { text: 'Examples', link: '/examples/' },
      { text: 'How fast it is', link: '/bench/' },
      { text: 'Peers under the laws', link: '/examples/peers/' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
  },
})
