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
    title: 'Settles once',
    sentence:
      'A future settles at most once, with a value or with an error; setResult and setError on a settled future throw InvalidStateError and change nothing.',
  },
  F2: {
    title: 'Any value is a result',
    sentence:
      'Any value can be a result, undefined included: result() and an await return the very value that setResult received.',
  },
  F3: {
    title: 'Read without awaiting',
    sentence:
      'On a settled future, result() returns the value or throws the error, and error() returns the error, or undefined if there is none; on a pending future, both throw InvalidStateError.',
  },
  F4: {
    title: 'Every await suspends',
    sentence: 'An await suspends at least once, even when the future is already settled.',
  },
  F5: {
    title: 'Resumes once, after settlement',
    sentence:
      'A coroutine that awaits a pending future resumes exactly once, after the future settles, unless it is closed first.',
  },
  F6: {
    title: 'One outcome for all',
    sentence:
      'Every awaiter of a future receives its one outcome: the very value is returned, or the very error is thrown.',
  },
  F7: {
    title: 'Only yield* awaits',
    sentence:
      'Yielding a value, or iterating a future other than with yield*, throws BadYieldError at that point in the coroutine.',
  },
  F8: {
    title: 'Waiters wake in FIFO order',
    sentence:
      'When a future settles, its waiters are appended to the ready queue in the order in which they began to wait, with no other task in between.',
  },
  T1: {
    title: 'Scheduled on creation',
    sentence:
      'A task is appended to the ready queue when it is created; none of its code runs before its first step, which comes when it reaches the head of the queue.',
  },
  T2: {
    title: 'Begins once, ends once',
    sentence:
      'The body of a task begins at most once and ends at most once; a task that has ended is never stepped again.',
  },
  T3: {
    title: 'A yield requeues',
    sentence: 'A task that yields is appended to the ready queue.',
  },
  T4: {
    title: 'Settled by its coroutine alone',
    sentence:
      'A task settles with what its coroutine returns or throws, or as cancelled; setResult and setError on a task throw InvalidStateError.',
  },
  T5: {
    title: 'Failures are isolated',
    sentence:
      'A task whose coroutine throws fails with that very error, in its first step as in any other; nothing else is disturbed.',
  },
  T6: {
    title: 'In exactly one place',
    sentence:
      'A live task is running, scheduled once, or parked on one pending future; schedule() has no effect on a scheduled task, and throws InvalidStateError for any other.',
  },
  T7: {
    title: 'Stepped by hand, in order',
    sentence:
      'step() steps the task at the head of the ready queue of a loop that is not stepping; in any other case it throws OutOfTurnError.',
  },
  T8: {
    title: 'A coroutine belongs to one task',
    sentence:
      'A coroutine that was passed to a task or to a run cannot be passed to another: that throws CoroutineReusedError at once.',
  },
  T9: {
    title: 'Only a coroutine',
    sentence:
      'Creating a task or starting a run with anything but a generator throws NotACoroutineError at once; its message says what to write.',
  },
  T10: {
    title: 'No task awaits itself',
    sentence:
      'A task that awaits itself receives SelfAwaitError at that point, without suspending.',
  },
  T11: {
    title: 'Delegation takes no step',
    sentence:
      'yield* of another coroutine takes no step of its own: it behaves as if the body stood in its place, except that a return leaves only the body.',
  },
  T12: {
    title: 'Named and numbered',
    sentence:
      'A task prints as its name and its id: a hexadecimal number that counts the tasks of its loop from 1.',
  },
  L1: {
    title: 'A tick',
    sentence:
      'A tick begins, steps tasks from the ready queue, and then steps main unless it is parked, each part once; outside ticks, only runStep(), step() and close() step tasks.',
  },
  L2: {
    title: 'Oldest first',
    sentence:
      'The loop steps the task at the head of the ready queue: the one that was scheduled first.',
  },
  L3: {
    title: 'A draining tick',
    sentence:
      "Under 'drain', a tick steps tasks until the ready queue is empty, including tasks scheduled during the tick.",
  },
  L4: {
    title: 'A snapshot tick',
    sentence: "Under 'snapshot', a tick steps exactly the tasks that were scheduled when it began.",
  },
  L5: {
    title: 'Main steps last',
    sentence:
      'Main steps once in each tick, after the tasks, unless it is parked then; it never resumes in the tick in which it began to wait.',
  },
  L6: {
    title: 'Ticks are counted',
    sentence:
      'The ticks of a run are numbered from 1 without gaps, and the count continues when a stopped run resumes; the last tick is the one in which main ends.',
  },
  L7: {
    title: "A run returns main's outcome",
    sentence:
      'run returns what main returns and throws the very error that main throws, unless main returned and there are unhandled failures to throw.',
  },
  L8: {
    title: 'Stop and resume',
    sentence:
      'stop() lets the current tick finish; if main has not ended by then, run throws LoopStoppedError, and running main again resumes as if it had not been stopped.',
  },
  L9: {
    title: 'Deadlocks are detected and explained',
    sentence:
      'When the ready queue is empty, no deadline is awaited and main is parked, run throws DeadlockError, which names every waiter, what it waits for and the holders of that, and a cycle through each waiter that is in one.',
  },
  L10: {
    title: 'No failure is lost',
    sentence:
      "A task's failure is handled by awaiting the task, or by calling its result() or error(); an awaiter closed before it received the failure has not handled it. An unhandled failure is reported once, when a run ends or at close(): to onUnhandled, or else by UnhandledError; without onUnhandled, a run whose main throws leaves it to the next report.",
  },
  L11: {
    title: 'One run at a time',
    sentence:
      'run, ticks, runStep and close throw LoopRunningError while the loop is stepping, and run and ticks also between the ticks of another run; nothing is changed.',
  },
  L12: {
    title: 'Unfinished tasks remain',
    sentence:
      'Tasks that have not ended when a run ends remain as they are; pending lists them in order of creation, and a later run continues them.',
  },
  L13: {
    title: 'Usable after any run',
    sentence:
      'However a run ends, the loop can run again, and behaves like any loop with the same tasks.',
  },
  L14: {
    title: 'Closed for good',
    sentence:
      'close() cancels every task that has not ended, in order of creation, then closes every main that has not ended, as a task, and steps until quiescent, advancing time; if a clean-up still waits then, it throws DeadlockError. A closed loop rejects new work with LoopClosedError.',
  },
  L15: {
    title: 'Driven by the host',
    sentence:
      'ticks returns an iterator that takes one tick of a run each time the host asks for it and yields its number; run takes them all.',
  },
  L16: {
    title: 'Without ticks',
    sentence:
      'runStep() steps the tasks that one tick would step, without a main, and does not count as a tick.',
  },
  L17: {
    title: 'The current loop',
    sentence:
      'Loop.getCurrentLoop() returns the loop that is stepping, the innermost if several are; outside any step it returns a default loop, created on first use and again after it was closed.',
  },
  L18: {
    title: 'Loops are independent',
    sentence:
      'What happens in a loop does not depend on what other loops do meanwhile; loops MAY share a future, which wakes each waiter in its own loop.',
  },
  L19: {
    title: 'Deterministic',
    sentence:
      'The same program leaves the same log, event by event; renaming what it creates changes only names.',
  },
  O1: {
    title: 'Notified of every event',
    sentence:
      "An observer is notified of every tick, of every advance of time, of every task that is spawned, scheduled, stepped, parked, woken, cancelled or settled, and of every other future that settles while the loop steps, in the order in which these happen; a re-entrant observer's events precede the remaining events of the current change.",
  },
  O2: {
    title: 'Notified after the change',
    sentence:
      'An observer is notified after a change is complete, and MAY do whatever the host may do between two steps.',
  },
  O3: {
    title: 'Observing changes nothing',
    sentence:
      'A program behaves the same with an observer as without; an observer that throws is not notified again, and its error is reported as an unhandled failure.',
  },
  C1: {
    title: 'Cancelled once',
    sentence:
      'cancel() takes effect, and gives true, on a pending future that is not of the library, and on a task that has not ended and was not cancelled before; otherwise it gives false and changes nothing.',
  },
  C2: {
    title: 'A future that is cancelled',
    sentence:
      'A future that is no task is settled by cancel(): cancelled() is true from then on, and who waits for it is woken as by any settlement.',
  },
  C3: {
    title: 'Closed in its turn',
    sentence:
      'A cancelled task that is scheduled keeps its place, one that waits leaves the waiters and goes to the tail, and at its next turn it is closed instead of resumed.',
  },
  C4: {
    title: 'Cancelled before it began',
    sentence: 'A task that is cancelled before its first step never runs its body.',
  },
  C5: {
    title: 'Finally, and no catch',
    sentence:
      'Closing a coroutine runs the finally blocks that it stands in, innermost first, each once, and no catch sees it; they may suspend, and the task is cancelled when the coroutine has ended, whatever it returned.',
  },
  C6: {
    title: 'A clean-up that throws',
    sentence: 'If the clean-up of a cancelled task throws, the task fails with that error.',
  },
  C7: {
    title: 'Cancelled while it runs',
    sentence:
      'A task that is cancelled in the midst of its own step goes to the tail when it next suspends, whatever it would wait for, and is closed at its turn; if it ends first, its outcome stands.',
  },
  C8: {
    title: 'What an awaiter gets',
    sentence:
      'Who awaits what was cancelled gets a CancelledError, the same for all, an ordinary error there, which says what was cancelled and why; it is not reported as a failure.',
  },
  C9: {
    title: 'Waiting is not owning',
    sentence:
      'Cancelling who waits for a future does not touch that future, its other waiters or their order.',
  },
  C10: {
    title: 'Shielded',
    sentence:
      'shield(coroutine) runs it as a task of its own and gives its outcome; cancelling who waits for it leaves that task alone.',
  },
  C11: {
    title: 'Closed as a whole',
    sentence:
      'What a group, a combinator, a timeout, a hold or a condition has to clean up is cleaned up before the coroutine that stands in it is closed further, also where that takes turns.',
  },
  S1: {
    title: 'A group',
    sentence:
      'group runs its body at once, ends when the body and every child have ended, at the earliest after one suspension at the end of the body, and gives what the body returned.',
  },
  S2: {
    title: 'One fails, all are cancelled',
    sentence:
      'When the body or a child of a group fails, its owner is woken, cancels the other children in the order of their making, closes the body, waits for all of them, and throws one AggregateError with every error in the order of failure.',
  },
  S3: {
    title: 'The owner is cancelled',
    sentence:
      'A group whose owner is closed cancels its children in the order of their making and waits for them before it lets its owner go.',
  },
  S4: {
    title: 'No child outlives its group',
    sentence:
      'When a group has ended, each of its children has; spawning into a group that is ending or has ended throws InvalidStateError.',
  },
  S5: {
    title: 'All',
    sentence:
      'all gives the results of its items in their order when every one has a result, and throws the error of the first that fails.',
  },
  S6: {
    title: 'All, however they end',
    sentence: 'allSettled gives how each of its items ended, in their order, when all have ended.',
  },
  S7: {
    title: 'A race',
    sentence: 'race gives or throws the outcome of the item that is settled first.',
  },
  S8: {
    title: 'Any',
    sentence:
      'any gives the result of the first item that has one, and throws an AggregateError with the errors of all, in the order of the items, when every one has failed.',
  },
  S9: {
    title: 'As directly as an await',
    sentence:
      'A combinator suspends at least once; who waits for it goes to the tail of the scheduled tasks where it would if it had awaited the deciding item itself.',
  },
  S10: {
    title: 'Owned or awaited',
    sentence:
      'A coroutine that is given to a combinator is spawned, and if it has not ended when the combinator is decided or closed, it is cancelled and has ended before the combinator ends; a future is only awaited.',
  },
  D1: {
    title: 'A sleep',
    sentence:
      'sleep(ms) suspends until that much time of the loop has passed; sleep(0) gives up the turn, as yield does.',
  },
  D2: {
    title: 'Due in order',
    sentence:
      'At the beginning of a tick those whose time has come go to the tail of the scheduled tasks, by deadline, and those of one deadline in the order in which they asked.',
  },
  D3: {
    title: 'Time jumps when nothing can go on',
    sentence:
      'The time of a virtual clock stands still while a task is scheduled or main can go on; otherwise it jumps to the earliest deadline that somebody still waits for, and takes no tick of its own.',
  },
  D4: { title: 'Time goes forward', sentence: 'The time of a loop never goes backwards.' },
  D5: {
    title: 'A timeout',
    sentence:
      'timeout(ms, coroutine) runs the coroutine at once, in its place, and gives its outcome; if its time is over first, the coroutine is closed, and when it has ended TimeoutError is thrown, unless its clean-up throws.',
  },
  D6: {
    title: 'A duration',
    sentence:
      'A duration is a number of milliseconds, zero or more: NaN and a negative number throw RangeError at once, and Infinity never ends.',
  },
  Y1: {
    title: 'First come, first served',
    sentence:
      'What a primitive has to give goes to those who wait in the order in which they asked, by hand-off: nobody who asks later comes before.',
  },
  Y2: {
    title: 'Asking suspends',
    sentence:
      'What waits suspends at least once, also when nobody is in the way: what is there is then taken at once, and had after one turn.',
  },
  Y3: {
    title: 'Nothing is lost',
    sentence:
      'Who is closed while it waits leaves the line; what it was handed, and had not got, goes to the next in line or back to where it came from.',
  },
  Y4: {
    title: 'A lock',
    sentence:
      'A lock has one holder at most, and only its holder can release it; anybody else gets InvalidStateError, which names the lock and who holds it.',
  },
  Y5: {
    title: 'A semaphore',
    sentence:
      'A semaphore of n has n holders at most, and only who holds a permit can release one; anybody else gets InvalidStateError.',
  },
  Y6: {
    title: 'An event',
    sentence:
      'Who waits for an event that is not set is woken when it is set, all in their order, also if it is cleared before their turn.',
  },
  Y7: {
    title: 'A condition',
    sentence:
      'wait() of a condition gives up its lock, and has it again when it ends, however it ends; notify() hands the next who wait, in their order, to the line of the lock; both throw InvalidStateError unless one holds the lock.',
  },
  Y8: {
    title: 'A barrier',
    sentence:
      'A barrier lets its parties pass as soon as that many wait, each with its place in the order of arrival, from 0; then it is closed again.',
  },
  Y9: {
    title: 'A queue',
    sentence:
      'Items are taken from a queue in the order in which they were put in; one that is full takes no more until there is room, and who puts is admitted in order.',
  },
  Y10: {
    title: 'Without waiting',
    sentence:
      'putNow() and takeNow() do what put and take do, or throw QueueFullError and QueueEmptyError where those would wait.',
  },
  Y11: {
    title: 'A closed queue',
    sentence:
      'A closed queue takes nothing more and gives what is left in it; who would wait, or waits already, gets QueueClosedError.',
  },
  Y12: {
    title: 'Held for a while',
    sentence:
      'hold(body) acquires, runs the body in its place and releases when the body has ended, however that is.',
  },
} as const satisfies Readonly<Record<string, Clause>>

export type ClauseId = keyof typeof clauses

export const clauseIds = Object.keys(clauses).filter((id): id is ClauseId => id in clauses)
