// Change what you like, and run it again: Ctrl+Enter.
import { group, Lock, Loop, sleep, type Coroutine } from 'looplaw'

const loop = new Loop()
const kettle = new Lock('kettle')

function* brew(drink: string, minutes: number): Coroutine<string> {
  yield* kettle.hold(function* () {
    yield* sleep(2)
  })
  yield* sleep(minutes)
  console.log(`${drink} is ready at ${loop.now()}`)
  return drink
}

console.log(
  loop.run(
    (function* () {
      return yield* group(function* (g) {
        const cups = [g.spawn(brew('tea', 3), 'tea'), g.spawn(brew('coffee', 5), 'coffee')]
        const served = []
        for (const cup of cups) served.push(yield* cup)
        return served.join(' and ')
      })
    })(),
  ),
)
