import { Future, Loop } from './loop.js'

const loop = new Loop()
const water = new Future()

function* kettle() {
  for (const degrees of [40, 70, 100]) {
    console.log(`${degrees} degrees`)
    yield
  }
  water.setResult('hot water')
}

function* brew(drink) {
  console.log(`${drink} waits`)
  const what = yield* water
  console.log(`${drink}: ${what}`)
  return drink
}

function* serve(...drinks) {
  for (const drink of drinks) console.log(`served: ${yield* drink}`)
}

loop.spawn(serve(loop.spawn(brew('tea')), loop.spawn(brew('coffee'))))
loop.spawn(kettle())
loop.run()
