/** CPython's asyncio: tasks, its queue and its lock. */

import { indent } from '../syntax.js'

const deep = (lines) => indent(lines.length === 0 ? ['pass'] : lines, '    ')
export const name = 'asyncio'
export const python = true
export const queue = 'queue = asyncio.Queue()'
export const locks = [
  {
    name: 'Semaphore',
    make: 'lock = asyncio.Semaphore(1)',
    hold: (body) => `async with lock: await ${body}()`,
  },
]
export const head = (shared) => ['task = {}', ...shared]
export const tail = () => ['asyncio.run(main())']
export const define = (called, lines) => [`async def ${called}():`, ...deep(lines)]
export const spawn = (task) => `task['${task}'] = asyncio.create_task(${task}())`
export const whileMissing = (lines) => ['for _ in range(missing()):', ...deep(lines)]

export const ops = {
  yield: () => 'await asyncio.sleep(0)',
  sleep: (ms) => `await asyncio.sleep(${ms})`,
  await: (task) => `await task['${task}']`,
  cancel: (task) => `task['${task}'].cancel()`,
  put: (item) => `await queue.put(${item})`,
  take: () => 'await queue.get()',
  never: () => 'await asyncio.Future()',
  throw: (who) => `raise Exception('${who}')`,
  call: (body) => `await ${body}()`,
  scope: (body) => `await ${body}()`,
  race: (bodies) => [
    `racers = [asyncio.create_task(racer()) for racer in [${bodies.join(', ')}]]`,
    'await asyncio.wait(racers, return_when=asyncio.FIRST_COMPLETED)',
  ],
  limit: (body, ms) => [
    'try:',
    ...deep([`await asyncio.wait_for(${body}(), ${ms})`]),
    'except TimeoutError: pass',
  ],
  finally: (body, cleanUp) => ['try:', ...deep(body), 'finally:', ...deep(cleanUp)],
  catch: (body, handler) => ['try:', ...deep(body), 'except Exception:', ...deep(handler)],
}
