/** A campaign on the terminal, chunk by chunk. */

import type { Crew } from './crew.ts'
import { progressTo, type Progress } from './progress.ts'
import { resumed, writeState } from './state.ts'
import type { Shard, State, Sum, Work } from './work.ts'

/** What a campaign is to be. */
export interface Goal {
  readonly seed: number
  /** How many runs, at most. */
  readonly runs: number
  readonly minutes?: number | undefined
  readonly workers?: number | undefined
  readonly shard?: Shard | undefined
  /** A file in which it is kept, and from which it is resumed. */
  readonly state?: string | undefined
}

/** At least so many milliseconds are between two writings of a state. */
const KEPT_EACH = 1_000

/** At most so much of the time is spent on that: the state of a large exploration takes a while to write. */
const MOST_KEEPING = 0.02

/** The exit status of a process that was interrupted by Ctrl+C. */
const INTERRUPTED = 130

/** Runs a campaign. Returns what it has come to. */
export async function runCampaign<S extends Sum>(goal: Goal, work: Work<S>): Promise<State<S>> {
  const running = new Running(goal, work)
  const crew = work.crew(goal.workers)
  try {
    return await running.end(crew)
  } finally {
    await crew.close()
  }
}

class Running<S extends Sum> {
  readonly #goal: Goal
  readonly #work: Work<S>
  readonly #shard: Shard
  readonly #before: State<S> | undefined
  readonly #begun = performance.now()
  /** By chunk of the shard: what is done, and not yet in the sum because an earlier one is not. */
  readonly #ahead = new Map<number, S>()
  /** By member: the runs of the chunk that it has begun. */
  readonly #under = new Map<number, number>()
  #sum: S
  /** What the first chunk, while it is being run, would come to if it was left now. */
  #soFar: (() => S) | undefined
  /** How many chunks are in the sum. */
  #done: number
  #next: number
  /** When the state is to be written again. */
  #due = 0
  /** The first chunk that fails: nothing after it is begun. */
  #failed = Infinity

  constructor(goal: Goal, work: Work<S>) {
    this.#goal = goal
    this.#work = work
    this.#shard = goal.shard ?? { index: 1, of: 1 }
    const { seed, state } = goal
    const expected = { seed, shard: this.#shard }
    this.#before = state === undefined ? undefined : resumed(state, work, expected)
    this.#sum = this.#before?.sum ?? work.sumOf([])
    this.#done = this.#before?.chunks ?? 0
    this.#next = this.#done
    if (this.#before?.sum.failing !== undefined)
      process.stderr.write(`${state} has failed before; delete it to begin anew\n`)
  }

  async end(crew: Crew<S>): Promise<State<S>> {
    const progress = progressTo(this.#work.what, () => this.#goalText(), this.#sum.runs)
    const all = async (member: number): Promise<void> => {
      while (await this.#step(crew, member, progress));
    }
    const interrupt = (): void => {
      progress.stop()
      this.#keep(true)
      process.stderr.write(`${this.#interruption()}\n`)
      process.exit(INTERRUPTED)
    }
    // With workers this thread is free to hear it; without, the process ends at once, as any does.
    if (this.#goal.workers !== undefined) process.once('SIGINT', interrupt)
    try {
      if (this.#next === 0 || this.#sum.unfinished !== undefined) await this.#first(crew, progress)
      await Promise.all(Array.from({ length: crew.size }, (_, member) => all(member)))
    } finally {
      process.off('SIGINT', interrupt)
      progress.stop()
      this.#keep(true)
    }
    return this.#state()
  }

  /** What there is to know of a campaign that is interrupted: a failure would have ended it. */
  #interruption(): string {
    const { state } = this.#goal
    const { runs } = this.#state().sum
    const done = `${runs} ${this.#work.what}`
    if (state === undefined)
      return `interrupted after ${this.#runs()} ${this.#work.what}, of which none failed`
    return runs === 0
      ? `interrupted: nothing is kept in ${state} yet; the same command begins anew`
      : `interrupted: ${done} are kept in ${state}, of which none failed; the same command continues from there`
  }

  /** What the whole crew works on, before all else. */
  async #first(crew: Crew<S>, progress: Progress): Promise<void> {
    const { first } = this.#work
    if (first === undefined) return
    // What was left is part of what it comes to in the end.
    const before = this.#sum
    this.#sum = this.#work.sumOf([])
    this.#done = 0
    this.#next = 1
    const onProgress = (runs: number): void => {
      this.#under.set(0, runs)
      progress.update(this.#runs(), this.#share())
    }
    const secondsLeft = (): number => this.#secondsLeft()
    const keep = (soFar: () => S): void => {
      this.#soFar = soFar
      this.#keep(false)
    }
    const limits = { runs: this.#goal.runs, secondsLeft, onProgress }
    const result = await first(crew, limits, keep, before)
    this.#soFar = undefined
    this.#under.delete(0)
    this.#add(0, result)
  }

  #goalText(): string {
    const { minutes, runs } = this.#goal
    if (minutes !== undefined) {
      const [each, units] = minutes < 1 ? [1, 'seconds'] : [60, 'minutes']
      const all = Math.round((minutes * 600) / each) / 10
      return ` in ${Math.floor(this.#seconds() / each)} of ${all} ${all === 1 ? units.slice(0, -1) : units}`
    }
    return Number.isFinite(runs) ? ` of ${runs}` : ', of all within the bound'
  }

  /** Runs the next chunk. Returns false if there is none, or one has failed. */
  async #step(crew: Crew<S>, member: number, progress: Progress): Promise<boolean> {
    if (this.#failed < Infinity || this.#sum.failing !== undefined || this.#share() >= 1)
      return false
    const local = this.#next
    const most = this.#work.most(local, this.#sum, this.#goal.runs)
    if (most <= 0) return false
    this.#next += 1
    const { index, of } = this.#shard
    const task = { chunk: index - 1 + of * local, most, seconds: this.#secondsLeft() }
    const result = await crew.run(member, task, (runs) => {
      this.#under.set(member, runs)
      progress.update(this.#runs(), this.#share())
    })
    this.#under.delete(member)
    this.#add(local, result)
    progress.update(this.#runs(), this.#share())
    return true
  }

  #add(chunk: number, result: S): void {
    if (result.failing !== undefined) this.#failed = Math.min(this.#failed, chunk)
    this.#ahead.set(chunk, result)
    // In their order, and none after one that fails, so that the sum is the same however many work on it.
    while (this.#sum.failing === undefined) {
      const next = this.#ahead.get(this.#done)
      if (next === undefined) break
      this.#ahead.delete(this.#done)
      this.#done += 1
      this.#sum = this.#work.sumOf([this.#sum, next])
    }
    this.#keep(false)
  }

  /** With those that are not yet in the sum. */
  #runs(): number {
    let runs = this.#sum.runs
    for (const result of this.#ahead.values()) runs += result.runs
    for (const count of this.#under.values()) runs += count
    return runs
  }

  #share(): number {
    const { minutes = Infinity, runs } = this.#goal
    return Math.max(this.#runs() / runs, this.#seconds() / 60 / minutes)
  }

  #secondsLeft(): number {
    return (this.#goal.minutes ?? Infinity) * 60 - this.#seconds()
  }

  #seconds(): number {
    return (performance.now() - this.#begun) / 1_000
  }

  #state(): State<S> {
    const seconds = (this.#before?.seconds ?? 0) + this.#seconds()
    return {
      seed: this.#goal.seed,
      shard: this.#shard,
      options: this.#work.options,
      chunks: this.#done,
      seconds: Math.round(seconds * 10) / 10,
      sum: this.#soFar?.() ?? this.#sum,
    }
  }

  #keep(isLast: boolean): void {
    const { state } = this.#goal
    const begun = performance.now()
    if (state === undefined || (!isLast && begun < this.#due)) return
    writeState(state, this.#work.name, this.#state())
    const took = performance.now() - begun
    this.#due = begun + Math.max(KEPT_EACH, took / MOST_KEEPING)
  }
}
