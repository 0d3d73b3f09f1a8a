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

function mistakeIn(text: string): string | undefined {
  try {
    parse(text)
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || !('line' in error) || !('column' in error)) return undefined
    const what = error.message.replace(/ \(\d+:\d+\)$/u, '')
    return `line ${String(error.line)}, column ${String(error.column)}: ${what}`
  }
}
