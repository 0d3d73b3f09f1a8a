import { Loop, sleep } from './loop.js'

const loop = new Loop()

function* brew(drink, minutes) {
  yield* sleep(loop, minutes * 60_000)
  console.log(`${drink} is ready`)
}

function* main() {
  const tasks = [loop.spawn(brew('coffee', 5), 'coffee'), loop.spawn(brew('tea', 3), 'tea')]
  for (const task of tasks) yield* task
  return `${loop.now / 60_000} minutes have passed`
}

console.log(loop.run(main()))
