/** The results of a mutation campaign, as text. */

import type { Mutation } from './operators.ts'
import { stages, type Stage } from './judge.ts'
import type { Result } from './state.ts'

/** A mutation, and what became of it. */
export interface Judged {
  readonly mutation: Mutation
  /** That of an equivalent mutant, which is not judged, is that it survives. */
  readonly result: Result
  /** Why it is no mistake, if that was argued. */
  readonly equivalent: string | undefined
}

/** Of the mutants that can be loaded and are mistakes, how many the laws catch. */
export interface Score {
  readonly caught: number
  readonly of: number
}

/** The score of the laws alone, checks of arguments aside. */
export function scoreOf(all: readonly Judged[]): Score {
  const counted = all.filter((one) => isCounted(one) && one.result.stage !== 'load')
  return {
    caught: counted.filter(({ result }) => result.stage === 'laws').length,
    of: counted.length,
  }
}

/** The same, with those for which a session hangs: no log is left that a law could judge. */
function withHangs(all: readonly Judged[]): Score {
  const { caught, of } = scoreOf(all)
  const hangs = all.filter((one) => isCounted(one) && one.result.stage === 'endless').length
  return { caught: caught + hangs, of }
}

function percentOf({ caught, of }: Score): string {
  return `${caught} of ${of}, ${of === 0 ? '100.0' : ((100 * caught) / of).toFixed(1)} %`
}

function isCounted({ equivalent, mutation }: Judged): boolean {
  return equivalent === undefined && !mutation.isCheck
}

const headings: Readonly<Record<Stage, string>> = {
  load: 'no load',
  laws: 'laws',
  endless: 'endless',
  model: 'model',
  none: 'survive',
}

/** A table by module and one by operator, the score, and every mutant that the laws do not catch. */
export function campaignReport(all: readonly Judged[]): readonly string[] {
  return [
    ...table('module', all, ({ path }) => path),
    '',
    ...table('operator', all, ({ operator }) => operator),
    '',
    ...missed(all),
    `By the laws alone: ${percentOf(scoreOf(all))}.`,
    `With those for which a session never ends: ${percentOf(withHangs(all))}.`,
  ]
}

function table(
  head: string,
  all: readonly Judged[],
  keyOf: (mutation: Mutation) => string,
): readonly string[] {
  const columns = [...stages.map((stage) => headings[stage]), 'equal', 'check', 'score']
  const groups = new Map<string, Judged[]>()
  for (const one of all) {
    const key = keyOf(one.mutation)
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const sorted = [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1))
  const rows = [...sorted, ['all', all] as const].map(([key, group]) => {
    const { caught, of } = scoreOf(group)
    const counts = stages.map(
      (stage) => group.filter((one) => isCounted(one) && one.result.stage === stage).length,
    )
    const equal = group.filter(({ equivalent }) => equivalent !== undefined).length
    const checks = group.length - equal - group.filter(isCounted).length
    const score = of === 0 ? '' : `${Math.round((100 * caught) / of)} %`
    return [key, String(group.length), ...[...counts, equal, checks].map(String), score]
  })
  const width = Math.max(head.length, ...[...groups.keys()].map((key) => key.length))
  return [[head, 'mutants', ...columns], ...rows].map(([key = '', ...cells]) =>
    [key.padEnd(width), ...cells.map((cell) => (cell === '0' ? '·' : cell).padStart(9))].join(''),
  )
}

/** What the laws do not catch, a paragraph each. */
function missed(all: readonly Judged[]): readonly string[] {
  const kinds = [
    ['model', 'The model alone catches:'],
    ['endless', 'A session that never ends, or cannot be run, alone catches:'],
    ['none', 'Nothing catches:'],
  ] as const
  const open = all.filter(isCounted)
  const paragraphs = kinds.map(([stage, title]) => {
    const found = open.filter(({ result }) => result.stage === stage)
    return found.length === 0 ? [] : [title, '', ...found.flatMap(described), '']
  })
  const checks = all.filter(
    ({ equivalent, mutation, result }) =>
      mutation.isCheck && equivalent === undefined && !['laws', 'load'].includes(result.stage),
  )
  const ids = checks.map(({ mutation }) => `  ${mutation.id}`)
  const title = 'In checks of arguments, not counted:'
  return [...paragraphs.flat(), ...(checks.length === 0 ? [] : [title, '', ...ids, ''])]
}

function described({ mutation, result }: Judged): readonly string[] {
  return [
    `  ${mutation.id}${result.wrong === undefined ? '' : ` (${result.wrong})`}`,
    `    - ${shortened(mutation.before)}`,
    `    + ${shortened(mutation.after)}`,
  ]
}

function shortened(line: string): string {
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`
}
