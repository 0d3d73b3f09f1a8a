import { Loop } from './loop.js'

function* brew(drink) {
  for (const what of ['water on', 'water boils', 'poured']) {
    console.log(`${drink}: ${what}`)
    yield
  }
}

const loop = new Loop()
loop.spawn(brew('tea'))
loop.spawn(brew('coffee'))
loop.run()
