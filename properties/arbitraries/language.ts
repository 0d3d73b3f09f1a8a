/** What a writer may write next, and how little of it there is in a small language. */

import type { Block, Call, Hook, HostCall, Statement, Value } from '../../spec/program.ts'
import type { Dice } from './dice.ts'
import type { Scope } from './scope.ts'

/** Writes what its dice decide, in a language. */
export interface Writer {
  readonly dice: Dice
  readonly language: Language
  /** Statements that share a budget of so many with those within them. */
  block(budget: number, scope: Scope): Block
  /** Something that may be done from anywhere. */
  call(budget: number, scope: Scope): Call
  value(scope: Scope): Value | undefined
}

export interface Language {
  /** What a coroutine may do next. */
  readonly statements: readonly Move<Statement>[]
  /** What may be done from anywhere. */
  readonly calls: readonly Move<Call>[]
  /** What a host may do next. */
  readonly host: readonly Move<HostCall>[]
  /** A main in which something happens. */
  readonly scene: (writer: Writer) => Block
  /** The main of a host that calls several. */
  readonly main: (writer: Writer, scope: Scope) => Block
  /** What an observer of this host does. */
  readonly hook: (writer: Writer, host: readonly HostCall[]) => Hook
  /** Of ten sessions, how many run a program; of how many mains one is no scene. */
  readonly odds: { readonly programs: number; readonly free: number }
  /** How it is kept so small that all of it can be written; missing in one that is not. */
  readonly small?: Small
}

/** A small language has some of the moves of a large one, and one value and one duration for all. */
export interface Small {
  /** Whether a statement, with those within it, takes exactly its share of the budget, not at most that. */
  readonly exact?: boolean
  /** Whether the newest name of each kind stands for all of that kind. */
  readonly newest?: boolean
  /** What every block is, if all are alike. */
  readonly block?: (scope: Scope) => Block
  /** An observer acts at one of so many events. */
  readonly moments?: number
}

/**
 * Something that can be written: what it is called, how often it is written among others, and what writes
 * it with such a budget and such names, if they suffice. A weight of 0 is for small languages alone.
 */
export type Move<T> = readonly [
  what: string,
  weight: number,
  write: (writer: Writer, budget: number, scope: Scope) => (() => T) | undefined,
]

/** The same language with these moves alone, whose names are separated by commas. */
export function small(
  { calls, host, statements, ...rest }: Language,
  names: string,
  limits: Small,
): Language {
  const open = names.split(', ')
  const known = [...statements, ...calls, ...host].map(([what]) => what)
  const unknown = open.find((what) => !known.includes(what))
  if (unknown !== undefined) throw new Error(`no move is called '${unknown}'`)
  const fewer = <T>(moves: readonly Move<T>[]): readonly Move<T>[] =>
    moves.filter(([what]) => open.includes(what))
  return {
    ...rest,
    calls: fewer(calls),
    host: fewer(host),
    statements: fewer(statements),
    small: limits,
  }
}

/** Writes a statement with none within it. */
export function leaf<T>(make: (writer: Writer, scope: Scope) => T): Move<T>[2] {
  return (writer, budget, scope) =>
    writer.language.small?.exact === true && budget > 1 ? undefined : () => make(writer, scope)
}

/** Some of the names that are visible; one that is there twice is drawn twice as often. */
export type Names = (scope: Scope) => readonly string[]

/** Writes a statement with none within it, which uses one of these names. */
export function naming<T>(
  names: Names,
  make: (name: string, writer: Writer, scope: Scope) => T,
): Move<T>[2] {
  return (writer, budget, scope) => {
    if (writer.language.small?.exact === true && budget > 1) return undefined
    const one = writer.dice.oneOf(names(scope))
    return one && (() => make(one(), writer, scope))
  }
}

/** Writes a statement that needs a budget of more than so many. */
export function above<T>(
  least: number,
  make: (writer: Writer, budget: number, scope: Scope) => T,
): Move<T>[2] {
  return (writer, budget, scope) => (budget > least ? () => make(writer, budget, scope) : undefined)
}

/** Writes a statement that holds a block, which is not empty. */
export function holding<T>(make: (block: () => Block, writer: Writer) => T): Move<T>[2] {
  return above(1, (writer, budget, scope) => make(() => writer.block(budget - 1, scope), writer))
}

/** Writes a statement that holds two blocks, the second of so many statements at least, which share its budget. */
export function pairing<T>(least: 0 | 1, make: (first: Block, second: Block) => T): Move<T>[2] {
  return (writer, budget, scope) => {
    const shared = budget - 1
    if (shared <= least) return undefined
    return () => {
      const first = writer.dice.between(1, shared - least)
      return make(writer.block(first, scope), writer.block(shared - first, scope))
    }
  }
}
