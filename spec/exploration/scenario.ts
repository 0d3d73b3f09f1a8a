/** Scenarios as data: what the laws of exploration run, on native promises and in the model. */

/** What an actor does next; it waits where the comment says so. */
export type Move =
  /** Waits for an operation without an effect. If it may fail and does, the actor fails, unless it is caught. */
  | { readonly do: 'operation'; readonly mayFail?: boolean; readonly caught?: boolean }
  /** Waits for an operation that reads the store, when it completes or already when it is called. */
  | { readonly do: 'read'; readonly at: 'call' | 'completion' }
  /** Waits for an operation that sets the store to what the actor has read, plus 1. */
  | { readonly do: 'write' }
  /** Waits for a timer. */
  | { readonly do: 'sleep'; readonly ms: number }
  /** Waits for `setImmediate`. */
  | { readonly do: 'immediate' }
  /** Waits until no operation is pending. */
  | { readonly do: 'idle' }
  /** Waits for so many microtasks. */
  | { readonly do: 'hop'; readonly count: number }
  /** From here on the world does what it does by default. */
  | { readonly do: 'calm' }
  /** Rejects a promise that nothing handles. */
  | { readonly do: 'lose' }
  /** Fails. */
  | { readonly do: 'throw' }
  /** Waits for ever. */
  | { readonly do: 'hang' }

/** Actors that begin at once, in order; the scenario settles when all of them have ended, or one has failed. */
export interface Scenario {
  readonly actors: readonly (readonly Move[])[]
  /** How many events may happen, each of which adds 10 to the store. */
  readonly events: number
  /** The assertion at the end: what the store must be. */
  readonly expect?: number
  /** The invariant: what the store never exceeds. */
  readonly most?: number
}
