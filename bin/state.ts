/** A campaign in a file: what is done of it, so that it can be resumed, or merged with its other shards. */

import { existsSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { Complaint, readText, write } from './documents.ts'
import type { State, Sum, Work } from './work.ts'

const count = z.int().nonnegative()

/** What every state has. */
const head = z.object({
  looplaw: z.literal(1),
  work: z.enum(['check', 'explore']).default('check'),
  seed: count,
  shard: z.strictObject({ index: z.int().positive(), of: z.int().positive() }),
  options: z.string(),
  chunks: count,
  seconds: z.number().nonnegative(),
  sum: z.unknown(),
})

/** @throws `Complaint` if it is no state of a campaign */
export function headOf(path: string): z.infer<typeof head> {
  return refusing(path, () => {
    const document: unknown = JSON.parse(readText(path))
    // It may be anything of the user's, a program for one.
    if (typeof document !== 'object' || document === null || !('looplaw' in document))
      throw new Complaint(`${path} is no state of a campaign; name a file that --state has written`)
    return head.strict().parse(document)
  })
}

/** @throws `Complaint` if it is no state of a campaign of this work */
export function readState<S extends Sum>(
  path: string,
  { name, schema }: Pick<Work<S>, 'name' | 'schema'>,
): State<S> {
  const { looplaw: _version, work, ...state } = headOf(path)
  if (work !== name)
    throw new Complaint(`${path} is the state of looplaw ${work}; name another file`)
  return refusing(path, () => ({
    ...state,
    sum: z.strictObject({ sum: schema }).parse({ sum: state.sum }).sum,
  }))
}

function refusing<T>(path: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof Complaint) throw error
    const advice = 'delete it to begin anew, or name another file'
    throw new Complaint(`${path} is no state of a campaign (${reasonOf(error)}); ${advice}`, {
      cause: error,
    })
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
  }
  return error instanceof Error ? error.message : String(error)
}

/** What there is of a campaign that is to be resumed; undefined if it has not begun, and can be kept. */
export function resumed<S extends Sum>(
  path: string,
  work: Pick<Work<S>, 'name' | 'options' | 'schema'>,
  expected: Pick<State<S>, 'seed' | 'shard'>,
): State<S> | undefined {
  if (!existsSync(path)) {
    // Now, and not when there is something to lose.
    const folder = dirname(path)
    if (!existsSync(folder))
      throw new Complaint(`cannot write ${path}: there is no folder ${folder}`)
    return undefined
  }
  const state = readState(path, work)
  const { options, seed, shard } = state
  const same =
    seed === expected.seed &&
    shard.index === expected.shard.index &&
    shard.of === expected.shard.of &&
    options === work.options
  if (same) return state
  const which = `--seed ${seed} --shard ${shard.index}/${shard.of}${options === '' ? '' : ` ${options}`}`
  throw new Complaint(`${path} is the state of another campaign: ${which}; name another file`)
}

/** Replaces the file at once: a process that is killed leaves the old one, or the new one. */
export function writeState<S>(path: string, work: Work<never>['name'], state: State<S>): void {
  const next = `${path}.next`
  write(next, '', `${JSON.stringify({ looplaw: 1, work, ...state })}\n`)
  renameSync(next, path)
}
