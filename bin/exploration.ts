/** A campaign of an exploration: every history within a bound, and then by chance. */

import * as z from 'zod'
import { crewOf } from './crew.ts'
import { optionsOf, type Target } from './scenario.ts'
import { say, sayJson } from './say.ts'
import type { Shard, State, Work } from './work.ts'

const count = z.int().nonnegative()

/** What chunks of an exploration came to. */
const schema = z.strictObject({
  runs: count,
  /** What took part from outside the world. */
  escapes: z.array(z.string()).readonly(),
  /** What was run of every history within the bound. */
  every: z
    .strictObject({
      runs: count,
      histories: count,
      /** None where one history of each class was run: JSON has no Infinity. */
      bound: z.int().min(-1).optional(),
      complete: z.boolean(),
      perLevel: z.array(count).readonly(),
      claim: z.string(),
    })
    .readonly()
    .optional(),
  /** The first history that fails, made small. */
  failing: z
    .strictObject({
      kind: z.string(),
      message: z.string(),
      replay: z.string(),
      picture: z.string(),
    })
    .readonly()
    .optional(),
})

export type Found = z.infer<typeof schema>

/** So many histories are chosen by chance at a time: as a seed has the same ones everywhere, chunks are the same too. */
const CHUNK = 500

/** What shards and files have of a target. */
type Named = Pick<Work<Found>, 'options'>

/** The same of a campaign that is merged, or resumed: it is known by its options. */
export function explorationNamed(options: string): Omit<Work<Found>, 'most' | 'crew'> {
  return {
    name: 'explore',
    what: 'histories',
    options,
    schema,
    isFirstAlone: true,
    sumOf,
    print: (state, json) => (json ? printJson(state, { options }) : printState(state, { options })),
  }
}

/** @param isOpen whether there is a limit, so that what every history leaves of it goes to chance */
export function explorationOf(
  target: Target,
  seed: number,
  shard: Shard,
  isOpen: boolean,
): Work<Found> {
  const { strategy } = target
  const isByChance = strategy === 'random' || strategy === 'pct'
  // Every history is one part, which the first shard has.
  const every = isByChance || shard.index > 1 ? 0 : 1
  return {
    ...explorationNamed(optionsOf(target)),
    isFirstAlone: every > 0,
    most(chunk, sum, runs) {
      if (chunk < every) return runs
      if (!isOpen || strategy === 'exhaustive' || sum.every?.complete === true) return 0
      const left = runs - (sum.every?.runs ?? 0) - (chunk - every) * CHUNK
      return Math.min(CHUNK, left)
    },
    crew: (workers = 1) => crewOf(workers, { work: 'explore', target, seed }),
  }
}

function sumOf(results: readonly Found[]): Found {
  const every = results.find((result) => result.every !== undefined)?.every
  const failing = results.find((result) => result.failing !== undefined)?.failing
  return {
    runs: results.reduce((sum, { runs }) => sum + runs, 0),
    escapes: [...new Set(results.flatMap(({ escapes }) => escapes))],
    ...(every && { every }),
    ...(failing && { failing }),
  }
}

/** No more than was shown. */
function claimOf({ every, runs }: Found): string {
  const chosen = runs - (every?.runs ?? 0)
  if (every === undefined) return `all ${chosen} runs by chance pass`
  return chosen === 0 ? every.claim : `${every.claim}, and so do ${chosen} runs by chance`
}

/** For a POSIX shell: what it quotes has no quote. */
function replayLine({ options }: Named, replay: string): string {
  return `npx looplaw explore ${options} --replay '${replay}'`
}

function printState({ seconds, seed, shard, sum }: State<Found>, named: Named): boolean {
  const { escapes, failing, runs } = sum
  const part = shard.of === 1 ? '' : `, shard ${shard.index} of ${shard.of}`
  const what = `${runs} ${runs === 1 ? 'run' : 'runs'} from seed ${seed}${part}, in ${seconds.toFixed(1)} s`
  if (failing !== undefined) {
    const line = replayLine(named, failing.replay)
    say(failing.message, '', failing.picture.trimEnd(), '', `A history failed: ${what}.`)
    say('', 'To replay it from here:', '', line)
    return false
  }
  const outside = escapes.length === 0 ? [] : [`Outside the world: ${escapes.join('; ')}.`]
  say(...outside, `${what}: ${claimOf(sum)}.`)
  return true
}

function printJson({ seconds, seed, shard, sum }: State<Found>, named: Named): boolean {
  const { failing, every, ...counts } = sum
  const failure = failing && { ...failing, replay: replayLine(named, failing.replay) }
  const claim = failing === undefined ? { claim: claimOf(sum) } : {}
  const what = { seed, shard, options: named.options, seconds, ...counts }
  sayJson({ ...what, ...(every && { every }), ...claim, ...(failure && { failure }) })
  return failing === undefined
}
