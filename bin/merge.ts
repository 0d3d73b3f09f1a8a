/** The shards of a campaign as one. */

import { Complaint } from './documents.ts'
import { explorationNamed } from './exploration.ts'
import { headOf, readState } from './state.ts'
import type { State, Sum, Work } from './work.ts'

/** What it takes to add up the shards of a work. */
type Addable<S extends Sum> = Pick<Work<S>, 'name' | 'schema' | 'sumOf' | 'print'>

/**
 * Prints what they came to. Returns whether everything holds.
 *
 * @param checks of the options of a campaign of checks, what adds it up: it needs fast-check, which may not be there
 */
export async function mergeStates<S extends Sum>(
  files: readonly string[],
  json: boolean,
  checks: (options: string) => Promise<Addable<S>>,
): Promise<boolean> {
  const [first] = files
  if (first === undefined) throw new Complaint('merge takes the states of the shards')
  const { options, work } = headOf(first)
  if (work === 'explore') return merge(files, json, explorationNamed(options))
  return merge(files, json, await checks(options))
}

function merge<S extends Sum>(files: readonly string[], json: boolean, work: Addable<S>): boolean {
  const states = files.map((file) => [file, readState(file, work)] as const)
  const [[, first] = [undefined, undefined]] = states
  if (first === undefined) throw new Complaint('merge takes the states of the shards')
  const seen = new Map<number, string>()
  for (const [file, { options, seed, shard }] of states) {
    if (seed !== first.seed || shard.of !== first.shard.of || options !== first.options)
      throw new Complaint(`${file} is no shard of the campaign of ${files[0]}`)
    const other = seen.get(shard.index)
    if (other !== undefined)
      throw new Complaint(`${file} and ${other} are the same shard: ${shard.index}/${shard.of}`)
    seen.set(shard.index, file)
  }
  const all = states.map(([, state]) => state)
  const merged: State<S> = {
    ...first,
    shard: { index: 1, of: 1 },
    chunks: 0,
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    sum: work.sumOf(all.map(({ sum }) => sum)),
  }
  const missing = first.shard.of - states.length
  if (missing > 0)
    process.stderr.write(
      `${missing} of ${first.shard.of} shards ${missing === 1 ? 'is' : 'are'} missing\n`,
    )
  return work.print(merged, json)
}
