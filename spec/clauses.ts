/** Every clause of the specification: its id, which outlives it, and its sentence, as the chapters have it. */

/** A guarantee. */
export interface Clause {
  /** What the chapter's heading calls it. */
  readonly title: string
  /** What is guaranteed, in a sentence or two. */
  readonly sentence: string
}

export const clauses = {
  F1: {
    title: 'Settled once',
    sentence:
      'A future is settled once, with a result or with an error; settling it again throws InvalidStateError and changes nothing.',
  },
  F2: {
    title: 'Any value is a result',
    sentence: 'Whatever a future is settled with is its result, undefined included.',
  },
  F3: {
    title: 'Asked without waiting',
    sentence:
      'Of a settled future, result() gives the result or throws the error, and error() gives the error or undefined; of a pending one, both throw InvalidStateError.',
  },
  F4: {
    title: 'Waiting suspends',
    sentence: 'An await suspends at least once, also when the future is already settled.',
  },
  F5: {
    title: 'Not before it is settled',
    sentence:
      'Who waits for a pending future is not stepped until the future is settled, unless the loop is closed, and is resumed once.',
  },
  F6: {
    title: 'One outcome for all',
    sentence:
      'Everyone who waits for a future gets its one outcome: the very value it was settled with, or the very error, thrown.',
  },
  F7: {
    title: 'Only yield* waits',
    sentence:
      'A coroutine that yields a value, or iterates a future by anything but yield*, gets BadYieldError at that point.',
  },
  F8: {
    title: 'Woken in the order of waiting',
    sentence:
      'When a future is settled, those who wait for it go to the tail of the scheduled tasks, in the order in which they began to wait, with nobody in between.',
  },
  T1: {
    title: 'Scheduled when made',
    sentence:
      'A task goes to the tail of the scheduled tasks when it is made, and takes its first step in its turn, not before.',
  },
  T2: {
    title: 'Begins once, ends once',
    sentence:
      'The body of a task begins at most once and ends at most once, and an ended task is not stepped again.',
  },
  T3: {
    title: 'A yield goes to the tail',
    sentence: 'A task that yields goes to the tail of the scheduled tasks.',
  },
  T4: {
    title: 'Its coroutine alone settles it',
    sentence:
      'The outcome of a task is what its coroutine returns or throws; setResult and setError on a task throw InvalidStateError.',
  },
  T5: {
    title: 'A failure stays its own',
    sentence:
      'A task whose coroutine throws fails with that very error, at its first step as at any other, and nothing else is disturbed.',
  },
  T6: {
    title: 'In one place',
    sentence:
      'A live task is running, scheduled once, or waiting for one pending future; scheduling a scheduled task does nothing, and scheduling any other throws InvalidStateError.',
  },
  T7: {
    title: 'Stepped in its turn',
    sentence:
      'step() steps a task if it is the oldest scheduled task of a loop that is not stepping, and throws OutOfTurnError otherwise.',
  },
  T8: {
    title: 'A coroutine belongs to one task',
    sentence:
      'A coroutine that was given to a task or to a run cannot be given to another; that throws CoroutineReusedError at once.',
  },
  T9: {
    title: 'Only a coroutine',
    sentence:
      'A task or a run that is given anything but a generator throws NotACoroutineError at once, which says what to write.',
  },
  T10: {
    title: 'Not for itself',
    sentence: 'A task that awaits itself gets SelfAwaitError at that point, without suspending.',
  },
  T11: {
    title: 'Delegation costs nothing',
    sentence:
      'yield* to another coroutine takes no step of its own: it behaves as if the body stood in its place, its return aside.',
  },
  T12: {
    title: 'Named and numbered',
    sentence:
      'A task is printed with its name and its id, which counts the tasks of its loop from 1, in hexadecimal.',
  },
  L1: {
    title: 'A tick',
    sentence:
      'A tick begins, then steps scheduled tasks, then gives main its turn, each once; other than in ticks, tasks are stepped by runStep(), step() and close() alone.',
  },
  L2: {
    title: 'Oldest first',
    sentence: 'Of the tasks that are scheduled, the loop steps the one that was scheduled first.',
  },
  L3: {
    title: 'A draining tick',
    sentence:
      "Under 'drain', a tick steps tasks until none is scheduled, those scheduled meanwhile included.",
  },
  L4: {
    title: 'A snapshot tick',
    sentence: "Under 'snapshot', a tick steps exactly the tasks that were scheduled when it began.",
  },
  L5: {
    title: "Main's turn",
    sentence:
      'Main is resumed once in each tick, at its end, unless it waits for a future that is still pending then.',
  },
  L6: {
    title: 'Ticks are counted',
    sentence:
      'The ticks of a run are counted from 1, one by one, and the last is the one in which main ends.',
  },
  L7: {
    title: "A run gives main's outcome",
    sentence:
      'run gives what main returns and throws what main throws, unless main returned and there are failures to report.',
  },
  L8: {
    title: 'Stopped and gone on with',
    sentence:
      'stop() lets the current tick finish; if main has not ended then, run throws LoopStoppedError, and running main again goes on as if it had not been stopped.',
  },
  L9: {
    title: 'A deadlock is reported',
    sentence:
      'When nothing is scheduled and main waits for a pending future, run throws DeadlockError, which names who waits for what, and every cycle.',
  },
  L10: {
    title: 'No failure is lost',
    sentence:
      "A task's failure that nobody waits for or has asked for is reported once: at the end of the run by UnhandledError or to onUnhandled, or at close(), which reports also what was waited for by those who were closed before they got it.",
  },
  L11: {
    title: 'One run at a time',
    sentence:
      'run, ticks, runStep and close throw LoopRunningError while the loop is stepping, run and ticks also between the ticks of another run; nothing is changed.',
  },
  L12: {
    title: 'What is left stays',
    sentence:
      'Tasks that have not ended when a run ends stay as they are, pending shows them by creation, and a later run goes on with them.',
  },
  L13: {
    title: 'Usable afterwards',
    sentence:
      'However a run ended, the loop can be run again, and behaves as any loop with these tasks.',
  },
  L14: {
    title: 'Closed for good',
    sentence:
      'close() schedules every waiting task, by creation, then every main that has not ended, and closes each in its turn: its finally blocks run and what they start, no catch does, and awaiters get CancelledError; a closed loop takes nothing new.',
  },
  L15: {
    title: 'Driven by the host',
    sentence:
      'ticks gives the ticks of a run one at a time, each when it is asked for, and run is all of them.',
  },
  L16: {
    title: 'Without ticks',
    sentence:
      'runStep() steps what one tick would step, without a main, and is not counted as a tick.',
  },
  L17: {
    title: 'The current loop',
    sentence:
      'Loop.getCurrentLoop() is the loop that is stepping, the innermost of several; outside any step it is one default loop, made on first use.',
  },
  L18: {
    title: 'Loops are apart',
    sentence:
      'What happens in a loop does not depend on what other loops do in between; a future may be shared, and wakes each waiter in its own loop.',
  },
  L19: {
    title: 'Always alike',
    sentence:
      'The same program leaves the same log, event by event; other names change the names alone.',
  },
  O1: {
    title: 'All is told',
    sentence:
      'An observer is told of every tick, and of every task that is spawned, scheduled, stepped, parked, woken or settled, in the order in which it happens; one that acts is told of what it did before the rest of the change that it acted upon.',
  },
  O2: {
    title: 'Told when it is complete',
    sentence:
      'An observer is told after a change is complete, so it may do whatever the host may do between two steps.',
  },
  O3: {
    title: 'Observing changes nothing',
    sentence:
      'A program does the same with an observer as without; an observer that throws is not called again, and its error is reported as a failure.',
  },
} as const satisfies Readonly<Record<string, Clause>>

export type ClauseId = keyof typeof clauses

export const clauseIds = Object.keys(clauses).filter((id): id is ClauseId => id in clauses)
