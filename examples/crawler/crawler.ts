/** A crawler: each page is a task, so many are loaded at a time, and a page that does not answer is tried again. */

import { group, Semaphore, sleep, timeout, type Coroutine } from '../../src/index.ts'
import { fromPromise } from '../../src/host/index.ts'

export interface Options {
  /** How many pages may be loading at a time. */
  readonly concurrency: number
  /** Milliseconds that a page may take, until it is aborted. */
  readonly limit: number
  /** How often a page is tried. */
  readonly tries: number
}

/** A page that was found: the text, or why there is none. */
export type Pages = Map<string, { readonly text: string } | { readonly error: unknown }>

/** Every page that can be reached from the first, by the links to the same host. */
export function* crawl(first: string, options: Options): Coroutine<Pages> {
  const pages: Pages = new Map()
  const permits = new Semaphore(options.concurrency, 'connections')
  yield* group(function* (g) {
    const visit = function* (url: string): Coroutine<void> {
      try {
        const text = yield* permits.hold(() => load(url, options))
        pages.set(url, { text })
        for (const link of linksOf(text, url)) follow(link)
      } catch (error) {
        pages.set(url, { error })
      }
    }
    const seen = new Set<string>()
    const follow = (url: string): void => {
      if (seen.has(url)) return
      seen.add(url)
      g.spawn(visit(url), url)
    }
    follow(first)
    yield
  })
  return pages
}

/** Tries again after a pause that doubles; what the last try throws, it throws. */
function* load(url: string, { limit, tries }: Options): Coroutine<string> {
  for (let left = tries, pause = 1; ; left -= 1, pause *= 2) {
    try {
      return yield* timeout(
        limit,
        fromPromise((signal) => textOf(url, signal)),
      )
    } catch (error) {
      if (left <= 1) throw error
    }
    yield* sleep(pause)
  }
}

async function textOf(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return text
}

function linksOf(text: string, base: string): readonly string[] {
  const found = Array.from(text.matchAll(/href="(?<to>[^"#]+)"/gu), ({ groups }) => groups?.['to'])
  const { origin } = new URL(base)
  return found
    .map((to) => new URL(to ?? '', base))
    .filter((url) => url.origin === origin)
    .map(String)
}
