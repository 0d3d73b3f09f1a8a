/** How much the suites try. `npm run campaign` tries more. */

/** vitest puts its mode here. */
const campaign = process.env['MODE'] === 'campaign'

/** Random sessions, of each kind. */
export const RUNS: number = campaign ? 200_000 : 40_000

/** Statements of a program, up to which every one is tried. */
export const SIZE: number = campaign ? 6 : 5

/** Calls of a host, up to which every sequence is tried. */
export const LENGTH: number = campaign ? 5 : 4

/**
 * Where a task or future is cancelled at every point: programs of so many statements, scenes of so many tasks,
 * and so many random programs, each at so many points at most.
 */
export const CANCELLED = campaign
  ? ({ size: 4, tasks: 4, programs: 10_000, points: 60 } as const)
  : ({ size: 3, tasks: 3, programs: 300, points: 20 } as const)

/** Statements of a program of groups, combinators and timeouts, up to which every one is tried. */
export const STRUCTURED: number = campaign ? 6 : 5

/** The sessions that every law is held to, one by one: the suites that ask for them mean the same. */
export const LAWS = { size: 3, sample: { numRuns: 4_000, seed: 20_261_123 } } as const
