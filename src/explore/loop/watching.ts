/** For as long as an exploration takes footprints, what reads or writes the state of the library says so. */

import { Future, Loop, Task } from '../../core/index.ts'
import { Barrier, Condition, Event, Lock, Queue, Semaphore } from '../../sync/index.ts'
import { Permits } from '../../sync/permits.ts'
import { Primitive } from '../../sync/primitive.ts'
import { touchEverything, touchObject } from './touches.ts'

type Says = (self: object) => void

const reads: Says = (self) => touchObject(self, false)
const writes: Says = (self) => touchObject(self, true)

const READING: ReadonlySet<string> = new Set(['locked', 'isSet', 'isHeldBy', 'isAbandoned'])
const NAMING: ReadonlySet<string> = new Set(['constructor', 'toString', 'what', 'amount'])

/** Of a primitive, a property reads it, and a method writes it, unless it is known to read. */
function ofPrimitive(name: string, isProperty: boolean): Says | undefined {
  if (NAMING.has(name)) return undefined
  return isProperty || READING.has(name) ? reads : writes
}

const OF_FUTURES: Readonly<Record<string, Says>> = {
  done: reads,
  result: reads,
  error: reads,
  cancelled: reads,
  setResult: writes,
  setError: writes,
  cancel: writes,
}

/** What it takes effect on, an observer is notified of. */
const OF_TASKS: Readonly<Record<string, Says>> = { cancel: reads, terminate: reads }

const OF_LOOPS: ReadonlySet<string> = new Set([
  'close',
  'isClosed',
  'nextDeadline',
  'pending',
  'run',
  'runStep',
  'schedule',
  'scheduled',
  'stop',
  'tick',
  'ticks',
])

const WATCHED: readonly (readonly [
  object,
  (name: string, isProperty: boolean) => Says | undefined,
])[] = [
  ...[Primitive, Permits, Lock, Semaphore, Queue, Event, Condition, Barrier].map(
    ({ prototype }) => [prototype, ofPrimitive] as const,
  ),
  [Future.prototype, (name) => OF_FUTURES[name]],
  [Task.prototype, (name) => OF_TASKS[name]],
  [Loop.prototype, (name) => (OF_LOOPS.has(name) ? touchEverything : undefined)],
]

/** @returns what ends it */
export function watchLibrary(): () => void {
  const undo = WATCHED.flatMap(([prototype, saysOf]) => watchAll(prototype, saysOf))
  return () => {
    for (const restore of undo) restore()
  }
}

function watchAll(
  prototype: object,
  saysOf: (name: string, isProperty: boolean) => Says | undefined,
): (() => void)[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(
    ([name, descriptor]) => {
      const says = saysOf(name, descriptor.get !== undefined)
      const watched = says && watchedBy(says, descriptor)
      // What shows it as text is fixed.
      if (watched === undefined || descriptor.configurable !== true) return []
      Object.defineProperty(prototype, name, watched)
      return [() => void Object.defineProperty(prototype, name, descriptor)]
    },
  )
}

function watchedBy(says: Says, descriptor: PropertyDescriptor): PropertyDescriptor | undefined {
  const { value } = descriptor
  if (descriptor.get !== undefined) {
    return {
      ...descriptor,
      get(this: object): unknown {
        says(this)
        return descriptor.get?.call(this)
      },
    }
  }
  if (typeof value !== 'function') return undefined
  return {
    ...descriptor,
    value(this: object, ...given: unknown[]): unknown {
      says(this)
      return Reflect.apply(value, this, given)
    },
  }
}
