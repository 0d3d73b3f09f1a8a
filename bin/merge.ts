/** The shards of a campaign as one. */

import { sumOf } from '../properties/check.ts'
import { candidateOf, type Candidate } from './candidate.ts'
import { printJson, printState } from './campaign.ts'
import { Complaint } from './documents.ts'
import { readState, type State } from './state.ts'

/** Prints what they came to. Returns whether everything holds. */
export async function mergeStates(files: readonly string[], json: boolean): Promise<boolean> {
  const states = files.map((file) => [file, readState(file)] as const)
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
  const merged: State = {
    ...first,
    shard: { index: 1, of: 1 },
    chunks: 0,
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    sum: sumOf(all.map(({ sum }) => sum)),
  }
  const missing = first.shard.of - states.length
  if (missing > 0)
    process.stderr.write(
      `${missing} of ${first.shard.of} shards ${missing === 1 ? 'is' : 'are'} missing\n`,
    )
  const print = json ? printJson : printState
  return print(merged, await candidateFrom(first.options))
}

/** From the options that replay it. */
function candidateFrom(options: string): Promise<Candidate> {
  const [, kind, name] = /^--(mutant|subject) (.*)$/u.exec(options) ?? []
  return candidateOf(kind === 'mutant' ? { mutant: name } : { subject: kind && name })
}
