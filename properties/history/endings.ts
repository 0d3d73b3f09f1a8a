/** Endings: how to compare two of them, and what one of them is. */

import type { Ending } from '../../spec/event.ts'

/** Whether two endings are the same: value by value, error object by error object. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, keepUndefined) === JSON.stringify(other, keepUndefined)
}

function keepUndefined(_key: string, value: unknown): unknown {
  return value === undefined ? '\u0000undefined' : value
}

/** Whether an ending is an error of this name. */
export function failedWith(ending: object, name: string): boolean {
  return (
    'error' in ending && typeof ending.error === 'string' && ending.error.startsWith(`${name}#`)
  )
}

/** Whether both are the same error object, or neither is an error. */
export function sameError(one: Ending, other: Ending): boolean {
  return errorIn(one) === errorIn(other)
}

function errorIn(ending: Ending): string | undefined {
  return 'error' in ending ? ending.error : undefined
}

/** Whether an ending is this very value. */
export function returned(ending: Ending, value: boolean): boolean {
  return 'value' in ending && ending.value === value
}
