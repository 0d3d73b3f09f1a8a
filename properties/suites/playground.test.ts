/** The playground in Chromium, as a file: a reader runs, steps, breaks, explores and shares a program. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { hasBrowser, visit, type Page } from './browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'looplaw-view-'))

function view(program: string): string {
  const path = join(folder, 'page.html')
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/bin/looplaw.js', 'view', program, '-o', path],
    { encoding: 'utf8', timeout: 60_000 },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return pathToFileURL(path).href
}

const EDITOR = '#editor .cm-content'
const ran = `document.getElementById('message').textContent === '' && document.getElementById('output').textContent !== ''`
const textOf = async (page: Page, id: string): Promise<string> =>
  (await page.textContent(`#${id}`)) ?? ''

test.skipIf(!hasBrowser)('a program is stepped, forwards and back, beside its model', async () => {
  const requests: string[] = []
  const { errors } = await visit(view('spec/examples/pool.json'), async (page) => {
    page.on('request', (request) => void requests.push(request.url()))
    await page.reload()
    await page.waitForFunction(ran)
    expect(await textOf(page, 'output')).toContain('Loop finished with result undefined')
    // Of the three tasks, and of main.
    expect((await textOf(page, 'picture')).match(/returned/gu)?.length).toBe(4 + 2)
    await page.click('#first')
    expect(await textOf(page, 'event')).toBe('1 of 40: tick 1 begins')
    expect(await textOf(page, 'clause')).toContain('L1 · ')
    for (let step = 0; step < 8; step += 1) await page.click('#forward')
    expect(await textOf(page, 'event')).toBe('9 of 40: main waits for Ada')
    expect(await page.evaluate(`document.getElementById('ready').innerText`)).toBe('Ada\nBob\nCy')
    expect(await textOf(page, 'parked')).toBe('main waits for Ada')
    expect(await textOf(page, 'things')).toBe('connections: 2 free')
    await page.click('#back')
    expect(await textOf(page, 'event')).toContain('8 of 40')
    await page.click('#tick-forward')
    expect(await textOf(page, 'event')).toBe('10 of 40: tick 2 begins')
    await page.click('#last')
    expect(await textOf(page, 'clock')).toBe('tick 4, 20 ms')
    expect(await page.evaluate(`document.querySelectorAll('#beside tr').length`)).toBe(40)
    expect(await page.evaluate(`document.querySelectorAll('#beside .different').length`)).toBe(0)
    await page.press('#moment', 'Home')
    expect(await textOf(page, 'event')).toContain('1 of 40')
  })
  expect(errors).toEqual([])
  expect(requests.filter((url) => !/^(?:file|blob|data):/u.test(url))).toEqual([])
})

test.skipIf(!hasBrowser)(
  'a mistake gets its message at its place, and nothing typed is lost',
  async () => {
    const { errors } = await visit(view('spec/examples/pool.json'), async (page) => {
      await page.waitForFunction(ran)
      const wrong = '{ "main": [\n  { "do": "yield" },\n  { "do": "dance" }\n] }'
      await page.fill(EDITOR, wrong)
      await page.press(EDITOR, 'Control+Enter')
      await page.waitForSelector('.mistake')
      expect(await textOf(page, 'message')).toContain('main[1].do: "dance" names no statement')
      await page.waitForSelector('.cm-lintRange-error')
      expect(await textOf(page, 'editor')).toContain('dance')
      expect(await page.evaluate(`document.querySelector('.cm-lintRange-error').textContent`)).toBe(
        '"dance"',
      )
      await page.fill(EDITOR, '{ "main": [,] }')
      await page.press(EDITOR, 'Control+Enter')
      await page.waitForFunction(
        `document.getElementById('message').textContent.startsWith('line 1')`,
      )
      await page.click('#share')
      await page.reload()
      await page.waitForSelector('.mistake')
      expect(await textOf(page, 'editor')).toContain('[,]')
      expect(page.url().split('#')[1]?.length).toBeGreaterThan(20)
    })
    expect(errors).toEqual([])
  },
)

test.skipIf(!hasBrowser)(
  'a module runs, a race is found in it, and what never ends is stopped',
  async () => {
    const { errors } = await visit('dist/playground/page.html', async (page) => {
      await page.waitForFunction(ran)
      await page.selectOption('#examples', 'To begin with/deposits')
      await page.waitForFunction(
        `/the balance is/.test(document.getElementById('output').textContent)`,
      )
      await page.click('#explore')
      await page.waitForFunction(
        `/The nearest history/.test(document.getElementById('output').textContent)`,
      )
      expect(await textOf(page, 'picture')).toContain('The smallest history that fails')
      await page.screenshot({ path: 'node_modules/.cache/playground-race.png' })
      await page.fill(EDITOR, 'const x: = 3')
      await page.press(EDITOR, 'Control+Enter')
      await page.waitForSelector('.cm-lintRange-error')
      await page.fill(EDITOR, 'for (;;) {}')
      await page.press(EDITOR, 'Control+Enter')
      await page.waitForFunction(
        `/was stopped/.test(document.getElementById('message').textContent)`,
      )
    })
    expect(errors).toEqual([])
  },
)

test.skipIf(!hasBrowser)(
  'the menu names the program that is shown, and a slow program does not overwrite it',
  async () => {
    const { errors } = await visit('dist/playground/page.html', async (page) => {
      await page.waitForFunction(ran)
      await page.reload()
      await page.waitForFunction(ran)
      const { value, text } = await page.evaluate<{ value: string; text: string }>(
        `({ value: document.getElementById('examples').value, text: document.getElementById('editor').innerText })`,
      )
      expect(value).toBe('To begin with/cups')
      expect(text).toContain('tea')
      const slow = `const end = Date.now() + 1000; while (Date.now() < end) {}; console.log('slow')`
      await page.fill(EDITOR, slow)
      expect(await page.evaluate(`document.getElementById('examples').value`)).toBe('')
      await page.press(EDITOR, 'Control+Enter')
      await page.selectOption('#examples', value)
      await page.waitForFunction(ran)
      await page.evaluate(`new Promise((resolve) => setTimeout(resolve, 1500))`)
      expect(await textOf(page, 'output')).toContain('tea and coffee')
    })
    expect(errors).toEqual([])
  },
)

test.skipIf(!hasBrowser)(
  'what was typed is there again, after an example, a reload, or another language',
  async () => {
    const { errors } = await visit(view('spec/examples/pool.json'), async (page) => {
      await page.waitForFunction(ran)
      await page.fill(EDITOR, `console.log('mine')`)
      await page.press(EDITOR, 'Control+Enter')
      const isMine = `document.getElementById('output').textContent === 'mine'`
      await page.waitForFunction(isMine)
      expect(await textOf(page, 'note')).toContain('the program has run no loop')
      await page.selectOption('#examples', 'To begin with/cups')
      await page.waitForFunction(`/tea/.test(document.getElementById('output').textContent)`)
      await page.selectOption('#examples', '')
      await page.waitForFunction(isMine)
      await page.reload()
      await page.waitForFunction(isMine)
      await page.fill(EDITOR, '{ "main": [] }')
      await page.press(EDITOR, 'Control+Enter')
      await page.waitForFunction(`/finished/.test(document.getElementById('output').textContent)`)
    })
    expect(errors).toEqual([])
  },
)

test.skipIf(!hasBrowser)(
  'the step is marked in the picture, and a race is seen to shrink',
  async () => {
    const { errors } = await visit('dist/playground/page.html', async (page) => {
      await page.waitForFunction(ran)
      await page.click('#first')
      const marked = `document.querySelector('#picture .current')?.textContent`
      expect(await page.evaluate(marked)).toBe(undefined)
      await page.click('#forward')
      expect(await page.evaluate(marked)).toBe('step 1')
      await page.selectOption('#examples', 'To begin with/seats')
      await page.waitForFunction(`/sold once/.test(document.getElementById('output').textContent)`)
      await page.click('#explore')
      await page.waitForFunction(`/sold twice/.test(document.getElementById('output').textContent)`)
      const [, count = '', least = ''] =
        /^(\d) of \1: the smallest, (\d) deviations/u.exec(await textOf(page, 'frame')) ?? []
      expect(await textOf(page, 'picture')).toContain('The nearest that passes')
      for (let frame = 1; frame < Number(count); frame += 1) await page.click('#larger')
      const [, most = ''] =
        /^1 of \d: as found, (\d) deviations/u.exec(await textOf(page, 'frame')) ?? []
      expect(await textOf(page, 'picture')).toContain('The history that was found')
      expect(Number(most)).toBeGreaterThan(Number(least))
    })
    expect(errors).toEqual([])
  },
)

test.skipIf(!hasBrowser)(
  'a module awaits, and what it throws, or misses, is said at its line',
  async () => {
    const { errors } = await visit('dist/playground/page.html', async (page) => {
      await page.waitForFunction(ran)
      const run = async (text: string): Promise<void> => {
        await page.fill(EDITOR, text)
        await page.press(EDITOR, 'Control+Enter')
      }
      await run(
        `import { Loop } from 'looplaw'\nimport * as host from 'looplaw/host'\nconst five = Promise.resolve(5)\n` +
          `console.log(await new Loop().runAsync((function* () { return yield* host.fromPromise(five) })()))`,
      )
      await page.waitForFunction(`document.getElementById('output').textContent === '5'`)
      await run(
        `import { Loop } from 'looplaw'\nnew Loop().run((function* () {\n  yield\n  throw new Error('oops')\n})())`,
      )
      await page.waitForFunction(`/oops/.test(document.getElementById('message').textContent)`)
      const marked = `document.querySelector('.cm-lintRange-error').textContent`
      expect(await page.evaluate(marked)).toBe(`throw new Error('oops')`)
      await run(`import { spin } from 'looplaw'\n\nspin()`)
      await page.waitForFunction(
        `document.getElementById('message').textContent === 'Error: looplaw exports no spin'`,
      )
      expect(await page.evaluate(marked)).toBe('spin()')
      await page.evaluate(`location.hash = 'cut'`)
      await page.waitForFunction(
        `/carries no program/.test(document.getElementById('message').textContent)`,
      )
    })
    expect(errors).toEqual([])
  },
)

test.skipIf(!hasBrowser)('every example and lesson of the menu runs', async () => {
  const { errors, result } = await visit('dist/playground/page.html', async (page) => {
    await page.waitForFunction(ran)
    const values: readonly string[] = await page.evaluate(
      `[...document.querySelectorAll('#examples option')].map((option) => option.value).filter(Boolean)`,
    )
    const wrong: string[] = []
    for (const value of values) {
      await page.evaluate(`document.getElementById('output').textContent = ''`)
      await page.selectOption('#examples', value)
      await page.waitForFunction(`document.getElementById('message').textContent !== 'Running …'`)
      const message = await textOf(page, 'message')
      if (message !== '' || (await textOf(page, 'output')) === '')
        wrong.push(`${value}: ${message}`)
    }
    return { count: values.length, wrong }
  })
  expect(errors).toEqual([])
  expect(result.wrong).toEqual([])
  expect(result.count).toBeGreaterThan(75)
})

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

test.skipIf(!hasBrowser).each([
  ['light', 1400],
  ['dark', 1400],
  ['light', 390],
  ['dark', 390],
] as const)(
  'axe-core has no complaint in the %s theme at a width of %i',
  async (colorScheme, width) => {
    const { result } = await visit(view('spec/examples/pool.json'), async (page) => {
      await page.setViewportSize({ width, height: 1000 })
      await page.emulateMedia({ colorScheme })
      await page.waitForFunction(ran)
      await page.addScriptTag({ path: 'node_modules/axe-core/axe.min.js' })
      await page.screenshot({ path: `node_modules/.cache/playground-${colorScheme}-${width}.png` })
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      const violations = await page.evaluate<readonly Violation[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))',
      )
      return { overflow, violations }
    })
    expect(result.violations).toEqual([])
    expect(result.overflow).toBe(0)
  },
)
