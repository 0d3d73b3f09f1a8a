/** What a log says of the past, at each of its events. It follows what was told; it schedules nothing. */

import type { Ending, Event, Log } from '../../spec/event.ts'
import { gives } from './endings.ts'

type Calls = Extract<Event, { event: 'calls' }>

/** A call that steps tasks, or may, while it is under way. */
interface UnderWay {
  readonly call: Calls
  /** Whether the loop was stepping when it began. */
  readonly nested: boolean
  /** Whether it has begun to step. */
  stepping: boolean
}

/** Where the loop stands after the events that it followed. */
export class History {
  /** Tasks that were scheduled and have not been stepped since, oldest first. */
  readonly scheduled: string[] = []
  /** Who waits for what, in the order in which they began; the main of the run under way is `main`. */
  readonly parked = new Map<string, string>()
  /** What each main waits for, by the name of its run. */
  readonly mains = new Map<string, string>()
  /** What each coroutine has begun to wait for, and has not been handed. */
  readonly awaiting = new Map<string, string>()
  /** Tasks that were made and have not ended, by creation. */
  readonly live: string[] = []
  /** Tasks that were told to be cancelled, in that order. */
  readonly cancelled = new Set<string>()
  /** Every task that was made. */
  readonly tasks = new Set<string>()
  readonly futures = new Set<string>()
  /** What is settled, and how, as far as the log has shown it. */
  readonly settled = new Map<string, Ending | undefined>()
  /** What mains wait for that may be settled: while the loop stands still, that is not told. */
  readonly doubtful = new Set<string>()
  /** Who was stepped last, and has neither suspended nor ended since. */
  running: string | undefined
  /** Outermost first. */
  readonly calls: UnderWay[] = []
  /** From the first closing of the loop on. */
  closed = false
  /** Who was cancelled in the midst of its own step: the wait that it asks for then is not begun. */
  doomed: string | undefined
  /** The time of the loop. */
  now = 0
  /** The name of each main that was closed with its loop, by the name that it has as a task. */
  readonly adopted = new Map<string, string>()
  /** Mains that were given to the loop and have not ended, in that order. */
  readonly #open = new Set<string>()
  /** The scopes that may end its wait that each coroutine stands in, and when their time is over. */
  readonly #scopes = new Map<string, { readonly what: string; readonly until: number }[]>()
  /** Whether the last event was this step. */
  #fresh: string | undefined

  /** Whether the loop is stepping. */
  get ticking(): boolean {
    return this.calls.at(-1)?.stepping ?? false
  }

  /** The name under which a coroutine speaks that is told under this one. */
  voice(told: string): string {
    return (
      this.adopted.get(told) ?? (told === 'main' && !this.tasks.has('main') ? this.#main : told)
    )
  }

  /** The name under which a coroutine is told that speaks under this one: another main is nobody now. */
  toldAs(who: string): string | undefined {
    if (this.tasks.has(who) && !this.adopted.has(who)) return who
    for (const [told, main] of this.adopted) if (main === who) return told
    return who === this.#main && !this.tasks.has('main') ? 'main' : undefined
  }

  follow(event: Event): void {
    this.#follow(event)
    this.#fresh = event.event === 'stepped' ? event.who : undefined
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
        this.#step()
        break
      case 'spawned':
        this.tasks.add(event.task)
        this.live.push(event.task)
        break
      case 'scheduled':
        this.scheduled.push(event.task)
        this.parked.delete(event.task)
        if (this.running === event.task) this.running = undefined
        break
      case 'stepped':
        this.running = event.who
        if (event.who === 'main') this.#await(undefined)
        remove(this.scheduled, event.who)
        this.doomed = undefined
        break
      case 'parked':
        if (event.who === 'main' && !this.live.includes('main')) this.#await(event.on)
        else this.parked.set(event.who, event.on)
        this.running = undefined
        break
      case 'cancelled':
        this.#cancelled(event.task)
        break
      case 'advanced':
        this.now = event.now
        this.#step()
        break
      case 'settled':
        if (isTimer(event.future) && isRun(this.calls.at(-1)?.call.call ?? '')) this.#step()
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

  /** It is cancelled: it leaves what it waits for, as it is told next, and gets nothing any more. */
  #cancelled(task: string): void {
    this.cancelled.add(task)
    if (this.running === task && this.#fresh !== task) this.doomed = task
    else this.#withdraw(task)
  }

  /** It has left what it waits for, and is not handed anything. */
  #withdraw(task: string): void {
    const on = this.parked.get(task)
    // If that is settled, it was woken, and that is still to be told.
    if (on !== undefined && !this.settled.has(on)) this.parked.delete(task)
    this.awaiting.delete(this.voice(task))
  }

  /** A main that waits is interrupted: that of this run, unless only another stands where it can be. */
  #release(by: string): void {
    const inScope = [...this.mains].filter(([name]) =>
      this.#scopes.get(name)?.some(({ until, what }) => {
        return by.startsWith('timeout/') ? until <= this.now : what === 'group'
      }),
    )
    const [main] = inScope.find(([name]) => name === this.#main) ?? inScope[0] ?? [this.#main]
    if (this.mains.get(main) === by) return
    this.mains.delete(main)
    this.awaiting.delete(main)
    if (main === this.#main) this.parked.delete('main')
  }

  #enter({ of, what, who }: Extract<Event, { event: 'asks' }>): void {
    const until = what === 'timeout' ? this.now + Number(of) : Infinity
    this.#scopes.set(who, [...(this.#scopes.get(who) ?? []), { what, until }])
  }

  get #main(): string {
    return this.calls.findLast(({ call }) => isRun(call.call))?.call.of ?? 'main'
  }

  #step(): void {
    const call = this.calls.at(-1)
    if (call !== undefined) call.stepping = true
  }

  #calls(call: Calls): void {
    const nested = this.ticking
    this.calls.push({ call, nested, stepping: !nested && isPass(call.call) })
    if (nested) return
    if (call.call === 'close') {
      // From here on it is a task, and waits as one.
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
    if (call === 'future') this.futures.add(of)
    const itself = this.running !== undefined && this.voice(this.running) === who
    if (call === 'cancel' && itself && of === this.running && gives(ending, true)) this.doomed = of
    if (call === 'cancel' && this.futures.has(of) && gives(ending, true) && !this.settled.has(of))
      this.settled.set(of, undefined)
    const settles = this.futures.has(of) && 'value' in ending
    if (settles && call === 'setResult') this.settled.set(of, ending)
    if (settles && call === 'setError' && !this.settled.has(of)) this.settled.set(of, undefined)
    if (!this.ticking && 'value' in ending) this.#doubt(call, of)
    if (call === 'close' && !this.ticking && this.closed) this.#clear()
  }

  /** A call may have ended what a main waits for: a combinator, or a turn in a line. */
  #doubt(call: string, of: string): void {
    const settles = call === 'setResult' || call === 'setError' || call === 'cancel'
    for (const on of this.mains.values())
      if (settles ? JOIN.test(on) : on.startsWith(`${of}/`)) this.doubtful.add(on)
  }

  /** Mains are closed as tasks, of which the first is `main`. */
  #adopt(): void {
    for (const main of this.#open) {
      const index = this.adopted.size + 1
      this.adopted.set(index === 1 ? 'main' : `main ${index}`, main)
      // L10: what it was to get, it does not get.
      this.awaiting.delete(main)
    }
    this.mains.clear()
  }

  /** The main of a run has its turn again: it waits for what it waited for when it was left. */
  #resume(main: string): void {
    const on = this.mains.get(main)
    this.parked.delete('main')
    if (on !== undefined) this.parked.set('main', on)
  }

  #await(on: string | undefined): void {
    const main = this.#main
    this.parked.delete('main')
    this.mains.delete(main)
    if (on === undefined) return
    this.parked.set('main', on)
    this.mains.set(main, on)
  }

  /** A closed loop has dropped what was left. */
  #clear(): void {
    this.live.length = 0
    this.scheduled.length = 0
    this.parked.clear()
  }
}

/** What a combinator or a group waits for, which is settled with an item. */
const JOIN = /^(?:all|allSettled|race|any|group)\/\d+$/u

/** Whether it is what a combinator or a group waits for. */
export function isJoin(wait: string): boolean {
  return JOIN.test(wait)
}

/** Whether it waits for a time. */
export function isTimer(wait: string): boolean {
  return wait.startsWith('sleep/') || wait.startsWith('timeout/')
}

/** What may end the waits of who stands in it. */
function isScope(what: string): boolean {
  return what === 'group' || what === 'timeout'
}

function refused(ending: Ending): boolean {
  return (
    'error' in ending && /^(?:LoopRunning|LoopClosed|CoroutineReused)Error#/u.test(ending.error)
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
  const history = new History()
  for (const [index, event] of log.entries()) {
    visit(event, history, index)
    history.follow(event)
  }
}

/** Whether the innermost call that steps is a run: then steps belong to a tick. */
export function inTick(calls: readonly UnderWay[]): boolean {
  return isRun(calls.at(-1)?.call.call ?? '')
}

/** Whether an event comes between two steps, when no change is half told. */
export function isBetween({ event }: Event): boolean {
  return event === 'stepped' || event === 'tick'
}
