/** T15 · The current task. */

import { clause, eventLaw, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'

export const T15 = clause('T15', [
  eventLaw({
    sentence: 'currentTask() is the task that asks, and undefined for any other caller',
    hint: 'currentTask() returns what the current loop is running, if that is a task and no observer is notified',
    begin: () => (event, before, found) => {
      if (event.event !== 'saw') return
      const caller = before.notifiedAs(event.who)
      const task = caller !== undefined && before.tasks.has(caller) ? caller : undefined
      found.expect(event.task === task, () => `${event.who} saw ${event.task}, not ${task}`)
    },
    mutants: [
      {
        name: 'no-task-is-current',
        why: 'currentTask() returns undefined in a task too',
        in: 'core/currentTask.js',
        replace: [
          'isTask(running) ? running : undefined',
          'isTask(running) ? undefined : undefined',
        ],
      },
      {
        name: 'main-is-current',
        why: 'currentTask() returns what is running, main too',
        in: 'core/currentTask.js',
        replace: ['isTask(running) ? running : undefined', 'true ? running : undefined'],
      },
      {
        name: 'observer-is-a-task',
        why: 'in an observer, currentTask() returns the task that is running',
        in: 'core/currentTask.js',
        replace: ['current.notifying ? undefined : current.loop', 'current.loop'],
      },
    ],
  }),
  game({
    sentence: 'outside of any step, currentTask() returns undefined, as isClosing() returns false',
    needs: 'isClosing()',
    hint: 'currentTask() asks the current loop, if there is one',
    check: ({ session, subject: { currentTask, isClosing, Loop } }, found) => {
      if (numberOf(session) === undefined) return
      const answers: unknown[] = []
      const ask = (): void => {
        answers.push(refusal(() => answers.push(currentTask(), isClosing())))
      }
      ask()
      new Loop({ discipline: session.discipline }).runStep()
      ask()
      const due = ',false,,,false,'
      found.expect(answers.join() === due, () => `they return ${answers.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'no-step-no-answer',
        why: 'currentTask() throws outside of any step',
        in: 'core/currentTask.js',
        replace: ['current.loop?.running', 'current.loop.running'],
      },
    ],
  }),
  game({
    sentence:
      'in an observer that runs another loop, currentTask() returns undefined after that as before',
    needs: 'isClosing()',
    hint: 'within() restores that an observer is notified',
    check: ({ session, subject: { currentTask, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const seen: unknown[] = []
      const loop = new Loop({
        discipline: session.discipline,
        observer: {
          spawned: () => {
            seen.push(currentTask())
            const other = new Loop({ discipline: session.discipline })
            if (number % 2 === 0) other.runStep()
            else other.run((function* () {})())
            seen.push(currentTask())
          },
        },
      })
      loop.spawn(
        (function* () {
          loop.spawn((function* () {})())
          seen.push(currentTask() !== undefined)
        })(),
      )
      loop.runStep()
      const due = ',,,,true'
      found.expect(seen.join() === due, () => `it is ${seen.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'observer-after-another-loop',
        why: 'an observer that has run another loop finds the task that is running',
        in: 'core/suspension.js',
        replace: ['current.loop = outer; current.notifying = notifying;', 'current.loop = outer;'],
      },
    ],
  }),
])
