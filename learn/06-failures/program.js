import { Loop } from './loop.js'

const loop = new Loop()

function* save() {
  yield
  throw new Error('disk full')
}

function* main() {
  const [first, second] = [loop.spawn(save(), 'first'), loop.spawn(save(), 'second')]
  try {
    yield* first
  } catch (error) {
    console.log(`main caught: ${error.message}`)
  }
  console.log(`the second has failed too: ${second.done}`)
}

try {
  loop.run(main())
} catch (error) {
  console.log(`run threw: ${error.message}`)
}
