/** A run in Chrome's trace-event format, which Perfetto and chrome://tracing open. */

import type { Chart, Part, Row, Span } from './chart.ts'

/** A moment is a millisecond there: those viewers have no other axis. */
const MOMENT = 1000

const NAMES = { stepped: 'step', ready: 'ready', parked: 'parked' } as const

/** The document, as JSON: each part is a process. */
export function drawPerfetto(parts: readonly Part[]): string {
  let flows = 0
  const events = parts.flatMap(({ across, chart, title }, index) => {
    const first = flows
    flows += chart.arrows.length
    return eventsOf(chart, title, across, first).map((event) => ({ pid: index + 1, ...event }))
  })
  const lines = events.map((event) => JSON.stringify(event)).join(',\n')
  return `{"displayTimeUnit":"ms","traceEvents":[\n${lines}\n]}\n`
}

function eventsOf(chart: Chart, title: string, across: string, flows: number): readonly object[] {
  return [
    { ph: 'M', name: 'process_name', args: { name: title } },
    ...chart.rows.flatMap(({ ends, name, spans }, tid) => [
      { ph: 'M', tid, name: 'thread_name', args: { name } },
      { ph: 'M', tid, name: 'thread_sort_index', args: { sort_index: tid } },
      ...spans.map((span) => slice(span, tid)),
      ...ends.map(({ at, how }) => ({ ph: 'i', tid, ts: at * MOMENT, s: 't', name: how })),
    ]),
    ...chart.arrows.flatMap(({ at, from, kind, to }, index) => {
      const flow = { id: flows + index + 1, name: kind, cat: kind }
      return [
        // An arrow is bound to the slices at its ends.
        { ...flow, ph: 's', tid: from, ts: at * MOMENT },
        { ...flow, ph: 'f', bp: 'e', tid: to, ts: (at + 1) * MOMENT },
      ]
    }),
    ...chart.ticks.map(({ at, tick }) => counter(at, across, tick)),
    ...chart.times.map(({ at, now }) => counter(at, 'time in ms', now)),
    ...readyCounts(chart.rows).map(({ at, ready }) => counter(at, 'ready queue', ready)),
  ]
}

function slice({ from, is, on, step, to }: Span, tid: number): object {
  return {
    ph: 'X',
    tid,
    ts: from * MOMENT,
    dur: (to - from) * MOMENT,
    name: on === undefined ? NAMES[is] : `parked on ${on}`,
    cat: is,
    ...(step === undefined ? {} : { args: { step } }),
  }
}

function counter(at: number, name: string, value: number): object {
  return { ph: 'C', ts: at * MOMENT, name, args: { [name]: value } }
}

/** How many tasks are ready, wherever that changes. */
function readyCounts(rows: readonly Row[]): readonly { at: number; ready: number }[] {
  const changes = new Map<number, number>()
  const change = (at: number, by: number): void => {
    changes.set(at, (changes.get(at) ?? 0) + by)
  }
  for (const { kind, spans } of rows) {
    if (kind !== 'task') continue
    for (const { from, is, to } of spans) {
      if (is !== 'ready') continue
      change(from, 1)
      change(to, -1)
    }
  }
  let ready = 0
  return [...changes]
    .toSorted(([one], [other]) => one - other)
    .map(([at, by]) => {
      ready += by
      return { at, ready }
    })
}
