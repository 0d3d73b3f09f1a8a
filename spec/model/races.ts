/** Operations that race: which of them are of one race. */

import type { Coroutine, Join, State } from './state.ts'

/** A race or an any, by the future that it settles. */
interface Race extends Join {
  readonly future: string
}

/** S11: the undecided race in which a task is an operation: one that is all that its coroutine does. */
export function raceOf(state: State, name: string): Race | undefined {
  const who = state.coroutines.get(name)
  if (who === undefined || !isOperation(who)) return undefined
  for (const [future, join] of state.joins) {
    const selects = join.what === 'race' || join.what === 'any'
    const open = join.decided === undefined && !join.released
    if (selects && open && join.owned.includes(name)) return { ...join, future }
  }
  return undefined
}

/** S11: whether two tasks are operations of one race, of which none serves another. */
export function areRivals(state: State, one: string | undefined, other: string): boolean {
  const race = one === undefined ? undefined : raceOf(state, one)
  return race !== undefined && race.future === raceOf(state, other)?.future
}

/** Whether it does nothing but to put, to take, or to wait; and is not to be closed. */
function isOperation({ close, frames }: Coroutine): boolean {
  const [body, wait, ...others] = frames
  if (close !== 'no' || body?.in !== 'block' || others.length > 0) return false
  const [statement, ...rest] = body.block
  const alone = rest.length === 0 && (wait === undefined || wait.in === 'primitive')
  return alone && ['put', 'take', 'wait'].includes(statement?.do ?? '')
}
