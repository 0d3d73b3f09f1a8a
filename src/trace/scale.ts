/** How moments become columns: one for each while they fit, and otherwise several in one. */

import type { Chart, Condition, Row } from './chart.ts'

/** What a row shows in a column that holds several moments. */
interface Cell {
  readonly is: Condition
  /** Of the moments of the column: the share in which it was stepped. */
  readonly share: number
}

/** Cells of one kind side by side: from one column up to another. */
export interface Run {
  readonly cell: Cell
  readonly from: number
  readonly to: number
}

/** How many moments a column has, if there are to be so many columns at most. */
export function momentsPerColumn({ from, to }: Chart, columns: number): number {
  return Math.max(1, Math.ceil((to - from) / columns))
}

/** The columns of a row, as runs of what is the same. */
export function runsOf({ spans }: Row, { from, to }: Chart, per: number): readonly Run[] {
  const columns = Math.ceil((to - from) / per)
  const sums = { stepped: counts(columns), ready: counts(columns), parked: counts(columns) }
  for (const span of spans) {
    const sum = sums[span.is]
    for (let at = span.from - from; at < span.to - from;) {
      const column = Math.floor(at / per)
      const end = Math.min(span.to - from, (column + 1) * per)
      sum[column] = (sum[column] ?? 0) + end - at
      at = end
    }
  }
  const runs: Run[] = []
  for (let column = 0; column < columns; column += 1) {
    const [stepped = 0, ready = 0, parked = 0] = [
      sums.stepped[column],
      sums.ready[column],
      sums.parked[column],
    ]
    if (stepped + ready + parked === 0) continue
    const is = stepped > 0 ? 'stepped' : ready >= parked ? 'ready' : 'parked'
    // In quarters, so that a picture has few kinds of cells.
    const share = Math.ceil((4 * stepped) / per) / 4
    const last = runs.at(-1)
    if (last?.to === column && last.cell.is === is && last.cell.share === share) {
      runs[runs.length - 1] = { ...last, to: column + 1 }
    } else runs.push({ cell: { is, share }, from: column, to: column + 1 })
  }
  return runs
}

function counts(columns: number): number[] {
  return Array.from({ length: columns }, () => 0)
}

/** Of marks along an axis, those whose labels do not run into each other. */
export function spaced<T extends { readonly at: number }>(
  marks: readonly T[],
  xOf: (at: number) => number,
  widthOf: (mark: T) => number,
): readonly T[] {
  let free = -Infinity
  return marks.filter((mark) => {
    const x = xOf(mark.at)
    if (x < free) return false
    free = x + widthOf(mark)
    return true
  })
}
