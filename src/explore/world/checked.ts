/** What a scenario passes to its world may come from code that is not type-checked. */

import type { WrapOptions } from './contract.ts'

/** @throws `TypeError` unless it is a string */
export function checkedLabel(method: string, label: string): void {
  if (typeof label !== 'string') {
    throw new TypeError(`world.${method} takes a label, a string, not ${String(label)}`)
  }
}

const OPTIONS: ReadonlySet<string> = new Set(['mayFail', 'at', 'signal', 'name', 'only'])

/** @throws `TypeError` that names the option */
export function checkedOperation(options: WrapOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `an operation takes an object of options, like { mayFail: true }, not ${String(options)}`,
    )
  }
  for (const option of Object.keys(options)) {
    if (!OPTIONS.has(option)) {
      throw new TypeError(
        `an operation has no option ${option}; its options are ${[...OPTIONS].join(', ')}`,
      )
    }
  }
  const { at, mayFail, name, only, signal } = options
  if (at !== undefined && at !== 'call' && at !== 'completion') {
    throw new TypeError(
      `the effect of an operation is at 'call' or 'completion', not ${String(at)}`,
    )
  }
  const fails = typeof mayFail === 'boolean' || typeof mayFail === 'function'
  if (mayFail !== undefined && !fails && !(mayFail instanceof Error)) {
    throw new TypeError('mayFail is a boolean, an Error, or a function that returns one')
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`the signal of an operation is an AbortSignal, not ${String(signal)}`)
  }
  if (name !== undefined && typeof name !== 'string') {
    throw new TypeError(`the name of what is wrapped is a string, not ${String(name)}`)
  }
  if (
    only !== undefined &&
    !(Array.isArray(only) && only.every((key) => typeof key === 'string'))
  ) {
    throw new TypeError('only is a list of names of methods')
  }
}
