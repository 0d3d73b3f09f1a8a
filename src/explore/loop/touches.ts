/** What the step that is being taken touches: noted by what it touches, for as long as a run is watched. */

/** The step that is being taken, if one is, in a run whose footprints are taken. */
export interface Touched {
  /** By the name of each place: whether it was written. */
  readonly places: Map<string, boolean>
  /** Whether anything may have been touched. */
  everything: boolean
}

/** The run that is under way, as far as what is touched can know it. */
export interface Watch {
  /** Undefined between two steps. */
  step: Touched | undefined
  /** What creates something now: the name of a process. */
  readonly creator: string
  /** Whether the scenario shares something. */
  shares: boolean
  /** Whether code of the scenario runs, and not the loop after it. */
  readonly isRunning: boolean
  /** The name of an object that had none when it was created. */
  nameOf(object: object): string
  /** An operation of the outside begins. */
  enter(future: object): unknown
}

/** One for the module: a run does not begin while another is under way. */
export const watching: { watch: Watch | undefined } = { watch: undefined }

/** The step that is being taken reads something, or writes it. */
export function touch(place: string, writes: boolean): void {
  const places = watching.watch?.step?.places
  if (places !== undefined && places.get(place) !== true) places.set(place, writes)
}

/** The same of what is shared, which may have been so before the run began. */
export function touchShared(place: string, writes: boolean): void {
  if (watching.watch !== undefined) watching.watch.shares = true
  touch(place, writes)
}

/** The same of something without a name of its own: a future, a lock. */
export function touchObject(object: object, writes: boolean): void {
  const { watch } = watching
  if (watch?.step !== undefined && watch.isRunning) touch(watch.nameOf(object), writes)
}

/** The step that is being taken may touch anything. */
export function touchEverything(): void {
  const step = watching.watch?.step
  if (step !== undefined) step.everything = true
}
