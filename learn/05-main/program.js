import { Future, Loop } from './loop.js'

function* add(number) {
  const ready = new Future()
  ready.setResult(number)
  return yield* ready
}

function* sequential(loop) {
  const x = yield* loop.spawn(add(1), 'Add X')
  const y = yield* loop.spawn(add(2), 'Add Y')
  return x + y
}

function* concurrent(loop) {
  const tasks = [loop.spawn(add(1), 'Add X'), loop.spawn(add(2), 'Add Y')]
  let sum = 0
  for (const task of tasks) sum += yield* task
  return sum
}

for (const discipline of ['drain', 'snapshot']) {
  for (const main of [sequential, concurrent]) {
    console.log(`${main.name}, under ${discipline}`)
    const loop = new Loop(discipline)
    console.log(`Loop finished with result ${loop.run(main(loop))}`)
  }
}
