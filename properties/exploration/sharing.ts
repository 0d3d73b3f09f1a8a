/** Small programs of tasks that share: what a reduction of their orders is tried on. */

import type * as looplaw from '../../src/index.ts'
import type { Coroutine, Future, Loop, Task } from '../../src/index.ts'
import type { LoopScenario, LoopWorld } from '../../src/explore/index.ts'
import type { Explorer } from './observe.ts'

/** What one task shares with the others, and what it does with that. */
interface Hands {
  readonly core: typeof looplaw
  readonly all: Shared
  readonly loop: Loop
  readonly world: LoopWorld
  /** Which of two variables, locks, queues, and so on. */
  readonly at: 0 | 1
  /** Differs from move to move. */
  readonly name: string
  /** Notes what the task has seen. */
  readonly note: (what: unknown) => void
  /** A task of its own, with these moves. */
  readonly task: (moves: readonly Move[], name: string) => Coroutine<void>
}

/** Everything that the tasks of one run share. */
class Shared {
  readonly values: number[]
  readonly ready: Map<string, number>
  readonly tasks: Task<unknown>[] = []
  readonly #futures: readonly Future<number>[]
  readonly #locks: readonly looplaw.Lock[]
  readonly #conditions: readonly looplaw.Condition[]
  readonly #pools: readonly looplaw.Semaphore[]
  readonly #queues: readonly looplaw.Queue<number>[]
  readonly #events: readonly looplaw.Event[]
  readonly barrier: looplaw.Barrier
  readonly files: looplaw.ReadWriteLock

  constructor(core: typeof looplaw, share: <T extends object>(object: T) => T) {
    const store = share({ values: [0, 0], ready: new Map<string, number>() })
    this.values = store.values
    this.ready = store.ready
    const two = <T>(create: () => T): readonly T[] => [create(), create()]
    this.#futures = two(() => new core.Future<number>())
    this.#locks = two(() => new core.Lock())
    this.#conditions = this.#locks.map((lock) => new core.Condition(lock))
    this.#pools = two(() => new core.Semaphore(1))
    this.#queues = two(() => new core.Queue<number>({ capacity: 1 }))
    this.#events = two(() => new core.Event())
    this.barrier = new core.Barrier(2)
    this.files = new core.ReadWriteLock()
  }

  future = (at: 0 | 1): Future<number> => one(this.#futures, at)
  lock = (at: 0 | 1): looplaw.Lock => one(this.#locks, at)
  condition = (at: 0 | 1): looplaw.Condition => one(this.#conditions, at)
  pool = (at: 0 | 1): looplaw.Semaphore => one(this.#pools, at)
  queue = (at: 0 | 1): looplaw.Queue<number> => one(this.#queues, at)
  event = (at: 0 | 1): looplaw.Event => one(this.#events, at)
}

function one<T>(list: readonly T[], at: number): T {
  const found = list[at]
  if (found === undefined) throw new Error(`there are ${list.length}`)
  return found
}

type Play = (hands: Hands) => Coroutine<unknown>

/** By what it does: how it is done. */
const PLAYS = {
  *read({ all, at, note }) {
    note(all.values[at])
  },
  *write({ all, at, name }) {
    all.values[at] = name.length + at
  },
  *add({ all, at }) {
    all.values[at] = (all.values[at] ?? 0) * 2 + 1
  },
  *yield() {
    yield
  },
  *random({ note, world }) {
    note(world.random() < 0.5)
  },
  *sleep({ core }) {
    yield* core.sleep(10)
  },
  *settle({ all, at }) {
    all.future(at).setResult(all.values[0] ?? 0)
  },
  *fail({ all, at }) {
    all.future(at).setError(new RangeError('failed'))
  },
  *await({ all, at, note }) {
    note(yield* all.future(at))
  },
  *ask({ all, at, note }) {
    note(all.future(at).done())
  },
  *acquire({ all, at }) {
    yield* all.lock(at).acquire()
  },
  *try({ all, at, note }) {
    note(all.lock(at).tryAcquire())
  },
  *release({ all, at }) {
    all.lock(at).release()
  },
  *hold({ all, at }) {
    yield* all.lock(at).hold(function* () {
      const before = all.values[at] ?? 0
      yield
      all.values[at] = before + 1
    })
  },
  *enter({ all, at, note }) {
    yield* all.pool(at).acquire()
    note(all.values[0])
    all.pool(at).release()
  },
  *put({ all, at, name }) {
    yield* all.queue(at).put(name.length)
  },
  *take({ all, at, note }) {
    note(yield* all.queue(at).take())
  },
  *putNow({ all, at }) {
    all.queue(at).putNow(7)
  },
  *takeNow({ all, at, note }) {
    note(all.queue(at).takeNow())
  },
  *size({ all, at, note }) {
    note(all.queue(at).size)
  },
  *set({ all, at }) {
    all.event(at).set()
  },
  *clear({ all, at }) {
    all.event(at).clear()
  },
  *wait({ all, at }) {
    yield* all.event(at).wait()
  },
  *meet({ all, note }) {
    note(yield* all.barrier.wait())
  },
  *notify({ all, at }) {
    yield* all.lock(at).hold(function* () {
      all.ready.set('ready', 1)
      all.condition(at).notify()
      yield
    })
  },
  *waitFor({ all, at }) {
    yield* all.lock(at).hold(() => all.condition(at).waitFor(() => all.ready.has('ready')))
  },
  *outside({ all, at, name, note, world }) {
    note(yield* world.external(name, () => (all.values[at] = 5)))
  },
  *mayFail({ all, at, name, note, world }) {
    note(yield* world.external(name, () => all.values[at], { mayFail: true }))
  },
  *event({ all, at, name, world }) {
    world.event(name, () => (all.values[at] = 6))
  },
  *cancel({ all, at, note }) {
    note(all.tasks[at]?.cancel())
  },
  *join({ all, at, core, note }) {
    const task = all.tasks[at]
    if (task !== undefined && task !== core.currentTask()) note(yield* outcomeOf(task))
  },
  *group({ core, name, task }) {
    yield* core.group(function* (g) {
      g.spawn(task([{ do: 'add', at: 0 }], `${name}g`))
      yield
    })
  },
  *reading({ all, at, note }) {
    yield* all.files.read.hold(function* () {
      note(all.values[at])
      yield
    })
  },
  *writing({ all, at }) {
    yield* all.files.write.hold(function* () {
      yield
      all.values[at] = 9
    })
  },
  *look({ loop, note }) {
    note(loop.pending.length)
  },
  *now({ loop, note }) {
    note(loop.now())
  },
  *leave() {
    throw new Error('left')
  },
} satisfies Record<string, Play>

/** What a task does without another. */
export type Plain = keyof typeof PLAYS

/** What a task does with the one that it has spawned. */
const THEN = {
  *nothing() {},
  *await(_core, child) {
    yield* child
  },
  *all({ all }, child) {
    yield* all([child])
  },
  *race({ race, sleep }, child) {
    yield* race([child, sleep(10)])
  },
  *any({ any, sleep }, child) {
    yield* any([sleep(10), child])
  },
  *allSettled({ allSettled, sleep }, child) {
    yield* allSettled([child, sleep(10)])
  },
  *shield({ shield }, child) {
    yield* shield(child)
  },
  *timeout({ timeout }, child) {
    yield* timeout(10, child)
  },
} satisfies Record<string, (core: typeof looplaw, child: Task<void>) => Coroutine<void>>

/** How a task awaits the one that it has spawned, if it does. */
export type After = keyof typeof THEN

/** What a task does next. */
export type Move =
  | { readonly do: Plain; readonly at: 0 | 1 }
  | { readonly do: 'spawn'; readonly body: readonly Move[]; readonly after: After }

/** By task: its moves. */
export type Sharing = readonly (readonly Move[])[]

/**
 * A scenario that plays it.
 *
 * @param isSeen whether the explorer sees what is shared
 * @param onOutcome receives, of each run that ends, what each task has seen, and what is left
 */
export function playSharing(
  { core, shared }: Pick<Explorer, 'core' | 'shared'>,
  program: Sharing,
  isSeen: boolean,
  onOutcome: (outcome: string) => void,
): LoopScenario {
  return function* (loop, world) {
    if (core === undefined) return
    const all = new Shared(core, isSeen ? shared : (object) => object)
    const seen: string[][] = []
    const task = (moves: readonly Move[], name: string): Coroutine<void> => {
      const own = [name]
      seen.push(own)
      const note = (what: unknown): void => void own.push(String(what))
      return played({ core, all, loop, world, at: 0, name, note, task }, moves)
    }
    for (const [index, moves] of program.entries()) {
      all.tasks.push(loop.spawn(task(moves, `t${index}`)))
    }
    for (const spawned of all.tasks) yield* outcomeOf(spawned)
    onOutcome(JSON.stringify([seen.map((own) => own.join()).toSorted(), all.values]))
  }
}

/** Notes how it ends. */
function* played(hands: Hands, moves: readonly Move[]): Coroutine<void> {
  const { core, loop, note, task } = hands
  try {
    for (const [index, move] of moves.entries()) {
      const name = `${hands.name}.${index}`
      if (move.do !== 'spawn') yield* PLAYS[move.do]({ ...hands, at: move.at, name })
      else yield* THEN[move.after](core, loop.spawn(task(move.body, name)))
    }
    note('ended')
  } catch (error) {
    note(error instanceof Error ? error.name : error)
  }
}

function* outcomeOf(task: Future<unknown>): Coroutine<string> {
  try {
    yield* task
    return 'ended'
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}
