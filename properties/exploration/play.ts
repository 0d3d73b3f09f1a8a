/** From a scenario as data to one that runs on native promises. */

import type { Move, Scenario } from '../../spec/exploration/scenario.ts'
import type { Scenario as Native, World } from '../../src/explore/index.ts'

/** What a scenario leaves outside its runs, to be looked up afterwards. */
export interface Notes {
  /** How many checks were called, or decisions taken, while microtasks were left. */
  busy: number
}

/** An error of the assertion at the end. */
class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

interface Stage {
  readonly world: World
  store: number
  /** How many actors wait for microtasks: those of a `hop`, and those between an answer and its awaiter. */
  hopping: number
}

/** The scenario, to be explored. */
export function play(scenario: Scenario, notes: Notes = { busy: 0 }): Native {
  return async (world) => {
    const stage: Stage = { world, store: 0, hopping: 0 }
    const { most = Number.POSITIVE_INFINITY } = scenario
    world.check(() => {
      if (stage.hopping > 0) notes.busy += 1
      if (stage.store > most) throw new Error(`the store is above ${most}`)
    })
    for (let index = 0; index < scenario.events; index += 1) {
      world.event(`event ${index}`, () => {
        if (stage.hopping > 0) notes.busy += 1
        stage.store += 10
      })
    }
    await Promise.all(scenario.actors.map((moves, index) => act(moves, index, stage)))
    const { expect } = scenario
    if (expect !== undefined && stage.store !== expect) {
      throw new AssertionError(`the store is not ${expect}`)
    }
  }
}

async function act(moves: readonly Move[], actor: number, stage: Stage): Promise<void> {
  let read = 0
  const { world } = stage
  for (const [index, move] of moves.entries()) {
    const label = `${move.do} ${actor}.${index + 1}`
    switch (move.do) {
      case 'operation': {
        const pending = world.external(label, undefined, {
          mayFail: move.mayFail === true && new Error('an operation failed'),
        })
        await (move.caught === true ? pending.catch(() => {}) : pending)
        break
      }
      case 'read':
        read = await world.external(label, () => answering(stage, move), { at: move.at })
        if (move.at === 'completion') stage.hopping -= 1
        break
      case 'write':
        await world.external(label, () => {
          stage.store = read + 1
          stage.hopping += 1
        })
        stage.hopping -= 1
        break
      case 'sleep':
        // Both ways to wait are the world's.
        await (actor % 2 === 0
          ? world.sleep(move.ms)
          : new Promise((resolve) => setTimeout(resolve, move.ms)))
        break
      case 'immediate':
        await new Promise((resolve) => setImmediate(resolve))
        break
      case 'idle':
        await world.idle()
        break
      case 'hop':
        await hop(move.count, stage)
        break
      case 'calm':
        world.calm()
        break
      case 'lose':
        void Promise.reject(new Error('lost'))
        break
      case 'throw':
        throw new Error('an actor threw')
      case 'hang':
        await new Promise(() => {})
    }
  }
}

/** What the store holds; an answer that arrives is on its way until the actor resumes. */
function answering(stage: Stage, { at }: Extract<Move, { do: 'read' }>): number {
  if (at === 'completion') stage.hopping += 1
  return stage.store
}

/** Microtasks of each kind, one after the other. */
async function hop(count: number, stage: Stage): Promise<void> {
  stage.hopping += 1
  for (let index = 0; index < count; index += 1) {
    if (index % 3 === 0) await Promise.resolve()
    else if (index % 3 === 1) await new Promise((resolve) => queueMicrotask(() => resolve(null)))
    else await new Promise((resolve) => process.nextTick(resolve))
  }
  stage.hopping -= 1
}
