/**
 * The limit: raw generators rotated by hand, without tasks, futures or a scheduler. In each workload the
 * same generators are created, suspended and resumed as in the others, by a loop that knows the order.
 */

/** A ring buffer: the first is removed, resumed, and appended, until all are done. */
export function rotate(laps) {
  let size = 16
  while (size <= laps.tasks) size *= 2
  const ring = Array(size).fill(undefined)
  let head = 0
  let tail = 0
  for (; tail < laps.tasks; tail += 1) ring[tail] = runner(laps, tail)
  while (head !== tail) {
    const first = ring[head]
    ring[head] = undefined
    head = (head + 1) & (size - 1)
    if (first.next().done !== true) {
      ring[tail] = first
      tail = (tail + 1) & (size - 1)
    }
  }
}

function* runner(laps, number) {
  laps.begin()
  for (let left = laps.each; left > 0; left -= 1) {
    laps.steps += 1
    yield
  }
  laps.end(number)
}

/** The value is taken from where the generator returned it. */
export function spawn(tasks) {
  const all = []
  for (let i = 0; i < tasks; i += 1) all.push(single(i))
  let sum = 0
  for (const each of all) sum += each.next().value
  return sum
}

function* single(value) {
  return value
}

/** Every link suspends; then the value of each is handed to the next. */
export function chain(links) {
  const all = []
  for (let i = 0; i < links; i += 1) all.push(link())
  for (const one of all) one.next()
  let value = 0
  for (const one of all) value = one.next(value).value
  return value
}

function* link() {
  return (yield) + 1
}

/** The ball is handed over as the value of one `next` and the argument of the other. */
export function pingPong(trips) {
  const ping = player()
  const pong = player()
  ping.next()
  pong.next()
  let ball = 0
  for (let i = 0; i < trips; i += 1) ball = pong.next(ping.next(ball).value).value
  return ball
}

function* player() {
  let ball = yield
  for (;;) ball = yield ball + 1
}

/** Level by level down to the leaves; then each node is handed the sum of its two. */
export function tree(depth) {
  const levels = [[node(depth)]]
  for (let level = 0; level <= depth; level += 1) {
    const below = []
    for (const one of levels[level]) {
      const children = one.next().value
      if (children !== undefined) below.push(children.left, children.right)
    }
    levels.push(below)
  }
  let sums = levels[depth].map((leaf) => leaf.next(1).value)
  for (let level = depth - 1; level >= 0; level -= 1) {
    sums = levels[level].map((one, i) => one.next(sums[2 * i] + sums[2 * i + 1]).value)
  }
  return sums[0]
}

function* node(depth) {
  if (depth === 0) return yield
  return yield { left: node(depth - 1), right: node(depth - 1) }
}

/** Resumes the waiters one after the other. */
export function park(tasks, arrivals) {
  const waiters = []
  for (let i = 0; i < tasks; i += 1) {
    const one = waiter()
    one.next()
    waiters.push(one)
  }
  return {
    spin(ticks) {
      const one = spinner(ticks)
      while (one.next().done !== true) continue
    },
    wake() {
      for (const one of waiters) one.next(arrivals)
    },
  }
}

function* waiter() {
  const arrivals = yield
  arrivals.sign()
}

function* spinner(ticks) {
  for (let left = ticks; left > 0; left -= 1) yield
}
