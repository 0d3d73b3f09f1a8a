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
      'When a future settles, its waiters are appended to the ready queue in the order in which they began to wait, with no other task in between, except coroutines of a combinator that the settlement interrupts.',
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
      'A task whose coroutine throws fails with that very error, in its first step as in any other, and even if it is the CancelledError of another; nothing else is disturbed.',
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
      'A coroutine that was passed to a task or to a run cannot be passed to another: that throws CoroutineReusedError at once. One that has been resumed by hand before continues from where it stands.',
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
  T13: {
    title: 'Context',
    sentence:
      'with(value, coroutine) of a context runs the coroutine in place, and get() returns the value in it, in its clean-up too, and nowhere else. The innermost with() counts; without one, get() returns what the task has inherited, and otherwise, as in an observer and outside of any step, the default.',
  },
  T14: {
    title: 'Inherited on creation',
    sentence:
      'A task has the value of every context that its creator has at that moment, whatever its creator does then; so has a main that is passed to a loop in a step of another loop.',
  },
  T15: {
    title: 'The current task',
    sentence:
      'currentTask() returns the task that is running; in main, in an observer and outside of any step it returns undefined.',
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
      'stop() lets the current tick finish; if main has not ended by then, run throws LoopStoppedError, and running main again resumes as if it had not been stopped. While no run is under way, stop() has no effect.',
  },
  L9: {
    title: 'Deadlocks are detected and explained',
    sentence:
      'When the ready queue is empty, no deadline is awaited, main is parked and no task or main waits for the outside, run throws DeadlockError, which names every waiter, what it waits for and the holders of that, and a cycle through each waiter that is in one.',
  },
  L10: {
    title: 'No failure is lost',
    sentence:
      "A task's failure is handled by awaiting the task, or by calling its result() or error(); an awaiter closed before it received the failure has not handled it, and the next report names it. An unhandled failure is reported once, when a run ends or at close(): to onUnhandled, or else by UnhandledError; without onUnhandled, a run whose main throws leaves it to the next report.",
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
      'close() cancels every task that has not ended, in order of creation, then closes every main that has not ended, as a task, and steps until quiescent, advancing time, within the ticks and the time that it was given, by default 100,000 ticks. What has not ended then is terminated, in order of creation; close() throws DeadlockError if nothing could resume, and CloseLimitError, which names the tasks, if it has reached a limit. A closed loop rejects new work with LoopClosedError.',
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
      'What happens in a loop does not depend on what other loops do meanwhile; loops MAY share a future, which wakes each waiter in its own loop, and a clock, whose time passes for all of them at once.',
  },
  L19: {
    title: 'Deterministic',
    sentence:
      'The same program leaves the same log, event by event; renaming what it creates changes only names.',
  },
  L20: {
    title: 'Limits of a run',
    sentence:
      'run(main, { ticks, ms }) takes at most so many ticks, and lets at most so much time pass. If main has another tick then, run throws RunLimitError, which names the waiters as DeadlockError does; running main again resumes as if it had not been limited. No tick is cut short.',
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
      'cancel() takes effect and returns true on a pending future that is not internal to the library, and on a task that has neither ended nor been cancelled before; otherwise it returns false and changes nothing.',
  },
  C2: {
    title: 'A cancelled future',
    sentence:
      'cancel() settles a future that is not a task: cancelled() returns true from then on, and its waiters wake as for any other settlement.',
  },
  C3: {
    title: 'Closed at its next step',
    sentence:
      'A cancelled task that is scheduled keeps its place in the ready queue; one that is parked stops waiting and is appended to the ready queue. At its next step the task is closed instead of resumed.',
  },
  C4: {
    title: 'Cancelled before it began',
    sentence: 'A task that is cancelled before its first step never runs its body.',
  },
  C5: {
    title: 'finally runs, catch does not',
    sentence:
      'Closing a coroutine runs every finally block that encloses its suspension point, innermost first, each once, and no catch observes it. A finally block may suspend; when the coroutine has completed, the task is cancelled, whatever the coroutine returned.',
  },
  C6: {
    title: 'A clean-up that throws',
    sentence:
      'If an error escapes the clean-up of a cancelled task, the task fails with that error.',
  },
  C7: {
    title: 'Cancelled while it runs',
    sentence:
      'A task that is cancelled during its own step is appended to the ready queue when it next suspends, whatever it was about to wait for, and is closed at its next step. If it returns or throws first, its outcome stands.',
  },
  C8: {
    title: 'What an awaiter receives',
    sentence:
      'Every awaiter of a cancelled future or task receives the same CancelledError, an ordinary error that says what was cancelled and why. A cancellation is not reported as a failure; an awaiter that fails with this error was not cancelled itself, and its failure is one.',
  },
  C9: {
    title: 'Waiting is not owning',
    sentence:
      'Cancelling a waiter affects neither the future that it waits for nor the other waiters of that future or their order.',
  },
  C10: {
    title: 'Shielded',
    sentence:
      'shield(coroutine) runs the coroutine as a separate task and returns or throws its outcome; cancelling the waiter does not affect that task.',
  },
  C11: {
    title: 'Closed as a whole',
    sentence:
      'A group, a combinator, a timeout, a hold, the wait of a condition, resources, the with() of a context and scoped(coroutine) complete their clean-up before the coroutine around them is closed further, even if the clean-up suspends; what the clean-up waits for is left alone meanwhile.',
  },
  C12: {
    title: 'Errors travel outward',
    sentence:
      'An error that a group, a combinator, a timeout, a hold, the wait of a condition, resources, the with() of a context, scoped(coroutine) or uninterruptible(coroutine) would throw while something around it is being closed, or is to be, passes every catch around it, and reaches what closes it: the task fails with it, the group adds it to its errors, the timeout throws it. Several errors reach a task or a timeout as one AggregateError, in the order in which they were thrown.',
  },
  C13: {
    title: 'Uninterruptible',
    sentence:
      'uninterruptible(coroutine) runs the coroutine in place, to its end, and returns or throws its outcome: nothing around it is closed before that, and what is to be closed is closed where it suspends next. If something around it is to be closed already when it is called, the coroutine does not begin.',
  },
  C14: {
    title: 'Closed, or happened',
    sentence:
      'An operation whose caller is closed has no effect: an item that was put is taken out again, and what was handed over passes on. If that can no longer be undone, because the item has been handed over, the barrier has opened, a race is committed to such an operation, or the combinator or group has succeeded, the operation has happened: its caller first receives the result, and is closed where it suspends next.',
  },
  C15: {
    title: 'Terminated',
    sentence:
      'terminate() cancels a task, unless it was cancelled before, and cuts its clean-up short: at its next step each finally block that encloses its suspension point runs as far as it does not suspend, and the task ends. Tasks for whose ends it waits as their owner are terminated too, and end first.',
  },
  C16: {
    title: 'Asking for the end',
    sentence:
      'isClosing() returns true in a task or main that is being closed, or is to be closed where it suspends next: its task was cancelled, or a scope around the call ends what is in it; otherwise, and outside of a task or main, it returns false.',
  },
  S1: {
    title: 'A group',
    sentence:
      'group(body) runs the body at once, and returns what the body returned once the body and every child have ended. It suspends at least once at the end of the body.',
  },
  S2: {
    title: 'One fails, all are cancelled',
    sentence:
      'When the body or a child of a group fails, the owner of the group wakes, cancels the other children in order of creation, closes the body, even if it awaits that very child, waits for every child, and throws one AggregateError with every error in order of failure. A child that ends as cancelled has not failed.',
  },
  S3: {
    title: 'The owner is cancelled',
    sentence:
      'A group whose owner is closed cancels its children in order of creation, and waits for them before the owner is closed further. If any of them fails, the AggregateError of the group travels outward, to what closes the owner.',
  },
  S4: {
    title: 'No child outlives its group',
    sentence:
      'When a group has ended, every child has ended; spawning into a group that is ending or has ended throws InvalidStateError.',
  },
  S5: {
    title: 'all: every result',
    sentence:
      'all() returns the results of its items, in the order of the items, once every item has one; it throws the error of the first item that fails, and of those that have failed before it begins, the first in order.',
  },
  S6: {
    title: 'allSettled: every outcome',
    sentence:
      'allSettled() returns the outcome of every item, in the order of the items, once all have settled.',
  },
  S7: {
    title: 'race: the first outcome',
    sentence:
      'race() returns or throws the outcome of the item that settles first, or of the one to which it is committed (clause S11); among items that have settled before it begins, the first in order wins. An empty race never settles.',
  },
  S8: {
    title: 'any: the first result',
    sentence:
      'any() returns the result of the first item that has one, or of the one to which it is committed (clause S11), and of those that have one before it begins, the first in order; when every item has failed, it throws an AggregateError with the errors of all, in the order of the items. A failure that it passes over until then is handled.',
  },
  S9: {
    title: 'As direct as an await',
    sentence:
      'A combinator suspends at least once. Its waiter is appended to the ready queue where it would be if it had awaited the deciding item itself.',
  },
  S10: {
    title: 'Owned or awaited',
    sentence:
      'A coroutine given to a combinator is spawned, unless futures among the items have already decided: then it never runs. The settlement that decides a combinator cancels its unfinished coroutines at once, in the order of the items; so does the cancellation, the deadline or the failure that is to close it, and it does not end before they have. A future is only awaited, and race and all handle no failure except the one that decides them.',
  },
  S11: {
    title: 'A select',
    sentence:
      'Of the operations that are passed to race() or any() as coroutines, only the one that decides returns or has an effect. As soon as one of them cannot be undone, because the item of its put() is handed over or the barrier of its wait() opens, the race is committed to it: the other coroutines are cancelled in that moment, and no other item decides. Operations of one race do not serve each other: none is handed the item of another, and at a barrier they count as one.',
  },
  S12: {
    title: 'Resources are released',
    sentence:
      'resources(body) runs the body in place. When that has been left, in whatever way, every clean-up that was registered runs, the last one first, each to its end, even if others throw. Then it returns what the body returned, or throws what the body or a clean-up threw: several errors as one AggregateError, in the order in which they were thrown.',
  },
  S13: {
    title: 'Acquired and registered',
    sentence:
      'acquire(coroutine, release) runs the coroutine in place, to its end, and registers the release of its result before anything around it is closed; if something around it is to be closed already, it does not begin. Once the body of the resources has been left, acquire(), defer() and use() throw InvalidStateError, and what is still being acquired then is released at once.',
  },
  S14: {
    title: 'Ended early',
    sentence:
      'cancel() of a group cancels every child that has not ended, in order of creation, and the group accepts no more; it ends as if they had ended by themselves, with what its body returns. After its end it does nothing.',
  },
  D1: {
    title: 'A sleep',
    sentence:
      "sleep(ms) suspends until that much of the loop's time has passed; sleep(0) suspends once, as yield does.",
  },
  D2: {
    title: 'Due in order',
    sentence:
      'At the beginning of a tick or of runStep(), and never in the middle, tasks whose deadline has come are appended to the ready queue in order of deadline, and for equal deadlines in the order in which these were set; main, if its deadline has come, resumes after them in the same tick.',
  },
  D3: {
    title: 'Time jumps when nothing can run',
    sentence:
      'A virtual clock stands still while a task is scheduled, main can resume, or a run waits for the outside; otherwise it jumps to the earliest deadline that still has a waiter, without taking a tick of its own.',
  },
  D4: {
    title: 'Time goes forward',
    sentence:
      'The time of a loop never goes backwards; setting a VirtualClock back throws RangeError.',
  },
  D5: {
    title: 'A timeout',
    sentence:
      'timeout(ms, coroutine) runs the coroutine at once and in place, and returns or throws its outcome, suspending at least once. A coroutine that waits when the time is over is closed; one that can resume takes that step first, and is closed where it suspends next. TimeoutError is thrown when the closed coroutine has ended, unless its clean-up throws. A future in place of the coroutine is only awaited.',
  },
  D6: {
    title: 'A duration',
    sentence:
      'A duration is a number of milliseconds, zero or more: NaN and a negative number throw RangeError at once, and Infinity never elapses.',
  },
  Y1: {
    title: 'First come, first served',
    sentence:
      'A primitive serves its waiters in FIFO order, by hand-off; a later caller never overtakes an earlier one.',
  },
  Y2: {
    title: 'Every wait suspends',
    sentence:
      'A call that may wait suspends at least once before it returns, even if it need not wait: whatever is available is reserved immediately and delivered one step later, and so is a QueueClosedError. InvalidStateError and BadYieldError, which report a misuse, are thrown at once.',
  },
  Y3: {
    title: 'Nothing is lost',
    sentence:
      'A waiter that is cancelled, or whose wait a group, a timeout or close() ends, leaves its wait queue at that moment; anything handed over to it but not yet received then goes to the next waiter, or back to where it came from.',
  },
  Y4: {
    title: 'A lock',
    sentence:
      'A lock has at most one holder and is not re-entrant. Only its holder can release it; release() by any other caller throws InvalidStateError, which names the lock and its holder.',
  },
  Y5: {
    title: 'A semaphore',
    sentence:
      'At most n permits of a semaphore of n are held at a time. Only a holder of a permit can release one; release() by any other caller throws InvalidStateError.',
  },
  Y6: {
    title: 'An event',
    sentence:
      'Setting an event wakes all of its waiters, in FIFO order, even if the event is cleared before their next step.',
  },
  Y7: {
    title: 'A condition',
    sentence:
      'wait() of a condition releases the lock, and holds it again when it ends, however it ends, unless the lock is abandoned. notify() moves the next waiters, in order, to the wait queue of the lock; the notification of a waiter that is closed passes to the next of those that waited when it was sent, if there is one. Both throw InvalidStateError unless the caller holds the lock.',
  },
  Y8: {
    title: 'A barrier',
    sentence:
      'A barrier of n parties lets its waiters pass when the n-th arrives, and each receives its place in the order of arrival, counted from 0. The barrier is then ready for the next n.',
  },
  Y9: {
    title: 'A queue',
    sentence:
      'Items leave a queue in the order in which they were put in. A full queue accepts no item until there is room, and then admits waiting puts in FIFO order.',
  },
  Y10: {
    title: 'Without waiting',
    sentence:
      'putNow() and takeNow() do what put() and take() do, but throw QueueFullError and QueueEmptyError where those would wait. tryAcquire() of a lock or semaphore acquires a free permit without suspending, unless a caller waits, and returns whether it did; outside a task or main it throws InvalidStateError.',
  },
  Y11: {
    title: 'A closed queue',
    sentence:
      'A closed queue accepts no more items and still delivers those that are left. A put, a take that finds it empty, and every call that was waiting when it was closed throw QueueClosedError in the next step of their caller.',
  },
  Y12: {
    title: 'Held while the body runs',
    sentence:
      'hold(body) acquires, runs the body in place, and releases when the body has ended, however it ends.',
  },
  Y13: {
    title: 'Abandoned',
    sentence:
      'When every holder of a lock or semaphore is a task or main that has ended, each waiter for more permits than are free receives an AbandonedError, in FIFO order, at the moment in which the last other holder ends or releases; a later acquire() or hold() throws one. A notified waiter of a condition receives it when the lock of the condition is abandoned: its wait() ends without the lock.',
  },
  Y14: {
    title: 'Several permits at once',
    sentence:
      'acquire(n), tryAcquire(n) and hold(n, body) of a semaphore acquire n permits at once or none, and release(n) releases n that the caller holds. While the first waiter waits for more permits than are free, every later caller waits behind it. They throw RangeError if n is no integer from 1 to the number of permits.',
  },
  Y15: {
    title: 'Items that are done with',
    sentence:
      'join() of a queue waits until taskDone() was called, or discard() has dropped it, for each item that was put in. taskDone() throws InvalidStateError if every item that was taken is done with.',
  },
  Y16: {
    title: 'Discarded',
    sentence:
      'discard() takes every item out of a queue, as done with, returns them in the order of taking, and admits waiting puts.',
  },
  Y17: {
    title: 'By priority',
    sentence:
      'A queue with priorities delivers the item with the lowest first, and items with the same in the order in which they were put in. The priority of an item is a number, determined once, by the put; what is no number makes the put throw TypeError at once, even if the queue is closed, and nothing was put in.',
  },
  Y18: {
    title: 'To read or to write',
    sentence:
      'A read-write lock is held by one writer, or by any number of readers. Its waiters are served in FIFO order, so that a reader does not overtake a writer that waits. release() of a side that the caller does not hold throws InvalidStateError, and so does the end of a hold() whose side its body has released; the other side it leaves to the body.',
  },
  H1: {
    title: 'Pauses within a tick',
    sentence:
      'ticks(main, { pause }) asks pause() after each step of a task that another may follow in its tick, and yields where that returns true; wherever it pauses, a run takes the same steps in the same order. What the host does in a pause comes before the next step; run, ticks, runStep and step are rejected there.',
  },
  H2: {
    title: 'The outside is marked',
    sentence:
      'Only the outside settles a future of external(). While nothing can resume and a task or main waits for such a future, or for a combinator with one, run lets no time pass, and throws OutsideError, which names the waiters as DeadlockError does; running main again resumes it.',
  },
  H3: {
    title: 'A run that waits',
    sentence:
      'While nothing can resume before a deadline comes or the outside acts, ticks(main, { waits: true }) yields 0 and takes no tick, instead of advancing the clock or throwing OutsideError; nextDeadline is the earliest deadline. A VirtualClock jumps nevertheless if no task or main waits for the outside, and a deadlock is a deadlock.',
  },
  H4: {
    title: 'Driven in real time',
    sentence:
      'runAsync(main) begins at once, drives main as ticks does, and returns a promise of what run would return or throw. Its driver calls it back after each slice of so many milliseconds, by default 8, and once something can resume after it has waited. Other runs are rejected meanwhile; the time of a loop that was created without a clock is that of the host. What the driver or the signal throws rejects the promise, and leaves main as it is when ticks is left.',
  },
  H5: {
    title: 'Aborted',
    sentence:
      'When the signal of runAsync is aborted, main is closed as a cancelled task is, and its clean-ups run and may wait; when main has ended, the promise is rejected with the reason of the signal, unless a clean-up throws.',
  },
  H6: {
    title: 'Failures reach the host',
    sentence:
      'Whenever a run by runAsync waits, the unhandled failures of its loop are reported: to onUnhandled, or else as the host reports an error that nothing handles.',
  },
  H7: {
    title: 'Promises, both ways',
    sentence:
      'fromPromise(promise) is settled as the promise is, and toPromise(future) as the future is, with the very same value or error. The coroutine fromPromise(begin) passes a signal to begin; if it is closed before the promise of begin has settled, it aborts that signal and ends once the promise has settled.',
  },
  H8: {
    title: 'Signals, both ways',
    sentence:
      'fromSignal(signal) fails with the reason of the signal, the very same, when that is aborted; only the signal settles it. toSignal(future) is aborted when the future settles, with its value or error as the reason. Each is the same future, or signal, whenever it is asked for.',
  },
  H9: {
    title: 'Callbacks',
    sentence:
      'fromCallback(begin) calls begin at once with a callback. The first call of that settles the future: with the very error of its first argument, unless that is undefined or null, or else with the second as its value. If begin throws before, the future fails with that.',
  },
  H10: {
    title: 'Thenable',
    sentence:
      'thenable(future) is a promise as Promises/A+ states it: its callbacks are called as microtasks, in the order in which then() was called, with the very value or error of the future.',
  },
  H11: {
    title: 'Async iterables, both ways',
    sentence:
      'fromAsyncIterable(iterable, queue) puts in each item, in order, and closes the queue in the end; if it is closed before, it returns the iterator, and ends once the promises of the iterator have settled. toAsyncIterable(queue, loop) takes one item for each next(), and ends when the queue is closed and empty, when it is returned, or when its loop is closed.',
  },
  H12: {
    title: 'Disposed of by the host',
    sentence:
      'toAsyncDisposable(task) is an AsyncDisposable whose disposal cancels the task, and ends once that has ended: with its error, if it has failed.',
  },
} as const satisfies Readonly<Record<string, Clause>>

export type ClauseId = keyof typeof clauses

export const clauseIds = Object.keys(clauses).filter((id): id is ClauseId => id in clauses)
