/** From the figures that the processes print to the tables and the bars. */

/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2
}

/**
 * What one process measured, by row.
 *
 * @param {import('./workloads.js').Workload} workload
 * @param {Record<string, number>} size
 * @param {Record<string, number>} figures
 * @returns {Record<string, number>}
 */
export function byRow({ id, operations }, size, figures) {
  if (!('wake' in figures)) return { [id]: figures.ns / operations(size) }
  return {
    'parked-bytes': figures.bytes,
    'parked-wake': figures.wake,
    'parked-tick': figures.parked / figures.none,
  }
}

/**
 * What each contender measured in a row, and its ratio to bare and to native in the same rounds.
 *
 * @param {Map<string, (number | undefined)[]>} rounds by contender; undefined where it broke
 * @param {Map<string, string>} broken why, by contender
 */
export function summary(rounds, broken) {
  const bare = rounds.get('bare')
  const native = rounds.get('native')
  return Object.fromEntries(
    [...rounds].map(([name, values]) => {
      const reason = broken.get(name)
      if (reason !== undefined) return [name, { reason }]
      return [
        name,
        {
          median: rounded(median(values)),
          toBare: bare && rounded(median(values.map((value, i) => value / bare[i]))),
          toNative: native && rounded(median(values.map((value, i) => value / native[i]))),
          rounds: values.map(rounded),
        },
      ]
    }),
  )
}

function rounded(value) {
  return Number(value.toPrecision(4))
}

/** Whether looplaw keeps the bars of a row: a line for each bar. */
export function verdicts({ bar, title }, contenders) {
  const { looplaw, native } = contenders
  if (looplaw?.median === undefined) return []
  const lines = []
  const say = (kept, found, due) =>
    lines.push(`${kept ? 'kept  ' : 'MISSED'}  ${title}: ${found}; ${due}`)
  if (bar.bare !== undefined && looplaw.toBare !== undefined)
    say(looplaw.toBare <= bar.bare, `${looplaw.toBare} × bare`, `at most ${bar.bare}`)
  if (bar.native !== undefined && native?.median !== undefined) {
    const ahead = rounded(1 / looplaw.toNative)
    say(ahead >= bar.native, `native takes ${ahead} ×`, `at least ${bar.native}`)
  }
  if (bar.itself !== undefined)
    say(looplaw.median <= bar.itself, `${looplaw.median}`, `at most ${bar.itself}`)
  return lines
}

/** The table, as Markdown: `median (times bare)`. */
export function table(rows, contenders) {
  const head = ['workload', 'unit', ...contenders]
  const body = rows.map(({ title, unit, contenders: found }) => [
    title,
    unit,
    ...contenders.map((name) => cell(found[name])),
  ])
  return draw([head, ...body]).join('\n')
}

/** The lines of a table in Markdown, of which the first is the head. */
export function draw([head, ...body]) {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...body].map((line) => line[i].length)))
  const line = (texts) => `| ${texts.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)]
}

function cell(found) {
  if (found === undefined) return ''
  if (found.median === undefined) return '–'
  const star = found.smaller === undefined ? '' : '*'
  const ratio = found.toBare === undefined ? '' : ` (${short(found.toBare)})`
  return `${short(found.median)}${star}${ratio}`
}

export function short(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3).replace(/\.?0+$/u, '')
}
