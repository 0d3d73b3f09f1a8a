/**
 * `npm run hunt`: explores each of the packages with the generic scenario of its kind, and writes the table of this folder's
 * README. What is found may be what a package documents; the README says which.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { ExplorationError } from '../../dist/src/explore/index.js'
import { subjects } from './subjects.js'

const BOUND = 2
const path = new URL('README.md', import.meta.url)
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

async function outcomeOf({ explore, name, subjectOf }) {
  const subject = subjectOf(await import(name))
  try {
    return (await explore(subject, { bound: BOUND, runs: 20_000, strategy: 'exhaustive' })).claim
  } catch (error) {
    if (!(error instanceof ExplorationError)) throw error
    if (process.argv.includes('--show')) process.stdout.write(`\n${name}\n${error.message}\n`)
    const deviations = error.decisions.filter(({ chosen }) => chosen > 0).length
    const [message] = error.message.split('\n')
    return `**${message.replace(/\.$/u, '')}**, in history ${error.runs}, with ${deviations} of ${error.decisions.length} decisions against the default`
  }
}

const rows = []
for (const subject of subjects) {
  const { kind, name } = subject
  rows.push(`| ${name} ${dependencies[name]} | ${kind} | ${await outcomeOf(subject)} |`)
}
const table = ['| package | explored as | outcome |', '|---|---|---|', ...rows].join('\n')
process.stdout.write(`${table}\n`)
const marked = /(?<=<!-- hunt -->\n).*(?=<!-- \/hunt -->)/su
writeFileSync(
  path,
  readFileSync(path, 'utf8').replace(marked, () => `${table}\n`),
)
