/** Every short sequence of a host's calls, and of an observer's. */

import type { Call, Hook, HostCall, Statement } from '../../spec/program.ts'
import { after, NOTHING, type Scope } from './scope.ts'

/**
 * Every host of exactly `length` calls: legal ones and not, over one kind of task and of main for each
 * way in which they can leave the loop. What a call is given is fixed; which call comes when is not.
 */
export function* everyHost(length: number): Generator<readonly HostCall[]> {
  yield* everyRest(length, NOTHING, 0)
}

/**
 * Every host of exactly `length` calls with an observer that makes one call, whichever, at one of the
 * first `moments` events.
 */
export function* everyHook(
  length: number,
  moments: number,
): Generator<{ readonly host: readonly HostCall[]; readonly hooks: readonly Hook[] }> {
  for (const host of everyHost(length)) {
    const scope = host.reduce((seen, call) => after(call, seen), NOTHING)
    for (const call of everyCall(scope, length)) {
      if (!isCall(call)) continue
      for (let at = 0; at < moments; at += 1) yield { host, hooks: [{ at, do: call }] }
    }
  }
}

/** Whether an observer may make it: it drives no run tick by tick. */
function isCall(call: HostCall): call is Call {
  return call.do !== 'ticks' && call.do !== 'tick' && call.do !== 'leave' && call.do !== 'runAgain'
}

/** How many hosts of a length there are, by recurrence over what there is to refer to. */
export function countHosts(length: number, seen: ReadonlySet<string> = new Set()): number {
  if (length === 0) return 1
  const having = (...kinds: string[]): number =>
    countHosts(length - 1, new Set([...seen, ...kinds]))
  // runStep, stop, close; setResult, setError; step, schedule, result; runAgain; tick, leave.
  const keep =
    3 +
    (seen.has('future') ? 2 : 0) +
    (seen.has('task') ? 3 : 0) +
    (seen.has('main') ? 1 : 0) +
    (seen.has('driver') ? 2 : 0)
  const made = having('task') + having('main') + having('main', 'driver')
  return made + (seen.has('future') ? 0 : having('future')) + keep * countHosts(length - 1, seen)
}

function* everyRest(length: number, scope: Scope, made: number): Generator<readonly HostCall[]> {
  if (length === 0) yield []
  else {
    for (const call of everyCall(scope, made)) {
      for (const rest of everyRest(length - 1, after(call, scope), made + 1)) yield [call, ...rest]
    }
  }
}

function* everyCall({ drivers, futures, mains, tasks }: Scope, made: number): Generator<HostCall> {
  // The newest of each kind is as good as any.
  const future = futures.at(-1)
  const task = tasks.at(-1)
  const main = mains.at(-1)
  const driver = drivers.at(-1)
  const pause: readonly Statement[] = [{ do: 'yield' }]
  const wait: readonly Statement[] = future === undefined ? pause : [{ do: 'await', on: future }]
  yield { do: 'spawn', name: `t${made}`, body: wait }
  yield { do: 'run', name: `m${made}`, body: wait }
  yield { do: 'ticks', name: `m${made}`, body: wait }
  yield { do: 'runStep' }
  yield { do: 'stop' }
  yield { do: 'close' }
  if (future === undefined) yield { do: 'future', name: `f${made}` }
  else {
    yield { do: 'setResult', on: future, value: made }
    yield { do: 'setError', on: future, error: `e${made}` }
  }
  if (task !== undefined) {
    yield { do: 'step', task }
    yield { do: 'schedule', task }
    yield { do: 'result', of: task }
  }
  if (main !== undefined) yield { do: 'runAgain', main }
  if (driver !== undefined) {
    yield { do: 'tick', main: driver }
    yield { do: 'leave', main: driver }
  }
}
