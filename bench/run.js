/** `npm run bench`: every workload with every contender, round by round, each in a process of its own. */

import { writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { Broken, contend, contenders, versions } from './contend.js'
import { byRow, summary, table, verdicts } from './figures.js'
import { writeReadme } from './table.js'
import { quickSize, smaller, workloads } from './workloads.js'

const usage = `npm run bench -- [options]

  --only NAMES      contenders, with commas: ${contenders.join(', ')}
  --workload NAMES  workloads, or how their names begin: ${workloads.map(({ id }) => id).join(', ')}
  --rounds N        how often each is measured; 5 if left out
  --limit SECONDS   how long one process may take; 60 if left out
  --quick           one round with a tenth of the work, to see that everything runs
  --no-growth       without the second picture
  --write           writes results.json and results.svg even after a partial or quick run
  --help
`

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    workload: { type: 'string' },
    rounds: { type: 'string' },
    limit: { type: 'string', default: '60' },
    quick: { type: 'boolean', default: false },
    'no-growth': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) {
  process.stdout.write(usage)
} else {
  await bench()
}

async function bench() {
  const names = chosen(options.only, contenders, (name, wanted) => name === wanted)
  const works = chosen(options.workload, workloads, ({ id }, wanted) => id.startsWith(wanted))
  const rounds = whole('rounds', options.rounds ?? (options.quick ? '1' : '5'))
  const seconds = whole('limit', options.limit)
  const rows = []
  const failures = []
  for (const workload of works) {
    const { broken, measured } = await race(workload, names, rounds, seconds)
    for (const row of workload.rows) {
      const found = summary(measured.get(row.id), broken)
      for (const [name, less] of Object.entries(smaller[workload.id] ?? {}))
        if (found[name]?.median !== undefined) found[name].smaller = less.why
      rows.push({ ...row, contenders: found })
    }
    for (const [name, reason] of broken) failures.push({ workload: workload.id, name, reason })
  }
  report(rows, names, failures)
  const complete = options.only === undefined && options.workload === undefined && !options.quick
  if (!complete && !options.write) return
  const conditions = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
      memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    },
    versions: await versions(),
  }
  const results = { ...conditions, rounds, rows }
  write('results.json', `${JSON.stringify(results, undefined, 2)}\n`)
  writeReadme(results)
  const { comparison, growth } = await import('./pictures.js')
  write('results.svg', await comparison(results, contenders))
  if (options['no-growth']) return
  const { grow } = await import('./growth.js')
  const grown = await grow({
    quick: options.quick,
    rounds: Math.min(rounds, 3),
    seconds: 3 * seconds,
    say: progress,
  })
  progress('')
  for (const text of grown.left) process.stdout.write(`– growth, ${text}\n`)
  write('growth.json', `${JSON.stringify({ ...conditions, points: grown.points }, undefined, 2)}\n`)
  write('growth.svg', await growth(grown.points))
}

/** Measures all contenders, round by round: forwards in one, backwards in the next. */
async function race(workload, names, rounds, seconds) {
  const measured = new Map(
    workload.rows.map(({ id }) => [id, new Map(names.map((name) => [name, []]))]),
  )
  const broken = new Map()
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of round % 2 === 0 ? names : names.toReversed()) {
      if (broken.has(contender)) continue
      progress(`${workload.id}, round ${round + 1} of ${rounds}: ${contender}`)
      const { flags, kind, warmUp } = workload
      const size = options.quick
        ? quickSize(workload)
        : (smaller[workload.id]?.[contender]?.size ?? workload.size)
      try {
        const figures = await contend({ contender, kind, size, warmUp }, { flags, seconds })
        for (const [id, value] of Object.entries(byRow(workload, size, figures)))
          measured.get(id)?.get(contender)?.push(value)
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        // What it measured in other rounds can no longer be compared.
        broken.set(contender, error.message)
        if (error.wrong || ['bare', 'looplaw', 'native'].includes(contender)) process.exitCode = 1
      }
    }
  }
  progress('')
  return { broken, measured }
}

function report(rows, names, failures) {
  const lines = [table(rows, names), '', 'median (times bare, of the same round)']
  for (const { name, reason, workload } of failures) lines.push(`– ${name}, ${workload}: ${reason}`)
  for (const { contenders: found, title } of rows)
    for (const [name, { smaller: why }] of Object.entries(found))
      if (why !== undefined) lines.push(`* ${name}, ${title}: ${why}`)
  const bars = rows.flatMap((row) => verdicts(row, row.contenders))
  if (bars.length > 0) lines.push('', 'bars of looplaw:', ...bars)
  for (const { contenders: found, title, unit } of rows) {
    // To grow little from a slow tick is not to be ahead.
    if (unit === 'ratio') continue
    const mine = found['looplaw']?.median
    const ahead = Object.entries(found).filter(
      ([name, { median }]) => !['bare', 'looplaw'].includes(name) && median < mine,
    )
    if (ahead.length > 0) lines.push(`ahead of looplaw in ${title}: ${ahead.map(([name]) => name)}`)
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}

function chosen(wanted, all, matches) {
  if (wanted === undefined) return all
  const known = wanted.split(',').map((one) => {
    const found = all.filter((each) => matches(each, one))
    if (found.length === 0) throw new TypeError(`nothing is called ${one}\n\n${usage}`)
    // `rotate-10` is the name of one, and the beginning of other names.
    const exact = found.find(({ id }) => id === one)
    return exact === undefined ? found : [exact]
  })
  return all.filter((each) => known.flat().includes(each))
}

function whole(name, text) {
  if (/^[1-9]\d*$/u.test(text)) return Number(text)
  throw new TypeError(`--${name} takes a whole number from 1, not ${text}\n\n${usage}`)
}

function write(name, content) {
  writeFileSync(new URL(name, import.meta.url), content)
}

/** Overwrites one line of the terminal; prints nothing elsewhere. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(79)}\r`)
}
