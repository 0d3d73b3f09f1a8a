/** How large what a program imports is, bundled, minified and compressed. Exit status 1 if something is beyond its limit. */

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** In bytes: what `import` of this takes. */
async function sizeOf(code, resolveDir) {
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
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
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
