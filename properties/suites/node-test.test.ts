/** `looplaw/node-test`: what fails in a test of Node is kept beside it, and runs first the next time. */

import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const entry = new URL('../../dist/src/explore/nodeTest.js', import.meta.url).href
const root = fileURLToPath(new URL('../../', import.meta.url))

/** Two increments of one counter, which are lost in some order unless they are mended. */
function fileOf(mended: boolean): string {
  return `
import { test } from 'node:test'
import { explore, exploreLoop } from '${entry}'

let runs = 0
test('counts', async (t) => {
  await explore(t, async (world) => {
    runs += 1
    let count = 0
    const increment = async (name) => {
      const before = count
      await world.external(name)
      count = ${mended ? 'count' : 'before'} + 1
    }
    const first = increment('first')
    const second = world.external('begin').then(() => increment('second'))
    await Promise.all([first, second])
    if (count !== 2) throw new Error('lost')
  })
  console.log('runs', runs)
})
test('loops', async (t) => {
  await exploreLoop(t, function* (loop, world) {
    yield* world.external('a')
  })
})
`
}

function run(path: string): Promise<{ readonly output: string; readonly failed: boolean }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--test', path], { cwd: root }, (error, stdout, stderr) =>
      resolve({ output: stdout + stderr, failed: error !== null }),
    )
  })
}

test('a failing history is kept, and dropped when it passes', async () => {
  const folder = mkdtempSync(join(root, 'node_modules/.cache/node-test-'))
  try {
    const path = join(folder, 'counter.test.mjs')
    const kept = join(folder, '__histories__', 'counter.test.mjs.json')
    writeFileSync(path, fileOf(false))
    const first = await run(path)
    expect(first.failed).toBe(true)
    expect(first.output).toContain('the scenario rejected: Error: lost')
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ counts: [expect.any(String)] })
    writeFileSync(path, fileOf(true))
    const second = await run(path)
    expect(second.output).not.toContain('not ok')
    expect(second.failed).toBe(false)
    expect(existsSync(kept)).toBe(false)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
