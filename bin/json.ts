/** JSON, with the place where it goes wrong: `JSON.parse` does not always tell. */

/** A text that is no JSON. The message begins with the line and the column. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError'
}

/** @throws `MalformedError` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { at, what } = faultIn(text) ?? { at: 0, what: String(error) }
    const before = text.slice(0, at).split('\n')
    const column = (before.at(-1) ?? '').length + 1
    throw new MalformedError(`line ${before.length}, column ${column}: ${what}`, { cause: error })
  }
}

interface Fault {
  readonly at: number
  readonly what: string
}

/** What may come next. */
type Due =
  | 'a value'
  | "a value or ']'"
  | 'a key'
  | "a key or '}'"
  | "':'"
  | "',' or ']'"
  | "',' or '}'"
  | 'the end'

const SPACE = /[\t\n\r ]*/uy
/** What a string holds is a space or above it. */
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["/\\bfnrt]|u[\dA-Fa-f]{4}))*"/uy
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)/uy

/** The first place at which a text cannot go on to be JSON. */
function faultIn(text: string): Fault | undefined {
  /** The brackets that are to be closed, innermost last. */
  const open: ('[' | '{')[] = []
  let due: Due = 'a value'
  let at = 0
  const after = (): Due => {
    const within = open.at(-1)
    if (within === undefined) return 'the end'
    return within === '[' ? "',' or ']'" : "',' or '}'"
  }
  for (;;) {
    at = end(SPACE, text, at)
    const found = text[at]
    if (found === undefined)
      return due === 'the end' ? undefined : { at, what: `the text ends, and ${due} is due` }
    const value = due === 'a value' || due === "a value or ']'"
    const key = due === 'a key' || due === "a key or '}'"
    const string = found === '"' ? end(STRING, text, at) : at
    const scalar = end(SCALAR, text, at)
    if ((value || key) && found === '"' && string === at) {
      return { at, what: 'this string does not end, or holds what a string cannot' }
    }
    if (value && (found === '[' || found === '{')) {
      open.push(found)
      due = found === '[' ? "a value or ']'" : "a key or '}'"
      at += 1
    } else if (value && string > at) {
      due = after()
      at = string
    } else if (value && scalar > at) {
      due = after()
      at = scalar
    } else if (key && string > at) {
      due = "':'"
      at = string
    } else if (due === "':'" && found === ':') {
      due = 'a value'
      at += 1
    } else if (found === ',' && (due === "',' or ']'" || due === "',' or '}'")) {
      due = due === "',' or ']'" ? 'a value' : 'a key'
      at += 1
    } else if ((found === ']' || found === '}') && due.endsWith(`'${found}'`)) {
      open.pop()
      due = after()
      at += 1
    } else {
      return {
        at,
        what: `${due} is due, and not ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}`,
      }
    }
  }
}

/** Where a match that begins here ends; here if there is none. */
function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
