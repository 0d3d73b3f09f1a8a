/** The service of examples/service under load, with faults: every request is answered or refused, and nothing is left. */

import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import autocannon from 'autocannon'
import { expect, test } from 'vitest'
import { serve, type Counts } from '../../examples/service/service.ts'
import { Loop, sleep, type Coroutine } from '../../src/index.ts'

const CONNECTIONS = 200
const REQUESTS = 100_000
const LIMIT = 50

/** One in ten is too slow, and one throws. */
const paths = ['slow', 'throws', ...Array.from({ length: 8 }, () => 'fast')]

function* work(path: string): Coroutine<string> {
  if (path === '/throws') throw new Error('a fault')
  yield* sleep(path === '/slow' ? 20 * LIMIT : 1)
  return `done: ${path}`
}

/** Clients that leave before they are answered, until it is called. */
function impatient(port: number): () => number {
  let count = 0
  const timer = setInterval(() => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
      setTimeout(() => socket.destroy(), LIMIT / 10)
    })
    socket.on('error', () => {})
    count += 1
  }, 10)
  return () => {
    clearInterval(timer)
    return count
  }
}

function heap(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  return process.memoryUsage().heapUsed
}

test(`${REQUESTS} requests on ${CONNECTIONS} connections`, async () => {
  const loop = new Loop({ name: 'service' })
  const counts: Counts = new Map()
  const stop = new AbortController()
  let run: Promise<void> = Promise.resolve()
  const port = await new Promise<number>((listening) => {
    const options = { work, workers: 40, capacity: 80, limit: LIMIT }
    run = loop.runAsync(serve(options, counts, listening), { signal: stop.signal })
  })
  const shoot = (amount: number): Promise<autocannon.Result> =>
    autocannon({
      url: `http://127.0.0.1:${port}`,
      connections: CONNECTIONS,
      amount,
      requests: paths.map((path) => ({ path: `/${path}` })),
    })
  const leave = impatient(port)
  await shoot(REQUESTS / 10)
  const before = heap()
  const result = await shoot(REQUESTS)
  const left = leave()
  await new Promise((resolve) => setTimeout(resolve, 2 * LIMIT))
  const grown = heap() - before
  const live = loop.pending.length
  stop.abort('the test is over')
  await expect(run).rejects.toBe('the test is over')

  const { errors, latency, requests, statusCodeStats, timeouts } = result
  const by = Object.entries(statusCodeStats ?? {}).map(([status, { count }]) => [status, count])
  console.log(
    `${requests.total} requests in ${result.duration} s: ${by.map((pair) => pair.join(': ')).join(', ')}; ${left} clients left early\n` +
      `latency: median ${latency.p50} ms, 99 % ${latency.p99} ms, worst ${latency.max} ms; the heap has grown by ${grown} bytes`,
  )
  // Every request was answered, or refused.
  expect([errors, timeouts, requests.total]).toEqual([0, 0, REQUESTS])
  expect(Object.keys(statusCodeStats ?? {}).toSorted()).toEqual(['200', '500', '503', '504'])
  const answered = [...counts].filter(([status]) => status !== 'gone')
  const sum = answered.reduce((total, [, count]) => total + count, 0)
  expect(sum).toBeGreaterThanOrEqual(REQUESTS * 1.1)
  expect(counts.get('gone')).toBeGreaterThan(0)
  // What is live are the workers; when they have ended, nothing is.
  expect(live).toBe(40)
  expect(loop.pending).toEqual([])
  // What a request leaves behind would be there a hundred thousand times.
  expect(grown / REQUESTS).toBeLessThan(10)
})
