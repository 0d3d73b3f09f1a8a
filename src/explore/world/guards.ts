/** What Node reports of a run otherwise than to its caller. */

/** Receives what is reported. */
export interface Reported {
  unhandled(reason: unknown): void
  uncaught(error: unknown): void
}

const NAMES = ['unhandledRejection', 'uncaughtException', 'rejectionHandled'] as const

/**
 * X6: what nothing handles is the run's that is under way. The handlers of others, such as a test runner, are put aside,
 * and back by the function that is returned.
 */
export function guard(to: Reported): () => void {
  const handlers = {
    unhandledRejection: (reason: unknown) => to.unhandled(reason),
    uncaughtException: (error: unknown) => to.uncaught(error),
    // A run has failed by then; without a handler, Node would print a warning for each.
    rejectionHandled() {},
  }
  const emitter: NodeJS.EventEmitter = process
  const aside = NAMES.map((name) => ({
    name,
    // As they were registered, so that others can still remove them.
    listeners: emitter.rawListeners(name).filter(isListener),
  }))
  for (const name of NAMES) {
    emitter.removeAllListeners(name)
    emitter.on(name, handlers[name])
  }
  return () => {
    for (const { listeners, name } of aside) {
      emitter.off(name, handlers[name])
      for (const listener of listeners) emitter.on(name, listener)
    }
  }
}

function isListener(value: unknown): value is (...args: unknown[]) => void {
  return typeof value === 'function'
}
