/** What the command line reads and writes, and how it complains. */

import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Log } from '../spec/event.ts'
import { IllFormedError, parseProgram, parseSession } from '../spec/parse.ts'
import type { Discipline, Program, Session } from '../spec/program.ts'
import { MalformedError, parseJson } from './json.ts'

/** Something that the user can put right: one message, and exit status 2. */
export class Complaint extends Error {
  override readonly name = 'Complaint'
}

/** @throws `Complaint` */
export function readProgram(path: string): Program {
  return read(path, readText(path), parseProgram)
}

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

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Complaint(`cannot read ${path}: ${reason(error)}`, { cause: error })
  }
}

/** What is known of a run that is to be kept. */
interface Trace {
  /** The document of the program. */
  readonly path: string
  readonly discipline: Discipline
  readonly log: Log
}

/**
 * Writes a log as JSON. What JSON has no word for is an object there, which no value of a program is:
 * `{ "js": "undefined" }`, and likewise NaN, Infinity, -Infinity and -0.
 *
 * @throws `Complaint`
 */
export function writeTrace(target: string, { discipline, log, path }: Trace): void {
  if (isSame(target, path)) throw new Complaint(`cannot write ${target}: it is the program itself`)
  const head = JSON.stringify({ looplaw: 1, program: basename(path), discipline })
  // An event a line, to be read and compared line by line.
  const events = log.map((event) => `\n  ${JSON.stringify(event, inWords)}`).join(',')
  try {
    writeFileSync(target, `${head.slice(0, -1)},"events":[${events}\n]}\n`)
  } catch (error) {
    throw new Complaint(`cannot write ${target}: ${reason(error)}`, { cause: error })
  }
}

function inWords(_key: string, value: unknown): unknown {
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    return { js: String(value) }
  }
  return Object.is(value, -0) ? { js: '-0' } : value
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
