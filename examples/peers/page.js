/** The page of this folder, from what was found. */

import { laws } from './laws.js'
import { keyOf } from './check.js'

const NAMES = { native: 'native promises' }
const short = { 'differs by design': 'differs', 'cannot be expressed': '–' }

/** The rows of the comparison: which laws stand for each. */
const groups = [
  ['The order of steps is fixed', ['L19', 'L2', 'F8', 'D2', 'Y2']],
  ['Exactly once: no item, no permit is lost or doubled', ['C14', 'Y1']],
  ['A cancellation cannot be lost', ['C4', 'C5', 'C3', 'D5', 'C11 scope']],
  ['A race is a select', ['S11']],
  ['A race waits for its losers', ['S10']],
  ['A deadlock is an error', ['L9']],
]
const speeds = ['rotate-1000', 'spawn', 'chain', 'ping-pong']

export function pageOf({ peers, runs, seed }, bench) {
  const names = Object.keys(peers)
  return [
    intro(peers, runs, seed),
    '## Which laws they keep',
    '',
    ...table(
      ['', ...names.map(titled)],
      laws.map((law) => row(law, names, peers)),
    ),
    '',
    '## Compared',
    '',
    ...table(['', ...names.map(titled)], compared(names, peers, bench)),
    '',
    measured(bench),
    '## What they promise, and break',
    '',
    ...shown(peers, 'breaks'),
  ].join('\n')
}

/** Which law each keeps, in a word: what the command prints. */
export function summaryOf({ peers }) {
  const words = (cells) =>
    cells.map(({ of, verdict }) => [of, short[verdict] ?? verdict].filter(Boolean).join(' '))
  const rows = laws.flatMap((law) => {
    const columns = Object.values(peers).map(({ cells }) => words(cells[keyOf(law)]))
    const lines = Math.max(...columns.map(({ length }) => length))
    return Array.from({ length: lines }, (_, line) => [
      line === 0 ? keyOf(law) : '',
      ...columns.map((column) => column[line] ?? ''),
    ])
  })
  return [['law', ...Object.keys(peers)], ...rows]
}

/** The programs that show where a peer differs; there are many. */
export function differencesOf({ peers }) {
  return [
    '# Where peers differ by design',
    '',
    'The smallest programs behind [the table](README.md). Where nothing else is said, the documentation of the peer promises',
    'nothing of the kind, as far as we know it.',
    '',
    ...shown(peers, 'differs by design'),
  ].join('\n')
}

function intro(peers, runs, seed) {
  const versions = Object.entries(peers).map(([name, { version }]) =>
    /[A-Z]/u.test(version) ? version : `${name} ${version}`,
  )
  return `# Peers under the laws

What others promise, and whether they keep it: ${versions.join(', ')}.
\`npm run peers\` writes this page, all of it, in some two minutes; \`node examples/peers/run.js --check\`, and a suite of
\`npm run test:deep\`, check that it is current.

Programs of [a small language](language.js) are generated: tasks that yield, sleep, await and cancel each other, put and
take, hold a lock, race, clean up and fail. [An adapter](adapters) of 24 to 66 lines writes them in the primitives of each
peer, as its documentation recommends, and exactly what it writes is what runs, on virtual time. [A law](laws.js) judges
what was logged with \`log\`; a law about what is left lets main take what is \`missing()\`: what was put, and not taken.
${runs.toLocaleString('en')} programs with seed ${seed} are asked of each, and one that violates the law is shrunk by fast-check.

- **keeps**: none of these programs violates the law. That is no proof.
- **breaks**: one does, and the peer promises otherwise, in words that are quoted below.
- **differs**: one does, and the peer promises nothing of the kind, or says that it does otherwise. That is a design, not
  a fault: the laws are those of looplaw.
- **–**: it cannot be expressed in what the peer offers.

Time is virtual: timers of JavaScript are those of @sinonjs/fake-timers, which fire as the HTML standard has it, asyncio's
loop has a selector that lets the time pass at once, and Trio has its MockClock. Trio shuffles the tasks that are ready, on
purpose: “to avoid assumptions about scheduling order sneaking in”
([its source](https://github.com/python-trio/trio/blob/v0.22.2/trio/_core/_run.py)). Here its random numbers are seeded with the
text of the program, as [Hypothesis](https://github.com/python-trio/trio/pull/890) would seed them, so that what is found is
found again; where a law runs a program twice, the second run has another seed. Trio has no handle of a task: here each is
cancelled by a scope of its own, and to await it is to wait for an event that it sets at its end.

A law that all of them keep is asked of a faulty looplaw too, and has to find the fault ([faults.js](faults.js)).
`
}

function row(law, names, peers) {
  const cells = names.map((name) =>
    peers[name].cells[keyOf(law)]
      .map(({ of, verdict }) => {
        const word = short[verdict] ?? verdict
        const linked = ['keeps', '–'].includes(word)
          ? word
          : `[${word === 'breaks' ? '**breaks**' : word}](${word === 'breaks' ? '' : 'differences.md'}#${anchor(name, law, of)})`
        return peers[name].cells[keyOf(law)].length > 1 ? `${of}: ${linked}` : linked
      })
      .join('<br>'),
  )
  return [`${law.title} ([${law.id}](../../spec/index.md))`, ...cells]
}

function compared(names, peers, bench) {
  const grouped = groups.map(([title, ids]) => [
    title,
    ...names.map((name) => {
      const cells = ids.flatMap((id) => peers[name].cells[id].map((cell) => ({ id, ...cell })))
      const asked = cells.filter(({ verdict }) => verdict !== 'cannot be expressed')
      if (asked.length === 0) return '–'
      const not = [
        ...new Set(asked.filter(({ verdict }) => verdict !== 'keeps').map(({ id }) => id)),
      ]
      return not.length === 0 ? 'yes' : `not ${not.join(', ')}`
    }),
  ])
  const size = [
    'Size of what these programs use, minified and compressed',
    ...names.map((name) => {
      const { bytes } = peers[name]
      if (bytes === undefined) return '–'
      return bytes === 0 ? '0' : `${(bytes / 1000).toFixed(1)} kB`
    }),
  ]
  const speed = speeds.map((id) => {
    const { contenders, title } = bench.rows.find((one) => one.id === id)
    return [
      `${title[0].toUpperCase()}${title.slice(1)}: times raw generators`,
      ...names.map((name) => {
        // Trio is measured beside asyncio alone.
        const { smaller, toBare } = contenders[name === 'trio' ? 'asyncio' : name] ?? {}
        if (toBare === undefined) return '–'
        const times = name === 'trio' ? toBare * bench.trio.times[id] : toBare
        return `${Number(times.toPrecision(3)).toLocaleString('en')}${smaller === undefined ? '' : '*'}`
      }),
    ]
  })
  return [...grouped, size, ...speed]
}

function measured({ date, machine, trio, versions }) {
  const times = Object.values(trio.times)
  return `A row counts as kept if each of its laws is kept that can be asked. The speeds are those of \`npm run bench\` of ${date}: Node
${machine.node.slice(1)}, ${versions.asyncio}, ${machine.cores} cores; a star means that the peer had less to do ([how it was measured](../../bench/README.md)). Those
of Trio are those of asyncio, times what Trio took beside asyncio: ${Math.min(...times)} to ${Math.max(...times)} times as long (\`npm run bench:trio\` of
${trio.date}). The size of native promises and of asyncio is that of what is there already; Trio is no JavaScript.
`
}

function shown(peers, wanted) {
  const names = Object.keys(peers)
  return laws.flatMap((law) =>
    names.flatMap((name) =>
      peers[name].cells[keyOf(law)].flatMap((cell) =>
        cell.verdict === wanted ? example(law, name, cell) : [],
      ),
    ),
  )
}

function example(law, name, { after, imports, log, of, source, why, wrong }) {
  const promise =
    why?.where === undefined
      ? why?.says && `${capital(why.says)} ([documentation](${why.link})).`
      : `“${why.says}” (${why.where})`
  return [
    `<a id="${anchor(name, law, of)}"></a>`,
    '',
    `**${titled(name)}${of === undefined ? '' : `, ${of}`}: ${law.title.replaceAll('`', '')}** (${law.id}).`,
    ...(promise ? [promise] : []),
    `Found and shrunk in ${after} programs: *${wrong}*.`,
    ...(source.includes('MaxOpsBeforeYield')
      ? [
          'This takes a lowered budget of operations, after which a fiber yields; the default is 2,048.',
        ]
      : []),
    '',
    '<details><summary>The program, and what it logs</summary>',
    '',
    isPython(name) ? `\`\`\`python\nimport ${name}` : '```js',
    ...imports.map(
      ([path, used]) =>
        `import { ${used.join(', ')} } from '${path.startsWith('.') ? 'looplaw' : path}'`,
    ),
    source,
    '```',
    '',
    '```text',
    ...log,
    '```',
    '',
    '</details>',
    '',
  ]
}

const isPython = (name) => ['asyncio', 'trio'].includes(name)
const titled = (name) => NAMES[name] ?? name
const capital = (text) => text[0].toUpperCase() + text.slice(1)
const anchor = (name, law, of) =>
  [name, keyOf(law), of ?? []].flat().join('-').replaceAll(' ', '-').toLowerCase()
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
