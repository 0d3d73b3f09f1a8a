/** A run as a chart: a row for each coroutine, moments across. Nothing here knows about pixels. */

import type { Ended, TimelineRecord } from './records.ts'

/** What a coroutine is doing: it is stepped, it is in the ready queue, or it waits. */
export type Condition = 'stepped' | 'ready' | 'parked'

/** A stretch in which the condition of a coroutine stays the same, from one moment up to another. */
export interface Span {
  readonly is: Condition
  readonly from: number
  readonly to: number
  /** Of a step: its number in the run, from 1. */
  readonly step?: number
  /** What it waits for. */
  readonly on?: string
}

/** One coroutine, or the host. */
export interface Row {
  readonly name: string
  readonly kind: 'host' | 'main' | 'task'
  readonly spans: readonly Span[]
  /** Where it ended, and how; a main may run again. */
  readonly ends: readonly { readonly at: number; readonly how: Ended }[]
}

/** What one row does to another. */
interface Arrow {
  readonly kind: 'spawn' | 'wake' | 'cancel'
  readonly at: number
  /** Rows, by index. */
  readonly from: number
  readonly to: number
}

/** A run, or a part of it. */
export interface Chart {
  readonly rows: readonly Row[]
  readonly arrows: readonly Arrow[]
  /** Where each tick begins. */
  readonly ticks: readonly { readonly tick: number; readonly at: number }[]
  /** Where time has advanced, in milliseconds. */
  readonly times: readonly { readonly now: number; readonly at: number }[]
  /** The first moment, and the one after the last. */
  readonly from: number
  readonly to: number
  readonly steps: number
}

/** A chart among others, in one picture. */
export interface Part {
  readonly title: string
  /** What is counted across. */
  readonly across: 'tick' | 'decision'
  readonly chart: Chart
}

const HOST = 'host'
const MAIN = 'main'

/** The chart of these records. */
export function chartOf(records: Iterable<TimelineRecord>): Chart {
  const charting = new Charting()
  for (const record of records) charting.add(record)
  return charting.chart()
}

/** A row that is being drawn. */
interface Drawing {
  readonly index: number
  readonly name: string
  readonly kind: Row['kind']
  readonly spans: Span[]
  readonly ends: { readonly at: number; readonly how: Ended }[]
  /** What it is doing since when. */
  open: { readonly is: Condition; readonly from: number; readonly on?: string } | undefined
  terminated: boolean
}

/**
 * A moment is a step, an advance of time, or what the host does between two steps. A step begins one; what happens within
 * it has the same.
 */
class Charting {
  readonly #rows = new Map<string, Drawing>()
  readonly #arrows: Arrow[] = []
  readonly #ticks: { tick: number; at: number }[] = []
  readonly #times: { now: number; at: number }[] = []
  #at = 0
  #steps = 0
  /** Whose step it is; the host's between two steps. */
  #acting = HOST
  /** Whether the host has a moment of its own since the last step. */
  #hosted = true

  constructor() {
    this.#row(HOST)
    this.#row(MAIN)
  }

  add(record: TimelineRecord): void {
    switch (record.event) {
      case 'tick':
        this.#acting = HOST
        this.#ticks.push({ tick: record.tick, at: this.#at + 1 })
        break
      case 'advanced':
        this.#acting = HOST
        this.#begin()
        this.#times.push({ now: record.now, at: this.#at })
        break
      case 'spawned':
        this.#point('spawn', record.task)
        break
      case 'scheduled':
        this.#enter(record.task, { is: 'ready', from: this.#at + 1 })
        // It has yielded.
        if (record.task === this.#acting) this.#rest()
        break
      case 'stepped':
        this.#step(record.who)
        break
      case 'parked':
        this.#enter(record.who, { is: 'parked', from: this.#at + 1, on: record.on })
        if (record.who === this.#acting) this.#rest()
        break
      case 'woken':
        // Timers fire between two steps.
        if (/^(?:sleep|timeout)\b/u.test(record.by)) this.#rest()
        this.#point('wake', record.task)
        this.#enter(record.task, { is: 'ready', from: this.#at + 1 })
        break
      case 'cancelled':
        this.#point('cancel', record.task)
        break
      case 'terminated':
        this.#row(record.task).terminated = true
        this.#point('cancel', record.task)
        break
      case 'settled':
        // Any other future has no row.
        if (this.#rows.has(record.future)) this.#end(record.future, record.how)
        break
      case 'ended':
        this.#end(record.who, record.how)
        this.#rest()
        break
    }
  }

  chart(): Chart {
    const to = this.#at + 1
    // The first moment is the host's; if it did nothing, it is left out.
    const from = this.#arrows[0]?.at === 0 || to === 1 ? 0 : 1
    for (const row of this.#rows.values()) close(row, to)
    const rows = [...this.#rows.values()].map(({ ends, kind, name, spans }): Row => {
      return { name, kind, spans, ends }
    })
    const acting = new Set(this.#arrows.map((arrow) => arrow.from))
    return {
      ...without(rows, this.#arrows, ({ ends, kind, spans }, index) => {
        return kind !== 'task' && spans.length + ends.length === 0 && !acting.has(index)
      }),
      ticks: this.#ticks.filter(({ at }) => at < to),
      times: this.#times,
      from,
      to,
      steps: this.#steps,
    }
  }

  #row(name: string): Drawing {
    const known = this.#rows.get(name)
    if (known !== undefined) return known
    const kind = name === HOST ? 'host' : name === MAIN ? 'main' : 'task'
    const index = this.#rows.size
    const row: Drawing = {
      index,
      name,
      kind,
      spans: [],
      ends: [],
      open: undefined,
      terminated: false,
    }
    this.#rows.set(name, row)
    return row
  }

  #begin(): void {
    this.#at += 1
    this.#hosted = this.#acting === HOST
  }

  /** The current step is over: what follows is the host's. */
  #rest(): void {
    if (this.#acting === HOST) return
    this.#acting = HOST
    this.#hosted = false
  }

  #step(who: string): void {
    this.#acting = who
    this.#begin()
    this.#steps += 1
    const row = this.#row(who)
    close(row, this.#at)
    row.spans.push({ is: 'stepped', from: this.#at, to: this.#at + 1, step: this.#steps })
    // A main is ready until it parks, or ends.
    row.open = { is: 'ready', from: this.#at + 1 }
  }

  #enter(name: string, open: NonNullable<Drawing['open']>): void {
    const row = this.#row(name)
    close(row, open.from)
    row.open = open
  }

  #end(name: string, how: Ended): void {
    const row = this.#row(name)
    close(row, this.#at + 1)
    row.open = undefined
    row.ends.push({ at: this.#at + 1, how: row.terminated ? 'cut short' : how })
  }

  #point(kind: Arrow['kind'], name: string): void {
    if (this.#acting === HOST && !this.#hosted) this.#begin()
    const to = this.#row(name).index
    // Nothing spawns or wakes itself: an observer did, or the host, which closes a main as a task.
    const by = kind !== 'cancel' && name === this.#acting ? HOST : this.#acting
    const from = this.#row(by).index
    if (from !== to) this.#arrows.push({ kind, at: this.#at, from, to })
  }
}

/** What a row has been doing is over. */
function close(row: Drawing, at: number): void {
  const { open } = row
  if (open !== undefined && open.from < at) row.spans.push({ ...open, to: at })
  row.open = undefined
}

/** The rows without some, and the arrows between those that are left. */
function without(
  rows: readonly Row[],
  arrows: readonly Arrow[],
  isIdle: (row: Row, index: number) => boolean,
): Pick<Chart, 'rows' | 'arrows'> {
  const places = new Map<number, number>()
  for (const [index, row] of rows.entries()) if (!isIdle(row, index)) places.set(index, places.size)
  return {
    rows: rows.filter((_row, index) => places.has(index)),
    arrows: arrows.flatMap((arrow) => {
      const [from, to] = [places.get(arrow.from), places.get(arrow.to)]
      return from === undefined || to === undefined ? [] : [{ ...arrow, from, to }]
    }),
  }
}

/** The part of a chart from one tick to another, both included. */
export function clip(chart: Chart, first: number, last: number): Chart {
  const from = chart.ticks.find(({ tick }) => tick >= first)?.at ?? chart.to
  const to = chart.ticks.find(({ tick }) => tick > last)?.at ?? chart.to
  const isIn = ({ at }: { readonly at: number }): boolean => at >= from && at < to
  const kept = chart.rows.map((row) => ({
    ...row,
    spans: row.spans.flatMap((span) => {
      const part = { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }
      return part.from < part.to ? [part] : []
    }),
    ends: row.ends.filter(({ at }) => at > from && at <= to),
  }))
  const { arrows, rows } = without(kept, chart.arrows.filter(isIn), ({ ends, kind, spans }) => {
    return kind === 'task' && spans.length + ends.length === 0
  })
  const spans = rows.flatMap((row) => row.spans)
  return {
    rows,
    arrows,
    ticks: chart.ticks.filter(isIn),
    times: chart.times.filter(isIn),
    from,
    to: Math.max(to, from + 1),
    steps: spans.filter(({ is }) => is === 'stepped').length,
  }
}
