/** The table of README.md, from the results.json of a complete run. */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contenders } from './contend.js'
import { draw, short } from './figures.js'

const BEGIN = '<!-- bench: written by npm run bench -->'
const END = '<!-- bench ends -->'

/** The conditions of the measurement, and the ratio of each contender to the limit. */
export function section({ date, machine, rounds, rows, versions }) {
  const others = contenders.filter((name) => name !== 'bare')
  const compared = rows.filter(({ unit }) => unit !== 'ratio')
  const head = ['', 'bare', ...others]
  const body = compared.map(({ title, unit, contenders: found }) => [
    title,
    limit(found.bare, unit),
    ...others.map((name) => cell(name, found[name])),
  ])
  const packages = Object.entries(versions)
    .filter(([name]) => !['bare', 'native'].includes(name))
    .map(([name, version]) => (version.includes(' ') ? version : `${name} ${version}`))
  return [
    `${date}, Node ${machine.node.slice(1)} (native is its async and await), ${machine.platform}, ${machine.cores} cores;`,
    `medians of ${rounds} rounds. ${packages.join(', ')}.`,
    '',
    ...draw([head, ...body]),
  ].join('\n')
}

/** A dash if bare was not measured. */
function limit(bare, unit) {
  if (bare?.median === undefined) return '–'
  return `${short(bare.median)} ${unit.startsWith('ns') ? 'ns' : 'B'}`
}

function cell(name, found) {
  if (found?.toBare === undefined) return '–'
  const ratio = `${short(found.toBare)}${found.smaller === undefined ? '' : '*'}`
  return name === 'looplaw' ? `**${ratio}**` : ratio
}

/** Writes the section into README.md, between its marks. */
export function writeReadme(results) {
  const path = new URL('../README.md', import.meta.url)
  const text = readFileSync(path, 'utf8')
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error(`README.md has no ${BEGIN} … ${END}`)
  writeFileSync(path, `${before}${BEGIN}\n\n${section(results)}\n\n${END}${after}`)
}

// As a program, it prints the section, for the suite that compares README.md with it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = readFileSync(new URL('results.json', import.meta.url), 'utf8')
  process.stdout.write(section(JSON.parse(results)))
}
