/** What depends on tasks or mains that may end: it is notified when they have. It imports nothing, so that types.ts may name it. */

/** A task, by its id; or a main, which is a task only from the closing of its loop on. */
type Numbered = { readonly id: number } | { readonly task: { readonly id: number } | undefined }

/**
 * Depends on one task or main at a time, or on none. `Dependents` alone writes its links.
 *
 * @typeParam W tasks and mains
 * @typeParam N what it is notified with
 */
export abstract class Dependent<W, N> {
  /** Of several, the one of the lowest number is notified first. */
  abstract readonly order: number
  /** What it depends on. */
  on: W | undefined = undefined
  /** Its neighbours in a list of `Dependents`. */
  ahead: Dependent<W, N> | undefined = undefined
  behind: Dependent<W, N> | undefined = undefined

  /** What it depended on has ended, and it depends on nothing now. */
  abstract ended(notifications: N): void
}

/** How many lists there are at first: a power of two, as it remains. */
const FEW = 8

const NONE: readonly never[] = []

/**
 * What depends on the tasks and mains of one loop: a table of lists through the dependents themselves, by the id of the
 * task. A contended lock depends on another task after each hand-off: that takes 15 ns here, and 70 with a `Map`.
 */
export class Dependents<W extends Numbered, N> {
  #lists: (Dependent<W, N> | undefined)[] = []
  #size = 0

  /** From here on it depends on a task or main of this loop; it did on none. */
  add(dependent: Dependent<W, N>, who: W): void {
    if (this.#size === this.#lists.length) this.#grow()
    this.#size += 1
    dependent.on = who
    this.#link(dependent, who)
  }

  /** From here on it depends on none. */
  remove(dependent: Dependent<W, N>): void {
    const { ahead, behind, on } = dependent
    if (on === undefined) return
    if (ahead === undefined) this.#lists[this.#placeOf(on)] = behind
    else ahead.behind = behind
    if (behind !== undefined) behind.ahead = ahead
    dependent.on = undefined
    this.#size -= 1
  }

  /** Removes what depends on a task or main, and returns it in the order of creation. */
  takeAll(who: W): readonly Dependent<W, N>[] {
    if (this.#size === 0) return NONE
    let all: Dependent<W, N>[] | undefined
    let dependent = this.#lists[this.#placeOf(who)]
    while (dependent !== undefined) {
      const { behind, on } = dependent
      if (on !== undefined && (on === who || taskOf(on) === who)) {
        this.remove(dependent)
        all ??= []
        all.push(dependent)
      }
      dependent = behind
    }
    return all?.toSorted((one, other) => one.order - other.order) ?? NONE
  }

  #link(dependent: Dependent<W, N>, on: W): void {
    const place = this.#placeOf(on)
    const first = this.#lists[place]
    dependent.ahead = undefined
    dependent.behind = first
    if (first !== undefined) first.ahead = dependent
    this.#lists[place] = dependent
  }

  /** All mains are in the first list: there are few. */
  #placeOf(who: W): number {
    return (taskOf(who)?.id ?? 0) & (this.#lists.length - 1)
  }

  /** Twice as many lists, so that there is one dependent in each, on average. */
  #grow(): void {
    const lists = this.#lists
    this.#lists = Array<undefined>(Math.max(FEW, 2 * lists.length)).fill(undefined)
    for (const list of lists) {
      let dependent = list
      while (dependent?.on !== undefined) {
        const { behind, on } = dependent
        this.#link(dependent, on)
        dependent = behind
      }
    }
  }
}

/** The task that it is; of a main only from the closing of its loop on. */
function taskOf(who: Numbered): { readonly id: number } | undefined {
  return 'id' in who ? who : who.task
}
