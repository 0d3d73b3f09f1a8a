/**
 * One history of each class: those that differ in the order of independent steps alone are the same to every task.
 *
 * This is source-DPOR with sleep sets (Abdulla, Aronis, Jonsson and Sagonas, “Source Sets”, J. ACM 64, 2017). It runs a
 * history, looks for races in it, which are two dependent steps with nothing between them that orders them, and runs for
 * each the history in which the second comes first. What was run is put to sleep, until a step comes that it depends on.
 */

import { areDependent, mayDepend, type Footprint } from './footprint.ts'
import type { Choice, Chooser } from './history.ts'
import type { Reached, Strategy } from './strategy.ts'

/** A decision of the history that was run last. */
interface Node {
  /** The processes that could be stepped, the default first. */
  readonly enabled: readonly number[]
  /** Those that are to be stepped here, each in a history of its own. */
  readonly backtrack: Set<number>
  /** What those that were stepped here touched. */
  readonly explored: Map<number, Footprint>
  /** Those that need not be: a history that begins so was run already. */
  readonly asleep: ReadonlyMap<number, Footprint>
  /** What was stepped. */
  chosen: number
}

/** Says which histories to run, so that there is one of each class. Clause X19. */
export class Reduction implements Strategy, Reached {
  readonly isSampling = false
  /** Classes have no deviations. */
  readonly perLevel: readonly number[] = []
  #nodes: Node[] = []
  /** How many decisions the run that was asked for repeats before it deviates. */
  #from = 0
  #asked: Reduced | undefined
  #complete = false

  /** Whether there is a history of each class. */
  get complete(): boolean {
    return this.#complete
  }

  /** Each history is of a class that was run, however much it deviates. */
  get bound(): number {
    return this.#complete ? Infinity : -1
  }

  next(): Chooser | undefined {
    if (this.#asked === undefined) return this.#ask([])
    for (let at = this.#nodes.length - 1; at >= 0; at -= 1) {
      const node = this.#nodes[at]
      const process = node && unexplored(node)
      if (node === undefined || process === undefined) continue
      node.chosen = process
      this.#nodes.length = at + 1
      this.#from = at
      return this.#ask(this.#nodes)
    }
    this.#complete = true
    return undefined
  }

  #ask(nodes: readonly Node[]): Chooser {
    this.#asked = new Reduced(nodes)
    return this.#asked
  }

  learn(): string | undefined {
    const asked = this.#asked
    if (asked === undefined || asked.wrong !== undefined) return asked?.wrong
    this.#nodes = [...asked.nodes]
    for (const [at, footprint] of asked.footprints.entries()) {
      this.#nodes[at]?.explored.set(footprint.process, footprint)
    }
    reverseRaces(this.#nodes, asked.footprints, this.#from)
    return undefined
  }
}

function unexplored({ asleep, backtrack, explored }: Node): number | undefined {
  for (const process of backtrack) {
    if (!explored.has(process) && !asleep.has(process)) return process
  }
  return undefined
}

function isEqual(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at])
}

/** Of a task or of the outside; or time, which passes when nothing else can happen. */
function isStep({ kind }: Choice): boolean {
  return kind === 'pick' || kind === 'complete' || kind === 'time'
}

/** Repeats a history up to a decision, steps another process there, and then whatever is not asleep. */
class Reduced implements Chooser {
  readonly nodes: Node[] = []
  readonly footprints: Footprint[] = []
  readonly #before: readonly Node[]
  #wrong: string | undefined

  constructor(before: readonly Node[]) {
    this.#before = before
  }

  /** How the run differs from the one that it repeats, if it does. */
  get wrong(): string | undefined {
    return this.#wrong
  }

  choose(choices: readonly Choice[], at: number): number {
    const enabled = choices.map(({ process = -1 }) => process)
    const before = this.#before[at]
    if (before !== undefined && !isEqual(enabled, before.enabled)) {
      this.#wrong ??= `at decision ${at + 1}, other tasks could be stepped than in another run with the same decisions before it`
      return -1
    }
    const node = before ?? this.#enter(enabled, choices.every(isStep))
    if (node === undefined) return -1
    this.nodes.push(node)
    return enabled.indexOf(node.chosen)
  }

  took(footprint: Footprint): void {
    this.footprints.push(footprint)
  }

  /**
   * A decision that no run has come to: its default is the first that is not asleep. What may fail, or happen at any time,
   * excludes other things, and is no step of a task: where there is one, each is tried.
   */
  #enter(enabled: readonly number[], areSteps: boolean): Node | undefined {
    const asleep = this.#asleep()
    const chosen = enabled.find((process) => !asleep.has(process))
    if (chosen === undefined) return undefined
    const backtrack = new Set(areSteps ? [chosen] : enabled)
    return { enabled, backtrack, explored: new Map(), asleep, chosen }
  }

  /** What slept before the last step, or was explored in its place, sleeps on if it is independent of that. */
  #asleep(): ReadonlyMap<number, Footprint> {
    const node = this.nodes.at(-1)
    const step = this.footprints.at(-1)
    const asleep = new Map<number, Footprint>()
    if (node === undefined || step === undefined) return asleep
    for (const [process, footprint] of [...node.asleep, ...node.explored]) {
      if (process !== node.chosen && !mayDepend(footprint, step)) asleep.set(process, footprint)
    }
    return asleep
  }
}

/** For each race of a history: lets what comes second be first, unless that is done already. */
function reverseRaces(nodes: readonly Node[], steps: readonly Footprint[], from: number): void {
  const order = new Order()
  for (const [at, step] of steps.entries()) {
    const races = order.add(step)
    if (at < from) continue
    for (const first of races) {
      const node = nodes[first]
      if (node === undefined) continue
      // What sleeps there may have been woken too early, and be no way to the reversed race.
      const initials = order.initials(first, at).filter((one) => !node.asleep.has(one))
      if (initials.length === 0 || initials.some((one) => node.backtrack.has(one))) continue
      const enabled = initials.filter((one) => node.enabled.includes(one))
      const reversed = enabled.find((one) => one === step.process) ?? enabled[0]
      if (reversed !== undefined) node.backtrack.add(reversed)
      else for (const one of node.enabled) node.backtrack.add(one)
    }
    // The scenario has ended while others could be stepped: each of them might have come before.
    if (step.last) for (const one of nodes[at]?.enabled ?? []) nodes[at]?.backtrack.add(one)
  }
}

/** Which step of a history comes before which in every history of its class. */
class Order {
  readonly #steps: Footprint[] = []
  /** By step: how many steps of each process come before it, its own included. */
  readonly #clocks: (readonly number[])[] = []
  /** By step: its number among the steps of its process, from 1. */
  readonly #places: number[] = []
  /** By process: its last step. */
  readonly #last: (number | undefined)[] = []
  #barrier: number | undefined

  /** Adds the next step, and returns those that it races with: dependent, and ordered by nothing else. */
  add(step: Footprint): readonly number[] {
    const clock: number[] = []
    const races: number[] = []
    const { process } = step
    const last = this.#last[process]
    for (const before of [last, this.#barrier, ...step.enabledBy]) {
      if (before !== undefined) join(clock, this.#clocks[before] ?? [])
    }
    for (let at = this.#steps.length - 1; at >= 0; at -= 1) {
      const other = this.#steps[at]
      if (other === undefined || this.#isWithin(at, clock)) continue
      if (!areDependent(other, step)) continue
      // What happens only when nothing else can is never first.
      if (!step.barrier && !other.barrier) races.push(at)
      join(clock, this.#clocks[at] ?? [])
    }
    const place = (clock[process] ?? 0) + 1
    clock[process] = place
    if (step.barrier) this.#barrier = this.#steps.length
    this.#last[process] = this.#steps.length
    this.#steps.push(step)
    this.#clocks.push(clock)
    this.#places.push(place)
    return races
  }

  /** Of what does not come after the first of a race, and its second: the processes with which that can begin. */
  initials(first: number, second: number): readonly number[] {
    const rest: number[] = []
    for (let at = first + 1; at < second; at += 1) if (!this.#comesBefore(first, at)) rest.push(at)
    rest.push(second)
    const initials = new Set<number>()
    for (const [index, at] of rest.entries()) {
      const isFirst = rest.slice(0, index).every((before) => !this.#comesBefore(before, at))
      const process = this.#steps[at]?.process
      if (isFirst && process !== undefined) initials.add(process)
    }
    return [...initials]
  }

  #comesBefore(at: number, later: number): boolean {
    return this.#isWithin(at, this.#clocks[later] ?? [])
  }

  #isWithin(at: number, clock: readonly number[]): boolean {
    const process = this.#steps[at]?.process ?? 0
    return (clock[process] ?? 0) >= (this.#places[at] ?? 0)
  }
}

function join(clock: number[], other: readonly number[]): void {
  for (const [process, count = 0] of other.entries()) {
    clock[process] = Math.max(clock[process] ?? 0, count)
  }
}
