/** A chart for a terminal, in characters that every terminal has. */

import type { Chart, Condition, Part, Row } from './chart.ts'
import type { Ended } from './records.ts'
import { labelled, momentsPerColumn, runsOf, spaced } from './scale.ts'

/** More blocks below each other than these, and a column holds several moments instead. */
const BLOCKS = 4
const LONGEST = 20

const SIGNS: Readonly<Record<Condition, string>> = { stepped: '#', ready: '.', parked: '-' }
const ENDS: Readonly<Record<Ended, string>> = {
  returned: 'o',
  failed: 'x',
  cancelled: '/',
  'cut short': '|',
}

/** These parts, one below the other. @param width in characters */
export function drawAscii(parts: readonly Part[], width: number): string {
  return [...parts.flatMap((part) => [drawPart(part, width), '']), LEGEND].join('\n')
}

function drawPart({ across, chart, title }: Part, width: number): string {
  const longest = Math.max(...chart.rows.map(({ name }) => name.length), across.length)
  const gutter = Math.min(LONGEST, longest) + 1
  const columns = Math.max(10, width - gutter)
  const moments = chart.to - chart.from
  const per = moments <= columns * BLOCKS ? 1 : momentsPerColumn(chart, columns)
  const label = (name: string): string =>
    (name.length < gutter ? name : `${name.slice(0, gutter - 2)}~`).padEnd(gutter)
  const column = (at: number): number => Math.floor((at - chart.from) / per)
  // One more for the end of what is stepped last.
  const length = Math.min(column(chart.to - 1) + 2, per === 1 ? Infinity : columns)
  const lines: readonly (readonly [label: string, text: string])[] = [
    [across, tickAxis(chart, column, columns)],
    ...(chart.times.length === 0
      ? []
      : [['time', axis(chart.times, ({ now }) => String(now), column, columns)] as const]),
    ...chart.rows
      // There are no arrows here, and the host has nothing else.
      .filter(({ kind }) => kind !== 'host')
      .map((row) => [row.name, lineOf(row, chart, per, length)] as const),
  ]
  const blocks = Array.from({ length: Math.ceil(length / columns) }, (_, block) =>
    lines
      .map(([name, text]) => label(name) + text.slice(block * columns, (block + 1) * columns))
      .map((line) => line.trimEnd())
      .join('\n'),
  )
  const scale = per === 1 ? [] : ['', `Each column is ${per} moments.`]
  return [title, '', blocks.join('\n\n'), ...scale].join('\n')
}

const LEGEND = '# step  . ready  - parked    o returned  x failed  / cancelled  | cut short'

function lineOf(row: Row, chart: Chart, per: number, length: number): string {
  const cells = Array.from({ length }, () => ' ')
  for (const { cell, from, to } of runsOf(row, chart, per)) {
    cells.fill(SIGNS[cell.is], from, to)
  }
  for (const { at, how } of row.ends) {
    cells[Math.min(length - 1, Math.floor((at - chart.from) / per))] = ENDS[how]
  }
  return cells.join('')
}

function tickAxis({ ticks, to }: Chart, column: (at: number) => number, columns: number): string {
  const marks = labelled(ticks, column, (tick) => numberOf(tick).length + 1, column(to) + 1)
  return lineUp(wholeOf(marks, numberOf, column, columns), numberOf, column)
}

function numberOf({ tick }: { readonly tick: number }): string {
  return String(tick)
}

/** The labels of an axis: each whole, within one block, and apart from the last. */
function axis<T extends { readonly at: number }>(
  marks: readonly T[],
  textOf: (mark: T) => string,
  column: (at: number) => number,
  columns: number,
): string {
  const whole = wholeOf(marks, textOf, column, columns)
  return lineUp(
    spaced(whole, column, (one) => textOf(one).length + 1),
    textOf,
    column,
  )
}

function wholeOf<T extends { readonly at: number }>(
  marks: readonly T[],
  textOf: (mark: T) => string,
  column: (at: number) => number,
  columns: number,
): readonly T[] {
  return marks.filter((mark) => {
    return (column(mark.at) % columns) + textOf(mark).length <= columns
  })
}

function lineUp<T extends { readonly at: number }>(
  marks: readonly T[],
  textOf: (mark: T) => string,
  column: (at: number) => number,
): string {
  let line = ''
  for (const mark of marks) line = line.padEnd(column(mark.at)) + textOf(mark)
  return line
}
