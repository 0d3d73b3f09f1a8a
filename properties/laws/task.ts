/** Laws of the chapter on tasks. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Ending } from '../../spec/event.ts'
import type { HostCall, Statement } from '../../spec/program.ts'
import { eventLaw, failedWith, isQuiet, law, same, type Laws } from '../law.ts'
import { mentions } from './logs.ts'
import { Scopes } from './scopes.ts'

export const taskLaws = {
  T1: [
    eventLaw(
      {
        clause: 'T1',
        sentence: 'whoever spawns a task goes on, and the task begins at a step of its own',
        hint: 'the constructor puts the task at the tail, and does not step it',
      },
      () =>
        (event, { running, tasks }, found) => {
          if (event.event !== 'begun' || !tasks.has(event.who)) return
          found.expect(
            running === event.who,
            () => `${event.who} began while ${running ?? 'nobody'} was stepped`,
          )
        },
    ),
    eventLaw(
      {
        clause: 'T1',
        sentence: 'a task is scheduled as it is made',
        hint: 'the constructor puts the task at the tail',
      },
      (trial) => {
        let made: string | undefined
        return (event, _before, found) => {
          if (made !== undefined && isQuiet(trial)) {
            const next = event.event === 'scheduled' && event.task === made
            found.expect(next, () => `${made} was made, and not scheduled`)
          }
          made = event.event === 'spawned' ? event.task : undefined
        }
      },
    ),
    eventLaw(
      {
        clause: 'T1',
        sentence:
          'tasks begin in the order in which they were made, but for those that are cancelled before',
        hint: 'a new task goes behind all that are scheduled',
      },
      () => {
        let made: string[] = []
        return (event, { cancelled, tasks }, found) => {
          if (event.event === 'spawned') made.push(event.task)
          if (event.event !== 'begun' || !tasks.has(event.who)) return
          made = made.filter((task) => !cancelled.has(task))
          const next = made.shift()
          found.expect(next === event.who, () => `${event.who} began before ${next}`)
        }
      },
    ),
  ],
  T2: [
    eventLaw(
      {
        clause: 'T2',
        sentence: 'a body begins once and ends once, at most',
        hint: 'a coroutine is stepped by one task, and dropped at its end',
      },
      () => {
        const seen = new Set<string>()
        return (event, _before, found) => {
          if (event.event !== 'begun' && event.event !== 'ends') return
          const what = `${event.who} ${event.event}`
          found.expect(!seen.has(what), () => `${what} twice`)
          seen.add(what)
        }
      },
    ),
    eventLaw(
      {
        clause: 'T2',
        sentence: 'an ended task is never stepped, and every task whose body has ended is settled',
        hint: 'the end of the coroutine settles the task, at once',
      },
      (trial) => {
        let ended: string | undefined
        return (event, { settled, tasks }, found) => {
          if (event.event === 'stepped' && tasks.has(event.who)) {
            found.expect(!settled.has(event.who), () => `${event.who} was stepped after its end`)
          }
          if (ended !== undefined && isQuiet(trial)) {
            const next = event.event === 'settled' && event.future === ended
            found.require(next, () => `${ended} ended, and was not settled`)
          }
          ended = event.event === 'ends' && tasks.has(event.who) ? event.who : undefined
        }
      },
    ),
    eventLaw(
      {
        clause: 'T2',
        sentence: 'a task that is stepped for the first time begins, unless it is cancelled',
        hint: 'the first step runs the body from its beginning',
      },
      (trial) => {
        const stepped = new Set<string>()
        let first: string | undefined
        return (event, { cancelled, tasks }, found) => {
          if (first !== undefined && !cancelled.has(first) && isQuiet(trial)) {
            const begins = event.event === 'begun' && event.who === first
            found.expect(begins, () => `${first} was stepped, and did not begin`)
          }
          first = undefined
          if (event.event !== 'stepped' || !tasks.has(event.who)) return
          if (!stepped.has(event.who)) first = event.who
          stepped.add(event.who)
        }
      },
    ),
    eventLaw(
      {
        clause: 'T2',
        sentence: 'a finally block that was entered has run once when its coroutine ends',
        hint: 'a coroutine runs to its end, or is closed with return()',
      },
      () => {
        const due = new Map<string, number>()
        const count = (who: string, by: number): void => void due.set(who, (due.get(who) ?? 0) + by)
        return (event, { tasks }, found) => {
          if (event.event === 'guarded') count(event.who, 1)
          if (event.event === 'cleaning') {
            count(event.who, -1)
            found.expect((due.get(event.who) ?? 0) >= 0, () => `${event.who} cleans up twice`)
          }
          const over =
            event.event === 'settled' ? event.future : event.event === 'ends' ? event.who : ''
          if (event.event === 'settled' && !tasks.has(over)) return
          found.require((due.get(over) ?? 0) === 0, () => `${over} ended without cleaning up`)
        }
      },
    ),
  ],
  T3: [
    eventLaw(
      {
        clause: 'T3',
        sentence: 'a task that yields is scheduled as it yields',
        hint: 'what is neither a wait nor an end goes to the tail',
      },
      (trial) => {
        let yielded: string | undefined
        return (event, { tasks }, found) => {
          if (yielded !== undefined && isQuiet(trial)) {
            const next = event.event === 'scheduled' && event.task === yielded
            found.expect(next, () => `${yielded} yielded, and was not scheduled`)
          }
          yielded =
            event.event === 'yields' && event.nothing && tasks.has(event.who)
              ? event.who
              : undefined
        }
      },
    ),
    eventLaw(
      {
        clause: 'T3',
        sentence:
          'a step resumes the coroutine: a task does something between being stepped and giving way, unless it is closed or waits for its children',
        hint: 'a task is stepped when it can go on, and goes on when it is stepped',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        let stepped: string | undefined
        return (event, before, found, index) => {
          const { cancelled, now, tasks } = before
          scopes.follow(event, before, index)
          if (!isQuiet(trial)) return
          if (stepped !== undefined) {
            const who = stepped
            const idle = ['scheduled', 'parked', 'stepped', 'tick'].includes(event.event)
            found.expect(!idle, () => `${who} was stepped, and did nothing but give way`)
          }
          stepped = undefined
          if (event.event !== 'stepped' || !tasks.has(event.who) || cancelled.has(event.who)) return
          const { who } = event
          if (scopes.groupsOf(who).length === 0 && !scopes.disturbed(who, now)) stepped = who
        }
      },
    ),
  ],
  T4: [
    eventLaw(
      {
        clause: 'T4',
        sentence: 'a task is settled with what its body ends with',
        hint: "the coroutine's return value and its error are the task's, as they are",
      },
      () => {
        const ends = new Map<string, Ending>()
        return (event, { tasks }, found) => {
          if (event.event === 'ends' && tasks.has(event.who)) ends.set(event.who, event.ending)
          if (event.event !== 'settled') return
          const ending = ends.get(event.future)
          if (ending === undefined) return
          found.expect(
            same(ending, event.ending),
            () => `${event.future} was settled with something else`,
          )
        }
      },
    ),
    eventLaw(
      {
        clause: 'T4',
        sentence: 'setResult and setError are refused by a task',
        hint: 'a task overrides both',
      },
      () =>
        (event, { tasks }, found) => {
          if (event.event !== 'called' || !tasks.has(event.of)) return
          if (event.call !== 'setResult' && event.call !== 'setError') return
          found.expect(
            failedWith(event.ending, 'InvalidStateError'),
            () => `${event.of} was settled from outside`,
          )
        },
    ),
  ],
  T5: [
    eventLaw(
      {
        clause: 'T5',
        sentence:
          'an error that ends a task comes out of no step, and of no run but that of a main that got it',
        hint: 'whatever the coroutine throws is caught where it is stepped',
      },
      () => {
        const failures = new Set<string>()
        const mains = new Set<string>()
        return (event, { tasks }, found) => {
          if (event.event === 'ends' && 'error' in event.ending) {
            if (tasks.has(event.who)) failures.add(event.ending.error)
            else mains.add(event.ending.error)
          }
          if (event.event !== 'called' || !steps.has(event.call) || failures.size === 0) return
          const error = 'error' in event.ending ? event.ending.error : undefined
          const out = error !== undefined && failures.has(error) && !mains.has(error)
          found.expect(!out, () => `${error} came out of ${event.call}()`)
        }
      },
    ),
  ],
  T6: [
    eventLaw(
      {
        clause: 'T6',
        sentence:
          'a task is scheduled only if it is not scheduled, has not ended, and does not wait or is woken or cancelled',
        hint: 'whoever schedules a task has taken it out of where it was',
      },
      (trial) => {
        let woken: string | undefined
        return (event, { parked, scheduled, settled }, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'scheduled') {
            const { task } = event
            const twice = scheduled.includes(task)
            found.expect(!twice, () => `${task} was scheduled twice`)
            const waits = parked.has(task) && woken !== task
            found.require(!waits, () => `${task} was scheduled while it waits`)
            found.require(!settled.has(task), () => `${task} was scheduled after its end`)
          }
          if (event.event === 'woken' || event.event === 'cancelled') woken = event.task
          else if (event.event === 'scheduled') woken = undefined
        }
      },
    ),
    eventLaw(
      {
        clause: 'T6',
        sentence: 'schedule() does nothing to a scheduled task, and is refused by any other',
        hint: 'a task that waits, runs or has ended is not to be scheduled',
      },
      (trial) =>
        (event, { closed, scheduled, tasks }, found) => {
          if (
            event.event !== 'called' ||
            event.call !== 'schedule' ||
            !tasks.has(event.of) ||
            closed
          )
            return
          if (!isQuiet(trial)) return
          if (scheduled.includes(event.of)) {
            found.expect(
              'value' in event.ending,
              () => `${event.of} is scheduled, and schedule() threw`,
            )
          } else {
            const refused = failedWith(event.ending, 'InvalidStateError')
            found.expect(refused, () => `${event.of} is not scheduled, and schedule() took it`)
          }
        },
    ),
    eventLaw(
      {
        clause: 'T6',
        sentence: 'what the loop shows as scheduled is what was scheduled and has not been stepped',
        hint: 'the scheduled tasks are one line, and a task is in it once',
      },
      (trial) =>
        (event, { scheduled }, found) => {
          if (event.event !== 'saw' || !isQuiet(trial)) return
          found.expect(
            same(event.scheduled, scheduled),
            () => `it shows ${event.scheduled.join(', ')}`,
          )
        },
    ),
  ],
  T7: [
    eventLaw(
      {
        clause: 'T7',
        sentence:
          'step() steps the oldest scheduled task of an idle loop, and is refused otherwise',
        hint: 'step looks whether the loop is stepping, and who is the oldest',
      },
      (trial) => {
        const due: boolean[] = []
        return (event, { closed, scheduled, tasks, ticking }, found) => {
          if (event.event === 'calls' && event.call === 'step') {
            due.push(!ticking && scheduled[0] === event.of)
          }
          if (event.event !== 'called' || event.call !== 'step') return
          const turn = due.pop() === true
          if (closed || !tasks.has(event.of) || !isQuiet(trial)) return
          const refused = failedWith(event.ending, 'OutOfTurnError')
          found.expect(
            turn ? 'value' in event.ending : refused,
            () => `${event.of}.step() out of turn, or not in turn`,
          )
        }
      },
    ),
  ],
  T8: [
    eventLaw(
      {
        clause: 'T8',
        sentence: 'a coroutine that a task or an ended run has is refused by another',
        hint: 'a coroutine is claimed when it is given',
      },
      () => {
        const ended = new Set<string>()
        const over = new Set<string>()
        return (event, { closed, tasks }, found) => {
          if (event.event === 'ends' && !tasks.has(event.who)) ended.add(event.who)
          if (event.event !== 'called' || closed) return
          const { call, ending, of } = event
          const reused = failedWith(ending, 'CoroutineReusedError')
          if (call === 'reuse' && tasks.has(of))
            found.expect(reused, () => `the coroutine of ${of} was taken again`)
          if (call !== 'run' && call !== 'runAgain') return
          if (over.has(of) && !failedWith(ending, 'LoopRunningError')) {
            found.expect(reused, () => `the coroutine of ${of} was run again after its end`)
          }
          if (ended.has(of) && !failedWith(ending, 'LoopRunningError')) over.add(of)
        }
      },
    ),
  ],
  T9: [
    eventLaw(
      {
        clause: 'T9',
        sentence: 'what is no coroutine is refused at once, and no task is made',
        hint: 'a coroutine is looked at before anything is changed',
      },
      () =>
        (event, { closed }, found) => {
          if (event.event !== 'called' || event.call !== 'misuse' || closed) return
          found.expect(
            failedWith(event.ending, 'NotACoroutineError'),
            () => 'it was taken for a coroutine',
          )
        },
    ),
  ],
  T10: [
    eventLaw(
      {
        clause: 'T10',
        sentence: 'a task that awaits itself gets the error before anything else happens',
        hint: 'next() compares the future with who is running',
      },
      () => {
        let itself: string | undefined
        return (event, { tasks }, found) => {
          const who = itself
          const self = event.event === 'awaits' && event.who === event.on && tasks.has(event.on)
          itself = self ? event.who : undefined
          if (who === undefined) return
          const got = event.event === 'got' && event.who === who
          const right = got && failedWith(event.ending, 'SelfAwaitError')
          found.expect(right, () => `${who} awaited itself, and ${event.event} followed`)
        }
      },
    ),
  ],
  T11: [
    law(
      {
        clause: 'T11',
        sentence: 'a program with its delegations written out leaves the same log',
        hint: 'what a delegate yields passes through yield* as it is',
      },
      ({ log, observe, session }, found) => {
        // JavaScript's own: a delegator goes on where its delegate has suspended in its clean-up.
        const closes = closing.some((call) => mentions(session, call))
        if (closes && session.host.some(delegatesCleanUp)) return
        const inlined = { ...session, host: session.host.map(inlinedIn) }
        if (same(inlined, session)) return
        found.expect(
          same(observe(inlined), log),
          () => 'the log is another without the delegations',
        )
      },
    ),
  ],
  T12: [
    eventLaw(
      {
        clause: 'T12',
        sentence: 'tasks are numbered from 1 in the order in which they are made, and printed so',
        hint: 'the loop counts the tasks that are made',
      },
      () => {
        let made = 0
        return (event, _before, found) => {
          if (event.event !== 'spawned') return
          made += 1
          const shown = `<Task name='${event.task}' id='0x${made.toString(16)}'>`
          found.expect(event.shown === shown, () => `${event.shown}, not ${shown}`)
        }
      },
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

/** Calls that step tasks. */
const steps: ReadonlySet<string> = new Set(['run', 'runAgain', 'tick', 'runStep', 'step'])

/** By these a coroutine may be closed. */
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
