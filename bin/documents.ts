/** What the command line reads and writes, and how it complains. */

import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Log } from '../spec/event.ts'
import { IllFormedError, parseProgram, parseSession, parseTrace } from '../spec/parse.ts'
import type { Discipline, Program, Session } from '../spec/program.ts'
import type { Trace } from '../spec/trace.ts'
import { MalformedError, parseJson } from './json.ts'

/** Something that the user can put right: one message, and exit status 2. */
export class Complaint extends Error {
  override readonly name = 'Complaint'
}

/** @throws `Complaint` */
export function readProgram(path: string): Program {
  return read(path, readText(path), parseProgram)
}

/** A run as a document: a program or a session, or the trace of one. */
export type Drawable =
  | { readonly kind: 'program'; readonly program: Program }
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'trace'; readonly trace: Trace }

/** @throws `Complaint` */
export function readDrawable(path: string): Drawable {
  return read(path, readText(path), (document): Drawable => {
    if (has(document, 'looplaw')) return { kind: 'trace', trace: parseTrace(document) }
    if (has(document, 'host')) return { kind: 'session', session: parseSession(document) }
    return { kind: 'program', program: parseProgram(document) }
  })
}

function has(document: unknown, key: string): boolean {
  return typeof document === 'object' && document !== null && key in document
}

/** Whether it says that fast-check is not installed, a peer that need not be. */
export function lacksFastCheck(error: unknown): boolean {
  return String(error).includes("'fast-check'")
}

/** So many events of a run are followed, which takes some hundred megabytes. No program is endless: it has no loops. */
export const MOST_EVENTS = 3_000_000

/** @throws `Complaint` */
export function readSession(json: string): Session {
  return read('--replay', json, parseSession)
}

function read<T>(from: string, text: string, parse: (document: unknown) => T): T {
  try {
    return parse(parseJson(text.replace(/^\uFEFF/u, '')))
  } catch (error) {
    if (error instanceof MalformedError || error instanceof IllFormedError) {
      throw new Complaint(`${from}: ${error.message}`, { cause: error })
    }
    if (error instanceof RangeError)
      throw new Complaint(`${from}: it is nested too deeply`, { cause: error })
    throw error
  }
}

/** @throws `Complaint` */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Complaint(`cannot read ${path}: ${reason(error)}`, { cause: error })
  }
}

/**
 * Writes a trace, whose schema `looplaw/spec` has, an event a line.
 *
 * @throws `Complaint`
 */
export function writeTrace(target: string, source: string, log: Log, discipline: Discipline): void {
  const trace: Trace = { looplaw: 1, program: basename(source), discipline, events: [] }
  const events = log.map((event) => `\n  ${JSON.stringify(event)}`).join(',')
  write(target, source, `${JSON.stringify(trace).slice(0, -2)}${events}\n]}\n`)
}

/**
 * Writes a document that was made from another.
 *
 * @throws `Complaint`
 */
export function write(target: string, source: string, text: string): void {
  if (isSame(target, source))
    throw new Complaint(`cannot write ${target}: it is the document itself`)
  try {
    writeFileSync(target, text)
  } catch (error) {
    throw new Complaint(`cannot write ${target}: ${reason(error)}`, { cause: error })
  }
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EISDIR: 'it is a directory',
  ENOENT: 'there is no such file or directory',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a part of the path is no directory',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? error.message
}
