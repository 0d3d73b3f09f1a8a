import { Lock, Loop, sleep } from './loop.js'

const loop = new Loop()
const account = new Lock()
let balance = 0

function* deposit(amount) {
  yield* account.acquire()
  const before = balance
  yield* sleep(loop, 10) // another task may be stepped here
  balance = before + amount
  account.release()
}

function* main() {
  const tasks = [10, 20, 30].map((amount) => loop.spawn(deposit(amount), `deposit ${amount}`))
  for (const task of tasks) yield* task
  return balance
}

console.log(loop.run(main()))
