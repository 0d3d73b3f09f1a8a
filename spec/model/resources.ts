/** Resources: what their body registers, and what becomes of that. */

import type { Outcome } from '../event.ts'
import type { HostCall, Statement } from '../program.ts'
import { asOne, beginStatement, continueClosing, endScope, endStatement } from './coroutine.ts'
import { endingOf, isToBeClosed, refuse, suspend } from './coroutine.ts'
import { blockOf, isShelter, type Block, type Completion } from './frame.ts'
import type { Resources, Scope } from './frame.ts'
import { NOTHING, fault, mistake, record, type Coroutine, type State } from './state.ts'

type Of<Do> = Extract<Scope, { in: Do }>

/** S12: its body runs at once, in place. */
export function resources(
  state: State,
  who: Coroutine,
  { body, name: of }: Extract<Statement, { do: 'resources' }>,
): void {
  const created: Resources = { cleanUps: [], count: 0, errors: [], over: false }
  state.resources.set(of, created)
  beginStatement(state, who, { what: 'resources', of })
  const scope = { in: 'resources', what: 'resources', of, closing: 'no', left: undefined } as const
  who.frames.push({ ...scope, resources: created }, blockOf(body))
}

/** S13: nothing is registered once the body has been left. */
export function defer(state: State, { at, body }: Extract<HostCall, { do: 'defer' }>): Outcome {
  const it = state.resources.get(at)
  if (it === undefined) return NOTHING
  if (it.over) return mistake(state, 'InvalidStateError')
  it.count += 1
  it.cleanUps.push({ number: it.count, block: body })
  return NOTHING
}

/** S13: runs to its end before anything is closed. C13: it does not begin if what is around it is to be closed already. */
export function acquire(
  state: State,
  who: Coroutine,
  { at: of, body, release }: Extract<Statement, { do: 'resource' }>,
): void {
  const about = { what: 'resource', of } as const
  const it = state.resources.get(of)
  beginStatement(state, who, about)
  if (it === undefined) return endStatement(state, who, about, NOTHING)
  if (it.over) return refuse(state, who, about, 'InvalidStateError')
  if (isToBeClosed(who) || (who.close === 'noted' && !who.frames.some(isShelter))) {
    who.frames.push({ in: 'refused', ...about, closing: 'no' })
    return suspend(state, who, undefined)
  }
  const scope = { in: 'resource', ...about, closing: 'no', left: undefined } as const
  who.frames.push({ ...scope, resources: it, release, late: undefined }, blockOf(body))
}

/** S13: what was acquired is registered; where it is too late for that, it is released at once. */
export function leaveResource(
  state: State,
  who: Coroutine,
  frame: Of<'resource'>,
  by: Completion,
): void {
  const { late, of, release, resources: it } = frame
  if (late !== undefined) {
    who.frames.pop()
    // C15: its release was cut short.
    if (late.length === 0 && frame.closing !== 'no') return continueClosing(state, who)
    const error = asOne(state, [...late, fault(state, 'InvalidStateError')])
    return endScope(state, who, frame, error === undefined ? NOTHING : { error })
  }
  record(state, { event: 'left', who: who.name, what: frame.what, of })
  if (by.ends !== 'throwing' && frame.closing !== 'no') {
    // C15: it was cut short, and has acquired nothing.
    who.frames.pop()
    return continueClosing(state, who)
  }
  if (by.ends !== 'throwing') it.count += 1
  if (by.ends !== 'throwing' && it.over) {
    frame.left = by
    frame.late = []
    return enterRelease(state, who, { of: `${of} ${it.count}`, errors: frame.late }, release)
  }
  who.frames.pop()
  if (by.ends === 'throwing') return endScope(state, who, frame, endingOf(by))
  it.cleanUps.push({ number: it.count, block: release })
  endStatement(state, who, frame, endingOf(by))
}

/** S12: its body was left: its clean-ups run, the last one first, whatever happens. */
export function leaveResources(
  state: State,
  who: Coroutine,
  frame: Of<'resources'>,
  by: Completion,
): void {
  const { of, resources: it } = frame
  if (!it.over) {
    record(state, { event: 'left', who: who.name, what: frame.what, of })
    it.over = true
    frame.left = by
    if (by.ends === 'throwing') it.errors.push(by.error)
  }
  const next = it.cleanUps.pop()
  if (next === undefined) return endResources(state, who, frame)
  enterRelease(state, who, { of: `${of} ${next.number}`, errors: it.errors }, next.block)
}

/** S12: a clean-up runs to its end, in a shelter. */
function enterRelease(
  state: State,
  who: Coroutine,
  release: Pick<Of<'release'>, 'of' | 'errors'>,
  block: Block,
): void {
  beginStatement(state, who, { what: 'release', of: release.of })
  const scope = { in: 'release', what: 'release', closing: 'no', left: undefined } as const
  who.frames.push({ ...scope, ...release }, blockOf(block))
}

/** S12: a clean-up was left. If it has thrown, the next one follows nevertheless. */
export function leaveRelease(
  state: State,
  who: Coroutine,
  { closing, errors, of, what }: Of<'release'>,
  by: Completion,
): void {
  const about = { who: who.name, what, of }
  record(state, { event: 'left', ...about })
  who.frames.pop()
  if (by.ends === 'throwing') errors.push(by.error)
  // C15: it was cut short.
  else if (closing !== 'no') return
  record(state, { event: 'has', ...about, ending: by.ends === 'throwing' ? endingOf(by) : NOTHING })
}

/** S12: one error as it is, or one for all; or the outcome of the body. */
function endResources(state: State, who: Coroutine, frame: Of<'resources'>): void {
  const error = asOne(state, frame.resources.errors)
  who.frames.pop()
  if (error !== undefined) return endScope(state, who, frame, { error })
  if (frame.closing !== 'no') return continueClosing(state, who)
  endStatement(state, who, frame, frame.left === undefined ? NOTHING : endingOf(frame.left))
}
