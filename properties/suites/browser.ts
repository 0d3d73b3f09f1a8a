/** Pages of this repository in Chromium. */

import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { extname } from 'node:path'

/** What is used of a page of Playwright, whose own types need those of a browser. */
export interface Page {
  on(event: 'request', listener: (request: { url(): string }) => void): void
  click(selector: string): Promise<unknown>
  fill(selector: string, text: string): Promise<unknown>
  selectOption(selector: string, value: string): Promise<unknown>
  press(selector: string, key: string): Promise<unknown>
  textContent(selector: string): Promise<string | null>
  waitForSelector(selector: string): Promise<unknown>
  reload(): Promise<unknown>
  url(): string
  setViewportSize(size: { width: number; height: number }): Promise<unknown>
  emulateMedia(media: { colorScheme: 'light' | 'dark' }): Promise<unknown>
  addScriptTag(script: { path: string }): Promise<unknown>
  on(event: 'pageerror', listener: (error: unknown) => void): void
  goto(url: string): Promise<unknown>
  waitForFunction(expression: string): Promise<unknown>
  screenshot(options: { path: string }): Promise<unknown>
  evaluate<T>(expression: string): Promise<T>
}

interface Browser {
  newPage(): Promise<Page & { setDefaultTimeout(ms: number): void }>
  close(): Promise<void>
}

interface Playwright {
  readonly chromium: {
    launch(options: { executablePath: string; args: readonly string[] }): Promise<Browser>
  }
}

/** Debian's, or the one that CHROMIUM names. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Whether there is one: what needs it is skipped otherwise. */
export const hasBrowser: boolean = existsSync(executablePath)

const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run']
const root = new URL('../../', import.meta.url)
const types = new Map([
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
])

/** Opens a file of the repository, and returns what comes of it, and the errors of the page. */
export async function visit<T>(
  path: string,
  use: (page: Page) => Promise<T>,
): Promise<{ readonly result: T; readonly errors: readonly string[] }> {
  const playwright: Playwright = createRequire(import.meta.url)('playwright-core')
  const server = await serve()
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const browser = await playwright.chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(20_000)
    const errors: string[] = []
    page.on('pageerror', (error) => void errors.push(String(error)))
    await page.goto(path.startsWith('file:') ? path : `http://127.0.0.1:${port}/${path}`)
    return { result: await use(page), errors }
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}

/** The files of the repository, on a port that is free. */
async function serve(): Promise<Server> {
  const server = createServer(async ({ url = '/' }, response) => {
    const type = types.get(extname(url)) ?? 'text/plain'
    try {
      const content = await readFile(new URL(`.${url}`, root))
      response.writeHead(200, { 'content-type': type }).end(content)
    } catch {
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
