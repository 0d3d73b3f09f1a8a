/** How a loop, a task and a future are shown by `console.log` of Node, and by `JSON.stringify`. */

/**
 * Has both show what `String` gives, instead of everything that is reachable from an object: a task
 * reaches its loop, which reaches every other task.
 */
export function showAsString(prototype: object): void {
  const shown = {
    value(this: { toString(): string }): string {
      return String(this)
    },
  }
  Object.defineProperty(prototype, Symbol.for('nodejs.util.inspect.custom'), shown)
  Object.defineProperty(prototype, 'toJSON', shown)
}
