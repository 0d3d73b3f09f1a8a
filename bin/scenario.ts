/** A scenario in a module, and how it is explored. */

import { types } from 'node:util'
import type { LoopScenario, Scenario } from '../src/explore/index.ts'
import { Complaint } from './documents.ts'
import { moduleAt } from './module.ts'
import { quoted } from './shell.ts'

/** What is explored. */
export interface Target {
  readonly file: string
  /** The name of the export. */
  readonly name: string
  /** Whether it is a scenario of coroutines. */
  readonly loop: boolean
  readonly pick: boolean
  readonly time: boolean
  readonly cancel: boolean
  readonly bursts: boolean
  readonly bound: number | undefined
  readonly strategy: Strategy | undefined
  readonly maxDecisions: number | undefined
  readonly windDown: number | undefined
  readonly shrink: number | undefined
}

/** How histories are chosen. */
export type Strategy = 'exhaustive' | 'random' | 'pct'

/** Whether every history that is run is chosen by chance. */
export function isByChance(strategy: Strategy | undefined): boolean {
  return strategy === 'random' || strategy === 'pct'
}

/** The options that name a target, for a POSIX shell. */
export function optionsOf(target: Target): string {
  const { bound, bursts, cancel, file, loop, maxDecisions, name, pick } = target
  const { shrink, strategy, time, windDown } = target
  return [
    word(file),
    ...(name === 'default' ? [] : [`--export ${word(name)}`]),
    ...(loop ? ['--loop'] : []),
    ...(pick ? ['--pick'] : []),
    ...(time ? ['--time'] : []),
    ...(cancel ? ['--cancel'] : []),
    ...(bursts ? ['--bursts'] : []),
    ...(bound === undefined ? [] : [`--bound ${bound}`]),
    ...(strategy === undefined ? [] : [`--strategy ${strategy}`]),
    ...(maxDecisions === undefined ? [] : [`--max-decisions ${maxDecisions}`]),
    ...(windDown === undefined ? [] : [`--wind-down ${windDown}`]),
    ...(shrink === undefined ? [] : [`--shrink ${shrink}`]),
  ].join(' ')
}

/** Quoted, if it needs to be. */
function word(text: string): string {
  return /^[\w./@%+:,-]+$/u.test(text) ? text : quoted(text)
}

/** @throws `Complaint` */
export async function scenarioOf(target: Target): Promise<Scenario> {
  const found = await exportOf(target)
  if (isScenario(found)) return found
  throw new Complaint(`${target.file}: its ${shown(target)} is a generator function; add --loop`)
}

/** @throws `Complaint` */
export async function loopScenarioOf(target: Target): Promise<LoopScenario> {
  const found = await exportOf(target)
  if (isLoopScenario(found)) return found
  throw new Complaint(
    `${target.file}: --loop takes a generator function, function* (loop, world), and its ${shown(target)} is none`,
  )
}

async function exportOf(target: Target): Promise<unknown> {
  const { file, name } = target
  const module = await moduleAt(file)
  const found = module[name]
  if (typeof found === 'function') return found
  const names = Object.keys(module).filter((key) => typeof module[key] === 'function')
  const advice =
    names.length === 0
      ? 'write export default async (world) => { … }'
      : `choose one by --export: ${names.join(', ')}`
  throw new Complaint(`${file} has no function as its ${shown(target)}; ${advice}`)
}

function shown({ name }: Target): string {
  return name === 'default' ? 'default export' : `export ${name}`
}

function isScenario(found: unknown): found is Scenario {
  return typeof found === 'function' && !types.isGeneratorFunction(found)
}

function isLoopScenario(found: unknown): found is LoopScenario {
  return types.isGeneratorFunction(found) && !types.isAsyncFunction(found)
}
