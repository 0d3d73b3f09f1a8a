/** With an odometer for dice, a writer writes all that it can write, each once. */

import { expect, test } from 'vitest'
import { Odometer } from '../arbitraries/odometer.ts'

test('every order of four letters is written once', () => {
  const dice = new Odometer()
  const orders = dice.every(() => {
    const left = ['a', 'b', 'c', 'd']
    return dice.times(4, () => left.splice(dice.between(0, left.length - 1), 1)).join('')
  })
  const all = [...orders]
  expect(all).toHaveLength(24)
  expect(new Set(all).size).toBe(24)
  expect(all.slice(0, 3)).toEqual(['abcd', 'abdc', 'acbd'])
})

test('what is likelier than others is written once, and what is not open never', () => {
  const dice = new Odometer()
  const all = dice.every(() =>
    dice.choose([
      [7, () => dice.pick(['a', 'a', 'b'])],
      [1, undefined],
      [0, () => `${dice.once(9)}`],
      [2, () => dice.name('c')],
    ]),
  )
  expect([...all]).toEqual(['a', 'b', 'true', 'false', 'c1'])
})

test('a writer that decides by something else is found out', () => {
  const dice = new Odometer()
  let rounds = 0
  const all = dice.every(() => dice.between(0, (rounds += 1)))
  expect(() => [...all]).toThrow('decided by something else than its dice')
})
