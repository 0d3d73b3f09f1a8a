/** What a program imports takes no more than was agreed, and brings nothing that it does not use. */

import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { read, root } from './tree.ts'

test('no import takes more than its limit', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['bench/size.js'], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^ +\d+\.\d kB {2}Loop, Task, Future$/mu)
  expect(stdout).not.toContain('more than')
  // What the README says, to a quarter of a kilobyte.
  const said =
    /(?<core>[\d.]+) kB for `Loop`, `Task` and `Future`, (?<all>[\d.]+) kB for everything/u
  const { all, core } = said.exec(read('README.md').replaceAll('\n', ' '))?.groups ?? {}
  const sizeOf = (what: string): number =>
    Number(new RegExp(`([\\d.]+) kB {2}${what}$`, 'mu').exec(stdout)?.[1])
  expect(Math.abs(Number(core) - sizeOf('Loop, Task, Future'))).toBeLessThanOrEqual(0.25)
  expect(Math.abs(Number(all) - sizeOf('everything of looplaw'))).toBeLessThanOrEqual(0.25)
})

test('what is not imported is not there', async () => {
  const bundled = async (names: string): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${names} } from 'looplaw'`, resolveDir: root },
      bundle: true,
      format: 'esm',
      write: false,
      logLevel: 'silent',
    })
    return outputFiles[0]?.text ?? ''
  }
  const parts = ['Barrier = class', 'Semaphore = class', 'function* govern', 'TimeoutError = class']
  const core = await bundled('Loop, Task, Future')
  expect(parts.filter((part) => core.includes(part))).toEqual([])
  const all = await bundled('Barrier, Semaphore, group, timeout')
  expect(parts.filter((part) => all.includes(part))).toEqual(parts)
})
