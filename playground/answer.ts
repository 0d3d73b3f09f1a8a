/** What the page asks its worker, and what that answers: plain data. */

import type { Discipline } from '../spec/program.ts'

/** A document: a program as data, a module in TypeScript, or a lesson, which has a loop of its own. */
export interface Document {
  readonly language: 'json' | 'ts'
  readonly text: string
  readonly discipline: Discipline
  /** What `./loop.js` is to a lesson. */
  readonly loop?: string | undefined
}

export interface Question {
  readonly what: 'run' | 'explore'
  readonly document: Document
}

/** What there is to see at one event. */
export interface Moment {
  readonly text: string
  /** The clause that governs it. */
  readonly clause: string
  readonly tick: number
  readonly now: number
  readonly ready: readonly string[]
  readonly parked: readonly (readonly [who: string, on: string])[]
  /** Locks, queues and the rest, each with what it has. */
  readonly things: readonly (readonly [name: string, has: string])[]
  /** How many lines had been printed. */
  readonly printed: number
  /** How many steps have begun. */
  readonly steps: number
}

/** A history on the way from the one that was found to the smallest. */
export interface Frame {
  readonly text: string
  readonly svg: string
}

/** A place in a document. */
export interface Place {
  readonly from: number
  readonly to: number
}

export interface Answer {
  readonly moments: readonly Moment[]
  readonly output: readonly string[]
  readonly svg: string
  /** Of a race: how it shrank, the smallest last. */
  readonly frames?: readonly Frame[]
  /** Where there is nothing to step through, why. */
  readonly note?: string
  /** Of a program as data: the events of the loop beside those of the model. */
  readonly beside?: readonly (readonly [loop: string, model: string])[]
  /** What keeps it from running, or what it threw. */
  readonly mistake?: { readonly message: string; readonly place?: Place | undefined }
}
