/** Collects the pages of the site from the tree: its Markdown as it stands, what that links to, and the reference. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application } from 'typedoc'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = join(root, 'site', '.pages')

/** What the site shows, in the order of its menu; each is a page or a folder of them. */
const SHOWN = [
  'README.md',
  'learn',
  'recipes',
  'spec',
  'examples',
  'bench',
  'api',
  'properties/sessions',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
]

rmSync(pages, { recursive: true, force: true })
mkdirSync(pages, { recursive: true })
await reference()
const all = SHOWN.flatMap(markdownIn)
for (const path of all) copyPage(path)
cpSync(join(root, 'dist/playground/page.html'), join(pages, 'public', 'playground.html'))

function markdownIn(path) {
  const full = join(root, path)
  if (!statSync(full).isDirectory()) return path.endsWith('.md') ? [path] : []
  return readdirSync(full).flatMap((name) =>
    name === 'node_modules' ? [] : markdownIn(join(path, name)),
  )
}

/** README.md is the page of its folder. What a page links to, and is no page, comes with it. */
function copyPage(path) {
  const text = readFileSync(join(root, path), 'utf8')
  const linked = text.replace(
    /(!?\[(?:[^\]\\]|\\.)*\])\(([^)#\s]+)(#[^)\s]*)?\)/gu,
    (whole, label, target, anchor = '') => {
      if (/^[a-z]+:/u.test(target)) return whole
      const found = relative(root, join(root, dirname(path), target))
      if (!existsSync(join(root, found)))
        throw new Error(`${path} links to ${target}, which is not there`)
      const page = statSync(join(root, found)).isDirectory() ? join(found, 'README.md') : found
      if (all.includes(page)) return `${label}(/${slug(page)}${anchor})`
      // A folder of sources is no page: its name stays.
      if (!existsSync(join(root, page))) return label.replace(/^\[(.*)\]$/su, '$1')
      // An image is of the page; a source is read as it is.
      cpSync(join(root, page), join(pages, 'public', page), { recursive: true })
      return `${label}(/${page}${label.startsWith('!') ? '' : anchor})`
    },
  )
  const target = join(pages, slug(path))
  if (existsSync(target)) throw new Error(`${path} and another are both ${slug(path)}`)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, linked)
}

function slug(path) {
  // The README of a folder is its page. The index of the clauses, which has that name, is beside it.
  if (path === 'spec/index.md') return 'spec/clauses.md'
  return path.replace(/(?<=^|\/)README\.md$/u, 'index.md')
}

/** Every public name, with what its doc comment says. */
async function reference() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const entryPoints = Object.values(exports).flatMap((entry) =>
    typeof entry === 'object'
      ? [join(root, entry.types.replace('./dist/', '').replace('.d.ts', '.ts'))]
      : [],
  )
  const application = await Application.bootstrapWithPlugins({
    entryPoints,
    tsconfig: join(root, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    out: join(pages, 'reference'),
    readme: 'none',
    name: 'Reference',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    skipErrorChecking: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    entryFileName: 'index',
    logLevel: 'Warn',
    validation: false,
    sortEntryPoints: false,
  })
  const project = await application.convert()
  if (project === undefined) throw new Error('the reference cannot be made')
  // By the names by which they are imported.
  for (const module of project.children ?? []) {
    const entry = Object.entries(exports).find(([, { types = '' }]) =>
      [`${module.name}.d.ts`, `${module.name}/index.d.ts`].includes(types.replace('./dist/', '')),
    )
    if (entry !== undefined) module.name = `looplaw${entry[0].slice(1)}`
  }
  await application.generateOutputs(project)
}
