/** H12 · Disposed of by the host. */

import { clause, game } from '../law.ts'
import { quietly } from '../subject/handDriver.ts'
import { numberOf } from '../subject/chance.ts'

export const H12 = clause('H12', [
  game({
    sentence: 'the disposal of a task cancels it at once, and ends no earlier than the task',
    hint: 'dispose() cancels before it awaits the task',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const task = loop.spawn(
        (function* () {
          try {
            for (;;) yield* host.external('more')
          } finally {
            log.push('cleaned up')
          }
        })(),
      )
      loop.runStep()
      loop.runStep()
      const disposable = host.toAsyncDisposable(task)
      loop.runStep()
      found.require(log.length === 0, () => 'it is cancelled before it is disposed of')
      quietly(disposable[Symbol.asyncDispose]())
      found.require(!task.done(), () => 'it ends before its next step')
      loop.runStep()
      found.expect(task.done() && log.length === 1, () => 'it is not cancelled')
      loop.close()
    },
    mutants: [
      {
        name: 'disposal-waits-alone',
        why: 'a task that is disposed of is awaited, and not cancelled',
        in: 'host/disposable.js',
        replace: [`task.cancel('it was disposed of');`, ''],
      },
      {
        name: 'disposed-of-in-advance',
        why: 'a task is cancelled as soon as there is a disposable of it',
        in: 'host/disposable.js',
        replace: [
          'return { [Symbol.asyncDispose]',
          'void dispose(task); return { [Symbol.asyncDispose]',
        ],
      },
    ],
  }),
])
