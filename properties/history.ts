/** What a log says of the past, at each of its events. It follows what was told; it schedules nothing. */

import type { Ending, Event, Log } from '../spec/event.ts'

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
  /** Every task that was made. */
  readonly tasks = new Set<string>()
  readonly futures = new Set<string>()
  /** What is settled, and how, as far as the log has shown it. */
  readonly settled = new Map<string, Ending | undefined>()
  /** Who was stepped last, and has neither suspended nor ended since. */
  running: string | undefined
  /** Outermost first. */
  readonly calls: UnderWay[] = []
  /** From the first closing of the loop on. */
  closed = false

  /** Whether the loop is stepping. */
  get ticking(): boolean {
    return this.calls.at(-1)?.stepping ?? false
  }

  follow(event: Event): void {
    switch (event.event) {
      case 'calls':
        this.#calls(event)
        break
      case 'called':
        this.#called(event)
        break
      case 'tick': {
        const call = this.calls.at(-1)
        if (call !== undefined) call.stepping = true
        break
      }
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
        break
      case 'parked':
        if (event.who === 'main' && !this.live.includes('main')) this.#await(event.on)
        else this.parked.set(event.who, event.on)
        this.running = undefined
        break
      case 'settled':
        this.settled.set(event.future, event.ending)
        remove(this.live, event.future)
        if (this.running === event.future) this.running = undefined
        break
      case 'woken':
        if (!this.settled.has(event.by)) this.settled.set(event.by, undefined)
        break
      case 'awaits':
        this.awaiting.set(event.who, event.on)
        break
      case 'got':
        if (event.by === 'await') this.awaiting.delete(event.who)
        if (event.by !== 'error' && this.settled.has(event.of))
          this.settled.set(event.of, event.ending)
        break
      default:
    }
  }

  #calls(call: Calls): void {
    const nested = this.ticking
    this.calls.push({ call, nested, stepping: !nested && isPass(call.call) })
    if (nested) return
    if (call.call === 'close') {
      this.closed = true
      // From here on it is a task, and waits as one.
      this.parked.delete('main')
    }
    if (isRun(call.call)) this.#resume(call.of)
  }

  #called({ call, ending, of }: Extract<Event, { event: 'called' }>): void {
    if (this.calls.at(-1)?.call.call === call) this.calls.pop()
    if (call === 'future') this.futures.add(of)
    const settles = this.futures.has(of) && 'value' in ending
    if (settles && call === 'setResult') this.settled.set(of, ending)
    if (settles && call === 'setError' && !this.settled.has(of)) this.settled.set(of, undefined)
    if (call === 'close' && !this.ticking && this.closed) this.#clear()
  }

  /** The main of a run has its turn again: it waits for what it waited for when it was left. */
  #resume(main: string): void {
    const on = this.mains.get(main)
    this.parked.delete('main')
    if (on !== undefined) this.parked.set('main', on)
  }

  #await(on: string | undefined): void {
    const main = this.calls.findLast(({ call }) => isRun(call.call))?.call.of ?? 'main'
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
