/**
 * `npm run peers`: asks every peer every law, and writes results.json and the page of this folder; with `--check`, it
 * compares what it finds with results.json instead, and fails if that is not current.
 */

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { examine, RUNS, SEED } from './check.js'
import { draw } from '../../bench/figures.js'
import { differencesOf, pageOf, summaryOf } from './page.js'
import { open } from './play.js'
import { sizeOf } from './size.js'

const PEERS = ['looplaw', 'native', 'effect', 'effection', 'redux-saga', 'asyncio', 'trio']
const at = (name) => new URL(name, import.meta.url)
const packages = JSON.parse(readFileSync(at('package.json'), 'utf8')).devDependencies
const checking = process.argv.includes('--check')

const peers = {}
for (const name of PEERS) {
  const adapter = await import(`./adapters/${name}.js`)
  const version = versionOf(name)
  if (version === undefined) {
    const needed = `python3 of version 3.11 or later${name === 'trio' ? ' that has trio' : ''}`
    process.stdout.write(`${name} is left out: there is no ${needed}\n`)
    continue
  }
  const peer = await open(adapter)
  const { cells, names } = await examine(peer, progress)
  // What npm does not install has no size that could be compared.
  peers[name] = { version, bytes: name === 'trio' ? undefined : await sizeOf(names), cells }
  peer.close()
}
progress('')
const found = { seed: SEED, runs: RUNS, peers }
const measured = (name) => JSON.parse(readFileSync(at(`../../bench/${name}.json`), 'utf8'))
const bench = { ...measured('results'), trio: measured('trio') }
process.exitCode = checking
  ? compare(JSON.parse(readFileSync(at('results.json'), 'utf8')))
  : write()

function write() {
  if (Object.keys(peers).length < PEERS.length) {
    process.stdout.write('nothing is written: not all of the peers are here\n')
    return 1
  }
  writeFileSync(at('results.json'), `${JSON.stringify(found, undefined, 2)}\n`)
  writeFileSync(at('README.md'), pageOf(found, bench))
  writeFileSync(at('differences.md'), differencesOf(found))
  process.stdout.write(
    `${draw(summaryOf(found)).join('\n')}\n\nThe page is examples/peers/README.md.\n`,
  )
  return 0
}

/** A peer of another version may differ; all else has to be what is written. */
function compare(kept) {
  const stale = []
  for (const [name, { version, cells, bytes }] of Object.entries(peers)) {
    const before = kept.peers[name]
    if (before.version !== version) {
      process.stdout.write(
        `${name} is not compared: ${version} is here, and ${before.version} is written\n`,
      )
      continue
    }
    if (before.bytes !== bytes && name !== 'looplaw') stale.push(`${name}: ${bytes} bytes`)
    for (const [law, cell] of Object.entries(cells))
      if (JSON.stringify(cell) !== JSON.stringify(before.cells[law]))
        stale.push(`${name}: ${law}: ${cell.map(({ verdict }) => verdict)}`)
  }
  const pages = { 'README.md': pageOf(kept, bench), 'differences.md': differencesOf(kept) }
  for (const [page, text] of Object.entries(pages))
    if (readFileSync(at(page), 'utf8') !== text)
      stale.push(`${page} is not the page of results.json`)
  for (const line of stale) process.stdout.write(`not current: ${line}; run npm run peers\n`)
  if (stale.length === 0) process.stdout.write('the page is current\n')
  return stale.length === 0 ? 0 : 1
}

function versionOf(name) {
  if (name === 'looplaw') return JSON.parse(readFileSync(at('../../package.json'), 'utf8')).version
  if (name === 'native') return `Node ${process.versions.node.split('.')[0]}`
  if (name === 'asyncio') return pythonVersion()
  return name === 'trio' ? trioVersion() : packages[name]
}

/** TaskGroup, timeout and their like came with 3.11. */
function pythonVersion() {
  const version = ofPython('--version')
  return Number(version?.split('.')[1]) >= 11 ? version : undefined
}

function trioVersion() {
  return pythonVersion() && ofPython('-c', 'import trio; print(trio.__version__)')
}

/** What python3 prints; nothing if it is not installed, or fails. */
function ofPython(...args) {
  try {
    return execFileSync('python3', args, { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return undefined
  }
}

/** Overwrites one line of the terminal; prints nothing elsewhere. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(79)}\r`)
}
