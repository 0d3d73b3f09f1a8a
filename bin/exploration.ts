/** A campaign of an exploration: every history within a bound, and then by chance. */

import { Front } from '../src/explore/engine/front.ts'
import { crewOf, type Crew } from './crew.ts'
import { Complaint } from './documents.ts'
import { mergedEvery, runEvery, runsOf, shownBy } from './every.ts'
import { schema, type Found } from './found.ts'
import { isByChance, optionsOf, type Target } from './scenario.ts'
import { say, sayJson } from './say.ts'
import { unfinishedOf } from './unfinished.ts'
import type { Keep, Limits, Shard, State, Work } from './work.ts'

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
  const { bound = 3, strategy } = target
  const isOver = (sum: Found): boolean => !isOpen || strategy === 'exhaustive' || isWhole(sum)
  const first = async (
    crew: Crew<Found>,
    limits: Limits,
    keep: Keep<Found>,
    { escapes, unfinished }: Found,
  ): Promise<Found> => {
    const { parts = [], standing } = unfinished === undefined ? {} : unfinishedOf(unfinished)
    const front = new Front(bound, shard, standing)
    const { ran, ...found } = await runEvery(crew, front, limits, keep, { escapes, parts })
    if (ran?.isReduced === true && isOver(found))
      throw new Complaint(
        'this shard has nothing to run, since classes of histories are not divided, and shard 1 runs them: add --runs or --minutes',
      )
    return found
  }
  return {
    ...explorationNamed(optionsOf(target)),
    ...(!isByChance(strategy) && { first }),
    most(chunk, sum, runs) {
      if (isByChance(strategy)) return Math.min(CHUNK, runs - chunk * CHUNK)
      if (isOver(sum)) return 0
      const every = sum.every === undefined ? 0 : runsOf(sum.every)
      return Math.min(CHUNK, runs - every - (chunk - 1) * CHUNK)
    },
    crew: (workers = 1) => crewOf(workers, { work: 'explore', target, seed }),
  }
}

/** Whether there is no other history. */
function isWhole({ escapes, every }: Found): boolean {
  return every?.completeAt !== undefined && escapes.length === 0
}

function sumOf(results: readonly Found[]): Found {
  const every = mergedEvery(results.flatMap((result) => result.every ?? []))
  const failing = firstOf(results.flatMap((result) => result.failing ?? []))
  const chosen = results.reduce(
    (sum, result) => sum + result.runs - (result.every === undefined ? 0 : runsOf(result.every)),
    0,
  )
  // Where several shards were left, each continues by itself.
  const some = results.filter(({ runs }) => runs > 0)
  const unfinished = some.length === 1 ? some[0]?.unfinished : undefined
  return {
    runs: chosen + (every === undefined ? 0 : runsOf(every)),
    escapes: [...new Set(results.flatMap(({ escapes }) => escapes))],
    ...(every && { every }),
    ...(unfinished && { unfinished }),
    ...(failing && { failing }),
  }
}

type Failing = NonNullable<Found['failing']>

/** X7: of what has failed in several shards, the one that a single process would have come to first. */
function firstOf(all: readonly Failing[]): Failing | undefined {
  const inOrder = all.flatMap((one) =>
    one.place === undefined ? [] : [{ ...one, place: one.place }],
  )
  return inOrder.toSorted((one, other) => difference(one.place, other.place))[0] ?? all[0]
}

function difference(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== other[index])
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
}

/** No more than was shown. */
function claimOf({ escapes, every, runs }: Found): string {
  if (every === undefined) return `all ${runs} runs by chance pass`
  const { claim, runs: ran } = shownBy(every, escapes)
  // What limits the claim comes last.
  return runs === ran
    ? claim
    : claim.replace(/(?=;|$)/u, `, and so do ${runs - ran} runs by chance`)
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
    // X6: what differs from run to run is no history.
    if (failing.kind === 'nondeterminism') {
      say(failing.message, '', 'It cannot be explored.')
      return false
    }
    const line = replayLine(named, failing.replay)
    say(failing.message, '', ...shortened(failing.picture), '', `A history failed: ${what}.`)
    say('', 'To replay it from here:', '', line)
    return false
  }
  const outside = escapes.length === 0 ? [] : [`Outside the world: ${escapes.join('; ')}.`]
  say(...outside, `${what}: ${claimOf(sum)}.`)
  return true
}

/** A picture of more lines than these is elided in the middle, as a report is. */
const LINES = 80

function shortened(picture: string): readonly string[] {
  const lines = picture.trimEnd().split('\n')
  const left = lines.length - LINES
  if (left <= 0) return lines
  const elided = `… ${left} more ${left === 1 ? 'line' : 'lines'}, which --json has …`
  return [...lines.slice(0, LINES / 2), elided, ...lines.slice(-LINES / 2)]
}

function printJson({ seconds, seed, shard, sum }: State<Found>, named: Named): boolean {
  const { failing, every, unfinished: _unfinished, ...counts } = sum
  const failure = failing && failureOf(failing, named)
  const claim = failing === undefined ? { claim: claimOf(sum) } : {}
  const what = { seed, shard, options: named.options, seconds, ...counts }
  sayJson({
    ...what,
    ...(every && { every: shownBy(every, sum.escapes) }),
    ...claim,
    ...(failure && { failure }),
  })
  return failing === undefined
}

function failureOf({ place: _place, replay, ...failing }: Failing, named: Named): object {
  return { ...failing, replay: replayLine(named, replay) }
}
