/** A trace: the log of a run as a document, from this package or from anywhere. */

import * as z from 'zod'
import type { Ending, Event } from './event.ts'
import type { Discipline } from './program.ts'

/** What `looplaw run --trace` writes. JSON has no `undefined`: a missing `value` is one. */
export interface Trace {
  /** The version of this format. */
  readonly looplaw: 1
  /** The file that the program was read from. */
  readonly program: string
  /** The discipline that it ran under. */
  readonly discipline: Discipline
  /** The log. */
  readonly events: readonly Event[]
}

const name = z.string()
const names = z.array(z.string()).readonly()
const thrown = z.string().regex(/#\d+$/u, 'an error is its name, # and its number')

const ending: z.ZodType<Ending> = z.union([
  z.strictObject({
    error: thrown,
    unhandled: z
      .array(z.tuple([name.nullable(), thrown]).readonly())
      .readonly()
      .optional(),
    waits: z
      .array(z.tuple([name, name, names]).readonly())
      .readonly()
      .optional(),
    errors: z.array(thrown).readonly().optional(),
    cancelled: z.tuple([name, z.string().nullable()]).readonly().optional(),
    cycles: z.array(names).readonly().optional(),
  }),
  z
    .strictObject({ value: z.union([z.number(), z.string(), z.boolean(), z.null()]).optional() })
    .transform(({ value }) => ({ value })),
])

const event: z.ZodType<Event> = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('tick'), tick: z.int().positive(), scheduled: names }),
  z.strictObject({ event: z.literal('spawned'), task: name, shown: z.string() }),
  z.strictObject({ event: z.literal('scheduled'), task: name }),
  z.strictObject({ event: z.literal('stepped'), who: name }),
  z.strictObject({ event: z.literal('parked'), who: name, on: name }),
  z.strictObject({ event: z.literal('woken'), task: name, by: name }),
  z.strictObject({ event: z.literal('settled'), future: name, ending }),
  z.strictObject({ event: z.literal('cancelled'), task: name }),
  z.strictObject({ event: z.literal('terminated'), task: name }),
  z.strictObject({ event: z.literal('advanced'), now: z.number() }),
  z.strictObject({ event: z.literal('begun'), who: name }),
  z.strictObject({ event: z.literal('said'), who: name, text: z.string() }),
  z.strictObject({ event: z.literal('yields'), who: name, nothing: z.boolean() }),
  z.strictObject({ event: z.literal('awaits'), who: name, on: name }),
  z.strictObject({
    event: z.literal('got'),
    who: name,
    by: z.enum(['await', 'result', 'error', 'cancelled', 'all', 'allSettled']),
    of: name,
    ending,
  }),
  z.strictObject({ event: z.literal('asks'), who: name, what: z.string(), of: z.string() }),
  z.strictObject({
    event: z.literal('has'),
    who: name,
    what: z.string(),
    of: z.string(),
    ending,
  }),
  z.strictObject({ event: z.literal('left'), who: name, what: z.string(), of: z.string() }),
  z.strictObject({ event: z.literal('caught'), who: name, error: thrown }),
  z.strictObject({ event: z.literal('guarded'), who: name }),
  z.strictObject({ event: z.literal('cleaning'), who: name }),
  z.strictObject({ event: z.literal('ends'), who: name, ending }),
  z.strictObject({
    event: z.literal('saw'),
    who: name,
    tick: z.int().nonnegative(),
    now: z.number(),
    scheduled: names,
    pending: names,
    current: z.boolean(),
    task: name.optional(),
  }),
  z.strictObject({
    event: z.literal('inspected'),
    who: name,
    of: name,
    set: z.boolean().optional(),
    locked: z.boolean().optional(),
    holders: names.optional(),
    readers: names.optional(),
    writer: name.optional(),
    free: z.number().optional(),
    waiting: z.number().optional(),
    size: z.number().optional(),
    undone: z.number().optional(),
    closed: z.boolean().optional(),
  }),
  z.strictObject({ event: z.literal('calls'), who: name, call: z.string(), of: z.string() }),
  z.strictObject({
    event: z.literal('called'),
    who: name,
    call: z.string(),
    of: z.string(),
    ending,
  }),
  z.strictObject({ event: z.literal('unhandled'), ending }),
])

/** The schema of a trace document. */
export const traceSchema: z.ZodType<Trace> = z.strictObject({
  looplaw: z.literal(1),
  program: z.string(),
  discipline: z.enum(['drain', 'snapshot']),
  events: z.array(event).readonly(),
})
