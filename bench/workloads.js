/** The workloads: their sizes, their expected results, and the bars of looplaw. */

/**
 * @typedef {object} Row one line of the table
 * @property {string} id
 * @property {string} title
 * @property {string} unit of what is measured
 * @property {{ bare?: number, native?: number, itself?: number }} bar for looplaw: at most so many times
 *   bare (`itself`: as many nanoseconds); native takes at least so many times as much
 *
 * @typedef {object} Workload what one process does
 * @property {string} id
 * @property {string} kind the export of a contender that does it
 * @property {Record<string, number>} size the arguments
 * @property {Record<string, number>} warmUp the same, for a run before that is not measured
 * @property {(size: Record<string, number>) => number} operations what the time is divided by
 * @property {readonly string[]} flags of node
 * @property {readonly Row[]} rows what comes of it
 */

/** @type {Workload[]} */
export const workloads = [
  rotation(10, 200_000, { bare: 1.2, native: 2 }),
  rotation(1_000, 2_000, { bare: 1.2, native: 2 }),
  rotation(100_000, 10, { bare: 1.35, native: 5 }),
  {
    id: 'spawn',
    kind: 'spawn',
    size: { tasks: 100_000 },
    warmUp: { tasks: 10_000 },
    operations: ({ tasks }) => tasks,
    flags: [],
    rows: [
      { id: 'spawn', title: 'spawn 100,000, await each', unit: 'ns a task', bar: { bare: 2.5 } },
    ],
  },
  {
    id: 'chain',
    kind: 'chain',
    size: { links: 100_000 },
    warmUp: { links: 10_000 },
    operations: ({ links }) => links,
    flags: [],
    rows: [
      {
        id: 'chain',
        title: 'chain of 100,000 awaits',
        unit: 'ns an await',
        bar: { bare: 2.5, native: 1.6 },
      },
    ],
  },
  {
    id: 'ping-pong',
    kind: 'pingPong',
    size: { trips: 500_000 },
    warmUp: { trips: 20_000 },
    operations: ({ trips }) => trips,
    flags: [],
    rows: [
      {
        id: 'ping-pong',
        title: 'ping-pong',
        unit: 'ns a round trip',
        bar: { bare: 4.3, native: 1.2 },
      },
    ],
  },
  fork('tree', 'fork-join tree, 65,536 leaves', [], { bare: 1.7 }),
  fork(
    'tree-young',
    'tree, young generation of 64 MB',
    ['--min-semi-space-size=64', '--max-semi-space-size=64'],
    { native: 1 },
  ),
  {
    id: 'parked',
    kind: 'park',
    size: { tasks: 1_000_000, ticks: 500_000 },
    warmUp: { tasks: 10_000, ticks: 50_000 },
    operations: () => 1,
    flags: [],
    rows: [
      {
        id: 'parked-bytes',
        title: '1,000,000 parked: memory',
        unit: 'heap bytes a task',
        bar: { itself: 256, native: 1.5 },
      },
      {
        id: 'parked-wake',
        title: '1,000,000 parked: wake all',
        unit: 'ns a task',
        bar: { bare: 0.8, native: 2.5 },
      },
      {
        id: 'parked-tick',
        title: '1,000,000 parked: a tick, against none',
        unit: 'ratio',
        bar: { itself: 1.05 },
      },
    ],
  },
]

const onlyOne = 'one step each instead of ten, so creation weighs more'

/**
 * Smaller sizes for contenders that would take minutes, and how they differ.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, { size: Record<string, number>, why: string }>>>>}
 */
export const smaller = {
  'rotate-1000': {
    effection: { size: { tasks: 1_000, each: 200 }, why: '200 steps each instead of 2,000' },
  },
  'rotate-100000': {
    'redux-saga': { size: { tasks: 100_000, each: 1 }, why: onlyOne },
    effection: { size: { tasks: 100_000, each: 1 }, why: onlyOne },
    rxjs: { size: { tasks: 100_000, each: 1 }, why: onlyOne },
  },
  parked: {
    'redux-saga': { size: { tasks: 100_000, ticks: 100_000 }, why: '100,000 parked' },
    effection: { size: { tasks: 100_000, ticks: 100_000 }, why: '100,000 parked' },
    rxjs: { size: { tasks: 100_000, ticks: 100_000 }, why: '100,000 parked' },
  },
}

/** @returns {Workload} */
function rotation(tasks, each, bar) {
  const name = tasks.toLocaleString('en')
  const created = tasks >= 100_000 ? ', with creation' : ''
  return {
    id: `rotate-${tasks}`,
    kind: 'rotate',
    size: { tasks, each },
    warmUp: { tasks: Math.min(tasks, 100), each: 1_000 },
    operations: (size) => size.tasks * size.each,
    flags: [],
    rows: [
      { id: `rotate-${tasks}`, title: `rotate, ${name} tasks${created}`, unit: 'ns a switch', bar },
    ],
  }
}

/** @returns {Workload} */
function fork(id, title, flags, bar) {
  return {
    id,
    kind: 'tree',
    size: { depth: 16 },
    warmUp: { depth: 12 },
    operations: ({ depth }) => 2 ** (depth + 1) - 1,
    flags,
    rows: [{ id, title, unit: 'ns a node', bar }],
  }
}

/**
 * A tenth of the work, to see that everything runs. Its figures say little.
 *
 * @param {Workload} workload
 * @returns {Record<string, number>}
 */
export function quickSize({ size }) {
  const { depth = 0, each = 0, links = 0, tasks = 0, ticks = 0, trips = 0 } = size
  if (depth > 0) return { depth: depth - 3 }
  if (each > 10) return { tasks, each: each / 10 }
  if (each > 0) return { tasks: tasks / 10, each }
  if (ticks > 0) return { tasks: tasks / 10, ticks: ticks / 10 }
  if (trips > 0) return { trips: trips / 10 }
  return links > 0 ? { links: links / 10 } : { tasks: tasks / 10 }
}

/** @throws unless the result of a contender is the expected one */
export function check(kind, size, result) {
  if (kind === 'rotate') {
    checkRotation(size, result)
    return
  }
  const found = kind === 'park' ? result.count : result
  const due = expected(kind, size)
  if (found !== due) throw new Error(`wrong result: ${found}, not ${due}`)
}

/**
 * Every task has taken all its steps, the tasks have rotated together, and ended in order. Some contenders step
 * the first tasks before the last are spawned: so tasks may begin later, and end earlier, than in one rotation.
 */
function checkRotation({ each, tasks }, { begun, ended, inOrder, steps }) {
  const together = (tasks * (tasks - 1)) / 2
  const wrong =
    (steps !== tasks * each && `${steps} steps, not ${tasks * each}`) ||
    (inOrder !== tasks && `${inOrder} of ${tasks} ended in order`) ||
    ((begun < together || begun > Math.max(1, each * 0.8) * together) &&
      `they began at ${begun / together} of the due`) ||
    ((ended > tasks * steps || ended < tasks * steps * 0.6) &&
      `they ended at ${ended / tasks / steps} of the due`)
  if (wrong) throw new Error(`wrong result: ${wrong}`)
}

function expected(kind, { depth = 0, links = 0, tasks = 0, trips = 0 }) {
  switch (kind) {
    case 'spawn':
      return (tasks * (tasks - 1)) / 2
    case 'chain':
      return links
    case 'pingPong':
      return 2 * trips
    case 'tree':
      return 2 ** depth
    default:
      return tasks
  }
}
