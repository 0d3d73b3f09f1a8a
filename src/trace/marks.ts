/** The marks of a picture. Shape sets each apart, not colour alone. */

import type { Chart } from './chart.ts'
import type { Layout } from './layout.ts'
import type { Ended } from './records.ts'

/** Colours of two themes, each with contrast enough on its paper. */
export const STYLE = `<style>
svg{--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#818b98;--band:#f3f5f8;--step:#0b5cad;--on:#fff;--good:#116329;--bad:#b3261e;--off:#7a4b00;font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--soft:#9aa4af;--line:#7d8590;--band:#161b22;--step:#6cb6ff;--on:#0d1117;--good:#57c46b;--bad:#ff8f86;--off:#e0b062}}
.paper{fill:var(--paper)}.title{fill:var(--ink);font-size:15px;font-weight:600}.note,.axis,.on,.legend{fill:var(--soft);font-size:11px}.on{font-size:9px;paint-order:stroke;stroke:var(--paper);stroke-width:3px}
.name{fill:var(--ink)}.name.host,.name.main{font-weight:600}.band{fill:var(--band)}.rule,.time{stroke:var(--line);stroke-width:1;fill:none}
.time{stroke-dasharray:1 4}text.time{stroke:none;fill:var(--off)}.step{fill:var(--step)}.steps{stroke:var(--step);fill:none}.number{fill:var(--on);font-size:9px;text-anchor:middle}
.ready{stroke:var(--ink);stroke-width:2;fill:none}.parked{stroke:var(--line);stroke-width:1.5;stroke-dasharray:3 3;fill:none}
.arrow{stroke:var(--ink);stroke-width:1;fill:none}.wake{stroke-dasharray:4 2}.cancel{stroke:var(--off);stroke-dasharray:1 2;stroke-width:1.5}.head{fill:var(--ink)}.head.cancel{fill:var(--off);stroke:none}.head.wake{fill:var(--paper);stroke:var(--ink);stroke-dasharray:none}
.returned{fill:var(--good)}.failed{stroke:var(--bad);stroke-width:2.5;fill:none}.cancelled{stroke:var(--off);stroke-width:1.8;fill:var(--paper)}.cut{fill:var(--bad)}
</style>`

/** How a row ended: a disc, a cross, a circle with a stroke through it, a bar. */
const ENDS: Readonly<Record<Ended, (x: number, y: number) => string>> = {
  returned: (x, y) => `<circle class="returned" cx="${x}" cy="${y}" r="4"/>`,
  failed: (x, y) => `<path class="failed" d="M${x - 4} ${y - 4}l8 8m0-8l-8 8"/>`,
  cancelled: (x, y) =>
    `<path class="cancelled" d="M${x - 4} ${y}a4 4 0 1 1 8 0a4 4 0 1 1-8 0M${x - 3} ${y + 3}l6-6"/>`,
  'cut short': (x, y) => `<path class="cut" d="M${x - 3} ${y - 5}h4v10h-4z"/>`,
}

/** Its mark, to the right of a place. */
export function endOf(how: Ended, x: number, y: number): string {
  return `<g>${ENDS[how](x + 4, y)}<title>${how}</title></g>`
}

/** What spawns, wakes and cancels: from row to row, each kind in its place within the moment, so that none hides another. */
export function arrowsOf({ arrows }: Chart, { row, unit, xOf, yOf }: Layout): readonly string[] {
  const places = { spawn: 0.3, wake: 0.5, cancel: 0.7 } as const
  return arrows.map(({ at, from, kind, to }) => {
    const x = Math.round((xOf(at) + unit * places[kind]) * 100) / 100
    const down = to > from
    const start = yOf(from) + row / 2 + (down ? row * 0.3 : -row * 0.3)
    const end = yOf(to) + row / 2 + (down ? -row * 0.3 : row * 0.3)
    const back = down ? -5 : 5
    const head = `<path class="head ${kind}" d="M${x} ${end}l-2.5 ${back}h5z"/>`
    return `<path class="arrow ${kind}" d="M${x} ${start}V${end + back}"/>${head}`
  })
}

const SAMPLES: readonly (readonly [mark: string, text: string])[] = [
  ['<rect class="step" x="0" y="-6" width="12" height="12"/>', 'step'],
  ['<path class="ready" d="M0 0h16"/>', 'ready'],
  ['<path class="parked" d="M0 0h16"/>', 'parked'],
  [
    '<path class="arrow spawn" d="M6 -7V2"/><path class="head spawn" d="M6 7l-2.5-5h5z"/>',
    'spawns',
  ],
  ['<path class="arrow wake" d="M6 -7V2"/><path class="head wake" d="M6 7l-2.5-5h5z"/>', 'wakes'],
  [
    '<path class="arrow cancel" d="M6 -7V2"/><path class="head cancel" d="M6 7l-2.5-5h5z"/>',
    'cancels',
  ],
  [ENDS['returned'](4, 0), 'returned'],
  [ENDS['failed'](4, 0), 'failed'],
  [ENDS['cancelled'](4, 0), 'cancelled'],
  [ENDS['cut short'](4, 0), 'cut short'],
]

/** What each mark means. */
export const LEGEND: string = (() => {
  let x = 0
  return SAMPLES.map(([mark, text]) => {
    const at = x
    x += 26 + text.length * 6.4 + 10
    return `<g transform="translate(${Math.round(at)} 0)">${mark}<text class="legend" x="20" y="4">${text}</text></g>`
  }).join('')
})()
