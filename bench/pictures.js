/** The two pictures, drawn by Vega-Lite, legible on a light page and on a dark one. */

import { compile } from 'vega-lite'
import { parse, View } from 'vega'

/** A colour that stands out on white and on black, and a shape that needs no colour. */
const looks = {
  bare: ['#8a8a8a', 'stroke'],
  looplaw: ['#e0218a', 'circle'],
  native: ['#1f83d6', 'square'],
  co: ['#2ca25f', 'triangle-up'],
  'redux-saga': ['#9467e0', 'diamond'],
  effect: ['#d9820f', 'cross'],
  effection: ['#0aa3a3', 'triangle-down'],
  'js-csp': ['#b0761c', 'triangle-right'],
  rxjs: ['#d62f2f', 'triangle-left'],
  asyncio: ['#6f8f1f', 'M0,-1L.3,-.3L1,0L.3,.3L0,1L-.3,.3L-1,0L-.3,-.3Z'],
}

/**
 * The ratio of each contender to the limit, by workload.
 *
 * @param {{ rows: object[], date: string, machine: object }} results
 * @param {readonly string[]} contenders
 */
export function comparison({ date, machine, rows, versions }, contenders) {
  // A row that is a ratio already has no limit to be compared with.
  const compared = rows.filter(({ unit }) => unit !== 'ratio')
  const values = compared.flatMap(({ contenders: found, title }) =>
    Object.entries(found).flatMap(([contender, { toBare }]) =>
      toBare === undefined || contender === 'bare' ? [] : [{ title, contender, toBare }],
    ),
  )
  const names = contenders.filter((name) => values.some(({ contender }) => contender === name))
  const y = {
    field: 'title',
    type: 'nominal',
    sort: compared.map(({ title }) => title),
    title: undefined,
    axis: { labelLimit: 400, grid: true, ticks: false, domain: false, title: '' },
  }
  const x = {
    field: 'toBare',
    type: 'quantitative',
    scale: { type: 'log', nice: false, domainMin: 0.5 },
    axis: {
      title: 'times what raw generators need, rotated by hand (log scale; left is better)',
      values: [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
      format: '~r',
    },
  }
  const legend = { title: '', orient: 'top', columns: 5, symbolSize: 90 }
  const scale = { domain: names, range: names.map((name) => looks[name][0]) }
  const shapes = { domain: names, range: names.map((name) => looks[name][1]) }
  return draw({
    title: {
      text: 'Ratio to the limit',
      subtitle: `${date}, Node ${machine.node.slice(1)}, ${machine.cores} cores, looplaw ${versions.looplaw}`,
    },
    width: 560,
    height: { step: 34 },
    layer: [
      {
        data: { values: [{ limit: 1 }] },
        mark: { type: 'rule', strokeWidth: 2, color: looks.bare[0] },
        encoding: { x: { datum: 1, type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 0.9 },
        encoding: {
          x,
          y,
          color: { field: 'contender', scale, legend },
          shape: { field: 'contender', scale: shapes, legend },
          size: {
            condition: { test: "datum.contender === 'looplaw'", value: 190 },
            value: 85,
          },
        },
      },
    ],
  })
}

const panels = {
  switch: { title: 'A switch', y: 'ns', x: 'rotating tasks' },
  memory: { title: 'Memory', y: 'heap bytes a task', x: 'parked tasks' },
  tick: { title: 'A tick', y: 'ns', x: 'parked tasks' },
  timers: { title: 'A sleep', y: 'ns', x: 'sleeping tasks' },
  waiters: { title: 'Waking all', y: 'ns for all', x: 'waiters', log: true },
}

/**
 * How costs grow; points as `grow` returns them.
 *
 * @param {readonly import('./growth.js').Point[]} points
 */
export function growth(points) {
  const names = ['looplaw', 'bare', 'native']
  const color = {
    field: 'contender',
    scale: { domain: names, range: names.map((name) => looks[name][0]) },
    legend: { title: '', orient: 'bottom' },
  }
  const shown = Object.entries(panels).map(([panel, { log = false, title, x, y }]) => ({
    title: { text: title, fontSize: 13, frame: 'group', offset: 8 },
    width: 210,
    height: 170,
    data: { values: points.filter((point) => point.panel === panel) },
    mark: { type: 'line', point: { size: 45 }, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'n',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: {
          title: x,
          values: [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7],
          labelFlush: false,
          labelOverlap: false,
          labelExpr:
            "datum.value < 100 ? datum.value : '10' + '⁰¹²³⁴⁵⁶⁷'[round(log(datum.value) / LN10)]",
        },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        scale: log ? { type: 'log' } : { zero: true },
        axis: { title: y, format: log ? '~s' : ',d', tickCount: 5 },
      },
      color,
    },
  }))
  return draw({
    title: 'How costs grow',
    columns: 3,
    spacing: { row: 85, column: 70 },
    bounds: 'flush',
    concat: shown,
  })
}

/** Text and lines follow the colours of the reader's page, on a ground of their own. */
const style = `<style>
  .ground { fill: #ffffff }
  text { fill: #1f2328 }
  .role-axis line, .role-axis path { stroke: #848d97 }
  .role-axis .role-axis-grid line { stroke: #d8dee4 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 }
    text { fill: #e6edf3 }
    .role-axis .role-axis-grid line { stroke: #30363d }
  }
</style>`

async function draw(spec) {
  const { spec: full } = compile({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    padding: 16,
    // The style draws the ground.
    background: 'transparent',
    config: {
      font: 'system-ui, sans-serif',
      axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' },
      legend: { labelFontSize: 12 },
      title: { fontSize: 16, subtitleFontSize: 12, anchor: 'start' },
      view: { stroke: null },
    },
    ...spec,
  })
  const svg = await new View(parse(full), { renderer: 'none' }).toSVG()
  const open = svg.indexOf('>', svg.indexOf('<svg')) + 1
  const ground = '<rect class="ground" width="100%" height="100%"/>'
  return `${svg.slice(0, open)}${style}${ground}${svg.slice(open)}\n`
}
