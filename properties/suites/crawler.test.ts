/** The crawler of examples/crawler, on a site whose pages are slow, missing, or reset their connection. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { crawl, type Pages } from '../../examples/crawler/crawler.ts'
import { Loop } from '../../src/index.ts'

const PAGES = 200

/** Each links to three others, and out of the site. */
function page(number: number): string {
  const links = [number + 1, number + 2, 2 * number + 1].map((to) => to % PAGES)
  return [...links.map((to) => `<a href="/${to}">`), '<a href="https://elsewhere.example/">'].join(
    '',
  )
}

/** A site that counts how many connections ask at a time, how often for each page, and how many were aborted. */
function site(): {
  server: ReturnType<typeof createServer>
  most: () => number
  tries: Map<string, number>
  aborted: () => number
} {
  let open = 0
  let most = 0
  let aborted = 0
  const tries = new Map<string, number>()
  const server = createServer((request, response) => {
    const { url = '/' } = request
    const number = Number(url.slice(1))
    const count = (tries.get(url) ?? 0) + 1
    tries.set(url, count)
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
      if (!response.writableEnded) aborted += 1
    })
    // The first try of some never ends, or ends in the middle; some are not there.
    if (number % 20 === 3 && count === 1) return
    if (number % 20 === 7 && count === 1) response.socket?.destroy()
    else if (number % 50 === 11) response.writeHead(404).end()
    else setTimeout(() => response.end(page(number)), 2)
  })
  return { server, most: () => most, tries, aborted: () => aborted }
}

async function crawled(
  run: (origin: string) => Promise<Pages>,
): Promise<{ pages: Pages; seen: ReturnType<typeof site> }> {
  const seen = site()
  seen.server.listen(0, '127.0.0.1')
  await once(seen.server, 'listening')
  const address = seen.server.address()
  const port = typeof address === 'object' ? address?.port : 0
  try {
    return { pages: await run(`http://127.0.0.1:${port}/`), seen }
  } finally {
    seen.server.closeAllConnections()
    seen.server.close()
  }
}

test('every page is loaded once, eight at a time, however often that fails at first', async () => {
  const loop = new Loop()
  const { pages, seen } = await crawled((origin) =>
    loop.runAsync(crawl(`${origin}0`, { concurrency: 8, limit: 500, tries: 3 })),
  )
  const failed = [...pages].filter(([, found]) => 'error' in found)
  expect(pages.size).toBe(PAGES)
  expect(failed.map(([url]) => Number(new URL(url).pathname.slice(1)) % 50)).toEqual(
    failed.map(() => 11),
  )
  expect(failed).toHaveLength(PAGES / 50)
  expect(seen.most()).toBe(8)
  const often = [...seen.tries]
    .filter(([, count]) => count > 1)
    .map(([url]) => Number(url.slice(1)))
  expect(
    often.every((number) => number % 20 === 3 || number % 20 === 7 || number % 50 === 11),
  ).toBe(true)
  expect(seen.aborted()).toBeGreaterThanOrEqual(PAGES / 20)
  expect(loop.pending).toEqual([])
})

test('a crawl that is aborted aborts every request, and leaves nothing', async () => {
  const loop = new Loop()
  const stop = new AbortController()
  const { seen } = await crawled(async (origin) => {
    setTimeout(() => stop.abort('enough'), 30)
    const run = loop.runAsync(crawl(`${origin}3`, { concurrency: 4, limit: 10_000, tries: 1 }), {
      signal: stop.signal,
    })
    await expect(run).rejects.toBe('enough')
    return new Map()
  })
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect([seen.aborted(), loop.pending]).toEqual([1, []])
})
