/**
 * A game with one queue, and a reference that does not know how a queue is made: which items are in, which puts wait, and
 * how many items are not done with. It plays longer than a session does, and with more items.
 */

import type { Session } from '../../spec/program.ts'
import type { Chance } from './chance.ts'
import type { Subject, Task } from './implementation.ts'

/** What was observed in one move, beside what is due. */
export interface Observation {
  readonly about: 'join' | 'taskDone' | 'discard' | 'order'
  readonly seen: string
  readonly due: string
}

interface Item {
  readonly rank: number
  readonly number: number
}

const MOVES = 24

/** Plays, and observes. */
export function* play(
  { Loop, Queue }: Subject,
  { discipline }: Session,
  chance: Chance,
): Generator<Observation, void> {
  const ranked = chance(2) === 0
  const capacity = [Infinity, 0, 1, 2, 3][chance(5)] ?? 1
  const queue = new Queue<Item>({ capacity, ...(ranked && { priority: ({ rank }) => rank }) })
  const loop = new Loop({ discipline, onUnhandled: () => {} })
  let inside: Item[] = []
  const waiting: { readonly item: Item; readonly task: Task }[] = []
  let joins: { readonly task: Task; over: boolean }[] = []
  let taken = 0
  let count = 0

  const item = (): Item => ({ rank: ranked ? chance(3) : 0, number: (count += 1) })
  const admit = (): void => {
    while (inside.length < capacity && waiting.length > 0) {
      const next = waiting.shift()
      if (next !== undefined) inside.push(next.item)
    }
  }
  const ordered = (): Item[] =>
    inside.toSorted((one, other) => one.rank - other.rank || one.number - other.number)
  /** What waited for the items resumes if none is left. */
  const end = (): void => {
    if (inside.length + taken === 0) for (const join of joins) join.over = true
  }
  const cancelled = (task: Task): void => {
    task.cancel()
    loop.runStep()
  }
  /** The move is over. */
  const rest = function* (): Generator<Observation, void> {
    end()
    loop.runStep()
    loop.runStep()
    const seen = joins.map(({ task }) => task.done())
    yield {
      about: 'join',
      seen: `${seen.join()}; ${queue.undone} left`,
      due: `${joins.map(({ over }) => over).join()}; ${inside.length + taken} left`,
    }
    joins = joins.filter(({ over }) => !over)
  }
  const moves: (() => Generator<Observation, void>)[] = [
    function* puts() {
      const next = item()
      const task = loop.spawn(queue.put(next))
      loop.runStep()
      loop.runStep()
      if (inside.length < capacity) inside.push(next)
      else waiting.push({ item: next, task })
    },
    function* leaves() {
      // A put that waits has put nothing in.
      waiting.splice(chance(waiting.length + 1), 1)[0]?.task.cancel()
    },
    function* withdraws() {
      // Nor has one that is cancelled before it has returned, unless its item is gone.
      if (inside.length >= capacity) return
      const task = loop.spawn(queue.put(item()))
      if (discipline === 'snapshot') loop.runStep()
      task.cancel()
      loop.runStep()
    },
    function* takes() {
      const due = ordered()[0] ?? waiting[0]?.item
      let got: Item | undefined
      try {
        got = queue.takeNow()
      } catch {
        // It is empty.
      }
      yield { about: 'order', seen: String(got?.number), due: String(due?.number) }
      if (due === undefined) return
      taken += 1
      if (inside.length === 0) waiting.shift()
      inside = inside.filter((one) => one !== due)
      admit()
    },
    function* returns() {
      // A take that is cancelled before it has its item takes nothing; but there was room meanwhile.
      const [first] = discipline === 'snapshot' ? ordered() : []
      const task = loop.spawn(queue.take())
      if (first === undefined) {
        cancelled(task)
        return
      }
      loop.runStep()
      inside = inside.filter((one) => one !== first)
      admit()
      taken += 1
      // Or it is said to be done with before it has come back.
      if (chance(2) === 0) {
        queue.taskDone()
        taken -= 1
        end()
      }
      cancelled(task)
      taken = Math.max(0, taken - 1)
      inside.push(first)
    },
    function* finishes() {
      let refused = false
      try {
        queue.taskDone()
      } catch {
        refused = true
      }
      yield { about: 'taskDone', seen: String(refused), due: String(taken === 0) }
      taken = Math.max(0, taken - 1)
    },
    function* joinsIt() {
      joins.push({ task: loop.spawn(queue.join()), over: false })
    },
    function* leavesJoin() {
      joins.splice(chance(joins.length + 1), 1)[0]?.task.cancel()
    },
    function* discards() {
      const due = ordered().map(({ number }) => number)
      const seen = queue.discard().map(({ number }) => number)
      yield { about: 'discard', seen: seen.join(), due: due.join() }
      inside = []
      admit()
    },
  ]
  for (let left = MOVES; left > 0; left -= 1) {
    // Most moves put and take.
    const move = moves[chance(3) === 0 ? chance(moves.length) : ([0, 0, 3, 5, 6][chance(5)] ?? 0)]
    if (move !== undefined) yield* move()
    yield* rest()
  }
  loop.close()
}
