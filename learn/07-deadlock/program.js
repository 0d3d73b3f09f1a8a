import { Future, Loop } from './loop.js'

const loop = new Loop()
const answer = new Future('answer')

function* ask() {
  return yield* answer
}

function* forgets() {
  yield
}

loop.spawn(forgets(), 'forgets')
loop.spawn(ask(), 'asks too')
try {
  loop.run(ask())
} catch (error) {
  console.log(error.message)
}
