/** One run of a scenario of coroutines: a decision, the steps up to the next, and so on until it has returned. */

import {
  Cancelled,
  CancelledError,
  Ground,
  isCoroutine,
  kindOf,
  VirtualClock,
} from '../../core/index.ts'
import type { Coroutine, Loop, Task } from '../../core/index.ts'
import { Recorder } from '../../trace/index.ts'
import { isAssertion, messageOf } from '../engine/failing.ts'
import type { Footprint } from '../engine/footprint.ts'
import type {
  Chooser,
  Effect,
  Failure,
  FailureKind,
  History,
  RunOptions,
  Source,
  Step,
} from '../engine/history.ts'
import type { LoopScenario } from './contract.ts'
import { Footprints } from './footprints.ts'
import { watching } from './touches.ts'
import { watchLibrary } from './watching.ts'
import { actorOf, Outside, type Act } from './world.ts'

/** What holds for all runs of an exploration, every field checked. */
export interface Settings {
  readonly seed: number
  readonly pick: boolean
  readonly time: 'frozen' | 'explored'
  readonly cancel: boolean
  readonly maxDecisions: number
}

/** So many steps may lie between two decisions, before a run is said to be endless. */
const STEPS = 10_000

/** A scenario of coroutines. Each run has a loop of its own. */
export class Loops implements Source {
  readonly scenario: LoopScenario
  readonly settings: Settings
  /** X19: the numbers of the processes, by their names. */
  readonly processes: Map<string, number> = new Map()
  #shares = false
  #unwatch: (() => void) | undefined

  constructor(scenario: LoopScenario, settings: Settings) {
    this.scenario = scenario
    this.settings = settings
  }

  /** X19: of tasks in any order, once the scenario has shared something; undefined where orders are not reduced. */
  get takesFootprints(): boolean | undefined {
    return isReducible(this.settings) ? this.#shares : undefined
  }

  run(chooser: Chooser, { traced = false }: RunOptions = {}): Promise<History> {
    if (chooser.took !== undefined) this.#unwatch ??= watchLibrary()
    const run = new Run(this, chooser, traced)
    const history = run.history()
    this.#shares ||= run.shares
    return Promise.resolve(history)
  }

  /** Each run has closed its loop. */
  close(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
  }
}

class Run {
  readonly #settings: Settings
  readonly #chooser: Chooser
  readonly #clock = new VirtualClock()
  readonly #loop: Ground
  readonly #outside: Outside
  readonly #task: Task<unknown>
  readonly #steps: Step[] = []
  readonly #effects: Effect[] = []
  readonly #traced: boolean
  readonly #recorder: Recorder | undefined
  /** X16: the tasks that the explorer has cancelled. */
  readonly #cancelled = new Set<Task<unknown>>()
  /** X19: undefined where orders are not reduced. */
  readonly #footprints: Footprints | undefined
  readonly #picks = new Map<Task<unknown>, Act>()
  #failure: Failure | undefined
  /** How many steps were taken since the last decision. */
  #walked = 0
  #cut = false

  constructor({ processes, scenario, settings }: Loops, chooser: Chooser, traced: boolean) {
    this.#settings = settings
    this.#chooser = chooser
    this.#traced = traced
    this.#outside = new Outside(settings.seed, (error) => this.#fail('exception', error))
    this.#recorder = traced ? new Recorder(Infinity) : undefined
    this.#footprints = isReducible(settings) ? new Footprints(processes) : undefined
    const observer = chooser.took === undefined ? this.#recorder : this.#footprints
    this.#loop = new Ground(this.#clock, observer)
    const { loop } = this.#loop
    this.#task = loop.spawn(running(scenario, loop, this.#outside), 'scenario')
  }

  /** Whether the scenario shares what is seen. */
  get shares(): boolean {
    return this.#footprints?.shares === true
  }

  history(): History {
    watching.watch = this.#footprints
    try {
      return this.#explored()
    } finally {
      watching.watch = undefined
    }
  }

  #explored(): History {
    while (!this.#isOver) {
      this.#walk()
      if (!this.#isOver) this.#decide()
    }
    this.#note(undefined)
    if (!this.#cut) this.#judge()
    const pending = this.#outside.pending
    const records = this.#recorder?.records.slice()
    this.#loop.close()
    return {
      steps: this.#steps,
      failure: this.#failure,
      pending,
      escapes: [],
      cut: this.#cut,
      ...(records === undefined ? {} : { effects: this.#effects, records }),
    }
  }

  get #isOver(): boolean {
    return this.#cut || this.#failure !== undefined || this.#task.done()
  }

  /** X15: the steps that are no decision: those of the ready queue, first in, first out. */
  #walk(): void {
    this.#loop.ring()
    const { cancel, pick } = this.#settings
    if (pick || cancel) return this.#check()
    for (let task = this.#loop.oldest(); task !== undefined; task = this.#loop.oldest()) {
      if (this.#failure !== undefined || this.#task.done() || this.#isEndless()) return
      task.step()
      this.#check()
    }
  }

  #isEndless(): boolean {
    this.#walked += 1
    if (this.#walked <= STEPS) return false
    const waiting = 'its tasks yield, and wait for nothing: let them wait, or end'
    this.#fail(
      'too many decisions',
      undefined,
      `${STEPS} steps were taken without a decision; ${waiting}`,
    )
    return true
  }

  #decide(): void {
    const choices = this.#choices()
    const { maxDecisions } = this.#settings
    if (choices.length === 0) return this.#hang()
    if (this.#steps.length >= maxDecisions) {
      const message = `the scenario has not returned within ${maxDecisions} decisions: end what repeats, or raise maxDecisions`
      return this.#fail('too many decisions', undefined, message)
    }
    const at = this.#steps.length
    const isAsked = choices.length > 1 || this.#chooser.took !== undefined
    const given = isAsked ? this.#chooser.choose(choices, at) : 0
    this.#cut = given < 0
    const choice = choices[given] ?? choices[0]
    if (this.#cut || choice === undefined) return
    this.#note(undefined)
    this.#steps.push({ choices, plain: choices.length, chosen: choices.indexOf(choice) })
    this.#walked = 0
    this.#recorder?.tick(this.#steps.length)
    if (this.#footprints === undefined || this.#chooser.took === undefined) this.#take(choice)
    else this.#chooser.took(this.#footprintOf(choice, at, this.#footprints))
  }

  #take(choice: Act): void {
    choice.act()
    this.#check()
  }

  /** X19: takes it, and returns what it has touched. */
  #footprintOf(choice: Act, at: number, footprints: Footprints): Footprint {
    const { kind, object, process = -1 } = choice
    footprints.begin(at, kind, object)
    this.#take(choice)
    const footprint = footprints.end(process, kind, object)
    if (!this.#task.done()) return footprint
    // What has not happened by now never does.
    return { ...footprint, everything: true, last: this.#choices().length > 0 }
  }

  /** X2: the default first. */
  #choices(): readonly Act[] {
    const outside = this.#outside
    const { cancel, pick, time } = this.#settings
    const ready = this.#loop.loop.scheduled
    const steps = (pick ? ready : ready.slice(0, 1)).map((task) => this.#pick(task))
    // Most decisions are about steps alone.
    if (steps.length > 0 && outside.isQuiet && time === 'frozen' && !cancel)
      return this.#numbered(steps)
    const arrivals = pick || ready.length === 0 ? outside.completions() : []
    const passing = this.#passing()
    const idle = steps.length === 0 && arrivals.length === 0
    return this.#numbered([
      ...steps,
      ...arrivals,
      ...(idle || time === 'explored' ? passing : []),
      ...(pick || ready.length === 0 ? [...outside.failures(), ...outside.events()] : []),
      ...this.#cancellations(),
    ])
  }

  /** X19: with the number of what each is about. */
  #numbered(choices: readonly Act[]): readonly Act[] {
    const footprints = this.#footprints
    if (footprints === undefined || this.#chooser.took === undefined) return choices
    for (const choice of choices) choice.process = footprints.processOf(choice)
    return choices
  }

  /** The same each time that it can be stepped. */
  #pick(task: Task<unknown>): Act {
    const known = this.#picks.get(task)
    if (known !== undefined) return known
    const pick: Act = {
      kind: 'pick',
      label: nameOf(task),
      actor: actorOf(task),
      object: task,
      act: () => {
        this.#loop.bringForward(task)
        task.step()
      },
    }
    this.#picks.set(task, pick)
    return pick
  }

  /** D3: time passes up to the next deadline. */
  #passing(): readonly Act[] {
    const deadline = this.#loop.loop.nextDeadline
    if (deadline === undefined || deadline <= this.#clock.now()) return []
    const act = (): void => {
      this.#clock.advanceTo(deadline)
      this.#loop.ring()
    }
    return [{ kind: 'time', label: `time passes, to ${deadline} ms`, actor: 0, act }]
  }

  /** X16: each task that is suspended, once. */
  #cancellations(): readonly Act[] {
    if (!this.#settings.cancel) return []
    const live = this.#loop.loop.pending.filter((task) => task !== this.#task)
    return live.flatMap((task): Act[] => {
      if (this.#cancelled.has(task)) return []
      const act = (): void => {
        this.#cancelled.add(task)
        task.cancel('the explorer')
      }
      return [
        { kind: 'cancel', label: nameOf(task), actor: actorOf(task), verb: 'is cancelled', act },
      ]
    })
  }

  #check(): void {
    for (const invariant of this.#outside.checks) {
      if (this.#failure !== undefined) return
      try {
        if (invariant() === false) this.#fail('invariant', new Error('a check returned false'))
      } catch (error) {
        this.#fail('invariant', error)
      }
    }
  }

  /** X8. */
  #hang(): void {
    const report = this.#loop.deadlock(this.#task)
    this.#fail('hang', undefined, `the scenario hangs: ${report}`)
  }

  /** X6, X16: how it ended, unless something has failed before. */
  #judge(): void {
    if (this.#task.done()) {
      this.#check()
      const { state } = this.#task
      const error = this.#task.error()
      if (state instanceof Cancelled) this.#fail('rejection', error)
      else if (error !== undefined && !this.#isCancellation(error)) this.#failWith(error)
    }
    const unhandled = this.#loop.unhandled()
    if (unhandled === undefined || unhandled.errors.every((error) => this.#isCancellation(error)))
      return
    this.#fail('unhandled rejection', unhandled)
  }

  #failWith(error: unknown): void {
    this.#fail(isAssertion(error) ? 'assertion' : 'rejection', error)
  }

  /** X16: what a cancellation by the explorer had to lead to. */
  #isCancellation(error: unknown): boolean {
    return error instanceof CancelledError && error.reason === 'the explorer'
  }

  /** The first failure counts. */
  #fail(kind: FailureKind, cause: unknown, message = messageOf(kind, cause)): void {
    this.#failure ??= { kind, cause, message }
  }

  #note(asked: string | undefined): void {
    if (!this.#traced) return
    this.#effects.push({ began: this.#outside.began, asked })
    this.#outside.began = []
  }
}

/** X19: time, or a cancellation, that may come at any moment depends on everything. */
function isReducible({ cancel, pick, time }: Settings): boolean {
  return pick && !cancel && time === 'frozen'
}

function* running(scenario: LoopScenario, loop: Loop, outside: Outside): Coroutine<unknown> {
  const coroutine = scenario(loop, outside)
  if (isCoroutine(coroutine)) return yield* coroutine
  throw new TypeError(
    `exploreLoop takes a generator function of a loop, not a function that returns ${kindOf(coroutine)}`,
  )
}

function nameOf(task: Task<unknown>): string {
  return task.name === undefined ? `task ${task.id}` : `${task.name} (${task.id})`
}
