/** The state of a loop at each event of a log, as far as the log shows it. It follows events; it schedules nothing. */

import type { Ending, Event, Log } from '../../spec/event.ts'
import { failedWith, returned } from './endings.ts'
import { isShelter, Shelters } from './shelters.ts'

type Calls = Extract<Event, { event: 'calls' }>

/** A call under way that steps tasks, or may. */
interface UnderWay {
  readonly call: Calls
  /** Whether the loop was stepping when it began. */
  readonly nested: boolean
  /** Whether it has begun to step. */
  stepping: boolean
}

/** A scope that may end the wait of its coroutine. */
interface OpenScope {
  readonly what: string
  /** Of a group: its name. */
  readonly of: string
  /** Its deadline. */
  readonly until: number
  /** Whether that has come. Of a group: whether it may be ending, since it was cancelled, or some task has failed. */
  due: boolean
}

/** The state of the loop after the events that were followed. */
export class History {
  /** The ready queue, oldest first. */
  readonly scheduled: string[] = []
  /** What each parked task waits for, in the order in which they began; the main of the run under way is `main`. */
  readonly parked = new Map<string, string>()
  /** What each main waits for, by the name of its run. */
  readonly mains = new Map<string, string>()
  /** What each coroutine has begun to await, and has not received. */
  readonly awaiting = new Map<string, string>()
  /** Tasks that were created and have not ended, in order of creation. */
  readonly live: string[] = []
  /** Tasks that were cancelled, in that order. */
  readonly cancelled = new Set<string>()
  /** Tasks that were terminated. */
  readonly terminated = new Set<string>()
  /** Every task that was created. */
  readonly tasks = new Set<string>()
  readonly futures = new Set<string>()
  /** What has settled, and with which outcome, as far as the log has shown it. */
  readonly settled = new Map<string, Ending | undefined>()
  /** What mains wait for that may have settled: while the loop is not stepping, no event shows that. */
  readonly doubtful = new Set<string>()
  /** The task or main that was stepped last, unless it has suspended or ended since. */
  running: string | undefined
  /** Outermost first. */
  readonly calls: UnderWay[] = []
  /** Whether the loop was closed. */
  closed = false
  /** The task that was cancelled in its current step. */
  #doomed: string | undefined
  /** Tasks that were cancelled in a shelter, and are closed where they suspend after it. */
  readonly #putOff = new Set<string>()
  readonly #shelters = new Shelters()
  /** The time of the loop. */
  now = 0
  /** By its name as a task: the name of each main that was closed with its loop. */
  readonly adopted = new Map<string, string>()
  /** Mains that were passed to the loop and have not ended, in that order. */
  readonly #open = new Set<string>()
  /** By coroutine: its open scopes that may end its wait, and their deadlines. */
  readonly #scopes = new Map<string, OpenScope[]>()
  /** The task or main of which the last event shows a step. */
  #fresh: string | undefined
  readonly #log: Log
  /** The event that is visited now. */
  #index = 0

  constructor(log: Log) {
    this.#log = log
  }

  /**
   * The task that was cancelled in its current step, or in a shelter that it has left in this step: a wait that it
   * requests then does not begin (C7).
   */
  get doomed(): string | undefined {
    const { running } = this
    if (running === undefined || this.isSheltered(this.voice(running))) return undefined
    return this.#doomed === running || (this.#putOff.has(running) && this.#fresh !== running)
      ? running
      : undefined
  }

  /** Whether it is certain that nothing around a coroutine is closed while it waits (C11, C13). */
  isSheltered(who: string): boolean {
    return this.#shelters.has(who, this.#fresh !== undefined && this.voice(this.#fresh) === who)
  }

  /**
   * Whether a coroutine that is to be closed first receives what it has asked for, since that may have happened (C14),
   * as the rest of the log shows. That it had happened is for the laws of C14 to say.
   */
  receives(who: string): boolean {
    if (!this.#shelters.asks(who)) return false
    const name = this.notifiedAs(who)
    const next = this.#next(who, name)
    // What an error decides has not happened.
    return next?.event === 'got' || (next?.event === 'has' && 'value' in next.ending)
  }

  /** C13, S13: whether the body begins of what a coroutine is to run to its end, as the rest of the log shows. */
  enters(who: string): boolean {
    const next = this.#next(who, this.notifiedAs(who))
    if (next === undefined || next.event === 'cleaning' || next.event === 'has') return false
    return next.event !== 'left' || isShelter(next.what)
  }

  /** The next action of a coroutine, unless its task settles before. */
  #next(who: string, name?: string): Event | undefined {
    for (let at = this.#index + 1; at < this.#log.length; at += 1) {
      const event = this.#log[at]
      if (event?.event === 'settled' && event.future === name) return undefined
      if (event !== undefined && actorOf(event) === who) return event
    }
    return undefined
  }

  /** C12: a scope has thrown, and what was put off begins in this very step. */
  #begins(who: string): void {
    const name = this.notifiedAs(who)
    if (name !== undefined) this.#putOff.delete(name)
  }

  /** Whether a group or a timeout around a coroutine may close it where it suspends next. */
  mayBeClosed(who: string): boolean {
    const scopes = this.#scopes.get(who) ?? []
    return scopes.some(({ due, what }) => what === 'group' || due)
  }

  /** The same, if it suspends now. */
  mayBeDue(who: string): boolean {
    return this.#scopes.get(who)?.some(({ due }) => due) ?? false
  }

  /** Whether the closing of a coroutine is put off: until its shelter is over, or it has received what has happened. */
  isPutOff(who: string): boolean {
    return this.isSheltered(who) || this.receives(who)
  }

  /**
   * Whether the task of a coroutine was terminated, and closing has begun or begins in this step: then nothing that it
   * asks for begins (C15).
   */
  isCut(who: string): boolean {
    const name = this.notifiedAs(who)
    return name !== undefined && this.terminated.has(name) && this.#doomed !== name
  }

  /** Whether the loop is stepping. */
  get ticking(): boolean {
    return this.calls.at(-1)?.stepping ?? false
  }

  /** The name that the program's own events use for a coroutine, by the name that notifications use. */
  voice(name: string): string {
    return (
      this.adopted.get(name) ?? (name === 'main' && !this.tasks.has('main') ? this.#main : name)
    )
  }

  /** The reverse: the name in notifications; undefined for a main that is not being run. */
  notifiedAs(who: string): string | undefined {
    if (this.tasks.has(who) && !this.adopted.has(who)) return who
    for (const [name, main] of this.adopted) if (main === who) return name
    return who === this.#main && !this.tasks.has('main') ? 'main' : undefined
  }

  follow(event: Event): void {
    this.#take(event)
    this.#index += 1
  }

  #take(event: Event): void {
    this.#follow(event)
    this.#shelters.note(event)
    this.#fresh = event.event === 'stepped' ? event.who : undefined
    const who = event.event === 'stepped' ? this.voice(event.who) : actorOf(event)
    if (who === undefined) return
    this.#shelters.follow(event, who, () => this.enters(who))
    if (event.event === 'left' && this.#next(who)?.event !== 'has') this.#begins(who)
    // What was put off follows at the end of this step, or in it.
    if (event.event === 'stepped' && !this.isPutOff(who)) this.#putOff.delete(event.who)
  }

  #follow(event: Event): void {
    switch (event.event) {
      case 'calls':
        this.#calls(event)
        break
      case 'called':
        this.#called(event)
        break
      case 'tick':
        this.#expire(this.now)
        this.#step()
        break
      case 'spawned':
        this.tasks.add(event.task)
        this.live.push(event.task)
        break
      case 'scheduled':
        this.scheduled.push(event.task)
        this.parked.delete(event.task)
        // C14: it first receives what has happened, and is closed after that.
        if (this.doomed === event.task && this.receives(this.voice(event.task)))
          this.#putOff.add(event.task)
        if (this.running === event.task) this.running = undefined
        break
      case 'stepped':
        this.running = event.who
        if (event.who === 'main') this.#await(undefined)
        remove(this.scheduled, event.who)
        this.#doomed = undefined
        break
      case 'parked':
        if (event.who === 'main' && !this.live.includes('main')) this.#await(event.on)
        else this.#park(event.who, event.on)
        this.running = undefined
        break
      case 'cancelled':
        this.#cancelled(event.task)
        break
      case 'terminated':
        this.#terminated(event.task)
        break
      case 'advanced':
        this.now = event.now
        this.#expire(event.now)
        this.#step()
        break
      case 'settled':
        if (isTimer(event.future) && isRun(this.calls.at(-1)?.call.call ?? '')) this.#step()
        if ('error' in event.ending) this.#endGroups()
        this.settled.set(event.future, event.ending)
        remove(this.live, event.future)
        if (this.running === event.future) this.running = undefined
        break
      case 'woken':
        if (!this.settled.has(event.by)) this.settled.set(event.by, undefined)
        if (event.task === 'main' && !this.tasks.has('main')) this.#release(event.by)
        else if (this.parked.get(event.task) !== event.by) this.#withdraw(event.task)
        break
      case 'begun':
        if (!this.tasks.has(event.who)) this.#open.add(event.who)
        break
      case 'ends':
        this.#open.delete(event.who)
        break
      case 'awaits':
        if (this.doomed === undefined || event.who !== this.voice(this.doomed))
          this.awaiting.set(event.who, event.on)
        break
      case 'asks':
        if (isScope(event.what)) this.#enter(event)
        break
      case 'has':
        if (isScope(event.what)) this.#scopes.get(event.who)?.pop()
        break
      case 'got':
        if (event.by === 'await') this.awaiting.delete(event.who)
        if (event.by !== 'error' && event.by !== 'cancelled' && this.settled.has(event.of))
          this.settled.set(event.of, event.ending)
        break
      default:
    }
  }

  /** A cancelled task stops waiting, as the next event shows, and receives nothing. */
  #cancelled(task: string): void {
    this.cancelled.add(task)
    if (this.running === task && this.#fresh !== task) this.#doomed = task
    else if (this.isPutOff(this.voice(task))) this.#putOff.add(task)
    else this.#withdraw(task)
  }

  /** No shelter keeps a terminated task from being closed, unless it waits for its own tasks, or has what it waits for. */
  #terminated(task: string): void {
    this.terminated.add(task)
    const who = this.voice(task)
    const on = this.parked.get(task)
    this.#putOff.delete(task)
    if (this.running === task || this.receives(who) || (on !== undefined && isJoin(on))) return
    this.awaiting.delete(who)
    if (on !== undefined && !this.settled.has(on)) this.parked.delete(task)
  }

  /** A task has stopped waiting, and does not receive what it waited for; if it was parked, it is scheduled next. */
  #withdraw(task: string): void {
    const who = this.voice(task)
    this.awaiting.delete(who)
    const on = this.parked.get(task)
    // If that has settled, the task was woken, and the notification of that follows.
    if (on === undefined || this.settled.has(on)) return
    if (this.#isScheduledNext(task)) this.parked.delete(task)
  }

  /**
   * Whether a task is scheduled before the next step. If not, it waits on: a scope that is closing what is in it
   * shelters it, or its race is committed (C14), which no event shows.
   */
  #isScheduledNext(task: string): boolean {
    for (let at = this.#index + 1; at < this.#log.length; at += 1) {
      const event = this.#log[at]
      if (event === undefined || isBetween(event)) return false
      // What it waits for ends the wait, and not its end.
      if (event.event === 'woken' && event.task === task) return false
      if (event.event === 'scheduled' && event.task === task) return true
    }
    return false
  }

  /** The main that is interrupted: that of this run, unless only another has a scope that can do so. */
  interruptedBy(by: string): string {
    const inScope = [...this.mains].filter(([name]) =>
      this.#scopes.get(name)?.some(({ until, what }) => {
        return by.startsWith('timeout/') ? until <= this.now : what === 'group'
      }),
    )
    const [main] = inScope.find(([name]) => name === this.#main) ?? inScope[0] ?? [this.#main]
    return main
  }

  #release(by: string): void {
    const main = this.interruptedBy(by)
    if (this.mains.get(main) === by) return
    this.mains.delete(main)
    this.awaiting.delete(main)
    if (main === this.#main) this.parked.delete('main')
  }

  #enter({ of, what, who }: Extract<Event, { event: 'asks' }>): void {
    const until = what === 'timeout' ? this.now + Number(of) : Infinity
    this.#scopes.set(who, [...(this.#scopes.get(who) ?? []), { what, of, until, due: false }])
  }

  get #main(): string {
    return this.calls.findLast(({ call }) => isRun(call.call))?.call.of ?? 'main'
  }

  /** Timers are due when a tick begins, or a pass without one. */
  #expire(now: number): void {
    for (const scopes of this.#scopes.values())
      for (const scope of scopes) scope.due ||= scope.until <= now
  }

  /** The group that was cancelled is ending; without a name a task has failed, and any group may be its. */
  #endGroups(name?: string): void {
    for (const scopes of this.#scopes.values())
      for (const scope of scopes)
        if (scope.what === 'group') scope.due ||= name === undefined || scope.of === name
  }

  #step(): void {
    const call = this.calls.at(-1)
    if (call !== undefined) call.stepping = true
  }

  #calls(call: Calls): void {
    const nested = this.ticking
    if (isPass(call.call)) this.#expire(this.now)
    this.calls.push({ call, nested, stepping: !nested && isPass(call.call) })
    if (nested) return
    const next = this.#log[this.#index + 1]
    const refusal = next?.event === 'called' && next.call === 'close' && 'error' in next.ending
    if (call.call === 'close' && !(refusal && failedWith(next.ending, 'RangeError'))) {
      // From here on, main is a task, and waits as one.
      this.parked.delete('main')
      if (!this.closed) this.#adopt()
      this.closed = true
    }
    if (call.call === 'run') this.#open.add(call.of)
    if (isRun(call.call)) this.#resume(call.of)
  }

  #called({ call, ending, of, who }: Extract<Event, { event: 'called' }>): void {
    if (this.calls.at(-1)?.call.call === call) this.calls.pop()
    if (call === 'ticks' && 'value' in ending) this.#open.add(of)
    if (call === 'run' && refused(ending)) this.#open.delete(of)
    // L20: it was admitted, even if it has not begun.
    if (failedWith(ending, 'RunLimitError')) this.#open.add(of)
    if (call === 'future') this.futures.add(of)
    if (call === 'cancelGroup') this.#endGroups(of)
    const itself = this.running !== undefined && this.voice(this.running) === who
    if (call === 'cancel' && itself && of === this.running && returned(ending, true))
      this.#doomed = of
    if (
      call === 'cancel' &&
      this.futures.has(of) &&
      returned(ending, true) &&
      !this.settled.has(of)
    )
      this.settled.set(of, undefined)
    const settles = this.futures.has(of) && 'value' in ending
    if (settles && call === 'setResult') this.settled.set(of, ending)
    if (settles && call === 'setError' && !this.settled.has(of)) this.settled.set(of, undefined)
    if (!this.ticking && 'value' in ending) this.#doubt(call, of)
    if (call === 'close' && !this.ticking && this.closed) this.#clear()
  }

  /** A call may have ended the wait of a main: for a combinator, or in the wait queue of a primitive. */
  #doubt(call: string, of: string): void {
    const settles = call === 'setResult' || call === 'setError' || call === 'cancel'
    for (const on of this.mains.values()) {
      // What a cancelled task was handed passes to the next waiter.
      const passes = call === 'cancel' && isTicket(on)
      if (passes || (settles ? JOIN.test(on) : on.startsWith(`${of}/`))) this.doubtful.add(on)
    }
  }

  /** Mains are closed as tasks; the first is named `main`. */
  #adopt(): void {
    for (const main of this.#open) {
      const index = this.adopted.size + 1
      this.adopted.set(index === 1 ? 'main' : `main ${index}`, main)
      // L10: it does not receive what it waits for, unless it waits on.
      if (!this.isPutOff(main)) this.awaiting.delete(main)
    }
    this.mains.clear()
  }

  /** A run of main resumes: main waits for what it waited for when the run was left. */
  #resume(main: string): void {
    const on = this.mains.get(main)
    this.parked.delete('main')
    if (on !== undefined) this.parked.set('main', on)
  }

  /** It is the last of the waiters now. */
  #park(task: string, on: string): void {
    this.parked.delete(task)
    this.parked.set(task, on)
  }

  #await(on: string | undefined): void {
    const main = this.#main
    this.parked.delete('main')
    this.mains.delete(main)
    if (on === undefined) return
    this.parked.set('main', on)
    this.mains.set(main, on)
  }

  /** A closed loop has dropped every task that was left. */
  #clear(): void {
    this.live.length = 0
    this.scheduled.length = 0
    this.parked.clear()
  }
}

/** The internal future of a combinator or a group, which settles along with an item. */
const JOIN = /^(?:all|allSettled|race|any|group)\/\d+$/u

/** Whether it is the internal future of a combinator or a group. */
export function isJoin(wait: string): boolean {
  return JOIN.test(wait)
}

/** Whether it is a timer. */
export function isTimer(wait: string): boolean {
  return wait.startsWith('sleep/') || wait.startsWith('timeout/')
}

/** Whether it is the internal future of a waiter of a primitive. */
export function isTicket(wait: string): boolean {
  return wait.includes('/') && !isJoin(wait) && !isTimer(wait)
}

/** Whether it is a scope that may end a wait within it. */
function isScope(what: string): boolean {
  return what === 'group' || what === 'timeout'
}

function refused(ending: Ending): boolean {
  return (
    'error' in ending &&
    /^(?:LoopRunning|LoopClosed|CoroutineReused|Range)Error#/u.test(ending.error)
  )
}

/** Whether a call takes ticks. */
export function isRun(call: string): boolean {
  return call === 'run' || call === 'runAgain' || call === 'tick'
}

/** Whether a call steps tasks without ticks. */
function isPass(call: string): boolean {
  return call === 'runStep' || call === 'step' || call === 'close'
}

function remove(list: string[], name: string): void {
  const at = list.indexOf(name)
  if (at >= 0) list.splice(at, 1)
}

/** Visits each event of a log with the history before it. */
export function replay(
  log: Log,
  visit: (event: Event, before: History, index: number) => void,
): void {
  const history = new History(log)
  for (const [index, event] of log.entries()) {
    visit(event, history, index)
    history.follow(event)
  }
}

/** Whether the innermost call that steps is a run: then steps belong to a tick. */
export function inTick(calls: readonly UnderWay[]): boolean {
  return isRun(calls.at(-1)?.call.call ?? '')
}

/** Whether an event comes between two steps, after every notification of the last change. */
export function isBetween({ event }: Event): boolean {
  return event === 'stepped' || event === 'tick'
}

/** The coroutine of which an event shows an action, if it does. */
export function actorOf(event: Event): string | undefined {
  if (!('who' in event) || event.event === 'stepped' || event.event === 'parked') return undefined
  return event.who === 'host' || event.who === 'observer' ? undefined : event.who
}
