/**
 * `npm run bench:exploring`: how many histories of a scenario are run in a second, and in a second of processor time,
 * beside fast-check's scheduler on the same scenario; of the same as coroutines; and of a package, if `npm run races` has
 * installed it.
 */

import * as fc from 'fast-check'
import { explore, exploreLoop, shared } from '../dist/src/explore/index.js'

const runs = Number(process.argv[2] ?? 50_000)

/** Three lost updates: six decisions. */
async function deposits(external) {
  let balance = 0
  const deposit = async (amount) => {
    const read = await external('read', () => balance)
    await external('write', () => {
      balance = read + amount
    })
  }
  await Promise.all([deposit(1), deposit(2), deposit(3)])
}

/** The same with a time-out for each operation: twelve things begin, and half of them are cleared. */
async function limited(external) {
  await deposits((label, effect) => {
    let late
    const tooLate = new Promise((_resolve, reject) => {
      late = setTimeout(reject, 1_000)
    })
    return Promise.race([external(label, effect), tooLate.catch(() => {})]).finally(() => {
      clearTimeout(late)
    })
  })
}

const every = { pick: true, bound: Infinity, runs: 1_000_000 }

/** The same three lost updates, as tasks. */
function transfers(share) {
  return function* (loop) {
    const account = share({ balance: 0 })
    const deposit = function* (amount) {
      const read = account.balance
      yield
      account.balance = read + amount
    }
    for (const task of [1, 2, 3].map((amount) => loop.spawn(deposit(amount)))) yield* task
  }
}

/** Where `npm run races` has installed it. */
const folder = '../examples/races/node_modules'
const installed = new URL(`${folder}/p-queue-fixed/dist/index.js`, import.meta.url)
const { default: PQueue } = await import(installed.href).catch(() => ({}))

const contenders = {
  // 301 runs are all there are: 90 histories, and what holds add. They are explored again and again.
  async 'looplaw, exhaustive'() {
    const scenario = (world) => deposits((label, effect) => world.external(label, effect))
    let made = 0
    while (made < runs) made += (await explore(scenario, { bound: 20 })).runs
    return { runs: made }
  },
  'looplaw, random': () =>
    explore((world) => deposits((label, effect) => world.external(label, effect)), {
      strategy: 'random',
      runs,
    }),
  'looplaw, random, with time-outs': () =>
    explore((world) => limited((label, effect) => world.external(label, effect)), {
      strategy: 'random',
      runs: runs / 5,
    }),
  async 'looplaw, coroutines'() {
    let made = 0
    while (made < runs)
      made += (
        await exploreLoop(
          transfers((state) => state),
          every,
        )
      ).runs
    return { runs: made }
  },
  async 'looplaw, coroutines, reduced'() {
    let made = 0
    while (made < runs / 5) made += (await exploreLoop(transfers(shared), every)).runs
    return { runs: made }
  },
  ...(PQueue && {
    'looplaw, p-queue': () =>
      explore(
        async (world) => {
          const queue = new PQueue({ concurrency: 2 })
          await Promise.all(['a', 'b', 'c'].map((job) => queue.add(() => world.external(job))))
        },
        { strategy: 'random', runs: runs / 5 },
      ),
  }),
  async 'fast-check, its scheduler'() {
    const numRuns = runs / 5
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        void deposits((label, effect) => scheduler.schedule(Promise.resolve(), label).then(effect))
        await scheduler.waitIdle()
      }),
      { numRuns },
    )
    return { runs: numRuns }
  },
}

for (const [name, contend] of Object.entries(contenders)) {
  await contend()
  const [wall, used] = [performance.now(), process.cpuUsage()]
  const { runs: made } = await contend()
  const { system, user } = process.cpuUsage(used)
  const perSecond = Math.round((made / (performance.now() - wall)) * 1_000)
  const perProcessorSecond = Math.round((made / (system + user)) * 1e6)
  process.stdout.write(
    `${name.padEnd(34)}${String(made).padStart(8)} runs ${String(perSecond).padStart(9)} /s ${String(perProcessorSecond).padStart(9)} /s of processor time\n`,
  )
}
