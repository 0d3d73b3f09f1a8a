/** From a source and a plan to a claim, or to the smallest history that refutes it. */

import { ExplorationError, ReplayError, type Decision } from '../errors.ts'
import {
  areAlike,
  chosenIn,
  deviationsIn,
  following,
  textOf,
  type Choice,
  type Failure,
  type History,
  type Source,
} from './history.ts'
import { claimOf } from './claim.ts'
import { Distinct } from './distinct.ts'
import { Levels } from './levels.ts'
import { nearestTo, type Nearest } from './nearest.ts'
import { pictureOfBoth } from './picture.ts'
import { lineOf, parseLine, Replayed } from './replay.ts'
import { Reduction } from './reduction.ts'
import { reportOf } from './report.ts'
import { Priorities, Weighted } from './sampling.ts'
import { Shrinker } from './shrink.ts'
import { Custom, type Reached, type Strategy } from './strategy.ts'
import { Stretching } from './stretch.ts'

/**
 * How histories are chosen: by name, or by a function that is called at each decision with what can happen, at least two
 * choices of which the first is the default, and with the number of decisions before; it returns an index. Clause X4.
 */
export type StrategyOption =
  | 'exhaustive'
  | 'random'
  | 'pct'
  | ((choices: readonly Choice[], at: number) => number)

/** A history that was run. Clauses X1, X10. */
export interface Run {
  readonly decisions: readonly Decision[]
  /** As the line that replays it. */
  readonly replay: string
  /** How it failed, if it did. */
  readonly failure: Failure | undefined
}

/** What a search is to do, every field checked. */
export interface Plan {
  readonly bound: number
  /** Whether that was asked for, and is finite. */
  readonly isBounded: boolean
  /** How many histories it may run, of all strategies together. */
  readonly runs: number
  readonly seconds: number
  readonly seed: number
  readonly strategy: StrategyOption | undefined
  /** A part of what the exhaustive strategy would run, to be run instead. */
  readonly stretching: Stretching | undefined
  /** How many histories may be tried when a failing one shrinks. */
  readonly shrink: number
  readonly replay: string | undefined
  /** The call that explores, up to its options, as one writes it: `explore(scenario`. */
  readonly call: string
  /** X10: the options without which a line would lead to another history, as one writes them. */
  readonly decisive: readonly string[]
  /** Real time in milliseconds. */
  readonly now: () => number
  readonly onProgress: ((progress: Progress) => void) | undefined
  readonly onRun: ((run: Run) => void) | undefined
}

/** How far an exploration has come. Clause X5. */
export interface Progress {
  /** Runs that were made. */
  readonly runs: number
  /** From 0 to 1: of the budget in `runs` or `seconds`, the one that is nearer to its end; 0 if there is none. */
  readonly share: number
}

/** What an exploration in which no history failed has shown. Clauses X4, X5. */
export interface Explored {
  /** How many runs were made, each of which passed. */
  readonly runs: number
  /** How many different histories they were: in two of them other things happen, or in another order. */
  readonly histories: number
  /** Whether these are all histories, of any number of deviations. */
  readonly complete: boolean
  /** Every history of at most so many deviations was run; -1 if the strategy made no such claim. */
  readonly bound: number
  /** How many histories there are of 0, 1, 2, … deviations and no fewer, as far as they were run. */
  readonly perLevel: readonly number[]
  /**
   * Of the histories that were chosen by chance, the share that was run once: about as likely is it that one more would be
   * one that was never run (Good and Turing). Undefined if none was chosen by chance.
   */
  readonly unseen: number | undefined
  /**
   * Whether histories that differ in the order of independent steps alone counted as one, a class of which one was run:
   * where coroutines share through `shared()`.
   */
  readonly reduced: boolean
  /** How many decisions were taken in all. */
  readonly decisions: number
  /** In seconds of real time. */
  readonly seconds: number
  /** What happened outside the control of the explorer, each named once; if there is any, `complete` is false. */
  readonly escapes: readonly string[]
  /** The claim as a sentence. */
  readonly claim: string
}

/** Every so many histories the progress is reported. */
const REPORTED = 256

/** @throws `ExplorationError` at the first history that fails */
export async function search(source: Source, plan: Plan): Promise<Explored> {
  const searching = new Search(source, plan)
  return plan.replay === undefined ? searching.explore() : searching.replay(plan.replay)
}

class Search {
  readonly #source: Source
  readonly #plan: Plan
  readonly #began: number
  #runs = 0
  #decisions = 0
  readonly #distinct = new Distinct()
  /** Those that were chosen by chance, and how many runs that took. */
  readonly #sampled = new Distinct()
  #samples = 0
  readonly #escapes = new Set<string>()
  /** X5: the fewest deviations of a history that was not free to decide to its end. */
  #limited = Infinity

  constructor(source: Source, plan: Plan) {
    this.#source = source
    this.#plan = plan
    this.#began = plan.now()
  }

  async explore(): Promise<Explored> {
    const { bound, runs, seconds, seed, strategy, stretching } = this.#plan
    if (stretching !== undefined) return this.#stretch(stretching)
    if (typeof strategy === 'function') {
      await this.#follow(new Custom(strategy))
      return this.#explored(new Levels(-1))
    }
    await this.#checkDefault()
    const isExhaustive = strategy === undefined || strategy === 'exhaustive'
    if (isExhaustive && !this.#plan.isBounded && this.#source.takesFootprints === true) {
      return this.#reduce()
    }
    const levels = new Levels(bound)
    if (isExhaustive) await this.#follow(levels)
    // X4: what the bound leaves of a budget goes to chance.
    const isLimited = Number.isFinite(runs) || Number.isFinite(seconds)
    if (strategy === undefined && isLimited && levels.bound >= bound && !levels.complete) {
      await this.#follow(new Weighted(seed))
    }
    if (strategy === 'random') await this.#follow(new Weighted(seed))
    if (strategy === 'pct') await this.#follow(new Priorities(seed, bound))
    return this.#explored(levels)
  }

  /** X19: a bound counts deviations, which a class of histories has none of. */
  async #reduce(): Promise<Explored> {
    const reduction = new Reduction()
    await this.#follow(reduction)
    return this.#explored(reduction)
  }

  /** X4: a part of what every history is, whose histories are run in the same order. */
  async #stretch(stretching: Stretching): Promise<Explored> {
    const { before, mayReduce, successors } = stretching.stretch
    if (stretching.isFirst) await this.#checkDefault()
    const { isBounded } = this.#plan
    const { takesFootprints } = this.#source
    stretching.isUnshared = takesFootprints === false
    if (successors === undefined && !isBounded && takesFootprints === true) {
      stretching.isReduced = true
      return mayReduce ? this.#reduce() : this.#explored(stretching)
    }
    this.#runs = before
    await this.#follow(stretching)
    return this.#explored(stretching)
  }

  async replay(line: string): Promise<Explored> {
    const chooser = new Replayed(parseLine(line))
    const history = await this.#source.run(chooser)
    if (chooser.wrong !== undefined) {
      throw new ReplayError(
        `the replay '${line}' was written for another scenario, for what this one was before, or with other options: ${chooser.wrong}; explore it again`,
      )
    }
    this.#count(history)
    if (history.failure !== undefined) throw await this.#reported(history, history.failure)
    return this.#explored(new Levels(-1))
  }

  /** X1: the default history runs twice before all else, since what differs there differs everywhere. */
  async #checkDefault(): Promise<void> {
    const first = await this.#source.run(following([]), { patient: true })
    const second = await this.#source.run(following([]), { patient: true })
    for (const escape of [...first.escapes, ...second.escapes]) this.#escapes.add(escape)
    const difference = differenceOf(first, second)
    if (difference !== undefined) throw this.#different(difference, first)
  }

  async #follow(strategy: Strategy): Promise<void> {
    while (!this.#isSpent()) {
      const chooser = strategy.next()
      if (chooser === undefined) return
      const history = await this.#source.run(chooser)
      const isNew = history.cut !== true && this.#count(history)
      const different = strategy.learn(history, isNew)
      if (history.cut === true && different === undefined) continue
      if (strategy.isSampling) this.#sample(history)
      if (different !== undefined) throw this.#different(different, history)
      if (history.failure === undefined) continue
      const isLeast = strategy instanceof Levels || strategy instanceof Stretching
      throw await this.#believed(history, history.failure, isLeast)
    }
  }

  /** @returns whether no history like it was run before */
  #count(history: History): boolean {
    this.#runs += 1
    this.#decisions += history.steps.length
    const { onRun, seed } = this.#plan
    if (onRun !== undefined) {
      const replay = lineOf(history, seed)
      onRun({ decisions: decisionsOf(history), replay, failure: history.failure })
    }
    if (history.limited === true) this.#limited = Math.min(this.#limited, deviationsIn(history))
    if (history.escapes.length > 0) for (const one of history.escapes) this.#escapes.add(one)
    if (this.#runs % REPORTED === 0) {
      this.#plan.onProgress?.({ runs: this.#runs, share: this.#share() })
    }
    return this.#distinct.add(history)
  }

  #sample(history: History): void {
    this.#samples += 1
    this.#sampled.add(history)
  }

  #isSpent(): boolean {
    return this.#runs > 0 && this.#share() >= 1
  }

  #share(): number {
    const { now, runs, seconds } = this.#plan
    const passed = Number.isFinite(seconds) ? (now() - this.#began) / 1000 / seconds : 0
    return Math.max(this.#runs / runs, passed)
  }

  /** X6: a failing history is run again before it is believed, and then made as small as can be. */
  async #believed(failing: History, failure: Failure, isLeast: boolean): Promise<Error> {
    const again = await this.#source.run(following(chosenIn(failing)), { patient: true })
    for (const escape of again.escapes) this.#escapes.add(escape)
    const difference = differenceOf(failing, again)
    if (difference !== undefined) return this.#different(difference, failing)
    const shrinker = new Shrinker(this.#source, failing, failure, this.#plan.shrink)
    return this.#reported(await shrinker.shrink(isLeast ? deviationsIn(failing) : 0), failure)
  }

  async #reported(smallest: History, failure: Failure): Promise<Error> {
    const traced = await this.#source.run(following(chosenIn(smallest)), { traced: true })
    const history = areAlike(traced.failure, failure) ? traced : smallest
    const nearest = this.#plan.shrink === 0 ? undefined : await nearestTo(history, this.#source)
    const replay = lineOf(history, this.#plan.seed)
    const { call, decisive } = this.#plan
    const options = `{ ${[...decisive, `replay: '${replay}'`].join(', ')} }`
    const runs = this.#plan.replay === undefined ? this.#runs : undefined
    const report = reportOf({ call, failure, history, nearest, options, runs })
    return this.#error(report, history, failure, nearest)
  }

  /** X6: of two runs with the same decisions, the first difference. */
  #different(difference: string, history: History): Error {
    const escaped = [...this.#escapes]
    const advice =
      escaped.length === 0
        ? 'state may have been left by the run before, or the code may read what the world does not control'
        : `outside the world: ${escaped.join('; ')}`
    const message = `two runs with the same decisions differ: ${difference}; ${advice}`
    const failure: Failure = { kind: 'nondeterminism', message, cause: undefined }
    return this.#error(`${message}.`, history, failure)
  }

  #error(report: string, history: History, { cause, kind }: Failure, nearest?: Nearest): Error {
    const decisions = decisionsOf(history)
    const replay = lineOf(history, this.#plan.seed)
    const picture = pictureOfBoth(history, nearest)
    return new ExplorationError(report, {
      cause,
      decisions,
      kind,
      picture,
      replay,
      runs: this.#runs,
    })
  }

  #explored(reached: Reached): Explored {
    const isFree = this.#limited === Infinity
    const complete = reached.complete && this.#escapes.size === 0 && isFree
    const reduced = reached instanceof Reduction
    const { perLevel } = reached
    // X5: what deviates beyond the limit was not run.
    const bound = Math.min(reached.bound, this.#limited)
    return {
      runs: this.#runs,
      histories: this.#distinct.size,
      complete,
      bound,
      perLevel,
      unseen: this.#samples === 0 ? undefined : this.#sampled.once / this.#samples,
      decisions: this.#decisions,
      seconds: (this.#plan.now() - this.#began) / 1000,
      escapes: [...this.#escapes],
      reduced,
      claim: claimOf({
        classes: reduced,
        complete,
        decided: this.#decisions > 0,
        count: this.#distinct.size,
        escapes: this.#escapes.size,
        limited: !isFree,
        reached: { bound, perLevel },
        unshared: this.#source.takesFootprints === false,
      }),
    }
  }
}

function decisionsOf({ steps }: History): readonly Decision[] {
  return steps.map(({ choices, chosen }): Decision => {
    const choice = choices[chosen]
    return { kind: choice?.kind ?? 'burst', label: choice?.label ?? '', n: choices.length, chosen }
  })
}

function differenceOf(one: History, other: History): string | undefined {
  const at = one.steps.findIndex((step, index) => {
    const twin = other.steps[index]
    return twin === undefined || shown(step.choices.map(textOf)) !== shown(twin.choices.map(textOf))
  })
  const steps = (history: History, index: number): string =>
    shown(history.steps[index]?.choices.map(textOf) ?? [])
  if (at >= 0 || other.steps.length > one.steps.length) {
    const where = at >= 0 ? at : one.steps.length
    return `at decision ${where + 1} the first could choose ${steps(one, where)}, and the second ${steps(other, where)}`
  }
  if (areAlike(one.failure, other.failure)) return undefined
  return `the one ${endingOf(one)}, the other ${endingOf(other)}`
}

function endingOf({ failure }: History): string {
  return failure === undefined ? 'passed' : `failed (${failure.message})`
}

function shown(texts: readonly string[]): string {
  return texts.length === 0 ? 'nothing' : texts.join(', ')
}
