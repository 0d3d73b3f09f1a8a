/** The contenders and their versions, and running a workload with one of them. */

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { check } from './workloads.js'

/** From the limit to the slowest; the table and the pictures keep this order. */
export const contenders = [
  'bare',
  'looplaw',
  'native',
  'co',
  'redux-saga',
  'effect',
  'effection',
  'js-csp',
  'rxjs',
  'asyncio',
]

const execute = promisify(execFile)

/** Those that are measured by python3, and where; Trio is measured by trio.js alone. */
const inPython = { asyncio: 'python.py', trio: 'python_trio.py' }

/** A contender has no figures for a workload; the message says why. */
export class Broken extends Error {
  /** Whether its result was wrong. */
  wrong = false
}

/**
 * Runs one workload with one contender in a process of its own.
 *
 * @param {{ contender: string, kind: string, size: object, warmUp: object }} work
 * @param {{ flags: readonly string[], seconds: number, script?: string }} options
 * @returns {Promise<Record<string, number>>}
 * @throws {Broken} with what went wrong, in a few words
 */
export async function contend(work, { flags, seconds, script = 'measure.js' }) {
  const python = inPython[work.contender]
  const [command, ...args] = python
    ? ['python3', here(`contenders/${python}`), JSON.stringify(work)]
    : [
        process.execPath,
        '--expose-gc',
        // Each may use most of the memory; how often the young generation is collected stays as it is.
        `--max-old-space-size=${Math.floor((totalmem() / 2 ** 20) * 0.8)}`,
        ...flags,
        here(script),
        JSON.stringify(work),
      ]
  const options = { timeout: seconds * 1_000, killSignal: 'SIGKILL', maxBuffer: 2 ** 24 }
  let figures
  try {
    const { stdout } = await execute(command, args, options)
    figures = JSON.parse(stdout.trim().split('\n').at(-1))
  } catch (error) {
    throw because(error, seconds)
  }
  if ('lacks' in figures) throw new Broken(figures.lacks)
  return python ? checked(work, figures) : figures
}

/**
 * Checks the results of CPython; those of the others are checked in their own process. Trio shuffles its tasks: of it, no
 * order is asked.
 */
function checked({ contender, kind, size }, { ns, result }) {
  const isShuffled = contender === 'trio' && kind === 'rotate'
  try {
    check(kind, size, isShuffled ? { ...result, inOrder: size.tasks } : result)
  } catch (error) {
    throw because({ stderr: `Error: ${error.message}` })
  }
  return kind === 'park' ? result : { ns }
}

function because(error, seconds) {
  const said = String(error.stderr ?? error.message)
  const found = /^(?:Uncaught )?(?:\w*Error|Error \[\w+\]): .*$/mu.exec(said)?.[0]
  const out = /heap out of memory|MemoryError/u.test(said)
  const broken = new Broken(
    out
      ? 'runs out of memory'
      : error.killed
        ? `takes longer than ${seconds} s`
        : error.code === 13
          ? 'never settles'
          : error.code === 'ENOENT'
            ? 'is not installed'
            : (found ?? (said.trim().split('\n').at(-1) || error.message)),
  )
  broken.wrong = broken.message.includes('wrong result')
  return broken
}

/** The version of each package, of Node and of CPython. */
export async function versions() {
  const known = { bare: process.version, native: process.version }
  for (const name of contenders) {
    if (name in known || name === 'asyncio') continue
    const path = name === 'looplaw' ? '../package.json' : `node_modules/${name}/package.json`
    known[name] = JSON.parse(readFileSync(here(path), 'utf8')).version
  }
  try {
    const { stdout } = await execute('python3', ['--version'])
    known['asyncio'] = stdout.trim()
  } catch {
    // It is not installed, and its column says so.
  }
  return known
}

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url))
}
