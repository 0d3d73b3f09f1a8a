// Two deposits, and a race between them. Explore finds the smallest history that fails.
import { Loop, type Coroutine } from 'looplaw'

let balance = 0

function* deposit(amount: number): Coroutine<void> {
  const before = balance
  yield // another task may be stepped here
  balance = before + amount
}

export function* scenario(loop: Loop): Coroutine<void> {
  balance = 0
  const both = [loop.spawn(deposit(10), 'ten'), loop.spawn(deposit(20), 'twenty')]
  for (const task of both) yield* task
  if (balance !== 30) throw new Error(`the balance is ${balance}, not 30`)
}
export const options = { pick: true }

const loop = new Loop()
try {
  loop.run(scenario(loop))
} catch (error) {
  console.log(String(error))
}
