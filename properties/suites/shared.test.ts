/** What is shared is what it was, and is seen. */

import { describe, expect, test } from 'vitest'
import { Future, type Coroutine } from '../../src/index.ts'
import { exploreLoop, shared } from '../../src/explore/index.ts'

/** How many classes two tasks have, each of which does one of these in one step. */
async function classesOf<T extends object>(
  create: () => T,
  one: (state: T) => unknown,
  other: (state: T) => unknown,
): Promise<number> {
  const { histories } = await exploreLoop(
    function* (loop) {
      const state = shared(create())
      const task = function* (act: (state: T) => unknown): Coroutine<void> {
        act(state)
      }
      for (const each of [loop.spawn(task(one)), loop.spawn(task(other))]) yield* each
    },
    { pick: true },
  )
  return histories
}

const nested = (): { list: { n: number }[]; map: Map<string, number>; set: Set<string> } => ({
  list: [{ n: 0 }, { n: 0 }],
  map: new Map([['a', 1]]),
  set: new Set(['a']),
})

describe('two steps depend on each other', () => {
  for (const [name, one, other, classes] of [
    [
      'read and write of a field',
      (s) => s.list[0]?.n,
      (s) => Object.assign(s.list[0] ?? {}, { n: 1 }),
      2,
    ],
    [
      'two writes of a field',
      (s) => Object.assign(s.list[0] ?? {}, { n: 2 }),
      (s) => Object.assign(s.list[0] ?? {}, { n: 1 }),
      2,
    ],
    [
      'other objects',
      (s) => Object.assign(s.list[1] ?? {}, { n: 2 }),
      (s) => Object.assign(s.list[0] ?? {}, { n: 1 }),
      1,
    ],
    ['two reads', (s) => s.list.map(({ n }) => n), (s) => s.list.length, 1],
    ['length and push', (s) => s.list.length, (s) => s.list.push({ n: 3 }), 2],
    ['an item and a length that cuts it off', (s) => s.list[0], (s) => (s.list.length = 0), 2],
    ['keys and a new key', (s) => Object.keys(s), (s) => Object.assign(s, { more: 1 }), 2],
    ['keys and a key that goes', (s) => 'map' in s, (s) => Reflect.deleteProperty(s, 'map'), 2],
    ['a map', (s) => s.map.get('a'), (s) => s.map.set('b', 2), 2],
    ['reads of a map', (s) => [...s.map], (s) => s.map.size + s.map.forEach.length, 1],
    ['a set', (s) => s.set.has('b'), (s) => s.set.add('b'), 2],
    ['a map and a set', (s) => s.map.clear(), (s) => s.set.delete('a'), 1],
  ] as readonly [
    string,
    (s: ReturnType<typeof nested>) => unknown,
    (s: ReturnType<typeof nested>) => unknown,
    number,
  ][]) {
    test(`${classes === 1 ? 'not ' : ''}by ${name}`, async () => {
      expect(await classesOf(nested, one, other)).toBe(classes)
    })
  }
})

test('a shared object behaves as it did', () => {
  const future = new Future<number>()
  const original = { ...nested(), future, when: new Date(0), frozen: Object.freeze({ a: {} }) }
  const state = shared(original)
  expect(shared(state)).toBe(state)
  expect(shared(original)).toBe(state)
  expect(state.list[0]).toBe(state.list[0])
  expect(state.future).toBe(future)
  expect(state.when.getTime()).toBe(0)
  expect(state.frozen.a).toEqual({})
  expect(Array.isArray(state.list)).toBe(true)
  state.list.push({ n: 7 })
  expect(original.list.map(({ n }) => n)).toEqual([0, 0, 7])
  expect(JSON.stringify(state.list)).toBe('[{"n":0},{"n":0},{"n":7}]')
  expect(state.map.set('b', 2)).toBe(state.map)
  expect([state.map.size, [...state.map.keys()], [...state.map.values()]]).toEqual([
    2,
    ['a', 'b'],
    [1, 2],
  ])
  expect([state.map.delete('a'), state.map.has('a'), [...state.map.entries()]]).toEqual([
    true,
    false,
    [['b', 2]],
  ])
  const seen: unknown[] = []
  state.set.forEach((item) => seen.push(item))
  expect([...seen, ...state.set.entries(), ...state.set.keys()]).toEqual(['a', ['a', 'a'], 'a'])
  class Account {
    balance = 1
    add(more: number): number {
      this.balance += more
      return this.balance
    }
  }
  expect(shared(new Account()).add(2)).toBe(3)
})

test.each([
  ['undefined', undefined],
  ['a number', 7],
  ['a string', 'text'],
  ['a future', new Future()],
  ['a promise', Promise.resolve()],
  ['a Date', new Date(0)],
])('%s cannot be shared', (_what, given: unknown) => {
  expect(() => Reflect.apply(shared, undefined, [given])).toThrow(
    /^shared takes an object, an array, a Map or a Set, not /,
  )
})
