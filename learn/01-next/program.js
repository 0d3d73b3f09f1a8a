import { run } from './loop.js'

function* brew(drink) {
  console.log(`${drink}: water on`)
  const degrees = yield 'how hot is it?'
  console.log(`${drink}: poured at ${degrees} degrees`)
  try {
    yield 'is there milk?'
  } catch (error) {
    console.log(`${drink}: black, since ${error.message}`)
  }
  return `a cup of ${drink}`
}

// By hand:
const tea = brew('tea')
console.log('nothing has happened yet')
console.log(tea.next())
console.log('in between, anything may happen')
console.log(tea.next(80))
console.log(tea.throw(new Error('there is none')))

// By a loop:
function answer(question) {
  if (question === 'is there milk?') throw new Error('it is sour')
  return 95
}
console.log(run(brew('coffee'), answer))
