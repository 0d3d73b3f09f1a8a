/** Failing histories are kept, run first, and dropped when they pass. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { explore as plain, type Run, type Scenario } from '../../src/explore/index.ts'
import { explore } from '../../src/explore/vitest.ts'

const folder = mkdtempSync(join(tmpdir(), 'looplaw-'))
const histories = join(dirname(fileURLToPath(import.meta.url)), '__histories__')
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(histories, { recursive: true, force: true })
})

/** Fails if the last of three answers comes first. */
function racing(isMended = false, labels = ['a', 'b', 'c']): Scenario {
  return async (world) => {
    const order: string[] = []
    await Promise.all(labels.map((label) => world.external(label).then(() => order.push(label))))
    if (order[0] === 'c' && !isMended) throw new Error('c came first')
  }
}

describe('kept in a file', () => {
  const file = join(folder, 'deep', 'histories.json')
  const keep = { file, name: 'racing' }

  test('what fails is kept, runs first the next time, and is dropped when it passes', async () => {
    const first: Run[] = []
    await expect(plain(racing(), { keep, onRun: (run) => void first.push(run) })).rejects.toThrow(
      'c came first',
    )
    expect(first.length).toBeGreaterThan(1)
    const { racing: lines } = JSON.parse(readFileSync(file, 'utf8'))
    expect(lines).toEqual([first.at(-1)?.replay])

    const second: Run[] = []
    await expect(plain(racing(), { keep, onRun: (run) => void second.push(run) })).rejects.toThrow(
      'c came first',
    )
    expect(second).toHaveLength(1)

    const { complete } = await plain(racing(true), { keep })
    expect(complete).toBe(true)
    expect(existsSync(file)).toBe(false)
  })

  test('a line that fits no longer is dropped, and the others of the file stay', async () => {
    await expect(plain(racing(), { keep })).rejects.toThrow('c came first')
    await expect(plain(racing(), { keep: { file, name: 'another' } })).rejects.toThrow(
      'c came first',
    )
    await plain(racing(true, ['x', 'y']), { keep })
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toEqual(['another'])
  })

  test.each(['constructor', 'toString', '__proto__'])('a test may be called %s', async (name) => {
    const own = { file: join(folder, `${name}.json`), name }
    await expect(plain(racing(), { keep: own })).rejects.toThrow('c came first')
    const second: Run[] = []
    await expect(
      plain(racing(), { keep: own, onRun: (run) => void second.push(run) }),
    ).rejects.toThrow('c came first')
    expect(second).toHaveLength(1)
    await plain(racing(true), { keep: own })
    expect(existsSync(own.file)).toBe(false)
  })

  test('a file that is something else is refused, and is as it was', async () => {
    const other = join(folder, 'other.json')
    for (const text of ['{"racing": 7}', 'no JSON', '[7]']) {
      writeFileSync(other, text)
      await expect(plain(racing(true), { keep: { file: other, name: 'racing' } })).rejects.toThrow(
        'is no file of failing histories',
      )
      expect(readFileSync(other, 'utf8')).toBe(text)
    }
  })

  test('keep that is none is refused', async () => {
    const error = await Reflect.apply(plain, undefined, [() => {}, { keep: 'file' }]).catch(String)
    expect(error).toBe('TypeError: keep is an object with the path of a file and a name')
  })
})

describe('in vitest', () => {
  test('what fails is kept beside the file of the test, under its title', async () => {
    await expect(explore(racing())).rejects.toThrow('c came first')
    const kept = JSON.parse(readFileSync(join(histories, 'keep.test.ts.json'), 'utf8'))
    expect(Object.keys(kept)).toEqual([
      'in vitest > what fails is kept beside the file of the test, under its title',
    ])
    await explore(racing(true))
    expect(existsSync(join(histories, 'keep.test.ts.json'))).toBe(false)
  })

  test('an expectation that fails is an assertion', async () => {
    await expect(
      explore((world) => world.external('a', 1).then((value) => expect(value).toBe(2))),
    ).rejects.toMatchObject({ kind: 'assertion' })
    await explore((world) => world.external('a', 2).then((value) => expect(value).toBe(2)))
  })

  test('fake timers are refused, and two explorations at once', async () => {
    vi.useFakeTimers()
    const fake = await explore(racing(true)).catch(String)
    vi.useRealTimers()
    expect(fake).toMatch(/^ExplorationRefusedError: setTimeout or Date has been replaced/u)
    const [one, other] = await Promise.allSettled([explore(racing(true)), explore(racing(true))])
    expect(one.status).toBe('fulfilled')
    expect(other).toMatchObject({ reason: { name: 'ExplorationRefusedError' } })
  })
})
