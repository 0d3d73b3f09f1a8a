/** What a step touches: all that decides whether two steps may be exchanged. */

/**
 * Of one decision. Two steps are independent if neither reads what the other writes, nor do both write it: in either order
 * they lead to the same state. Clause X19.
 */
export interface Footprint {
  /** What was stepped, the same in every run: a task by its parent, and its number among the children of that. */
  readonly process: number
  /** What it read, and what it wrote (true), by the name of the place. */
  readonly touched: ReadonlyMap<string, boolean>
  /** So many objects without a name of their own had been touched before: which those from here on are, only this run knows. */
  readonly known: number
  /** Whether it may touch anything: it is independent of no other. */
  readonly everything: boolean
  /** Whether it can only happen when nothing else can, as time that passes: it comes after all before, and before all after. */
  readonly barrier: boolean
  /** Whether the scenario ended with it, while other things could still happen. */
  readonly last: boolean
  /** The decisions without which it could not have happened: what created it, or settled what it waited for. */
  readonly enabledBy: readonly number[]
}

/** The name of an object that has none of its own: its number among those of the run. */
export function anonymous(number: number): string {
  return `?${number}`
}

/** Whether two steps of one run depend on each other. */
export function areDependent(one: Footprint, other: Footprint): boolean {
  if (one.everything || other.everything || one.barrier || other.barrier) return true
  const [few, many] =
    one.touched.size < other.touched.size
      ? [one.touched, other.touched]
      : [other.touched, one.touched]
  for (const [place, writes] of few) {
    const too = many.get(place)
    if (too !== undefined && (writes || too)) return true
  }
  return false
}

/**
 * The same of a step that was seen in another run, at the end of a prefix of this one. An object that had no name there may
 * be any that got one since.
 */
export function mayDepend(asleep: Footprint, step: Footprint): boolean {
  if (areDependent(asleep, step)) return true
  const writes = newIn(asleep, asleep.known)
  const others = newIn(step, asleep.known)
  return writes !== undefined && others !== undefined && (writes || others)
}

/** Whether it writes to an object without a name that was not known before; undefined if it touches none. */
function newIn({ touched }: Footprint, known: number): boolean | undefined {
  let found: boolean | undefined
  for (const [place, writes] of touched) {
    const number = numberOf(place)
    if (number !== undefined && number >= known) found = found === true || writes
  }
  return found
}

function numberOf(place: string): number | undefined {
  return place.startsWith('?') ? Number.parseInt(place.slice(1), 10) : undefined
}
