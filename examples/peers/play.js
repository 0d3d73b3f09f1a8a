/** Runs a program in the syntax of a peer, on time that is virtual, and returns what it logged. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import fakeTimers from '@sinonjs/fake-timers'

const macrotask = setImmediate
// Before any peer is imported: effect keeps the setImmediate that it finds.
const clock = fakeTimers.install({
  toFake: [
    'setTimeout',
    'clearTimeout',
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'Date',
  ],
})
const AsyncFunction = (async () => {}).constructor
/** So many timers end no program of this language: it has no loops. */
const ENDLESS = 10_000

let events = []
process.on('unhandledRejection', (error) => events.push(`unhandled ${short(error)}`))

/** A peer that is loaded: its `play` runs a program. */
export async function open(peer) {
  if (peer.library !== undefined) return openPython(peer)
  const modules = await Promise.all(
    [peer.module ?? []].flat().map(async (path) => ({ path, exports: await import(path) })),
  )
  const names = Object.assign({}, ...modules.map(({ exports }) => exports))
  return {
    ...peer,
    play: (source) => playHere(source, names),
    imports: (source) => modules.map(({ path, exports }) => [path, used(source, exports)]),
    close() {},
  }
}

async function playHere(source, names) {
  const log = []
  events = log
  const scope = {
    ...names,
    log: (...words) => log.push(words.join(' ')),
    missing: () => countOf(log, / put \d/u) - countOf(log, / took \d/u),
  }
  const program = new AsyncFunction(...used(source, scope), source)
  let settled = false
  program(...used(source, scope).map((name) => scope[name])).then(
    () => (settled = true),
    (error) => {
      settled = true
      log.push(`run rejects: ${short(error)}`)
    },
  )
  for (let timers = 0; timers < ENDLESS; timers += 1) {
    await quiet()
    if (clock.countTimers() === 0) break
    clock.next()
  }
  clock.reset()
  await quiet()
  if (!settled) log.push('hangs')
  return log
}

/** All microtasks have run, and the host has reported what was rejected. */
function quiet() {
  return new Promise((resolve) => {
    macrotask(resolve)
  })
}

/** Of the names that a peer exports, those that the program uses. */
function used(source, scope) {
  const words = new Set(source.match(/[A-Za-z_]\w*/gu))
  return Object.keys(scope).filter((name) => words.has(name) && name !== 'default')
}

function openPython(peer) {
  const script = new URL('play.py', import.meta.url).pathname
  const python = spawn('python3', [script, peer.library], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(python, 'close').then(() => [])
  const lines = createInterface({ input: python.stdout })
  return {
    ...peer,
    imports: () => [],
    async play(source, before = 0) {
      python.stdin.write(`${JSON.stringify([source, before])}\n`)
      const [line] = await Promise.race([once(lines, 'line'), ended])
      if (line === undefined) throw new Error('python3 has ended')
      return JSON.parse(line)
    },
    close: () => python.stdin.end(),
  }
}

const countOf = (log, pattern) => log.filter((event) => pattern.test(event)).length
const short = (error) => String(error).split('\n')[0].slice(0, 100)
