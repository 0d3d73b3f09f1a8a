/**
 * How much the suites try, at three depths. `npm test` is what a newcomer waits for, so it is as deep as the
 * mutants need; `npm run test:deep` adds what it leaves out, and `npm run campaign` goes beyond both.
 */

/** From a size to a size, each of which is tried completely. */
type Sizes = readonly [from: number, to: number]

interface Depth {
  /** Random sessions, of each kind. */
  readonly runs: number
  /** Statements of a plain program, and of one of groups, combinators and timeouts. */
  readonly plain: Sizes
  readonly structured: Sizes
  /** Calls of a host; and those at which an observer acts, in every way at every event. */
  readonly hosts: Sizes
  readonly observed: Sizes
  /** Where a task or future is cancelled at every point: statements of a program, tasks of a scene. */
  readonly cancelled: Sizes
  readonly scenes: Sizes
  /** Random programs that are cancelled, each at so many points at most. */
  readonly cancelledRuns: number
  readonly points: number
}

const depths: Readonly<Record<'test' | 'deep' | 'campaign', Depth>> = {
  test: {
    runs: 2_000,
    plain: [0, 4],
    structured: [0, 3],
    hosts: [0, 4],
    observed: [1, 2],
    cancelled: [1, 2],
    scenes: [2, 2],
    cancelledRuns: 100,
    points: 20,
  },
  deep: {
    runs: 40_000,
    plain: [5, 5],
    structured: [4, 5],
    hosts: [5, 5],
    observed: [3, 3],
    cancelled: [3, 3],
    scenes: [3, 3],
    cancelledRuns: 300,
    points: 20,
  },
  campaign: {
    runs: 200_000,
    plain: [6, 6],
    structured: [6, 6],
    hosts: [6, 6],
    observed: [4, 4],
    cancelled: [4, 4],
    scenes: [4, 4],
    cancelledRuns: 10_000,
    points: 60,
  },
}

// vitest puts its mode here.
const mode = process.env['MODE']

export const depth: Depth = mode === 'deep' || mode === 'campaign' ? depths[mode] : depths.test

/** Every size from one to the other, within these limits. */
export function sizesOf([from, to]: Sizes, least = 0, most = Number.POSITIVE_INFINITY): number[] {
  const sizes = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return sizes.filter((size) => size >= least && size <= most)
}

/** Whether this is `npm run test:deep`, which adds to `npm test` what only time speaks against. */
export const isDeep: boolean = mode === 'deep'
/** Whether this is `npm run campaign`, which draws other sessions each time. */
export const isCampaign: boolean = mode === 'campaign'

/** The first mutant of each clause, which is what `npm test` has time for. */
export function oneOfEachClause<B extends { readonly law: { readonly clause: string } }>(
  breaches: readonly B[],
): readonly B[] {
  const first = new Map<string, B>()
  for (const breach of breaches) {
    if (!first.has(breach.law.clause)) first.set(breach.law.clause, breach)
  }
  return [...first.values()]
}

/**
 * The sessions that every law is held to, one by one: random ones, every program up to a size, every program up to
 * another with a cancellation at every point, and every small scene, with a cancellation at one point of so many; and
 * of the races of two operations that can proceed, one of so many.
 */
export const LAWS = {
  sample: { numRuns: isDeep ? 4_000 : 800, seed: 20_261_123 },
  size: 3,
  cancelled: isDeep ? 3 : 2,
  // Odd, so that both tasks of a scene are cancelled.
  stride: isDeep ? 1 : 13,
  // Odd for the same reason: each race comes under both disciplines.
  selects: isDeep ? 1 : 5,
} as const
