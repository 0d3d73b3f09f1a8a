import { Loop } from './loop.js'

function* count(name, steps) {
  for (let at = 1; at <= steps; at += 1) {
    console.log(`${name} ${at}`)
    yield
  }
  return steps
}

const loop = new Loop()
const [a, b] = [loop.spawn(count('a', 1), 'a'), loop.spawn(count('b', 2), 'b')]
console.log('spawned, and nothing of it has run')
loop.run()
console.log(a.result() + b.result())
