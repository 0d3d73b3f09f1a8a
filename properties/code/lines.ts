/** Lines of code. */

export type Lines = readonly string[]

export function quote(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1)
  return `'${inner.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`
}

export function block(head: string, lines: Lines, foot = '}'): Lines {
  return [head, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), foot]
}

export function declaration(name: string, body: Lines): Lines {
  return body.length === 0 ? [`function* ${name}() {}`] : block(`function* ${name}() {`, body)
}

/** A block, on one line if it is short. */
export function enclosed(head: string, lines: Lines, foot: string): Lines {
  const [only = ''] = lines
  if (lines.length === 0) return [`${head}${foot}`]
  const short = lines.length === 1 && head.length + only.length + foot.length < 88
  return short ? [`${head} ${only} ${foot}`] : block(head, lines, foot)
}

export function prefixed(prefix: string, lines: Lines): Lines {
  const [first = '', ...rest] = lines
  return [prefix + first, ...rest]
}

export function suffixed(lines: Lines, suffix: string): Lines {
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${suffix}`]
}

/** Expressions between brackets, on one line if each of them is. */
export function listed(head: string, all: readonly Lines[], foot: string): Lines {
  const texts = all.map(([only = '']) => only)
  const line = `${head}${texts.join(', ')}${foot}`
  if (all.every((lines) => lines.length === 1) && line.length < 90) return [line]
  return block(
    head,
    all.flatMap((lines) => suffixed(lines, ',')),
    foot,
  )
}

/** A call of the host that may throw. */
export function attempted(lines: Lines): Lines {
  const [first = ''] = lines
  if (/^(?:const|function)\b/u.test(first)) return block('attempt(() => {', lines, '})')
  // One expression, possibly on several lines.
  return prefixed('attempt(() => ', suffixed(lines, ')'))
}

/** The limits of a run, as a second argument. */
export function limitsOf({
  ms,
  ticks,
}: {
  readonly ms?: number | undefined
  readonly ticks?: number | undefined
}): string {
  const given = [
    ...(ticks === undefined ? [] : [`ticks: ${ticks}`]),
    ...(ms === undefined ? [] : [`ms: ${ms}`]),
  ]
  return given.length === 0 ? '' : `, { ${given.join(', ')} }`
}
