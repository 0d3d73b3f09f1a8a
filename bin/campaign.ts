/** A campaign on the terminal. */

import { checkSession, sumOf, verdictsOf, verdictsOfSum } from '../properties/check.ts'
import type { ChunkResult, Standing, Verdicts } from '../properties/check.ts'
import type { Kit } from '../properties/kit.ts'
import { failureReport, replayLine, standings } from '../properties/report.ts'
import type { Session } from '../spec/program.ts'
import * as looplaw from '../src/index.ts'
import { candidateOf, type Candidate, type Which } from './candidate.ts'
import { alone, crewOf, type Crew } from './crew.ts'
import { progressTo } from './progress.ts'
import { say, sayJson } from './say.ts'
import { resumed, writeState, type Shard, type State } from './state.ts'

/** What a campaign is to be. */
export interface Goal {
  readonly seed: number
  readonly which?: Which
  /** How many programs, unless it is a time. */
  readonly runs: number
  readonly minutes?: number | undefined
  readonly workers?: number | undefined
  readonly shard?: Shard | undefined
  /** A file in which it is kept, and from which it is resumed. */
  readonly state?: string | undefined
  /** Whether to print JSON. */
  readonly json?: boolean | undefined
}

const CHUNK = 100
/** At least so many milliseconds are between two writings of a state. */
const KEPT_EACH = 1_000

/** Runs a campaign and prints the results. Returns whether everything holds. */
export async function runCampaign(goal: Goal): Promise<boolean> {
  const { json = false, seed, which = {}, workers } = goal
  const candidate = await candidateOf(which)
  if (!json) say(`From seed ${seed}:`, '')
  const crew = workers === undefined ? alone(candidate, seed) : crewOf(workers, { which, seed })
  try {
    const state = await new Running(goal, crew, candidate.options ?? '').end()
    return json ? printJson(state, candidate) : printState(state, candidate)
  } finally {
    await crew.close()
  }
}

class Running {
  readonly #goal: Goal
  readonly #crew: Crew
  readonly #shard: Shard
  readonly #before: State | undefined
  readonly #options: string
  readonly #begun = performance.now()
  /** By chunk of the shard: what is done, and not yet in the sum because an earlier one is not. */
  readonly #ahead = new Map<number, ChunkResult>()
  #sum: ChunkResult
  /** How many chunks are in the sum. */
  #done: number
  #next: number
  #kept = 0
  /** The first chunk that fails: nothing after it is begun. */
  #failed = Infinity

  constructor(goal: Goal, crew: Crew, options: string) {
    this.#goal = goal
    this.#crew = crew
    this.#options = options
    this.#shard = goal.shard ?? { index: 1, of: 1 }
    const expected = { seed: goal.seed, shard: this.#shard, options }
    this.#before = goal.state === undefined ? undefined : resumed(goal.state, expected)
    this.#sum = this.#before?.sum ?? sumOf([])
    this.#done = this.#before?.chunks ?? 0
    this.#next = this.#done
  }

  async end(): Promise<State> {
    const { minutes, runs } = this.#goal
    const progress = progressTo(minutes === undefined ? String(runs) : `${minutes} minutes`)
    const work = async (member: number): Promise<void> => {
      for (let chunk = this.#take(); chunk !== undefined; chunk = this.#take()) {
        const { index, of } = this.#shard
        const most = minutes === undefined ? runs - chunk * CHUNK : CHUNK
        const result = await this.#crew.run(member, { chunk: index - 1 + of * chunk, most })
        this.#add(chunk, result)
        progress.update(this.#sum.runs, this.#share())
      }
    }
    try {
      await Promise.all(Array.from({ length: this.#crew.size }, (_, member) => work(member)))
    } finally {
      progress.stop()
      this.#keep(true)
    }
    return this.#state()
  }

  /** The next chunk; undefined if there is none, or one has failed. */
  #take(): number | undefined {
    if (this.#failed < Infinity || this.#sum.failing !== undefined || this.#share() >= 1)
      return undefined
    if (this.#goal.minutes === undefined && this.#next * CHUNK >= this.#goal.runs) return undefined
    this.#next += 1
    return this.#next - 1
  }

  #add(chunk: number, result: ChunkResult): void {
    if (result.failing !== undefined) this.#failed = Math.min(this.#failed, chunk)
    this.#ahead.set(chunk, result)
    // In their order, so that the sum is the same however many work on it.
    for (let next = this.#ahead.get(this.#done); next; next = this.#ahead.get(this.#done)) {
      this.#ahead.delete(this.#done)
      this.#done += 1
      this.#sum = sumOf([this.#sum, next])
    }
    this.#keep(false)
  }

  #share(): number {
    const { minutes, runs } = this.#goal
    return minutes === undefined ? this.#sum.runs / runs : this.#seconds() / 60 / minutes
  }

  #seconds(): number {
    return (performance.now() - this.#begun) / 1_000
  }

  #state(): State {
    const seconds = (this.#before?.seconds ?? 0) + this.#seconds()
    return {
      seed: this.#goal.seed,
      shard: this.#shard,
      options: this.#options,
      chunks: this.#done,
      seconds: Math.round(seconds * 10) / 10,
      sum: this.#sum,
    }
  }

  #keep(isLast: boolean): void {
    const { state } = this.#goal
    const now = performance.now()
    if (state === undefined || (!isLast && now - this.#kept < KEPT_EACH)) return
    this.#kept = now
    writeState(state, this.#state())
  }
}

/** Prints what a campaign, or several shards of one, came to. Returns whether everything holds. */
export function printState(
  { seconds, seed, shard, sum }: State,
  candidate: Candidate = SHIPPED,
): boolean {
  const all = verdictsOfSum(sum, { subject: candidate.subject, ...candidate.kit })
  const result = { ...all, clauses: ofKit(all.clauses, candidate.kit) }
  const programs = `${sum.runs} ${sum.runs === 1 ? 'program' : 'programs'}`
  const untested = [...result.clauses.values()].filter(isUntested).length
  const verdict =
    untested === 0
      ? 'every clause holds'
      : `every clause holds, except ${untested} that ${untested === 1 ? 'was' : 'were'} not exercised`
  const part = shard.of === 1 ? '' : `, shard ${shard.index} of ${shard.of}`
  return printResult(
    result,
    `${programs}, each under drain and snapshot, from seed ${seed}${part}, in ${seconds.toFixed(1)} s`,
    verdict,
    candidate.options,
  )
}

/** The same for a machine. */
export function printJson(
  { options, seconds, seed, shard, sum }: State,
  candidate: Candidate = SHIPPED,
): boolean {
  const verdicts = verdictsOfSum(sum, { subject: candidate.subject, ...candidate.kit })
  const clauses = ofKit(verdicts.clauses, candidate.kit)
  const what = { seed, shard, options, programs: sum.runs, seconds }
  return printVerdicts(what, { ...verdicts, clauses }, candidate)
}

function printVerdicts(what: object, found: Verdicts, { options }: Candidate): boolean {
  const [first] = found.failures
  const failure = first && {
    clause: first.law?.clause ?? 'model',
    law: first.law?.sentence ?? 'the log of the loop is that of the model',
    wrong: first.wrong,
    replay: replayLine(first.session, options),
  }
  const clauses = Object.fromEntries(found.clauses)
  sayJson({ ...what, clauses, model: found.refinement, ...(failure && { failure }) })
  return first === undefined
}

const SHIPPED: Candidate = { subject: looplaw }

/** Without the clauses that the kit asks no law of. */
function ofKit(clauses: Verdicts['clauses'], kit: Kit | undefined): Verdicts['clauses'] {
  if (kit === undefined) return clauses
  const asked = new Set(kit.asked.map(({ clause }) => clause))
  return new Map([...clauses].filter(([id]) => asked.has(id)))
}

/** Runs one session and prints the results. Returns whether everything holds. */
export async function replaySession(
  session: Session,
  which: Which = {},
  json = false,
): Promise<boolean> {
  const candidate = await candidateOf(which)
  const { kit, options, subject } = candidate
  const all = verdictsOf(checkSession(session, subject, kit?.asked))
  const clauses = new Map([...all.clauses].filter(([, standing]) => !isUntested(standing)))
  const found = { ...all, clauses }
  if (json) return printVerdicts({ options: options ?? '', session }, found, candidate)
  const verdict = 'every clause that it exercises holds'
  return printResult(found, `1 session, under ${session.discipline}`, verdict, options)
}

function isUntested({ verdict }: Standing): boolean {
  return verdict === 'not exercised'
}

/** Prints the table, the summary, and the report of a failure if there is one. */
function printResult(
  result: Verdicts,
  what: string,
  verdict: string,
  options: string | undefined,
): boolean {
  const [first, ...others] = result.failures
  say(...standings(result), '', `${what}: ${first === undefined ? verdict : 'a check failed'}.`)
  if (first === undefined) return true
  say('', ...failureReport(first, others, options))
  return false
}
