/** Where everything is in a picture. */

import type { Part } from './chart.ts'
import { momentsPerColumn } from './scale.ts'

/** The widest plot, in pixels. */
const WIDEST = 3000
/** A moment is so wide where there is room, and no narrower if it is to be seen. */
const [ROOMY, NARROWEST] = [24, 3]
/** From this width on, arrows do not run into each other, and from that on, steps have numbers. */
export const ARROWS: number = 4
export const NUMBERS: number = 16
/** A column that holds several moments. */
export const COLUMN: number = 2
/** Above the rows: the title, the time, the ticks. */
export const HEAD: number = 78
/** Below them. */
export const GAP: number = 8
/** Below everything: what the marks mean. */
export const FOOT: number = 44
export const CHARACTER: number = 6.6

/** Where everything is, in pixels. */
export interface Layout {
  readonly left: number
  readonly height: number
  readonly width: number
  /** Of a row. */
  readonly row: number
  /** Of a moment. */
  readonly unit: number
  /** How many moments there are in a column. */
  readonly per: number
  readonly xOf: (at: number) => number
  readonly yOf: (row: number) => number
}

export function layoutOf({ across, chart, title }: Part): Layout {
  const { length } = chart.rows
  const row = length <= 40 ? 26 : length <= 120 ? 18 : 12
  const longest = Math.max(
    ...chart.rows.map(({ name }) => Math.min(name.length, 24)),
    across.length,
  )
  const left = Math.ceil(longest * CHARACTER) + 20
  const moments = chart.to - chart.from
  const fitting = Math.min(ROOMY, WIDEST / moments)
  const per = fitting >= NARROWEST ? 1 : momentsPerColumn(chart, WIDEST / COLUMN)
  const unit = per === 1 ? round(fitting) : COLUMN / per
  const plot = Math.ceil(moments * unit)
  return {
    left,
    row,
    unit,
    per,
    // The legend and the title have their own widths.
    width: Math.max(left + plot + 24, Math.ceil(title.length * 9) + 16, 790),
    height: HEAD + length * row + GAP,
    xOf: (at) => round(left + (at - chart.from) * unit),
    yOf: (index) => HEAD + index * row,
  }
}

/** To two decimals, so that a document is no longer than it has to be. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}
