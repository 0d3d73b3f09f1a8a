import { run } from './loop.js'

function* brew(drink) {
  console.log(`${drink}: water on`)
  yield
  console.log(`${drink}: poured`)
  return `a cup of ${drink}`
}

const tea = brew('tea')
console.log('nothing has happened yet')
tea.next()
console.log('in between, anything may happen')
console.log(tea.next())
console.log(run(brew('coffee')))
