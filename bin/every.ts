/** Every history within a bound, by a crew: and what the shares of several machines come to. */

import { claimOf } from '../src/explore/engine/claim.ts'
import type { Front, Piece } from '../src/explore/engine/front.ts'
import type { Crew } from './crew.ts'
import { Complaint } from './documents.ts'
import type { Every, Found } from './found.ts'
import { packed, unpacked } from './packed.ts'
import { keptOf, type Part } from './unfinished.ts'
import type { Keep, Limits } from './work.ts'

/** So many histories are run by a member of the crew at a time. */
const STRETCH = 500

/**
 * Runs the levels of a front, one after the other, each by all members at once. What fails first in the order of the
 * histories is what has failed, whichever came first in time.
 *
 * @param from what was run before, where it continues what was left
 */
export async function runEvery(
  crew: Crew<Found>,
  front: Front,
  limits: Limits,
  keep: Keep<Found>,
  from: Pick<Found, 'escapes'> & { readonly parts: readonly Part[] },
): Promise<Found> {
  const escapes = new Set(from.escapes)
  let before = front.levels.reduce((sum, { runs }) => sum + runs, 0)
  let { parts } = from
  for (;;) {
    const { standing } = front
    const soFar = (done: readonly (Done | undefined)[]): Found => {
      const whole = wholeOf(done)
      const all = new Set([...escapes, ...whole.flatMap(({ escapes: some }) => some)])
      const runs = whole.reduce((sum, one) => sum + one.runs, before)
      return { runs, escapes: [...all], unfinished: keptOf({ standing, parts: whole }) }
    }
    const level = await runLevel(crew, front, { ...limits, before, parts }, (done) =>
      keep(() => soFar(done)),
    )
    parts = []
    let runs = before
    for (const { found, piece } of level) {
      for (const escape of found.escapes) escapes.add(escape)
      runs += runsIn(piece, found)
      if (found.failing !== undefined) return { ...found, runs, escapes: [...escapes] }
      // X19: classes are not divided.
      if (found.every !== undefined || found.ran?.isReduced === true) return found
    }
    const ran = level.flatMap(({ found, piece }) =>
      found.ran === undefined ? [] : [[piece, found.ran] as const],
    )
    const next = front.end(ran)
    before = runs
    if (next === 'another') continue
    const left = next === 'cut short' ? soFar(level) : undefined
    return { ...left, runs, escapes: [...escapes], every: everyOf(front) }
  }
}

/** A stretch that was run. */
interface Done {
  readonly piece: Piece
  readonly found: Found
}

/** A stretch as it is kept, and what it came to. */
interface Whole extends Part {
  readonly runs: number
  readonly escapes: readonly string[]
}

/** The first of them: up to one that is not done, or was cut short, which is to be run again. */
function wholeOf(done: readonly (Done | undefined)[]): readonly Whole[] {
  const whole: Whole[] = []
  for (const one of done) {
    if (one === undefined) break
    const { found, piece } = one
    const { ran } = found
    const size = piece.counts.length
    if (ran?.numbers.length !== size) break
    whole.push({ size, ran, runs: runsIn(piece, found), escapes: found.escapes })
  }
  return whole
}

/** How many histories of a stretch count for the share. */
function runsIn({ counts }: Piece, { runs }: Found): number {
  return counts.slice(0, runs).filter(Boolean).length
}

/** Returns the stretches of a level, in their order, up to the end of the budget or to the first that fails. */
async function runLevel(
  crew: Crew<Found>,
  front: Front,
  limits: Limits & { readonly before: number; readonly parts: readonly Part[] },
  keep: (done: readonly (Done | undefined)[]) => void,
): Promise<readonly Done[]> {
  const { before } = limits
  // Small enough that no member waits long for the others at the end of the level.
  const size = Math.min(STRETCH, Math.max(1, Math.ceil(front.size / (crew.size * 4))))
  const done: (Done | undefined)[] = limits.parts.map(({ ran, size: most }) => {
    const piece = front.take(most)
    if (piece?.counts.length !== ran.numbers.length)
      throw new Complaint('what was kept of this exploration is damaged: delete it to begin anew')
    return { piece, found: { runs: most, escapes: [], ran } }
  })
  const made: number[] = done.map((one) => one?.found.runs ?? 0)
  let left = limits.runs - before - made.reduce((sum, one) => sum + one, 0)
  let failed = false
  const work = async (member: number): Promise<void> => {
    while (!failed && left > 0 && limits.secondsLeft() > 0) {
      const piece = front.take(Math.min(size, left))
      if (piece === undefined) return
      const { counts, stretch } = piece
      left -= counts.length
      // X19: the first may come to one history of each class, of all the runs there are.
      const most = stretch.successors === undefined ? limits.runs : counts.length
      const at = made.push(0) - 1
      const report = (some: number): void => {
        made[at] = some
        limits.onProgress(before + made.reduce((sum, one) => sum + one, 0))
      }
      const found = await crew.run(
        member,
        { chunk: 0, most, seconds: limits.secondsLeft(), stretch },
        report,
      )
      done[at] = { piece, found }
      report(found.runs)
      failed ||= found.failing !== undefined
      if (found.ran?.isReduced === false) keep(done)
    }
  }
  await Promise.all(Array.from({ length: crew.size }, (_, member) => work(member)))
  return done.flatMap((one) => one ?? [])
}

function everyOf(front: Front): Every {
  const { bound, completeAt, isDecided, isLimited, isUnshared, share } = front
  const levels = front.levels.map(({ numbers, runs }) => ({
    runs,
    histories: numbers.length,
    ...(share.of > 1 && { numbers: packed(numbers) }),
  }))
  return {
    of: share.of,
    shares: 1,
    levels,
    bound,
    ...(completeAt !== undefined && { completeAt }),
    decided: isDecided,
    limited: isLimited,
    unshared: isUnshared,
    classes: false,
  }
}

/** X5: what shares come to together: the runs of one exploration, and its claim if none is missing. */
export function mergedEvery(all: readonly Every[]): Every | undefined {
  const [first] = all
  if (first === undefined || all.length === 1) return first
  const ends = all.flatMap(({ completeAt }) => completeAt ?? [])
  const isComplete = ends.length === all.length
  const completeAt = Math.max(...ends)
  // Where the last share was complete, the exploration would have ended.
  const depth = isComplete ? completeAt + 1 : Math.max(...all.map(({ levels }) => levels.length))
  const bound = isComplete
    ? completeAt
    : Math.min(...all.flatMap((one) => (one.completeAt === undefined ? (one.bound ?? []) : [])))
  const seen = new Set<number>()
  const levels = Array.from({ length: depth }, (_, at) => {
    const same = all.flatMap((one) => one.levels[at] ?? [])
    const numbers: number[] = []
    for (const number of same.flatMap((level) => unpacked(level.numbers ?? ''))) {
      if (seen.has(number)) continue
      seen.add(number)
      numbers.push(number)
    }
    const runs = same.reduce((sum, level) => sum + level.runs, 0)
    return { runs, histories: numbers.length, numbers: packed(numbers) }
  })
  return {
    ...first,
    shares: all.reduce((sum, { shares }) => sum + shares, 0),
    levels,
    bound,
    ...(isComplete && { completeAt }),
    limited: all.some(({ limited }) => limited),
  }
}

/** How many runs it took. */
export function runsOf({ levels }: Every): number {
  return levels.reduce((sum, { runs }) => sum + runs, 0)
}

/** What it shows, as `explore()` says it. */
export function shownBy(every: Every, escapes: readonly string[]) {
  const {
    bound = Infinity,
    classes,
    completeAt,
    decided,
    levels,
    limited,
    of,
    shares,
    unshared,
  } = every
  const perLevel = levels.map(({ histories }) => histories)
  const histories = perLevel.reduce((sum, one) => sum + one, 0)
  const complete = completeAt !== undefined && escapes.length === 0
  const claim = claimOf({
    classes,
    complete,
    decided,
    count: histories,
    limited,
    reached: { bound, perLevel },
    unshared,
    escapes: escapes.length,
  })
  return {
    runs: runsOf(every),
    histories,
    ...(every.bound !== undefined && { bound: every.bound }),
    complete,
    perLevel: classes ? [] : perLevel,
    claim: shares === of ? claim : `in ${shares} of ${of} shares, ${claim}`,
  }
}
