/**
 * How large what a program imports is, bundled, minified and compressed. Exit status 1 if something is beyond its limit.
 * With `--parts`, what each part of the least of them takes, too.
 */

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** In bytes: what `import` of this takes, perhaps without some modules. */
async function sizeOf(code, resolveDir, without) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['node:*'],
    mainFields: ['module', 'main'],
    conditions: ['import'],
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
    plugins: without === undefined ? [] : [emptied(without)],
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}

/** Modules of looplaw that export the same names, and nothing behind them. */
function emptied(modules) {
  const setup = ({ onLoad }) =>
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const [, module] = /dist\/src\/(.*)\.js$/.exec(path) ?? []
      if (module === undefined || module.endsWith('index') || !modules.test(module))
        return undefined
      const names = readFileSync(path, 'utf8').matchAll(
        /^export (?:function\*?|class|const) (\w+)/gm,
      )
      return { contents: [...names].map(([, name]) => `export const ${name} = self`).join('\n') }
    })
  return { name: 'emptied', setup }
}

/** What parts a loop has, besides tasks, futures and a ready queue. */
const parts = {
  'a run in real time (H1 to H6)': /^host\/|core\/(?:slices|driving|outside|asyncRuns)$/,
  'deadlocks, named (L9)': /core\/(?:deadlock|cycles)$/,
  'closing, as a whole and by force (C11 to C16)': /core\/(?:closing|forcing|cancel|ends)$/,
  'holders that end (Y13)': /core\/dependents$/,
  'a list of live tasks (L12)': /core\/registry$/,
  'clocks (D3)': /core\/clock$/,
  'failures that are unhandled (L10)': /core\/failures$/,
  'observers (O1 to O3)': /core\/observer$/,
  'contexts (T13)': /core\/bindings$/,
  'errors, and refusals of bad input': /core\/(?:refusals|options|limits|errors)$/,
  'engines that copy what yield* passes on': /core\/passing$/,
}

/** What is measured, and what it may take at most. */
const imports = [
  ['Loop, Task, Future', "export { Loop, Task, Future } from 'looplaw'", 13_700],
  [
    'and group, race, sleep, timeout',
    "export { Loop, Task, Future, group, race, sleep, timeout } from 'looplaw'",
    16_900,
  ],
  ['everything of looplaw', "export * from 'looplaw'", 24_300],
  ['and of looplaw/host', "export * from 'looplaw'; export * from 'looplaw/host'", 26_200],
]

/** What a program of the same kind takes of them. */
const peers = [
  ['effection', "export { run, sleep, race, createQueue, spawn } from 'effection'"],
  ['effect', "export { Effect, Fiber, Queue } from 'effect'"],
  ['redux-saga', "export { runSaga, channel, stdChannel } from 'redux-saga'"],
]

function line(bytes, what) {
  return `${`${(bytes / 1000).toFixed(1)} kB`.padStart(9)}  ${what}`
}

for (const [what, code, most] of imports) {
  const size = await sizeOf(code, root)
  const isBeyond = size > most
  if (isBeyond) process.exitCode = 1
  console.log(line(size, isBeyond ? `${what}: more than ${most} bytes` : what))
}
for (const [what, code] of peers) {
  const folder = ['bench', 'examples/peers']
    .map((name) => `${root}${name}`)
    .find((path) => existsSync(`${path}/node_modules/${what}`))
  if (folder === undefined) console.log(`           ${what}: npm run bench installs it`)
  else console.log(line(await sizeOf(code, folder), what))
}
if (process.argv.includes('--parts')) {
  const [[what, code]] = imports
  const all = await sizeOf(code, root)
  console.log(`\nof ${what}:`)
  let rest = all
  for (const [part, modules] of Object.entries(parts)) {
    const size = all - (await sizeOf(code, root, modules))
    rest -= size
    console.log(line(size, part))
  }
  console.log(line(rest, 'the rest: tasks, futures, waits and the ready queue'))
}
