import { Future, Loop } from './loop.js'

const loop = new Loop()

function* download() {
  try {
    yield* new Future('the file')
  } catch {
    console.log('no catch runs')
  } finally {
    console.log('closing the connection')
    yield
    console.log('closed')
  }
  console.log('nor does what follows')
}

// A plain delegate whose clean-up suspends: here JavaScript stops helping.
function* retries() {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    console.log(`attempt ${attempt}`)
    yield* download()
  }
}

function* cancels(coroutine) {
  const task = loop.spawn(coroutine, 'task')
  yield
  task.cancel()
  yield
  yield
  console.log(`it has ended: ${task.done}`)
}

loop.run(cancels(download()))
loop.run(cancels(retries()))
