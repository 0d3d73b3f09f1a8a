/** What an exploration has shown, as a sentence. */

import { counted } from './report.ts'
import type { Reached } from './strategy.ts'

/** What was run, each history of which passed. */
export interface Passed {
  /** How many histories, or classes of them. */
  readonly count: number
  /** X19: whether it counts classes. */
  readonly classes: boolean
  readonly complete: boolean
  readonly reached: Pick<Reached, 'bound' | 'perLevel'>
  /** X19: whether orders would be reduced, if something were shared. */
  readonly unshared: boolean
  /** Whether a decision was taken in any of them. */
  readonly decided: boolean
  /** Whether a history took as many decisions as it may, and only defaults from there on. */
  readonly limited: boolean
  /** How many things happened outside the world. */
  readonly escapes: number
}

/** X5: no more than was shown. */
export function claimOf(passed: Passed): string {
  const { classes, decided, escapes, limited, unshared } = passed
  return [
    classes ? ofClasses(passed) : ofHistories(passed),
    ...(decided ? [] : ['no decision was taken, since it asks nothing of the world']),
    ...(unshared ? ['no reduction, since nothing is shared()'] : []),
    ...(limited ? ['beyond maxDecisions, only the default was run'] : []),
    ...(escapes > 0 ? [`${counted(escapes, 'thing')} outside the world took part`] : []),
  ].join('; ')
}

function ofHistories({ complete, count, reached }: Passed): string {
  const { bound, perLevel } = reached
  if (complete) return `${passing(count, '')}, and there are no others`
  if (bound < 0) return passing(count, '')
  const within = perLevel.slice(0, bound + 1).reduce((sum, level) => sum + level, 0)
  const claim = passing(within, ` of at most ${counted(bound, 'deviation')}`)
  return count === within ? claim : `${claim}, and so do ${count - within} others`
}

function ofClasses({ complete, count }: Passed): string {
  const which = count === 1 ? 'the one class of histories' : `all ${count} classes of histories`
  const pass = count === 1 ? 'passes' : 'pass'
  if (complete) return `${which} ${pass}, and there are no others`
  return `${which} that ${count === 1 ? 'was' : 'were'} run ${pass}`
}

function passing(count: number, which: string): string {
  return count === 1 ? `the one history${which} passes` : `all ${count} histories${which} pass`
}
