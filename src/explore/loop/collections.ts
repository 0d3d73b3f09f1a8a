/** A Map and a Set whose every call is seen: one that reads reads all of it, and one that writes writes all of it. */

import { touchShared } from './touches.ts'

/** What is put in its place of what it holds. */
type Wrap = <T>(value: T) => T

/** A copy of a Map. */
export class SharedMap<K, V> extends Map<K, V> {
  readonly #place: string
  readonly #wrap: Wrap

  constructor(entries: ReadonlyMap<K, V>, place: string, wrap: Wrap) {
    super()
    this.#place = place
    this.#wrap = wrap
    for (const [key, value] of entries) super.set(wrap(key), wrap(value))
  }

  override get size(): number {
    touchShared(this.#place, false)
    return super.size
  }

  override get(key: K): V | undefined {
    touchShared(this.#place, false)
    return super.get(this.#wrap(key))
  }

  override has(key: K): boolean {
    touchShared(this.#place, false)
    return super.has(this.#wrap(key))
  }

  override set(key: K, value: V): this {
    touchShared(this.#place, true)
    return super.set(this.#wrap(key), this.#wrap(value))
  }

  override delete(key: K): boolean {
    touchShared(this.#place, true)
    return super.delete(this.#wrap(key))
  }

  override clear(): void {
    touchShared(this.#place, true)
    super.clear()
  }

  override entries(): MapIterator<[K, V]> {
    touchShared(this.#place, false)
    return super.entries()
  }

  override keys(): MapIterator<K> {
    touchShared(this.#place, false)
    return super.keys()
  }

  override values(): MapIterator<V> {
    touchShared(this.#place, false)
    return super.values()
  }

  override forEach(call: (value: V, key: K, map: Map<K, V>) => void, self?: unknown): void {
    touchShared(this.#place, false)
    super.forEach(call, self)
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }
}

/** A copy of a Set. */
export class SharedSet<T> extends Set<T> {
  readonly #place: string
  readonly #wrap: Wrap

  constructor(items: ReadonlySet<T>, place: string, wrap: Wrap) {
    super()
    this.#place = place
    this.#wrap = wrap
    for (const item of items) super.add(wrap(item))
  }

  override get size(): number {
    touchShared(this.#place, false)
    return super.size
  }

  override has(item: T): boolean {
    touchShared(this.#place, false)
    return super.has(this.#wrap(item))
  }

  override add(item: T): this {
    touchShared(this.#place, true)
    return super.add(this.#wrap(item))
  }

  override delete(item: T): boolean {
    touchShared(this.#place, true)
    return super.delete(this.#wrap(item))
  }

  override clear(): void {
    touchShared(this.#place, true)
    super.clear()
  }

  override entries(): SetIterator<[T, T]> {
    touchShared(this.#place, false)
    return super.entries()
  }

  override keys(): SetIterator<T> {
    return this.values()
  }

  override values(): SetIterator<T> {
    touchShared(this.#place, false)
    return super.values()
  }

  override forEach(call: (item: T, same: T, set: Set<T>) => void, self?: unknown): void {
    touchShared(this.#place, false)
    super.forEach(call, self)
  }

  override [Symbol.iterator](): SetIterator<T> {
    return this.values()
  }
}
