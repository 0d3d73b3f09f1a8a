/** The page of examples/peers is what its script finds; it is skipped where the peers cannot be installed. */

import { execFileSync, spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'

let missing = ''

beforeAll(() => {
  const install = ['ci', '--prefix', 'examples/peers', '--no-audit', '--no-fund']
  const { status, stderr } = spawnSync('npm', install, { encoding: 'utf8' })
  if (status === 0) return
  missing = `the peers cannot be installed, and are not checked: ${stderr.split('\n')[0]}`
  console.log(missing)
})

describe('peers', () => {
  test('the page is current: every peer that is here answers every law as it is written', (context) => {
    context.skip(missing !== '', missing)
    const { status, stdout } = spawnSync(process.execPath, ['examples/peers/run.js', '--check'], {
      encoding: 'utf8',
    })
    console.log(stdout.trim())
    expect(stdout).toContain('the page is current')
    expect(status).toBe(0)
  })

  test('every law that all of them keep is seen to fail', (context) => {
    context.skip(missing !== '', missing)
    const found = execFileSync(process.execPath, ['examples/peers/faults.js'], { encoding: 'utf8' })
    expect(found.trim().split('\n').length).toBeGreaterThan(0)
    expect(found).not.toContain('has not been seen to fail')
  })
})
