/** A chart as a picture. The same chart is the same text, to the byte. */

import type { Chart, Part, Row } from './chart.ts'
import { arrowsOf, endOf, LEGEND, STYLE } from './marks.ts'
import {
  ARROWS,
  CHARACTER,
  COLUMN,
  FOOT,
  GAP,
  HEAD,
  layoutOf,
  NUMBERS,
  round,
  type Layout,
} from './layout.ts'
import { labelled, runsOf, spaced } from './scale.ts'

/** The picture of these parts, one below the other, as a document. */
export function drawSvg(parts: readonly Part[]): string {
  const layouts = parts.map((part) => layoutOf(part))
  const width = Math.max(...layouts.map((layout) => layout.width))
  const rows = layouts.reduce((sum, layout) => sum + layout.height, 0)
  const height = rows + FOOT
  // A reader of a tall picture begins above it, and would look for its key in vain.
  const isTall = rows > TALL
  const titles = parts.map(({ title }) => title).join('; ')
  let top = isTall ? FOOT : 0
  const drawn = parts.flatMap((part, index) => {
    const layout = layouts[index]
    if (layout === undefined) return []
    const lines = [`<g transform="translate(0 ${top})">`, ...drawPart(part, layout), '</g>']
    top += layout.height
    return lines
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escape(titles)}</title>`,
    `<desc id="desc">${escape(parts.map(summary).join('; '))}</desc>`,
    STYLE,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...drawn,
    ...keyOf(layouts, isTall ? 0 : rows),
    '</svg>\n',
  ].join('\n')
}

/** From this height on, in pixels, the key is above the rows. */
const TALL = 1_200

/** What the marks mean. */
function keyOf(layouts: readonly Layout[], top: number): readonly string[] {
  const coarse = layouts.find(({ per }) => per > 1)
  const key = `<g transform="translate(8 ${top + 16})">${LEGEND}</g>`
  if (coarse === undefined) return [key]
  return [
    key,
    `<text class="note" x="8" y="${top + FOOT - 10}">Each column holds ${coarse.per} moments: the taller a bar, the more steps are in it. Fewer ticks show each step and what wakes it.</text>`,
  ]
}

function drawPart(part: Part, layout: Layout): readonly string[] {
  const { chart, title } = part
  return [
    `<text class="title" x="8" y="20">${escape(title)}</text>`,
    `<text class="note" x="8" y="36">${escape(summary(part))}</text>`,
    ...axes(part, layout),
    ...chart.rows.flatMap((row, index) => drawRow(row, index, chart, layout)),
    ...(layout.unit >= ARROWS && layout.per === 1 ? arrowsOf(chart, layout) : []),
    // Above the arrows, which would cross them out.
    ...(layout.per === 1 ? chart.rows.flatMap((row, at) => waitsOf(row, at, layout)) : []),
    ...chart.rows.flatMap((row, index) =>
      row.ends.map(({ at, how }) => endOf(how, layout.xOf(at), layout.yOf(index) + layout.row / 2)),
    ),
  ]
}

function summary({ across, chart }: Part): string {
  const tasks = chart.rows.filter(({ kind }) => kind === 'task').length
  const [first, last] = [chart.ticks[0]?.tick, chart.ticks.at(-1)?.tick]
  const range = first === last ? `${across} ${first}` : `${across}s ${first} to ${last}`
  const now = chart.times.at(-1)?.now
  return [
    first === undefined ? `no ${across}` : range,
    `${chart.steps} ${chart.steps === 1 ? 'step' : 'steps'}`,
    `${tasks} ${tasks === 1 ? 'task' : 'tasks'}`,
    ...(now === undefined ? [] : [`${now} ms`]),
  ].join(' · ')
}

/** Two axes: the ticks, as bands, and the time. */
function axes({ across, chart }: Part, { height, left, width, xOf }: Layout): readonly string[] {
  const bottom = height - GAP
  const ends = [...chart.ticks.slice(1).map(({ at }) => at), chart.to]
  const isFine = chart.ticks.length <= 400
  const bands = chart.ticks.flatMap(({ at, tick }, index) => {
    const x = xOf(at)
    const w = round(xOf(ends[index] ?? chart.to) - x)
    return tick % 2 === 0 && isFine
      ? [`<rect class="band" x="${x}" y="${HEAD}" width="${w}" height="${bottom - HEAD}"/>`]
      : []
  })
  const ticks = labelled(chart.ticks, xOf, widthOfTick, xOf(chart.to) + 32).map(
    ({ at, tick }) => `<text class="axis" x="${xOf(at)}" y="${HEAD - 6}">${tick}</text>`,
  )
  const times = spaced(chart.times, xOf, ({ now }) => `${now} ms`.length * CHARACTER + 16).flatMap(
    ({ at, now }) => {
      const x = xOf(at)
      return [
        `<text class="axis time" x="${x}" y="${HEAD - 20}">${now} ms</text>`,
        ...(isFine ? [`<path class="time" d="M${x} ${HEAD - 16}V${bottom}"/>`] : []),
      ]
    },
  )
  return [
    ...bands,
    ...times,
    ...ticks,
    `<text class="axis" x="8" y="${HEAD - 6}">${across}</text>`,
    ...(times.length === 0 ? [] : [`<text class="axis time" x="8" y="${HEAD - 20}">time</text>`]),
    `<path class="rule" d="M${left} ${HEAD - 0.5}H${width - 8}"/>`,
  ]
}

function widthOfTick({ tick }: { readonly tick: number }): number {
  return String(tick).length * CHARACTER + 10
}

function drawRow(row: Row, index: number, chart: Chart, layout: Layout): readonly string[] {
  const y = layout.yOf(index)
  const middle = y + layout.row / 2
  const size = Math.min(12, layout.row - 2)
  const name = row.name.length > 24 ? `${row.name.slice(0, 23)}…` : row.name
  const label = `<text class="name ${row.kind}" x="8" y="${round(middle + size / 3)}" font-size="${size}">${escape(name)}</text>`
  const marks =
    layout.per === 1 ? spansOf(row, middle, layout) : cellsOf(row, middle, chart, layout)
  return [`<g><title>${escape(row.name)}</title>`, label, ...marks, '</g>']
}

/** Each step is a mark of its own. */
function spansOf({ spans }: Row, middle: number, { row, unit, xOf }: Layout): readonly string[] {
  const tall = round(row * 0.6)
  return spans.flatMap(({ from, is, on, step, to }) => {
    const [x, end] = [xOf(from), xOf(to)]
    if (is !== 'stepped') {
      const why = on === undefined ? '' : `<title>parked on ${escape(on)}</title>`
      return [`<path class="${is}" d="M${x} ${middle}H${end}">${why}</path>`]
    }
    const w = round(Math.max(1, unit - Math.min(2, unit / 4)))
    const box = `<rect class="step" x="${x}" y="${round(middle - tall / 2)}" width="${w}" height="${tall}"><title>step ${step}</title></rect>`
    const number = String(step)
    const fits = unit >= NUMBERS && number.length * 6 < w && row >= 18
    return fits
      ? [box, `<text class="number" x="${round(x + w / 2)}" y="${middle + 3.5}">${number}</text>`]
      : [box]
  })
}

/** What each wait is for, where there is room to say it. */
function waitsOf({ spans }: Row, index: number, layout: Layout): readonly string[] {
  const { row, xOf, yOf } = layout
  if (row < 18) return []
  const y = yOf(index) + row / 2 - 3
  return spans.flatMap(({ from, on, to }) => {
    const fits = on !== undefined && xOf(to) - xOf(from) > on.length * 5.4 + 6
    return fits
      ? [`<text class="on" x="${round(xOf(from) + 3)}" y="${y}">${escape(on)}</text>`]
      : []
  })
}

/** Several moments in each column: the more of them are steps, the taller. */
function cellsOf(row: Row, middle: number, chart: Chart, layout: Layout): readonly string[] {
  const paths = new Map<string, string>()
  for (const { cell, from, to } of runsOf(row, chart, layout.per)) {
    // Taller than the line of what is ready, even where a column has one step of many moments.
    const tall = round(layout.row * (0.4 + 0.4 * cell.share))
    const kind =
      cell.is === 'stepped' ? `class="steps" stroke-width="${tall}"` : `class="${cell.is}"`
    const part = `M${layout.left + from * COLUMN} ${middle}h${(to - from) * COLUMN}`
    paths.set(kind, (paths.get(kind) ?? '') + part)
  }
  return [...paths].map(([kind, path]) => `<path ${kind} d="${path}"/>`)
}

function escape(text: string): string {
  const safe = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  // Control characters may be in no document, not even escaped.
  return Array.from(safe, (one) => (one >= ' ' && one < '\uFFFE' ? one : '\uFFFD')).join('')
}
