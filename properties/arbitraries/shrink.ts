/** Smaller sessions: one thing less, with every name that is left still given. */

import { isOptional } from '../../spec/program.ts'
import type { Block, HostCall, Item, Session, Statement, Value } from '../../spec/program.ts'
import { after, blocksOf, everywhere, namesFor, NOTHING, within, type Scope } from './scope.ts'

/** Sessions that are one step simpler than this one, the boldest steps first. */
export function* smaller(session: Session): Generator<Session> {
  const size = sizeOf(session)
  for (const candidate of simpler(session)) {
    const repaired = repair(candidate)
    // Each step is shorter, or as short with smaller numbers, so shrinking ends.
    if (sizeOf(repaired) < size) yield repaired
  }
}

function sizeOf(session: Session): number {
  let numbers = 0
  const text = JSON.stringify(session, (_key, value: unknown) => {
    if (typeof value === 'number') numbers += Math.abs(value)
    return value
  })
  return text.length + numbers / 1000
}

function* simpler(session: Session): Generator<Session> {
  const { discipline, hooks = [], host, onUnhandled } = session
  if (onUnhandled !== undefined) yield { discipline, host, hooks }
  for (const fewer of without(hooks)) yield { ...session, hooks: fewer }
  for (const fewer of without(host)) yield { ...session, host: fewer }
  for (const [index, call] of host.entries()) {
    for (const inner of simplerInside(call)) yield { ...session, host: host.with(index, inner) }
  }
  for (const [index, hook] of hooks.entries()) {
    if (hook.do === 'throw') continue
    for (const call of simplerInside(hook.do)) {
      yield { ...session, hooks: hooks.with(index, { ...hook, do: call }) }
    }
  }
  if (discipline === 'snapshot') yield { ...session, discipline: 'drain' }
}

/** A list with a stretch left out: all of it, halves, quarters, …, single items. */
function* without<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let length = list.length; length > 0; length = Math.floor(length / 2)) {
    for (let start = 0; start + length <= list.length; start += length) {
      yield list.toSpliced(start, length)
    }
  }
}

function* simplerBlock(block: Block): Generator<Block> {
  yield* without(block)
  for (const [index, statement] of block.entries()) {
    for (const inner of blocksOf(statement)) yield block.toSpliced(index, 1, ...inner)
    if (statement.do !== 'yield') yield block.with(index, { do: 'yield' })
    for (const simple of simplerInside(statement)) yield block.with(index, simple)
  }
}

/** The same statement, with something simpler inside. */
function* simplerInside<S extends Statement | HostCall>(statement: S): Generator<S> {
  for (const [key, held] of Object.entries(statement)) {
    if (held === undefined) continue
    // A try needs one of its handlers.
    if (isOptional(statement, key) && statement.do !== 'try')
      yield { ...statement, [key]: undefined }
    if (typeof held !== 'number' || key === 'value') continue
    for (const less of below(held)) yield { ...statement, [key]: less }
  }
  if ('value' in statement && typeof statement.value === 'object') yield { ...statement, value: 1 }
  if ('items' in statement) {
    for (const items of simplerItems(statement.items)) yield { ...statement, items }
  }
  if ('item' in statement) {
    for (const item of simplerItem(statement.item)) yield { ...statement, item }
  }
  if ('body' in statement) {
    for (const body of simplerBlock(statement.body)) yield { ...statement, body }
  }
  if ('release' in statement) {
    for (const release of simplerBlock(statement.release)) yield { ...statement, release }
  }
  if (!('catch' in statement) && !('finally' in statement)) return
  for (const key of ['catch', 'finally'] as const) {
    const other = key === 'catch' ? 'finally' : 'catch'
    const block = blockAt(statement, key)
    if (block === undefined) continue
    if (blockAt(statement, other) !== undefined) yield { ...statement, [key]: undefined }
    for (const less of simplerBlock(block)) yield { ...statement, [key]: less }
  }
}

function below(number: number): readonly number[] {
  return [0, 1, Math.trunc(number / 2)].filter((less) => Math.abs(less) < Math.abs(number))
}

function* simplerItems(items: readonly Item[]): Generator<readonly Item[]> {
  yield* without(items)
  for (const [index, item] of items.entries()) {
    for (const simple of simplerItem(item)) yield items.with(index, simple)
  }
}

function* simplerItem(item: Item): Generator<Item> {
  if (typeof item === 'string') return
  for (const body of simplerBlock(item.body)) yield { body }
}

function blockAt(statement: Statement | HostCall, key: 'catch' | 'finally'): Block | undefined {
  return statement.do === 'try' ? statement[key] : undefined
}

/** The session with every reference to a name that is gone pointed elsewhere, or its statement left out. */
function repair(session: Session): Session {
  const { discipline, hooks = [], host, onUnhandled } = session
  const calls = repairBlock(host, NOTHING)
  const scope = everywhere(calls)
  const acting = hooks.flatMap((hook) => {
    if (hook.do === 'throw') return [hook]
    const call = repairStatement(hook.do, scope)
    return call === undefined ? [] : [{ ...hook, do: call }]
  })
  return {
    discipline,
    host: calls,
    ...(acting.length > 0 && { hooks: acting }),
    ...(onUnhandled !== undefined && { onUnhandled }),
  }
}

function repairBlock<S extends Statement | HostCall>(block: readonly S[], seen: Scope): S[] {
  const sound: S[] = []
  let scope = seen
  for (const statement of block) {
    const repaired = repairStatement(statement, scope)
    if (repaired === undefined) continue
    sound.push(repaired)
    scope = after(repaired, scope)
  }
  return sound
}

function repairStatement<S extends Statement | HostCall>(
  statement: S,
  scope: Scope,
): S | undefined {
  let sound: S = { ...statement }
  for (const [key, name] of Object.entries(statement)) {
    const names = typeof name === 'string' ? namesFor(statement, key, scope) : undefined
    if (typeof name !== 'string' || names === undefined || names.includes(name)) continue
    // A child of a group that is gone is a task as any other.
    const free = isOptional(statement, key)
    const other = free ? undefined : names.at(-1)
    if (other === undefined && !free) return undefined
    sound = { ...sound, [key]: other }
  }
  if ('value' in sound) sound = { ...sound, value: repairValue(sound.value, scope) }
  if ('items' in sound) {
    const items = sound.items.flatMap((item) => repairItem(item, scope) ?? [])
    sound = { ...sound, items }
  }
  if ('item' in sound) {
    const item = repairItem(sound.item, scope)
    if (item === undefined) return undefined
    sound = { ...sound, item }
  }
  if ('body' in sound) sound = { ...sound, body: repairBlock(sound.body, within(sound, scope)) }
  if ('release' in sound) sound = { ...sound, release: repairBlock(sound.release, scope) }
  for (const key of ['catch', 'finally'] as const) {
    const handler = blockAt(sound, key)
    if (handler !== undefined) sound = { ...sound, [key]: repairBlock(handler, scope) }
  }
  return sound
}

function repairItem(item: Item, scope: Scope): Item | undefined {
  if (typeof item !== 'string') return { body: repairBlock(item.body, scope) }
  const { futures, tasks } = scope
  return [...tasks, ...futures].includes(item) ? item : [...tasks, ...futures].at(-1)
}

function repairValue(value: Value | undefined, { futures, tasks }: Scope): Value | undefined {
  if (typeof value !== 'object' || value === null) return value
  return { sum: value.sum.filter((name) => futures.includes(name) || tasks.includes(name)) }
}
