/** Builds the page, one file that needs nothing else: dist/playground/page.html. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const read = (path) => readFileSync(at(path), 'utf8')

/** A module of the examples: those written here, those of the specification, and the lessons. */
function examples() {
  const own = {
    cups: { title: 'Two cups', language: 'ts', text: read('cups.ts') },
    deposits: { title: 'A race, to explore', language: 'ts', text: read('deposits.ts') },
    seats: { title: 'A race that shrinks', language: 'ts', text: read('seats.ts') },
  }
  const spec = readdirSync(at('../spec/examples'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const text = read(`../spec/examples/${name}`)
      // What it is to print is for the suites.
      const { prints: _prints, ...program } = JSON.parse(text)
      const shown = JSON.stringify(program, undefined, 2)
      const title = name.replace('.json', '').replaceAll('-', ' ')
      return [name, { title, language: 'json', text: shown }]
    })
  const lessons = (existsSync(at('../learn')) ? readdirSync(at('../learn')) : [])
    .filter((name) => existsSync(at(`../learn/${name}/program.js`)))
    .map((name) => {
      const [, title] = /^# (.*)$/mu.exec(read(`../learn/${name}/README.md`)) ?? [undefined, name]
      const [text, loop] = ['program.js', 'loop.js'].map((file) => read(`../learn/${name}/${file}`))
      return [name, { title, language: 'ts', text, loop }]
    })
  return {
    'To begin with': own,
    'Learn: the loop in ten steps': Object.fromEntries(lessons),
    'Examples of the clauses': Object.fromEntries(spec),
  }
}

const virtual = {
  name: 'examples',
  setup({ onLoad, onResolve }) {
    // Filters are of Go, which knows no flag u.
    onResolve({ filter: /^virtual:examples$/ }, ({ path }) => ({ path, namespace: 'virtual' }))
    onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({
      contents: `export const examples = ${JSON.stringify(examples())}`,
      loader: 'js',
    }))
  },
}

/** What comes of an entry, as a script that may stand in a page. */
async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [at(entry)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2023',
    // Names of classes are names of errors.
    keepNames: true,
    // What has effects here are sources, and package.json names what is built of them.
    ignoreAnnotations: true,
    legalComments: 'none',
    plugins: [virtual],
    write: false,
  })
  return outputFiles[0].text.replaceAll('</script', String.raw`<\/script`)
}

const [script, worker] = await Promise.all(['main.ts', 'worker.ts'].map(bundled))
const page = read('page.html')
  .replace('/* style */', () => read('style.css'))
  .replace('/* script */', () => script)
  .replace('/* worker */', () => worker)
mkdirSync(at('../dist/playground'), { recursive: true })
writeFileSync(at('../dist/playground/page.html'), page)
