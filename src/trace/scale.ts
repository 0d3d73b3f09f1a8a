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

/** Numbered marks along an axis, in order. */
interface Tick {
  readonly tick: number
  readonly at: number
}

/** Fewer ticks than these are labelled wherever there is room; of more, round numbers are. */
const FEW = 100

/**
 * Of ticks, those whose labels do not run into each other: each that is as wide as its label, and between those round
 * numbers, as 500, 1000, 1500.
 *
 * @param end where the last label has to end
 */
export function labelled(
  ticks: readonly Tick[],
  xOf: (at: number) => number,
  widthOf: (tick: Tick) => number,
  end: number,
): readonly Tick[] {
  const begins = [...ticks.map(({ at }) => xOf(at)), end]
  const ends = ticks.map((tick, index) => (begins[index] ?? end) + widthOf(tick))
  const follows = (one: number, before: number): boolean =>
    (ends[before] ?? -Infinity) <= (begins[one] ?? end)
  const shown = ticks.map((_, index) => follows(index + 1, index))
  const most = ticks.at(-1)?.tick ?? 1
  const isRound = (index: number, step: number): boolean => (ticks[index]?.tick ?? 0) % step === 0
  if (ticks.length < FEW) addAny()
  else for (const step of stepsTo(most)) addRound(step)
  return ticks.filter((_, index) => shown[index])

  /** Whatever has room, from the first on. */
  function addAny(): void {
    let before = -1
    for (const [index, is] of shown.entries()) {
      const next = shown.indexOf(true, index)
      const fits = is || (follows(index, before) && follows(next < 0 ? ticks.length : next, index))
      shown[index] = fits
      if (fits) before = index
    }
  }

  /** In each gap, all multiples of a step, or none of them. */
  function addRound(step: number): void {
    let before = -1
    let round: number[] = []
    for (let index = 0; index <= ticks.length; index += 1) {
      if (index < ticks.length && shown[index] !== true) {
        if (isRound(index, step)) round.push(index)
        continue
      }
      // The last may be too near to the end.
      while (index === ticks.length && round.length > 0 && !follows(index, round.at(-1) ?? -1))
        round.pop()
      const all = [before, ...round, index]
      if (all.every((one, at) => at === 0 || follows(one, all[at - 1] ?? -1)))
        for (const one of round) shown[one] = true
      before = index
      round = []
    }
  }
}

/** 500, 100, 50, 10, 5, 1, of the next below a number: each divides the one before. */
function stepsTo(most: number): readonly number[] {
  const digits = Math.floor(Math.log10(Math.max(1, most)))
  return Array.from({ length: digits + 1 }, (_, at) => 10 ** (digits - at)).flatMap((unit) => [
    unit * 5,
    unit,
  ])
}
