/** How `console.log` of Node shows a loop, a task, a future. */

/**
 * Has Node's inspection print what `String` gives, instead of everything that is reachable from an
 * object: a task reaches its loop, which reaches every other task.
 */
export function showAsString(prototype: object): void {
  Object.defineProperty(prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(this: { toString(): string }): string {
      return String(this)
    },
  })
}
