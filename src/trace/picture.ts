/** Recorded runs as pictures, in three formats. */

import { drawAscii } from './ascii.ts'
import { chartOf, clip, type Part } from './chart.ts'
import { drawPerfetto } from './perfetto.ts'
import type { TimelineRecord } from './records.ts'
import { drawSvg } from './svg.ts'

/** What is drawn of a run. */
export interface DrawOptions {
  /** The first and the last tick; by default all of them. */
  readonly ticks?: readonly [first: number, last: number] | undefined
}

/** Of {@link Picture.ascii}. */
export interface AsciiOptions extends DrawOptions {
  /** In characters, from 20 on; by default 100. */
  readonly width?: number | undefined
}

/** One run or more, ready to be drawn. Each method throws `RangeError` for a range or a width that is none. */
export interface Picture {
  /** A document of its own, in the light or the dark theme of its reader. The same run is the same text. */
  svg(options?: DrawOptions): string
  /** Lines for a terminal. */
  ascii(options?: AsciiOptions): string
  /** A JSON document in Chrome's trace-event format, for Perfetto and `chrome://tracing`. A moment is a millisecond. */
  perfetto(options?: DrawOptions): string
}

/** A run to be drawn, as records: from a trace, or from a loop of another kind. */
export interface RecordedRun {
  readonly title: string
  readonly records: Iterable<TimelineRecord>
  /** What is counted across; by default ticks. */
  readonly across?: 'tick' | 'decision' | undefined
}

/**
 * The picture of these runs, one below the other.
 *
 * @example
 * ```ts
 * import { pictureOf } from 'looplaw/trace'
 *
 * const records = [
 *   { event: 'spawned', task: 'a' },
 *   { event: 'scheduled', task: 'a' },
 *   { event: 'tick', tick: 1 },
 *   { event: 'stepped', who: 'a' },
 *   { event: 'settled', future: 'a', how: 'returned' },
 * ] as const
 * console.log(pictureOf({ title: 'one task', records }).ascii().includes('a     #o')) // true
 * ```
 */
export function pictureOf(...runs: readonly RecordedRun[]): Picture {
  const parts = runs.map(({ across = 'tick', records, title }): Part => {
    return { title, across, chart: chartOf(records) }
  })
  return {
    svg: (options = {}) => drawSvg(clipped(parts, options)),
    ascii: ({ width = 100, ...options } = {}) => {
      if (!(width >= 20)) {
        throw new RangeError(`width is a number of characters from 20 on, not ${width}`)
      }
      return drawAscii(clipped(parts, options), Math.floor(width))
    },
    perfetto: (options = {}) => drawPerfetto(clipped(parts, options)),
  }
}

function clipped(parts: readonly Part[], { ticks }: DrawOptions): readonly Part[] {
  if (ticks === undefined) return parts
  const [first, last] = ticks
  if (!(first <= last)) {
    throw new RangeError(`ticks are a first and a last one, not ${first} and ${last}`)
  }
  return parts.map((part) => ({ ...part, chart: clip(part.chart, first, last) }))
}
