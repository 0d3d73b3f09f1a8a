/** How much the suites try. `npm run campaign` tries more. */

const campaign = process.env['LOOPLAW_CAMPAIGN'] !== undefined

/** Random sessions, of each kind. */
export const RUNS: number = campaign ? 200_000 : 15_000

/** Statements of a program, up to which every one is tried. */
export const SIZE: number = campaign ? 5 : 4

/** Calls of a host, up to which every sequence is tried. */
export const LENGTH: number = campaign ? 6 : 4
