/**
 * The model of a run: a scenario, and the choices made in it, lead to decisions and an end. There are no promises in it:
 * an actor takes its moves until it waits, and what it waits for is one of the things that can happen.
 */

import type { Move, Scenario } from '../exploration/scenario.ts'

/** Something that can happen. */
interface Possible {
  readonly kind: 'complete' | 'fail' | 'time' | 'event' | 'hold'
  readonly label: string
}

/** A decision of a run. */
interface Decided {
  readonly possible: readonly Possible[]
  readonly chosen: number
}

/** How a run failed. */
export type Failed = 'rejection' | 'assertion' | 'unhandled rejection' | 'invariant' | 'hang'

/** A run. */
export interface Ran {
  readonly decided: readonly Decided[]
  readonly failed: Failed | undefined
  /** What the store holds when it ends. */
  readonly store: number
}

/** X11: time overtakes an operation so many times at most. */
const PATIENCE = 20

interface Actor {
  readonly number: number
  readonly moves: readonly Move[]
  /** How many moves it has begun. */
  done: number
  /** What it has read last. */
  read: number
}

interface Waiting {
  readonly actor: Actor
  readonly order: number
  readonly label: string
}

interface PendingOperation extends Waiting {
  readonly move: Extract<Move, { do: 'operation' | 'read' | 'write' }>
  readonly answer: number | undefined
  overtaken: number
  held: boolean
}

interface State {
  readonly scenario: Scenario
  /** Each in the order in which they began. */
  operations: PendingOperation[]
  timers: (Waiting & { readonly due: number })[]
  immediates: Waiting[]
  idlers: Actor[]
  events: string[]
  now: number
  store: number
  order: number
  ended: number
  calm: boolean
  /** Whether a promise was rejected that nothing handles. */
  lost: boolean
  failed: Failed | undefined
}

/** X1: the run that these choices lead to; the default where there are none. */
export function run(scenario: Scenario, chosen: readonly number[]): Ran {
  const state: State = {
    scenario,
    operations: [],
    timers: [],
    immediates: [],
    idlers: [],
    events: Array.from({ length: scenario.events }, (_, index) => `event ${index}`),
    now: 0,
    store: 0,
    order: 0,
    ended: 0,
    calm: false,
    lost: false,
    failed: undefined,
  }
  for (const [number, moves] of scenario.actors.entries()) {
    resume({ number, moves, done: 0, read: 0 }, state)
  }
  if (scenario.actors.length === 0) end(state)
  const decided: Decided[] = []
  while (!isOver(state)) {
    if (rouse(state)) continue
    const { acts, possible } = next(state)
    // X8: no actor can resume, and nothing can happen.
    if (possible.length === 0) {
      state.failed = 'hang'
      break
    }
    const wanted = possible.length === 1 ? 0 : (chosen[decided.length] ?? 0)
    const choice = wanted < possible.length ? wanted : 0
    decided.push({ possible, chosen: choice })
    acts[choice]?.()
  }
  return { decided, failed: state.failed, store: state.store }
}

/** X3, X6: asked when no actor can resume: what failed first, then the invariant, then whether all have ended. */
function isOver(state: State): boolean {
  const { most } = state.scenario
  if (state.lost) state.failed ??= 'unhandled rejection'
  if (state.failed === undefined && most !== undefined && state.store > most) {
    state.failed = 'invariant'
  }
  return state.failed !== undefined || state.ended === Math.max(1, state.scenario.actors.length)
}

/** X12: resumes what waits for quiet, and takes no decision for it. */
function rouse(state: State): boolean {
  if (state.operations.length > 0 || state.idlers.length === 0) return false
  const idlers = state.idlers
  state.idlers = []
  for (const actor of idlers) resume(actor, state)
  return true
}

interface Next {
  readonly possible: readonly Possible[]
  readonly acts: readonly (() => void)[]
}

/** X2: the oldest operation first; then time, failures, events, and the hold of that operation. */
function next(state: State): Next {
  const possible: Possible[] = []
  const acts: (() => void)[] = []
  const offer = (kind: Possible['kind'], label: string, act: () => void): void => {
    possible.push({ kind, label })
    acts.push(act)
  }
  const [immediate] = state.immediates
  const due = state.timers.toSorted((one, other) => one.due - other.due || one.order - other.order)
  const free = state.operations.filter(({ held }) => !held)
  const timely = immediate === undefined && isFair(state) ? due[0] : undefined
  const isDue = immediate !== undefined && isFairTo(immediate, state)
  if (
    !isDue &&
    timely === undefined &&
    state.operations.length > 0 &&
    !canComplete(free, immediate)
  ) {
    for (const operation of state.operations) operation.held = false
    return next(state)
  }
  if (isDue) {
    offer('time', 'immediate', () => passTo(immediate, state))
  }
  for (const operation of free) {
    if (immediate === undefined || operation.order < immediate.order) {
      offer('complete', operation.label, () => complete(operation, state))
    }
  }
  if (timely !== undefined)
    offer('time', `timeout at ${timely.due} ms`, () => passTo(timely, state))
  const isQuiet = possible.length === 0
  if (immediate === undefined) offerFailures(free, state, offer)
  for (const label of state.events) offer('event', label, () => happen(label, state))
  if (state.calm) {
    const first = isQuiet ? possible.findIndex(({ kind }) => kind === 'event') : 0
    return { possible: possible.slice(first, first + 1), acts: acts.slice(first, first + 1) }
  }
  const [oldest] = free
  if (
    oldest !== undefined &&
    immediate === undefined &&
    (timely !== undefined || free.length > 1)
  ) {
    offer('hold', oldest.label, () => {
      oldest.held = true
    })
  }
  return { possible, acts }
}

function offerFailures(
  operations: readonly PendingOperation[],
  state: State,
  offer: (kind: 'fail', label: string, act: () => void) => void,
): void {
  for (const operation of operations) {
    const { label, move } = operation
    if (move.do === 'operation' && move.mayFail === true) {
      offer('fail', label, () => fail(operation, move.caught === true, state))
    }
  }
}

/** The same of an immediate, which comes after the operations that were begun before it if it must. */
function isFairTo(immediate: Waiting, { operations }: State): boolean {
  return !operations.some(
    ({ order, overtaken }) => order < immediate.order && overtaken >= PATIENCE,
  )
}

function canComplete(free: readonly PendingOperation[], immediate: Waiting | undefined): boolean {
  return free.some(({ order }) => immediate === undefined || order < immediate.order)
}

function isFair({ operations }: State): boolean {
  return operations.every(({ overtaken }) => overtaken < PATIENCE)
}

function complete(operation: PendingOperation, state: State): void {
  const { actor, answer, move } = operation
  state.operations = state.operations.filter((other) => other !== operation)
  if (move.do === 'read') actor.read = answer ?? state.store
  if (move.do === 'write') state.store = actor.read + 1
  resume(actor, state)
}

function fail(operation: PendingOperation, isCaught: boolean, state: State): void {
  state.operations = state.operations.filter((other) => other !== operation)
  if (isCaught) resume(operation.actor, state)
  else state.failed = 'rejection'
}

/** X11: time passes to a timer, and past every operation that is pending. */
function passTo(waiting: Waiting & { readonly due?: number }, state: State): void {
  for (const operation of state.operations) operation.overtaken += 1
  state.now = Math.max(state.now, waiting.due ?? state.now)
  state.timers = state.timers.filter((other) => other !== waiting)
  state.immediates = state.immediates.filter((other) => other !== waiting)
  resume(waiting.actor, state)
}

function happen(label: string, state: State): void {
  state.events = state.events.filter((other) => other !== label)
  state.store += 10
}

/** X3: an actor takes its moves until it waits for something that is not a microtask. */
function resume(actor: Actor, state: State): void {
  for (;;) {
    const move = actor.moves[actor.done]
    actor.done += 1
    if (move === undefined) {
      state.ended += 1
      if (state.ended === state.scenario.actors.length) end(state)
      return
    }
    if (!take(move, actor, state)) return
  }
}

/** The assertion at the end of the scenario. */
function end(state: State): void {
  const { expect } = state.scenario
  state.ended = Math.max(1, state.scenario.actors.length)
  if (expect !== undefined && expect !== state.store) state.failed ??= 'assertion'
}

/** @returns whether the actor continues at once */
function take(move: Move, actor: Actor, state: State): boolean {
  state.order += 1
  const waiting = { actor, order: state.order, label: `${move.do} ${actor.number}.${actor.done}` }
  switch (move.do) {
    case 'operation':
    case 'read':
    case 'write': {
      const answer = move.do === 'read' && move.at === 'call' ? state.store : undefined
      state.operations.push({ ...waiting, move, answer, overtaken: 0, held: false })
      return false
    }
    case 'sleep':
      state.timers.push({ ...waiting, due: state.now + move.ms })
      return false
    case 'immediate':
      state.immediates.push(waiting)
      return false
    case 'idle':
      state.idlers.push(actor)
      return false
    case 'hop':
      return true
    case 'calm':
      state.calm = true
      return true
    case 'lose':
      state.lost = true
      return true
    case 'throw':
      state.failed ??= 'rejection'
      return false
    default:
      return false
  }
}
