/** The suite of Promises/A+ on `thenable`; prints how many tests passed, and the titles of those that failed, as JSON. */

import aplus from 'promises-aplus-tests'

const [, , url] = process.argv
const { external, thenable } = await import(url)

/** What the suite resolves and rejects, any number of times, of which the first counts. */
function deferred() {
  const future = external('deferred')
  const first = (settle) => (given) => void (future.done() || settle(given))
  return {
    promise: thenable(future),
    resolve: first((value) => future.setResult(value)),
    reject: first((reason) => future.setError(reason)),
  }
}

const titles = { pass: [], fail: [] }

/** What Mocha calls with the runner of the suite. */
function Reporter(runner) {
  runner.on('pass', (test) => titles.pass.push(test.fullTitle()))
  runner.on('fail', (test) => titles.fail.push(test.fullTitle()))
}

aplus({ deferred }, { reporter: Reporter }, () => {
  process.stdout.write(JSON.stringify({ passed: titles.pass.length, failed: titles.fail }))
})
