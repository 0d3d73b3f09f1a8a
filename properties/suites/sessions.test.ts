/** Every session of `properties/sessions` has the outcome that it states, agrees with the model, and keeps every law. */

import { expect, test } from 'vitest'
import * as looplaw from '../../src/index.ts'
import { checkSession } from '../check.ts'
import { failureReport } from '../report.ts'
import { observe } from '../subject.ts'
import { outcome, parseDocument, type SessionDocument } from './documents.ts'
import { filesIn, read } from './tree.ts'

const FOLDER = 'properties/sessions/'

const paths = filesIn(FOLDER).filter((path) => path.endsWith('.json'))
const documents = paths.map((path): readonly [string, SessionDocument] => {
  const name = path.slice(FOLDER.length).replace(/\.json$/u, '')
  return [name, parseDocument(JSON.parse(read(path)), path)]
})

test.each(documents.map(([name, document]) => [name, document.about, document] as const))(
  '%s: %s',
  (_name, _about, { clauses, expected }) => {
    const exercised = new Set<string>()
    for (const { session, shows } of expected) {
      const { discipline } = session
      expect({ discipline, shows: outcome(observe(session, looplaw)) }).toEqual({
        discipline,
        shows,
      })
      const result = checkSession(session, looplaw)
      for (const clause of result.exercised) exercised.add(clause)
      const [first, ...others] = result.failures
      const report = first && failureReport(first, others).join('\n')
      expect.assert(report === undefined, report)
    }
    // A clause that it names is one whose laws it puts to the test.
    expect(clauses.filter((clause) => !exercised.has(clause))).toEqual([])
  },
)

test('no two documents hold the same session, and none is left without an origin', () => {
  const held = new Map<string, string>()
  const twice = documents.flatMap(([name, { expected }]) => {
    const session = JSON.stringify(expected.map((one) => one.session))
    const other = held.get(session)
    held.set(session, name)
    return other === undefined ? [] : [`${name} is ${other} again`]
  })
  expect(twice).toEqual([])
  expect(documents.length).toBeGreaterThan(0)
})
