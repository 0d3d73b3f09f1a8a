/** A run as a picture, recorded by an observer. */

import { kindOf, type Observer } from '../core/index.ts'
import { pictureOf, type AsciiOptions, type DrawOptions, type Picture } from './picture.ts'
import { Recorder } from './recorder.ts'

/** The options of {@link timeline}. */
export interface TimelineOptions {
  /** What the picture is headed with. */
  readonly title?: string | undefined
  /** How many notifications are kept, from the first on; by default a million. */
  readonly limit?: number | undefined
}

/** An observer that records a run, and draws it. */
export interface Timeline extends Picture, Observer {}

/**
 * Records what a loop does, and draws it: ticks across, main and the tasks down, a mark for each step, and arrows for
 * what spawns, wakes and cancels. Use it as the observer of one loop; draw at any time.
 *
 * @param options.title what the picture is headed with
 * @param options.limit how many notifications are kept, from the first on; by default a million, some 100 MB
 * @throws `TypeError` or `RangeError` if an option is none
 *
 * @example
 * ```ts
 * import { Loop, sleep } from 'looplaw'
 * import { timeline } from 'looplaw/trace'
 *
 * const picture = timeline({ title: 'two sleepers' })
 * const loop = new Loop({ observer: picture })
 * loop.spawn(sleep(10), 'short')
 * loop.run(sleep(20))
 * console.log(picture.ascii({ width: 60 }).split('\n')[0]) // two sleepers
 * console.log(picture.svg().startsWith('<svg')) // true
 * ```
 *
 * Clauses O1, O3.
 */
export function timeline({ limit = 1_000_000, title = 'a run' }: TimelineOptions = {}): Timeline {
  if (typeof title !== 'string') throw new TypeError(`title is a string, not ${kindOf(title)}`)
  if (typeof limit !== 'number') throw new TypeError(`limit is a number, not ${kindOf(limit)}`)
  if (!(limit > 0)) throw new RangeError(`limit is a positive number, not ${limit}`)
  return new Recording(title, limit)
}

class Recording extends Recorder implements Timeline {
  readonly #title: string

  constructor(title: string, limit: number) {
    super(limit)
    this.#title = title
  }

  svg(options?: DrawOptions): string {
    return this.#picture().svg(options)
  }

  ascii(options?: AsciiOptions): string {
    return this.#picture().ascii(options)
  }

  perfetto(options?: DrawOptions): string {
    return this.#picture().perfetto(options)
  }

  #picture(): Picture {
    const { dropped, records } = this
    const part = dropped ? `: its first ${records.length} notifications` : ''
    return pictureOf({ title: this.#title + part, records })
  }
}
