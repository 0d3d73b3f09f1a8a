/** Check, then act: two guests see the last seat free, and both are seated. */

import type { Scenario } from '../../src/explore/index.ts'

interface Seats {
  free(): Promise<number>
  take(guest: string): Promise<boolean>
}

async function seat(guest: string, seats: Seats): Promise<boolean> {
  if ((await seats.free()) === 0) return false
  await seats.take(guest)
  return true
}

/** The check and the act are one operation of the outside, which says whether it has happened. */
async function seatSafely(guest: string, seats: Seats): Promise<boolean> {
  return seats.take(guest)
}

function scenario(how: typeof seat, isAtomic: boolean): Scenario {
  return async (world) => {
    const taken: string[] = []
    const seats = world.wrap({
      free: () => 1 - taken.length,
      take(guest: string): boolean {
        if (isAtomic && taken.length > 0) return false
        taken.push(guest)
        return true
      },
    })
    world.check(() => {
      if (taken.length > 1) throw new Error(`${taken.join(' and ')} have one seat`)
    })
    const seated = await Promise.all([how('Ada', seats), how('Bob', seats)])
    if (!seated.includes(true)) throw new Error(`seated: ${seated.join(', ')}`)
  }
}

export const broken: Scenario = scenario(seat, false)
export const fixed: Scenario = scenario(seatSafely, true)
