/** Y18 · To read or to write. */

import type { Session } from '../../spec/program.ts'
import type { Coroutine, Future } from '../../src/index.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { WaitQueues } from '../history/waitQueues.ts'
import { shows } from '../visits/inspection.ts'
import { holdsAlone, releases } from '../visits/permit.ts'
import { chanceOf, type Chance } from '../subject/chance.ts'
import type { Subject, Task } from '../subject/implementation.ts'

export const Y18 = clause('Y18', [
  game({
    sentence:
      'of those that asked, the first hold the lock: a writer alone, or the readers up to the next writer; a release or a cancellation lets in the next',
    hint: 'a reader acquires one permit of a semaphore, a writer all of them (Y14)',
    check: ({ session, subject }, found) => {
      const chance = chanceOf(session)
      if (chance === undefined) return
      for (const { due, seen } of play(subject, session, chance))
        found.expect(seen === due, () => `inside: ${seen}; due: ${due}`)
    },
    mutants: [
      {
        name: 'readers-beside-a-writer',
        why: 'a writer holds the lock beside a reader',
        in: 'sync/readWriteLock.js',
        replace: [
          'this.write = new LockSide(this.#sides, ALL);',
          'this.write = new LockSide(this.#sides, ALL - 1);',
        ],
      },
      {
        name: 'one-reader-at-a-time',
        why: 'a reader holds the lock alone',
        in: 'sync/readWriteLock.js',
        replace: [
          'this.read = new LockSide(this.#sides, 1);',
          'this.read = new LockSide(this.#sides, ALL);',
        ],
      },
      {
        name: 'writers-starve',
        why: 'a reader overtakes a writer that waits',
        in: 'sync/permits.js',
        replace: [
          'return this.waiters.length === 0 &&',
          'return (permits === 1 || this.waiters.length === 0) &&',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'no caller holds the lock beside a writer',
    hint: 'a writer acquires all permits of Sides; the end of a hold() releases nothing of the other side',
    begin: following(WaitQueues, (_trial, waitQueues) => holdsAlone(waitQueues, 'readWriteLock')),
    mutants: [
      {
        name: 'hold-releases-the-other-side',
        why: 'the end of a hold() to read releases a permit of its caller, who may write by then',
        in: 'sync/readWriteLock.js',
        replace: [
          'return permits === ALL ? writes : !writes && super.isHeldBy(who);',
          'return permits === ALL ? writes : super.isHeldBy(who);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'release() of a side is refused exactly if the caller does not hold that side',
    hint: 'isHeldBy() of Sides asks how many permits the caller holds',
    begin: following(WaitQueues, (_trial, waitQueues) => releases(waitQueues, 'readWriteLock')),
    mutants: [
      {
        name: 'reader-releases-a-writer',
        why: 'a reader can release the side of the writer',
        in: 'sync/readWriteLock.js',
        replace: [
          'return permits === ALL ? writes : !writes && super.isHeldBy(who);',
          'return !writes && super.isHeldBy(who) || writes && permits === ALL;',
        ],
      },
      {
        name: 'release-for-others',
        why: 'a caller that holds nothing can release',
        in: 'sync/readWriteLock.js',
        replace: [
          'throw new InvalidStateError(refusal(',
          'if (who !== undefined && !super.isHeldBy(who)) return; throw new InvalidStateError(refusal(',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a read-write lock shows its readers, oldest first, or its writer',
    hint: 'readers and writer of ReadWriteLock read the holders of Sides',
    begin: shows('readWriteLock', ({ of, readers = [], writer }, at, found) => {
      const { acquisitions, reserved, size } = at
      if (reserved.length > 0) return
      const writes = acquisitions.find(({ permits }) => permits === size)
      found.expect((writer === undefined) === (writes === undefined), () => `${of} shows ${writer}`)
      const reads = acquisitions.filter((one) => one !== writes)
      found.expect(
        readers.length === reads.length,
        () => `${of} shows ${readers.length} readers, and has ${reads.length}`,
      )
    }),
    mutants: [
      {
        name: 'writer-shown-as-reader',
        why: 'a writer is shown among the readers',
        in: 'sync/readWriteLock.js',
        replace: [
          'return this.#isWritten() ? [] : this.#sides.holders;',
          'return this.#sides.holders;',
        ],
      },
      {
        name: 'reader-shown-as-writer',
        why: 'a reader is shown as the writer',
        in: 'sync/readWriteLock.js',
        replace: ['return this.#sides.free === 0;', 'return this.#sides.holders.length > 0;'],
      },
    ],
  }),
])

const MOVES = 20

interface Player {
  readonly name: string
  readonly side: 'read' | 'write'
  readonly task: Task
  readonly leave: Future<void>
}

/** Tasks that acquire, hold until a future is settled, and are cancelled; beside a list of those that are due inside. */
function* play(
  { Future, Loop, ReadWriteLock }: Subject,
  { discipline }: Session,
  chance: Chance,
): Generator<{ readonly seen: string; readonly due: string }, void> {
  const lock = new ReadWriteLock('book')
  const loop = new Loop({ discipline, onUnhandled: () => {} })
  const inside = new Set<string>()
  let waiting: readonly Player[] = []
  let holding: readonly Player[] = []
  const stays = function* (
    name: string,
    side: Player['side'],
    leave: Future<void>,
  ): Coroutine<void> {
    yield* lock[side].hold(function* () {
      inside.add(name)
      try {
        yield* leave
      } finally {
        inside.delete(name)
      }
    })
  }
  const comes = (count: number): void => {
    const side = chance(3) === 0 ? 'write' : 'read'
    const name = `${side} ${count}`
    const leave = new Future<void>(name)
    waiting = [...waiting, { name, side, leave, task: loop.spawn(stays(name, side, leave)) }]
  }
  const admit = (): void => {
    const [first, ...rest] = waiting
    const free = holding.length === 0 || (first?.side === 'read' && holding[0]?.side === 'read')
    if (first === undefined || !free) return
    waiting = rest
    holding = [...holding, first]
    admit()
  }
  for (let count = 1; count <= MOVES; count += 1) {
    const one = [...holding, ...waiting][chance(holding.length + waiting.length)]
    const move = chance(4)
    if (move === 0 && one !== undefined) one.task.cancel()
    if (move === 1) holding[0]?.leave.setResult()
    const gone = move === 0 ? one : move === 1 ? holding[0] : undefined
    if (move > 1) comes(count)
    waiting = waiting.filter((player) => player !== gone)
    holding = holding.filter((player) => player !== gone)
    admit()
    for (let steps = 4; steps > 0; steps -= 1) loop.runStep()
    yield {
      seen: `${[...inside].toSorted().join()}; ${lock.readers.length} read, ${lock.writer === undefined ? 0 : 1} write ${lock.name}`,
      due: `${holding
        .map(({ name }) => name)
        .toSorted()
        .join()}; ${countOf('read', holding)} read, ${countOf('write', holding)} write book`,
    }
  }
  loop.close()
}

function countOf(side: Player['side'], players: readonly Player[]): number {
  return players.filter((player) => player.side === side).length
}
