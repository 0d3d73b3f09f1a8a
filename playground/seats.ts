// A race that chance finds, in a long history. Explore, and then step through how it shrinks.
import { Loop, type Coroutine } from 'looplaw'

export function* scenario(loop: Loop): Coroutine<void> {
  let seats = 1
  let sold = 0
  function* buy(hesitates: number): Coroutine<void> {
    for (let time = 0; time < hesitates; time += 1) yield
    if (seats === 0) return
    yield // pays, and another task may be stepped
    seats -= 1
    sold += 1
  }
  const buyers = ['Ada', 'Bob', 'Cy'].map((name, index) => loop.spawn(buy(index * 3), name))
  for (const buyer of buyers) yield* buyer
  if (sold > 1) throw new Error('the seat is sold twice')
}
export const options = { pick: true, strategy: 'random' }

const loop = new Loop()
loop.run(scenario(loop))
console.log('in the default order, the seat is sold once')
