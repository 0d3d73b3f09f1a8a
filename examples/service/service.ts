/**
 * An HTTP service on the loop: each request is a task with a time limit, in front of a queue of jobs that is bounded,
 * which workers empty. What does not fit is refused at once; what takes too long is given up, and its job with it.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  all,
  external,
  Future,
  group,
  Queue,
  QueueFullError,
  race,
  resources,
  timeout,
  TimeoutError,
  type Coroutine,
  type Group,
} from '../../src/index.ts'
import { fromCallback } from '../../src/host/index.ts'

/** What a service does, and how much of it at a time. */
export interface Options {
  /** What a request asks for; what it throws is answered with 500. */
  readonly work: (path: string) => Coroutine<string>
  readonly workers: number
  /** How many jobs may wait; a request more is answered with 503. */
  readonly capacity: number
  /** Milliseconds until a request is answered with 504. */
  readonly limit: number
}

/** What a worker does for a request, which awaits the answer. */
interface Job {
  readonly path: string
  readonly answer: Future<string>
}

/** How many requests there were, by what became of them: a status, or `gone`, where the client did not wait. */
export type Counts = Map<number | 'gone', number>

/**
 * Serves until it is cancelled.
 *
 * @param listening receives the port
 */
export function serve(
  options: Options,
  counts: Counts,
  listening: (port: number) => void,
): Coroutine<void> {
  return resources(function* (r) {
    const jobs = new Queue<Job>({ capacity: options.capacity, name: 'jobs' })
    const server = yield* r.acquire(listen(), close)
    listening(portOf(server))
    yield* group(function* (g) {
      for (let left = options.workers; left > 0; left -= 1) g.spawn(worker(jobs, options), 'worker')
      yield* accept(server, g, (request, response) =>
        handle(request, response, jobs, options, counts),
      )
    })
  })
}

/** Spawns a task for each request, until it is closed. */
function* accept(
  server: Server,
  g: Group,
  handler: (request: IncomingMessage, response: ServerResponse) => Coroutine<void>,
): Coroutine<void> {
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void g.spawn(handler(request, response), `${request.method} ${request.url}`)
  server.on('request', listener)
  try {
    yield* external('requests')
  } finally {
    server.off('request', listener)
  }
}

function* handle(
  { url = '/' }: IncomingMessage,
  response: ServerResponse,
  jobs: Queue<Job>,
  { limit }: Options,
  counts: Counts,
): Coroutine<void> {
  const gone = external<'gone'>('gone')
  response.on('close', () => !gone.done() && gone.setResult('gone'))
  const job: Job = { path: url, answer: new Future(url) }
  let status: number | 'gone' = 503
  let body = 'the service ends'
  try {
    jobs.putNow(job)
    const answer = yield* timeout(limit, race([job.answer, gone]))
    status = gone.done() ? 'gone' : 200
    body = answer
  } catch (error) {
    status = error instanceof QueueFullError ? 503 : error instanceof TimeoutError ? 504 : 500
    body = String(error)
  } finally {
    // A worker that comes to it later leaves it alone.
    job.answer.cancel('nothing waits for it')
    gone.cancel()
    counts.set(status, (counts.get(status) ?? 0) + 1)
    if (status !== 'gone') response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
  }
}

function* worker(jobs: Queue<Job>, { work }: Options): Coroutine<void> {
  for (;;) {
    const { answer, path } = yield* jobs.take()
    if (answer.done()) continue
    try {
      const [text] = yield* race([all([work(path)]), settled(answer)])
      if (!answer.done()) answer.setResult(text)
    } catch (error) {
      if (!answer.done()) answer.setError(error)
    }
  }
}

/** Ends when it has settled, whatever with. */
function* settled(future: Future<unknown>): Coroutine<[string]> {
  try {
    yield* future
  } catch {
    // It was given up.
  }
  return ['']
}

function* listen(): Coroutine<Server> {
  const server = createServer()
  yield* fromCallback((callback) => {
    server.once('error', callback)
    server.listen(0, '127.0.0.1', () => callback())
  })
  return server
}

function* close(server: Server): Coroutine<void> {
  const closed = fromCallback((callback) => server.close(callback))
  server.closeAllConnections()
  yield* closed
}

function portOf(server: Server): number {
  const address = server.address()
  return isAddress(address) ? address.port : 0
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
