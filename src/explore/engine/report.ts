/** A failure as a person reads it. */

import { deviationsIn, textOf, type Failure, type History, type Step } from './history.ts'
import type { Nearest } from './nearest.ts'

/** More rows than these are elided in the middle. */
const ROWS = 40
/** More columns than these are not drawn: each row names its actor. */
const COLUMNS = 4
const WIDTH = 34

/** What a report is about. */
export interface Account {
  readonly failure: Failure
  /** The smallest history, traced. */
  readonly history: History
  readonly nearest: Nearest | undefined
  /** The call that explores, up to its options, and the options with which it replays the history, as one writes them. */
  readonly call: string
  readonly options: string
  /** How many histories were run until one failed; undefined if this one was replayed. */
  readonly runs: number | undefined
}

/** The lines of a report: what failed, the history, the nearest one that passes, and how to replay it. */
export function reportOf({ call, failure, history, nearest, options, runs }: Account): string {
  const deviations = deviationsIn(history)
  const found = runs === 1 ? 'in the first history' : `in history ${runs}`
  const where = runs === undefined ? 'Replayed, with' : `Found ${found}; the smallest has`
  // A message of several lines, such as that of a comparison, is left as it is.
  const isSentence = /^[^\n]*[^.!?\n]$/u.test(failure.message)
  return [
    failure.message + (isSentence ? '.' : ''),
    '',
    `${where} ${counted(deviations, 'deviation')} from the default in ${counted(history.steps.length, 'decision')}:`,
    '',
    ...drawn(history),
    ...(failure.kind === 'hang' ? waitingLines(history) : []),
    ...(history.pending.length === 0 ? [] : ['', `Still pending: ${history.pending.join(', ')}.`]),
    ...nearestLines(history, nearest),
    ...(history.escapes.length === 0
      ? []
      : ['', `Outside the world: ${history.escapes.join('; ')}.`]),
    '',
    `To replay it:  ${options}`,
    'To keep it:',
    '',
    "  test('a history that once failed', async () => {",
    `    await ${call}, ${options})`,
    '  })',
  ].join('\n')
}

/** X8: a chain that ended before the scenario did is where it waits. */
function waitingLines(history: History): readonly string[] {
  const last = new Map<number, string>()
  for (const [at, { choices, chosen }] of history.steps.entries()) {
    const choice = choices[chosen]
    const began = history.effects?.[at + 1]?.began ?? []
    if (choice === undefined || choice.actor === 0 || choice.kind === 'pick') continue
    if (began.length === 0) last.set(choice.actor, textOf(choice))
    else last.delete(choice.actor)
  }
  return last.size === 0 ? [] : ['', `Nothing followed when ${[...last.values()].join('; ')}.`]
}

function nearestLines(history: History, nearest: Nearest | undefined): readonly string[] {
  if (nearest === undefined) return []
  const { at } = nearest
  const [failing, passing] = [history.steps[at], nearest.history.steps[at]]
  if (failing === undefined || passing === undefined) return []
  return [
    '',
    `The nearest history that passes differs in decision ${at + 1}: ${chosenText(passing)}, not ${chosenText(failing)}.`,
  ]
}

function chosenText({ choices, chosen }: Step): string {
  const choice = choices[chosen]
  return choice === undefined ? 'nothing' : textOf(choice)
}

interface Row {
  readonly at: number
  readonly actor: number
  readonly text: string
  /** What the default would have been, of a deviation. */
  readonly instead: string | undefined
}

function rowsOf({ effects = [], steps }: History): readonly Row[] {
  return steps.map(({ choices, chosen }, at): Row => {
    const choice = choices[chosen]
    const effect = effects[at + 1]
    const began =
      effect === undefined || effect.began.length === 0 ? '' : ` → ${effect.began.join(', ')}`
    const asked = effect?.asked === undefined ? '' : `  (${effect.asked})`
    const usual = choices[0]
    return {
      at,
      actor: choice?.actor ?? 0,
      text: (choice === undefined ? '' : textOf(choice)) + began + asked,
      instead: chosen === 0 || usual === undefined ? undefined : textOf(usual),
    }
  })
}

/** X7: a row for each decision, in the column of its actor; a deviation is marked. */
function drawn(history: History): readonly string[] {
  const rows = rowsOf(history)
  if (rows.length === 0) return ['  (no decision: it fails before the first)']
  const shown =
    rows.length <= ROWS
      ? rows
      : [...rows.slice(0, ROWS / 2), undefined, ...rows.slice(rows.length - ROWS / 2)]
  const actors = [...new Set(rows.map(({ actor }) => actor))].toSorted((one, other) => one - other)
  const inColumns = actors.length <= COLUMNS
  const widths = actors.map((actor) => {
    const texts = rows.flatMap((row) => (row.actor === actor ? [row.text.length] : []))
    return Math.min(WIDTH, Math.max(...texts)) + 2
  })
  const lines = shown.flatMap((row) => {
    if (row === undefined) return [`       … ${rows.length - ROWS} more decisions …`]
    const column = actors.indexOf(row.actor)
    const before = inColumns ? widths.slice(0, column).reduce((sum, width) => sum + width, 0) : 0
    const whose = inColumns || row.actor === 0 ? '' : `[${row.actor}] `
    const line = `${row.instead === undefined ? ' ' : '>'} ${String(row.at + 1).padStart(3)}  ${' '.repeat(before)}${whose}${row.text}`
    const instead =
      row.instead === undefined ? [] : [`${' '.repeat(7 + before)}instead of: ${row.instead}`]
    return [line.trimEnd(), ...instead]
  })
  const [start] = history.effects ?? []
  return start === undefined || start.began.length === 0
    ? lines
    : [`    0  begins: ${start.began.join(', ')}`, ...lines]
}

/** `1 deviation`, `2 deviations`. */
export function counted(count: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
  return `${count} ${count === 1 ? noun : plural}`
}
