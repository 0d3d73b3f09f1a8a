/** T11 · Delegation takes no step. */

import type { HostCall, Statement } from '../../spec/program.ts'
import { same } from '../history/endings.ts'
import { mentions } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const T11 = clause('T11', [
  law({
    sentence: 'a program with its delegations written out leaves the same log',
    hint: 'wait() does not depend on how deeply a coroutine delegates',
    check: ({ log, observe, session }, found) => {
      // That is JavaScript's: a coroutine resumes where its delegate suspended in a clean-up.
      const closes = closing.some((call) => mentions(session, call))
      if (closes && session.host.some(delegatesCleanUp)) return
      const inlined = { ...session, host: session.host.map(inlinedIn) }
      if (same(inlined, session)) return
      found.expect(same(observe(inlined), log), () => 'the log differs without the delegations')
    },
    mutants: [
      {
        name: 'delegation-costs-a-step',
        why: 'an await in a delegate suspends once more, which it knows from the depth of the stack',
        in: 'core/suspension.js',
        replace: [
          'running.awaiting = on; waitRequest.open = true; return waitRequest;',
          `const { stackTraceLimit } = Error;
       Error.stackTraceLimit = 50;
       const stack = new Error('here').stack.split('\\n');
       Error.stackTraceLimit = stackTraceLimit;
       const depth = stack.findIndex((line) => line.includes('at resume ')) >>> 0;
       waitRequest.shallow = Math.min(waitRequest.shallow ?? depth, depth);
       if (depth > waitRequest.shallow && running.paid !== on) {
       running.paid = on;
       return { done: false, value: undefined };
       }
       running.awaiting = on;
       waitRequest.open = true;
       return waitRequest;`,
        ],
      },
    ],
  }),
])

/** What may close a coroutine. */
const closing = ['close', 'cancel', 'group', 'timeout', 'all', 'allSettled', 'race', 'any'] as const

/** Whether a delegate has a clean-up, anywhere in a statement. */
function delegatesCleanUp(statement: Statement | HostCall): boolean {
  const text = JSON.stringify(statement)
  return text.includes('"do":"call"') && text.includes('"finally"')
}

function inlinedIn<S extends Statement | HostCall>(statement: S): S {
  let inlined = statement
  if ('body' in inlined) inlined = { ...inlined, body: inlinedBlock(inlined.body) }
  if ('catch' in inlined && inlined.catch)
    inlined = { ...inlined, catch: inlinedBlock(inlined.catch) }
  if ('finally' in inlined && inlined.finally) {
    inlined = { ...inlined, finally: inlinedBlock(inlined.finally) }
  }
  return inlined
}

/** A delegation with a `return` in it cannot be written out. */
function inlinedBlock(block: readonly Statement[]): readonly Statement[] {
  return block.flatMap((statement) => {
    const inner = inlinedIn(statement)
    return inner.do === 'call' && !returns(inner.body) ? inner.body : [inner]
  })
}

function returns(block: readonly Statement[]): boolean {
  return block.some((statement) => {
    if (statement.do === 'return') return true
    if (statement.do !== 'try') return false
    return [statement.body, statement.catch ?? [], statement.finally ?? []].some(returns)
  })
}
