// Drives a coroutine to its end, and returns what it returns. What it yields is a question, for `answer`.
export function run(coroutine, answer) {
  let step = coroutine.next()
  while (!step.done) step = reply(coroutine, answer, step.value)
  return step.value
}

// The answer becomes the value of the `yield`; if there is an error instead, the `yield` throws it.
function reply(coroutine, answer, question) {
  let value
  try {
    value = answer(question)
  } catch (error) {
    return coroutine.throw(error)
  }
  return coroutine.next(value)
}
