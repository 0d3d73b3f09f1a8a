/**
 * `npm run races`: explores each race in the version that has it and in the one in which it is mended, and writes the table
 * of this folder's README. The exit status is 1 if one is not found, or fails where it is mended.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { ExplorationError, explore } from '../../dist/src/explore/index.js'
import { races } from './races.js'

const BOUND = 3

/** The modules of one version; they are imported after the explorer, whose timers they keep. */
async function modulesOf({ alias, modules, name }, which) {
  const folder = `${alias ?? name.replace(/^.*\//u, '')}-${which}`
  return Promise.all(modules.map((path) => import(path.replace(/^[^/]+/u, folder))))
}

async function exploring(race, which) {
  const scenario = race.scenario(...(await modulesOf(race, which)))
  try {
    return await explore(scenario, { bound: BOUND, runs: 20_000, strategy: 'exhaustive' })
  } catch (error) {
    if (!(error instanceof ExplorationError)) throw error
    return error
  }
}

const rows = []
let wrong = 0
for (const race of races) {
  const [broken, fixed] = [await exploring(race, 'broken'), await exploring(race, 'fixed')]
  const isFound = broken instanceof ExplorationError
  const isMended = !(fixed instanceof Error)
  if (!isFound || !isMended) {
    wrong += 1
    process.stdout.write(
      `${race.name}: ${isFound ? '' : 'it was not found; '}${isMended ? '' : fixed.message}\n`,
    )
  }
  if (process.argv.includes('--show')) process.stdout.write(`\n${race.name}\n${broken.message}\n`)
  const deviations = broken.decisions.filter?.(({ chosen }) => chosen > 0).length
  rows.push(
    `| [${race.name}](${race.report}) | ${race.about} | ${race.versions[0]} | ${broken.kind} in history ${broken.runs}, ${deviations} of ${broken.decisions.length} decisions | ${race.versions[1]} | ${fixed.claim} |`,
  )
}
const table = [
  '| package | what goes wrong | version | is found | mended in | passes |',
  '|---|---|---|---|---|---|',
  ...rows,
].join('\n')
process.stdout.write(`${table}\n`)
const path = new URL('README.md', import.meta.url)
const text = readFileSync(path, 'utf8')
const marked = /(?<=<!-- races -->\n).*(?=\n<!-- \/races -->)/su
writeFileSync(
  path,
  text.replace(marked, () => table),
)
process.exitCode = wrong > 0 ? 1 : 0
