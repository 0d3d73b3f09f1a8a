/** `thenable` is a promise, as the suite of Promises/A+ judges it. Clause H10. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('aplus.js', import.meta.url))

/** The suite rejects promises that nothing handles, which ends a process of Node otherwise. */
async function judged(url: string): Promise<unknown> {
  const flags = ['--unhandled-rejections=none', script, url]
  return JSON.parse((await promisify(execFile)(process.execPath, flags)).stdout)
}

// Its tests wait for 200 ms in real time, which a busy machine may need for something else.
test(
  'thenable passes the 872 tests of promises-aplus-tests',
  { retry: 2, timeout: 60_000 },
  async () => {
    const url = new URL('../../dist/src/host/index.js', import.meta.url)
    expect(await judged(url.href)).toEqual({ passed: 872, failed: [] })
  },
)
