/* oxlint-disable typescript/await-thenable -- to await a value that is no promise is the quickest way to yield */
/** async/await. An async function starts at once, before its caller continues: there is no queue for its first step. */

export async function rotate(laps) {
  const all = []
  for (let i = 0; i < laps.tasks; i += 1) all.push(runner(laps, i))
  await Promise.all(all)
}

async function runner(laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    await undefined
  }
  laps.end(number)
}

export async function spawn(tasks) {
  const all = []
  for (let i = 0; i < tasks; i += 1) all.push(one(i))
  let sum = 0
  for (const task of all) sum += await task
  return sum
}

async function one(value) {
  return value
}

export async function chain(links) {
  let last = first()
  for (let i = 1; i < links; i += 1) last = link(last)
  return last
}

async function first() {
  await undefined
  return 1
}

async function link(before) {
  return (await before) + 1
}

export async function pingPong(trips) {
  const table = { ping: withResolvers(), pong: withResolvers() }
  const last = (async () => {
    let ball = 0
    for (let i = 0; i < trips; i += 1) {
      table.pong.resolve(ball + 1)
      ball = await table.ping.promise
      table.ping = withResolvers()
    }
    return ball
  })()
  void (async () => {
    for (let i = 0; i < trips; i += 1) {
      const ball = await table.pong.promise
      table.pong = withResolvers()
      table.ping.resolve(ball + 1)
    }
  })()
  return last
}

/** `Promise.withResolvers`, which Node has from 22. */
function withResolvers() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

export async function tree(depth) {
  if (depth === 0) return 1
  const left = tree(depth - 1)
  const right = tree(depth - 1)
  return (await left) + (await right)
}

export async function park(tasks, arrivals) {
  const gate = withResolvers()
  for (let i = 0; i < tasks; i += 1) void waiter(gate.promise)
  return {
    async spin(ticks) {
      for (let left = ticks; left > 0; left -= 1) await undefined
    },
    wake() {
      gate.resolve(arrivals)
      return arrivals.all
    },
  }
}

async function waiter(gate) {
  const arrivals = await gate
  arrivals.sign()
}
