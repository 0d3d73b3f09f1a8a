// Drives one coroutine to its end, and returns what it returns.
export function run(coroutine) {
  let step = coroutine.next()
  while (!step.done) step = coroutine.next()
  return step.value
}
