/** The calls that do not wait, by the host, an observer or a coroutine. */

import type * as looplaw from '../../src/index.ts'
import type { Plain, RawEvent } from '../../spec/event.ts'
import {
  nameIn,
  steps,
  type HostCall,
  type Statement,
  type Synchronisation,
} from '../../spec/program.ts'
import { cleanUp } from './cleanUp.ts'
import type { Coroutine } from './implementation.ts'
import { runnerOf } from './runner.ts'
import { guarding, spawned } from './synonyms.ts'
import { plain, valueOf } from './values.ts'
import type { World } from './world.ts'

type Received = ReadonlyMap<string, Plain>

/** Performs a call and records it. */
export function perform(world: World, call: HostCall, who: string, received: Received): Plain {
  const { journal } = world
  if (call.do === 'log' || call.do === 'look' || call.do === 'inspect')
    return effect(world, call, who, received)
  const about = { who, call: call.do, of: nameIn(call) }
  if (steps(call)) journal.record({ event: 'calls', ...about })
  let value
  try {
    value = effect(world, call, who, received)
  } catch (error) {
    journal.record({ event: 'called', ...about, ending: journal.thrown(error) })
    throw error
  }
  journal.record({ event: 'called', ...about, ending: { value } })
  return value
}

function effect(world: World, call: HostCall, who: string, received: Received): Plain {
  const { journal, loop, subject, things } = world
  if (things.lacks(call)) return undefined
  switch (call.do) {
    case 'log':
      journal.record({ event: 'said', who, text: call.text })
      break
    case 'look':
      look(world, who)
      break
    case 'future':
      if (call.external === true) things.addExternal(call.name)
      else things.futures.set(call.name, new subject.Future(call.name))
      break
    case 'spawn':
      spawn(world, call)
      break
    case 'context':
      createContext(world, call, received)
      break
    case 'get':
      return plain(things.contexts.get(call.at)?.get())
    case 'defer':
      defer(world, call)
      break
    case 'setResult':
      things.futures.get(call.on)?.setResult(valueOf(call.value, received))
      return valueOf(call.value, received)
    case 'setError':
      things.futures.get(call.on)?.setError(new Error(call.error))
      return call.error
    case 'result':
    case 'error':
    case 'cancelled':
      readOutcome(world, call, who)
      break
    case 'cancel':
      return plain(things.futures.get(call.on)?.cancel(call.reason))
    case 'cancelGroup':
      things.groups.get(call.group)?.cancel(call.reason)
      break
    case 'isClosing':
      return subject.isClosing()
    case 'terminate':
      return plain(things.tasks.get(call.task)?.terminate(call.reason))
    case 'schedule':
    case 'step': {
      const task = things.tasks.get(call.task)
      if (call.do === 'step') task?.step()
      else if (world.synonyms) task?.schedule()
      else if (task !== undefined) loop.schedule(task)
      break
    }
    case 'reuse': {
      const coroutine = things.coroutines.get(call.task)
      if (coroutine !== undefined) spawnerOf(world, call.in)?.spawn(coroutine)
      break
    }
    case 'misuse':
      // @ts-expect-error it is a mistake, and does not type-check.
      spawnerOf(world, call.in)?.spawn(NO_COROUTINES[call.what]())
      break
    case 'unpack':
      unpack(things.futures.get(call.on), call.count)
      break
    case 'inspect':
      inspect(world, call.at, who)
      break
    case 'stop':
      loop.stop()
      break
    case 'runStep':
      loop.runStep()
      break
    case 'run':
      return world.run(coroutineOf(world, call.name, call.body), limitsOf(call))
    case 'close':
      if (world.synonyms && limitsOf(call) === undefined) loop[Symbol.dispose]()
      else loop.close(limitsOf(call))
      break
    case 'runAgain': {
      const main = things.coroutines.get(call.main)
      return main && loop.run(main, limitsOf(call))
    }
    case 'ticks':
      things.drivers.set(call.name, loop.ticks(coroutineOf(world, call.name, call.body)))
      break
    case 'tick':
      return things.drivers.get(call.main)?.next().value
    case 'leave':
      things.drivers.get(call.main)?.return(undefined)
      break
    default:
      return synchronise(world, call, received)
  }
  return undefined
}

function synchronise(world: World, call: Synchronisation, received: Received): Plain {
  const { subject, things } = world
  switch (call.do) {
    case 'event':
      things.events.set(call.name, new subject.Event(call.name))
      break
    case 'lock':
      things.locks.set(call.name, new subject.Lock(call.name))
      break
    case 'semaphore':
      things.semaphores.set(call.name, new subject.Semaphore(call.count, call.name))
      break
    case 'readWriteLock':
      things.readWriteLocks.set(call.name, new subject.ReadWriteLock(call.name))
      break
    case 'condition': {
      const lock = things.locks.get(call.lock)
      if (lock !== undefined)
        things.conditions.set(call.name, new subject.Condition(lock, call.name))
      break
    }
    case 'barrier':
      things.barriers.set(call.name, new subject.Barrier(call.parties, call.name))
      break
    case 'queue': {
      const { capacity, name, ranked } = call
      things.queues.set(
        name,
        new subject.Queue({
          name,
          ...(capacity !== undefined && { capacity }),
          ...(ranked && { priority: Number }),
        }),
      )
      break
    }
    case 'set':
      things.events.get(call.at)?.set()
      break
    case 'clear':
      things.events.get(call.at)?.clear()
      break
    case 'release':
      if (call.count === undefined) guarding(world, call)?.release()
      else things.lockOrSemaphore(call.at)?.release(call.count)
      break
    case 'tryAcquire':
      return plain(
        things.sideOf(call)?.tryAcquire() ??
          things.lockOrSemaphore(call.at)?.tryAcquire(call.count),
      )
    case 'notify':
      things.conditions.get(call.at)?.notify(call.count)
      break
    case 'putNow':
      things.queues.get(call.at)?.putNow(valueOf(call.value, received))
      break
    case 'takeNow':
      return plain(things.queues.get(call.at)?.takeNow())
    case 'closeQueue':
      things.queues.get(call.at)?.close()
      break
    case 'discard':
      return things.queues.get(call.at)?.discard().map(String).join(', ')
    case 'taskDone':
      things.queues.get(call.at)?.taskDone()
      break
  }
  return undefined
}

function createContext(
  { subject, things }: World,
  { name, value }: Extract<HostCall, { do: 'context' }>,
  received: Received,
): void {
  things.contexts.set(name, subject.context(valueOf(value, received), name))
}

function defer(world: World, { at, body }: Extract<HostCall, { do: 'defer' }>): void {
  const registry = world.things.resources.get(at)
  if (registry === undefined) return
  const number = registry.count + 1
  registry.resources.defer(() => cleanUp(world, registry.owner, `${at} ${number}`, body))
  registry.count = number
}

function look({ journal, loop, subject, synonyms, things }: World, who: string): void {
  const { pending, scheduled, tick } = loop
  const task = subject.currentTask()
  journal.record({
    event: 'saw',
    who,
    tick,
    now: synonyms ? loop.clock.now() : loop.now(),
    scheduled: scheduled.map(things.nameOf),
    pending: pending.map(things.nameOf),
    current: subject.Loop.getCurrentLoop() === loop,
    ...(task !== undefined && { task: things.nameOf(task) }),
  })
}

/** A future is iterable for `yield*` alone. */
function unpack(future: unknown, count: 1 | 2): void {
  // @ts-expect-error it is a mistake, and does not type-check.
  const items: Iterable<unknown> = future
  if (count === 1) {
    const [one] = items
    void one
  } else {
    const [one, two] = items
    void [one, two]
  }
}

function inspect({ journal, things }: World, of: string, who: string): void {
  const facts = factsOf(things, of)
  if (facts !== undefined) journal.record({ event: 'inspected', who, of, ...facts })
}

/** What a primitive shows; undefined if there is none of this name. */
function factsOf(
  things: World['things'],
  of: string,
): Omit<Extract<RawEvent, { event: 'inspected' }>, 'event' | 'who' | 'of'> | undefined {
  const event = things.events.get(of)
  if (event !== undefined) return { set: event.isSet() }
  const lock = things.locks.get(of)
  if (lock !== undefined) {
    const { holder } = lock
    const holders = holder === undefined ? [] : [things.nameOf(holder)]
    return { locked: lock.locked(), holders }
  }
  const semaphore = things.semaphores.get(of)
  if (semaphore !== undefined)
    return { free: semaphore.free, holders: semaphore.holders.map(things.nameOf) }
  const readWriteLock = things.readWriteLocks.get(of)
  if (readWriteLock !== undefined) {
    const { readers, writer } = readWriteLock
    const held = { readers: readers.map(things.nameOf) }
    return writer === undefined ? held : { ...held, writer: things.nameOf(writer) }
  }
  const barrier = things.barriers.get(of)
  if (barrier !== undefined) return { waiting: barrier.waiting }
  const queue = things.queues.get(of)
  return queue && { size: queue.size, undone: queue.undone, closed: queue.closed }
}

function spawn(world: World, call: Extract<HostCall, { do: 'spawn' }>): void {
  const { things } = world
  const { body, in: group, name } = call
  const coroutine = coroutineOf(world, name, body)
  const task =
    group === undefined
      ? spawned(world, coroutine, name)
      : things.groups.get(group)?.spawn(coroutine, name)
  if (task !== undefined) things.add(name, task)
}

function readOutcome(
  { journal, things }: World,
  { do: by, of }: Extract<HostCall, { do: 'result' | 'error' | 'cancelled' }>,
  who: string,
): void {
  const future = things.futures.get(of)
  if (by === 'error') {
    const error = future?.error()
    const ending = error === undefined ? { value: undefined } : journal.thrown(error)
    journal.record({ event: 'got', who, by, of, ending })
    return
  }
  const value = plain(by === 'result' ? future?.result() : future?.cancelled())
  journal.record({ event: 'got', who, by, of, ending: { value } })
}

/** The limits of a run; undefined if it has none. */
function limitsOf({ ms, ticks }: Limits): looplaw.RunLimits | undefined {
  if (ms === undefined && ticks === undefined) return undefined
  return { ...(ms !== undefined && { ms }), ...(ticks !== undefined && { ticks }) }
}

type Limits = Pick<Extract<HostCall, { do: 'run' | 'runAgain' | 'close' }>, 'ms' | 'ticks'>

function coroutineOf(world: World, name: string, body: readonly Statement[]): Coroutine {
  const coroutine = world.begin(runnerOf(name), body)
  world.things.coroutines.set(name, coroutine)
  return coroutine
}

/** What spawns in a group, or in none; undefined if the group does not exist. */
function spawnerOf(
  { loop, things }: World,
  group?: string,
): looplaw.Loop | looplaw.Group | undefined {
  return group === undefined ? loop : things.groups.get(group)
}

const NO_COROUTINES = {
  function: () => function* () {},
  promise: () => Promise.resolve(),
  iterator: () => [][Symbol.iterator](),
  nothing: () => undefined,
}
