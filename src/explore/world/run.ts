/** One run of a scenario on native promises: a decision, a macrotask, and so on until it has settled. */

import { AsyncResource } from 'node:async_hooks'
import { isAssertion, messageOf } from '../engine/failing.ts'
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
import { ExplorationRefusedError } from '../errors.ts'
import type { Scenario } from './contract.ts'
import { door } from './door.ts'
import { guard } from './guards.ts'
import type { Act } from './operation.ts'
import { Resources } from './resources.ts'
import { Macrotasks } from './macrotasks.ts'
import { caller } from './where.ts'
import { WorldOfRun } from './world.ts'

/** So many decisions more may a run take with defaults alone, if it has not ended within its limit. */
const GRACE = 1_000
/** Real operations may take so long, in milliseconds, before the scenario that waits for them is said to hang. */
const PATIENCE = 1_000
/** So often, and no sooner than a millisecond later each time, is a hang looked for before it is believed. */
const DOUBT = 30

/** What holds for all runs of an exploration, every field checked. */
export interface Settings {
  readonly seed: number
  readonly bursts: boolean
  readonly windDown: number
  readonly cancel: boolean
  readonly maxDecisions: number
}

/** A scenario on native promises. Use it between `open` and `close`. */
export class Worlds implements Source {
  readonly scenario: Scenario
  readonly settings: Settings
  readonly macrotasks: Macrotasks = new Macrotasks()
  readonly resources: Resources = new Resources()
  /** The scenario runs in the async context of the call that explores it. */
  readonly context: AsyncResource = new AsyncResource('looplaw explore')
  /** Whether something real was waited for: it may come again, and the process may not report it. */
  isPatient = false
  #run: Run | undefined
  readonly #leave: () => void

  constructor(scenario: Scenario, settings: Settings) {
    this.scenario = scenario
    this.settings = settings
    this.#leave = guard({
      unhandled: (reason) => this.#run?.fail('unhandled rejection', reason),
      uncaught: (error) => this.#run?.fail('exception', error),
    })
  }

  run(chooser: Chooser, options: RunOptions = {}): Promise<History> {
    return new Promise((resolve, reject) => {
      this.#run = new Run(this, chooser, options, { resolve, reject })
      this.#run.begin()
    })
  }

  close(): void {
    door.current = undefined
    this.#leave()
    this.macrotasks.close()
  }
}

/** What becomes of a run. */
interface Settle {
  readonly resolve: (history: History) => void
  readonly reject: (error: unknown) => void
}

class Run {
  readonly #worlds: Worlds
  readonly #world: WorldOfRun
  readonly #chooser: Chooser
  readonly #options: RunOptions
  readonly #settle: Settle
  readonly #steps: Step[] = []
  readonly #effects: Effect[] = []
  /** Whether it has passed its limit of decisions, and might have decided otherwise since. */
  #isLimited = false
  #failure: Failure | undefined
  #hasSettled = false
  /** What the last decision was about. */
  #asked: string | undefined
  /** How many macrotasks are left to what was pending when the scenario had ended. */
  #winding: number | undefined
  #pending: readonly string[] = []
  /** When a hang was first suspected, in real time. */
  #suspected: number | undefined
  /** How often in a row since then the process has reported nothing real. */
  #quiet = 0

  constructor(worlds: Worlds, chooser: Chooser, options: RunOptions, settle: Settle) {
    this.#worlds = worlds
    this.#chooser = chooser
    this.#options = options
    this.#settle = settle
    const { cancel, seed } = worlds.settings
    this.#world = new WorldOfRun({
      seed,
      cancel,
      where: options.traced === true ? caller : undefined,
      fail: (kind, error) => this.fail(kind, error),
    })
  }

  begin(): void {
    const { context, macrotasks, scenario } = this.#worlds
    door.current = this.#world
    macrotasks.each = () => {
      try {
        this.#continue()
      } catch (error) {
        // A strategy that throws is no failure of the scenario.
        this.#world.isOver = true
        door.current = undefined
        this.#settle.reject(error)
      }
    }
    try {
      const outcome = context.runInAsyncScope(scenario, undefined, this.#world)
      Promise.resolve(outcome).then(
        () => {
          this.#hasSettled = true
        },
        (error: unknown) => this.#rejected(error),
      )
    } catch (error) {
      this.#rejected(error)
    }
    macrotasks.next()
  }

  #rejected(error: unknown): void {
    this.#hasSettled = true
    if (isAbort(error, this.#world.cancelled)) return
    this.fail(isAssertion(error) ? 'assertion' : 'rejection', error)
  }

  /** The first failure counts: what comes after it may come of it. */
  fail(kind: FailureKind, cause: unknown, message = messageOf(kind, cause)): void {
    if (this.#winding !== undefined) return
    this.#failure ??= { kind, cause, message }
  }

  /** X3: every microtask has run. */
  #continue(): void {
    const world = this.#world
    world.begin()
    if (this.#winding !== undefined) return this.#wind()
    this.#check()
    this.#note()
    if (this.#suspected !== undefined) this.#relieve()
    if (this.#failure !== undefined || this.#hasSettled) return this.#end()
    if (world.rouse()) return this.#worlds.macrotasks.next()
    this.#decide()
  }

  #check(): void {
    for (const invariant of this.#world.checks) {
      if (this.#failure !== undefined) return
      try {
        if (invariant() === false) this.fail('invariant', new Error('a check returned false'))
      } catch (error) {
        this.fail('invariant', error)
      }
    }
  }

  #note(): void {
    if (this.#options.traced !== true) return
    const { began } = this.#world
    this.#world.began = []
    // Macrotasks without a decision belong to the one before.
    const last = this.#effects.length > this.#steps.length ? this.#effects.pop() : undefined
    const all = last === undefined ? began : [...last.began, ...began]
    this.#effects.push({ began: all, asked: this.#asked })
  }

  #decide(): void {
    for (;;) {
      const { choices, plain } = this.#world.enabled()
      if (choices.length === 0) return this.#suspect()
      const chosen = this.#choose(choices)
      if (chosen === undefined) return this.#end()
      this.#steps.push(this.#stepOf(choices, plain, chosen))
      const choice = choices[chosen]
      if (choice === undefined) return this.#end()
      this.#asked = choice.asked
      this.#world.perform(choice)
      if (choice.kind !== 'hold') break
      // A hold decides what comes later; nothing has happened, so the next decision is due at once.
      this.#note()
    }
    if (this.#worlds.settings.bursts) this.#burst()
    this.#worlds.macrotasks.next()
  }

  /** X5: where the limit leaves no choice, the step has none. */
  #stepOf(choices: readonly Act[], plain: number, chosen: number): Step {
    if (this.#steps.length < this.#worlds.settings.maxDecisions) return { choices, plain, chosen }
    this.#isLimited ||= choices.length > 1
    return { choices: choices.slice(0, 1), plain: 1, chosen }
  }

  /** X8: beyond its limit a run takes defaults, which are fair, before it is said to be endless. */
  #choose(choices: readonly Act[]): number | undefined {
    const at = this.#steps.length
    const { maxDecisions } = this.#worlds.settings
    if (at >= maxDecisions) {
      if (at >= maxDecisions + GRACE || this.#world.operations.length === 0) {
        this.fail('too many decisions', undefined, endless(maxDecisions))
        return undefined
      }
      return 0
    }
    if (choices.length === 1) return 0
    const chosen = this.#chooser.choose(choices, at)
    return chosen < choices.length ? chosen : 0
  }

  /** A second event in the same macrotask, before the microtasks of the first. */
  #burst(): void {
    const { choices, plain } = this.#world.enabled()
    const events = choices.slice(0, plain)
    if (events.length === 0) return
    if (this.#steps.length >= this.#worlds.settings.maxDecisions) {
      this.#isLimited = true
      return
    }
    const ends: Act = {
      kind: 'burst',
      label: 'nothing more in this macrotask',
      actor: 0,
      asked: undefined,
      act() {},
    }
    const all = [
      ends,
      ...events.map((event): Act => ({ ...event, label: `${event.label} in the same macrotask` })),
    ]
    const chosen = this.#choose(all)
    const choice = all[chosen ?? 0]
    if (chosen === undefined || choice === undefined) return
    this.#note()
    this.#steps.push({ choices: all, plain: all.length, chosen })
    this.#asked = choice.asked
    this.#world.perform(choice)
  }

  /** Nothing can happen in the world, and the scenario has not settled: it hangs, or waits for what is real. */
  #suspect(): void {
    const patient = this.#options.patient === true || this.#worlds.isPatient
    const beyond = this.#worlds.resources.beyond()
    this.#suspected ??= door.now()
    // What the process does not report may begin when something that it reports has ended.
    this.#quiet = beyond.length > 0 ? 0 : this.#quiet + 1
    const passed = door.now() - this.#suspected
    if (beyond.length > 0 ? passed < PATIENCE : patient && this.#quiet <= DOUBT) {
      for (const kind of beyond) this.#world.escape(kind)
      // X13: what comes of a real macrotask comes from outside the world.
      door.after(1, () => this.#worlds.macrotasks.next())
      return
    }
    this.#refuseReplaced()
    this.fail('hang', undefined, hanging(this.#world.escapes))
    this.#end()
  }

  /** What was taken for a hang has ended, or has not: if anything happened since, it came from outside the world. */
  #relieve(): void {
    const isStuck = !this.#hasSettled && this.#world.enabled().choices.length === 0
    if (isStuck && this.#failure === undefined) return
    this.#suspected = undefined
    this.#quiet = 0
    // Where something real took part, something that the process does not report may follow.
    this.#worlds.isPatient = true
    if (this.#world.escapes.size === 0)
      this.#world.escape('something that the process does not report')
  }

  /** X9: foreign fake timers fire when the scenario advances them, and not when the explorer decides. */
  #refuseReplaced(): void {
    if (door.isIntact?.() === true) return
    const refused = new ExplorationRefusedError(
      'the scenario has replaced setTimeout or Date, by vi.useFakeTimers perhaps: leave that out, since a run has timers of its own',
    )
    this.fail('rejection', refused)
  }

  #end(): void {
    this.#refuseReplaced()
    this.#pending = this.#world.operations.map(({ label }) => label)
    this.#winding = this.#worlds.settings.windDown
    this.#wind()
  }

  /** X9: what was pending ends by default, so that no state of a module waits for what never comes. */
  #wind(): void {
    const world = this.#world
    const left = this.#winding ?? 0
    this.#winding = left - 1
    const choice = left > 0 ? world.leftover() : undefined
    if (choice === undefined) return this.#leave()
    world.perform(choice)
    this.#worlds.macrotasks.next()
  }

  #leave(): void {
    this.#world.isOver = true
    door.current = undefined
    this.#settle.resolve({
      steps: this.#steps,
      failure: this.#failure,
      pending: this.#pending,
      escapes: [...this.#world.escapes],
      limited: this.#isLimited,
      ...(this.#options.traced === true ? { effects: this.#effects } : {}),
    })
  }
}

/** X14: whether a rejection is what an abort that the explorer chose had to lead to. */
function isAbort(error: unknown, signals: readonly AbortSignal[]): boolean {
  if (signals.length === 0) return false
  if (signals.some(({ reason }) => reason === error)) return true
  if (!(error instanceof Error)) return false
  return error.name === 'AbortError' || (error.cause !== undefined && isAbort(error.cause, signals))
}

function endless(decisions: number): string {
  return `the scenario has not settled within ${decisions} decisions: end what repeats, or raise maxDecisions`
}

function hanging(escapes: ReadonlySet<string>): string {
  const real = escapes.size === 0 ? '' : `, except for what is real: ${[...escapes].join(', ')}`
  return `the scenario hangs: it has not settled, and nothing can happen any more${real}; settle what it awaits, or pass that through world.external or world.wrap`
}
