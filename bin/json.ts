/** JSON, with the place where it goes wrong: `JSON.parse` does not always tell. */

import { parse } from '@humanwhocodes/momoa'

/** A text that is no JSON. The message begins with the line and the column, where they are known. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError'
}

/** @throws `MalformedError` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MalformedError(placeIn(text) ?? String(error), { cause: error })
  }
}

function placeIn(text: string): string | undefined {
  try {
    parse(text)
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || !('line' in error) || !('column' in error)) return undefined
    const what = error.message.replace(/ \(\d+:\d+\)$/u, '')
    return `line ${String(error.line)}, column ${String(error.column)}: ${what}`
  }
}
