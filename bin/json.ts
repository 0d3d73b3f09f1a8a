/** Parsing JSON, with the position of a mistake, which `JSON.parse` does not always report. */

import { parse } from '@humanwhocodes/momoa'

/** The text is not JSON. The message begins with the line and the column if they are known. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError'
}

/** @throws `MalformedError` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MalformedError(mistakeIn(text) ?? String(error), { cause: error })
  }
}

/** In no JSON, not even within a string. */
const STOP = '\u0001'

function mistakeIn(text: string): string | undefined {
  try {
    parse(text)
    // It allows what JSON does not, such as a line break in a string.
    return undefined
  } catch {}
  try {
    // Otherwise what ends too early is said to be wrong in its last token, or in its first line.
    parse(text + STOP)
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || !('offset' in error)) return undefined
    const offset = Math.min(Number(error.offset), text.length)
    const before = text.slice(0, offset).split('\n')
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
    return `${place}: ${offset === text.length ? 'the text ends too early' : unexpected(text.slice(offset))}`
  }
}

/** What begins there, as far as one would read it as one thing. */
function unexpected(rest: string): string {
  const [found = ''] = /^(?:"(?:[^"\\\n]|\\.)*"|[\w.+-]+|.)/su.exec(rest) ?? []
  return `unexpected ${found.startsWith('"') ? found : `'${found}'`}`
}
