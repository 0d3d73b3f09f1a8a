/** Random scenes in which what is to be closed is in a shelter (C13), or waits for what may have happened (C14). */

import type { Block, Call, Statement } from '../../spec/program.ts'
import type { Writer } from './language.ts'
import { cancels, duration, joins, pause } from './moves.ts'

/** A task that is out of time, and is cancelled while it cleans up (C11). */
function tidying(pen: Writer): Block {
  const { dice } = pen
  const [on, name] = [dice.name('f'), dice.name('t')]
  const waits: Statement = { do: 'await', on }
  const lock = dice.once(3) ? dice.name('l') : undefined
  const made: Block =
    lock === undefined
      ? []
      : [
          { do: 'lock', name: lock },
          {
            do: 'spawn',
            name: dice.name('t'),
            body: [{ do: 'hold', at: lock, body: [{ do: 'sleep', ms: 5 }] }],
          },
        ]
  const clean: Block =
    lock === undefined
      ? [dice.once(2) ? waits : { do: 'sleep', ms: 2 }]
      : [{ do: 'uninterruptible', body: [{ do: 'hold', at: lock, body: [] }] }]
  const body: Block = [{ do: 'try', body: [waits], finally: [...clean, { do: 'yield' }] }]
  const late: Block = [{ do: 'timeout', ms: 1, body }]
  const task: Block = dice.once(2) ? late : [{ do: 'try', body: late, catch: [{ do: 'yield' }] }]
  return [
    ...made,
    { do: 'future', name: on },
    { do: 'spawn', name, body: [...task, { do: 'yield' }] },
    { do: 'sleep', ms: dice.pick([1, 2, 2]) },
    { do: 'cancel', on: name },
    ...pause(pen),
    { do: 'setResult', on },
    ...joins(pen, [name]),
  ]
}

/** A task that runs something to its end, and is to be closed before that, in it, or after it. */
export function shelter(pen: Writer): Block {
  const { dice } = pen
  if (dice.once(4)) return tidying(pen)
  const [on, name] = [dice.name('f'), dice.name('t')]
  const waits: Statement = { do: 'await', on }
  const calm = (): Block =>
    dice.times(dice.between(1, 2), () => {
      return dice.choose<Statement>([
        [3, () => ({ do: 'yield' })],
        [4, () => ({ do: 'sleep', ms: duration(pen) })],
        [1, () => waits],
      ])
    })
  const cancelling: Block = dice.once(2) ? [{ do: 'cancel', on: name }] : []
  const protect = (): Statement => ({
    do: 'uninterruptible',
    body: [...(dice.once(5) ? cancelling : []), ...calm()],
  })
  const rest = dice.choose<Block>([
    [2, () => [{ do: 'yield' }]],
    [2, () => [waits]],
    [2, () => [{ do: 'sleep', ms: duration(pen) }]],
    [2, () => [protect(), { do: 'yield' }]],
    [1, () => []],
  ])
  const body = dice.choose<Block>([
    [3, () => [...cancelling, protect(), ...rest]],
    [2, () => [{ do: 'cancel', on: name }, protect(), ...rest]],
    [2, () => [{ do: 'try', body: [{ do: 'yield' }], finally: [protect(), ...rest] }]],
    [
      1,
      () => [{ do: 'try', body: [{ do: 'throw', error: dice.name('e') }], finally: [protect()] }],
    ],
  ])
  return [
    { do: 'future', name: on },
    { do: 'spawn', name, body: limited(pen, body) },
    ...pause(pen),
    ...cancels(pen, [name]),
    ...pause(pen),
    { do: 'setResult', on },
    ...joins(pen, [name]),
  ]
}

/** An operation, what lets it happen, and an end that is requested at about the same moment. */
export function operation(pen: Writer): Block {
  return ended(
    pen,
    pen.dice.either<Operations>(
      () => take(pen),
      () => acquire(pen),
      () => meet(pen),
      () => decide(pen),
    ),
  )
}

/** The same of a put(), whose item may be taken meanwhile. */
export function putting(pen: Writer): Block {
  return ended(pen, put(pen))
}

/** Puts that wait, are let in, and are closed before they return: their items are out of the queue again. */
export function retraction(pen: Writer): Block {
  const { dice } = pen
  const [at, capacity] = [dice.name('q'), dice.pick([1, 1, 2])]
  let count = 0
  const putNow = (): Statement => ({ do: 'putNow', at, value: (count += 1) })
  const puts = (): Statement => ({ do: 'put', at, value: (count += 1) })
  const full: Block = dice.times(dice.once(4) ? capacity - 1 : capacity, putNow)
  const names = dice.times(dice.between(1, 3), () => dice.name('t'))
  const tasks = names.map((name): Call => {
    return { do: 'spawn', name, body: limited(pen, dice.times(dice.between(1, 2), puts)) }
  })
  const admit: Block = [dice.once(3) ? { do: 'take', at } : { do: 'takeNow', at }]
  const takes = (): Block => dice.times(dice.between(1, 2), () => taken(pen, at)).flat()
  return [
    { do: 'queue', name: at, capacity },
    ...full,
    ...tasks,
    { do: 'yield' },
    ...admit,
    ...cancels(pen, dice.pick([names, names.slice(0, 1)])),
    ...(dice.once(3) ? pause(pen) : []),
    ...takes(),
    ...joins(pen, names),
    ...takes(),
  ]
}

function ended(pen: Writer, { aid, made, operate }: Operations): Block {
  const { dice } = pen
  const name = dice.name('t')
  const one = (): Statement =>
    dice.once(6) ? { do: 'uninterruptible', body: [operate()] } : operate()
  const acts: Block = [one(), ...(dice.once(3) ? [one()] : []), { do: 'yield' }]
  if (dice.once(4)) {
    // In main, which is stepped last.
    const helper: Call = { do: 'spawn', name, body: [...pause(pen), ...aid()] }
    return [...made, helper, ...limited(pen, acts, aid), ...aid()]
  }
  const self: Block = dice.once(5) ? [{ do: 'cancel', on: name }] : []
  const task: Call = { do: 'spawn', name, body: limited(pen, [...self, ...acts], aid) }
  const ends: Block = dice.once(8) ? [] : cancels(pen, [name])
  return [
    ...made,
    task,
    { do: 'yield' },
    ...(dice.once(3) ? pause(pen) : []),
    ...dice.choose<Block>([
      [9, () => [...aid(), ...ends]],
      [6, () => [...ends, ...aid()]],
      [2, () => [...aid(), ...pause(pen), ...ends]],
      [1, () => [...ends, ...pause(pen), ...aid()]],
    ]),
    ...aid(),
    ...joins(pen, [name]),
  ]
}

/** Tasks that main leaves behind, whose clean-ups take steps or time, or never end: often the loop is closed then (L14). */
export function leavings(pen: Writer): Block {
  const { dice } = pen
  const on = dice.name('f')
  const steps = (): Block => dice.times(dice.between(1, 4), () => ({ do: 'yield' }) as const)
  const clean = (): Block =>
    dice.choose<Block>([
      [3, steps],
      [4, () => [{ do: 'sleep', ms: duration(pen) }, ...steps()]],
      [
        2,
        () => [
          { do: 'sleep', ms: duration(pen) },
          { do: 'sleep', ms: duration(pen) },
        ],
      ],
      [1, () => [{ do: 'await', on }]],
      [2, () => [{ do: 'try', body: [...steps(), { do: 'await', on }], finally: [heir()] }]],
    ])
  // It is spawned as the loop is closed, or as its parent is cut short.
  const heir = (): Call => {
    const body: Block = [
      ...pause(pen),
      { do: 'try', body: [{ do: 'await', on }], finally: steps() },
    ]
    return { do: 'spawn', name: dice.name('t'), body }
  }
  const tasks = dice.times(dice.between(1, 3), (): Call => {
    const body: Block = [{ do: 'try', body: [{ do: 'await', on }], finally: clean() }]
    return { do: 'spawn', name: dice.name('t'), body }
  })
  return [{ do: 'future', name: on }, ...tasks, { do: 'yield' }, ...lingering(pen, on)]
}

/** Main itself waits on while its loop is closed, perhaps in a group of which a child fails then. */
function lingering(pen: Writer, on: string): Block {
  const { dice } = pen
  const waits: Block = [{ do: 'await', on }]
  const name = dice.name('g')
  const child = (clean: Block): Call => {
    const body: Block = [{ do: 'try', body: waits, finally: clean }]
    return { do: 'spawn', name: dice.name('t'), body, in: name }
  }
  const group = (): Block => {
    const fails: Block = [...pause(pen), { do: 'throw', error: dice.name('e') }]
    const settles: Block = [{ do: 'setResult', on }]
    return [{ do: 'group', name, body: [child(dice.once(2) ? fails : settles), ...waits] }]
  }
  return dice.choose<Block>([
    [3, () => []],
    [2, () => [{ do: 'uninterruptible', body: waits }]],
    [3, () => [{ do: 'uninterruptible', body: group() }]],
    [
      1,
      () => [
        { do: 'timeout', ms: duration(pen), body: [{ do: 'uninterruptible', body: group() }] },
      ],
    ],
  ])
}

/** Within a time, or in a group of which a child fails, or not. */
function limited(pen: Writer, body: Block, aid: () => Block = () => []): Block {
  const { dice } = pen
  return dice.choose<Block>([
    [9, () => body],
    [3, () => [{ do: 'timeout', ms: dice.pick([0, 1, 1, 2]), body }]],
    [0.5, () => [{ do: 'group', name: dice.name('g'), body }]],
    [2.5, () => [failing(pen, body, aid)]],
  ])
}

function failing(pen: Writer, body: Block, aid: () => Block): Statement {
  const { dice } = pen
  const name = dice.name('g')
  const wait: Block = dice.once(2) ? [{ do: 'yield' }] : [{ do: 'sleep', ms: 1 }]
  const helps: Block = dice.once(2) ? aid() : []
  const fails: Block = [...wait, ...helps, { do: 'throw', error: dice.name('e') }]
  return {
    do: 'group',
    name,
    body: [{ do: 'spawn', name: dice.name('t'), body: fails, in: name }, ...body],
  }
}

interface Operations {
  readonly made: Block
  readonly operate: () => Statement
  /** What lets the operation happen, or undoes what it needs. */
  readonly aid: () => Block
}

function put(pen: Writer): Operations {
  const { dice } = pen
  const at = dice.name('q')
  const capacity = dice.pick([0, 1, 2])
  const full: Block = capacity > 0 && dice.once(2) ? [{ do: 'putNow', at, value: 'first' }] : []
  let count = 0
  return {
    made: [{ do: 'queue', name: at, capacity }, ...full],
    operate: () => ({ do: 'put', at, value: (count += 1) }),
    aid: () => taken(pen, at),
  }
}

/** At once, or by another task. */
function taken({ dice }: Writer, at: string): Block {
  return dice.once(2)
    ? [{ do: 'try', body: [{ do: 'takeNow', at }], catch: [] }]
    : [{ do: 'spawn', name: dice.name('t'), body: [{ do: 'take', at }] }]
}

function take(pen: Writer): Operations {
  const { dice } = pen
  const at = dice.name('q')
  const filled: Block = dice.once(2) ? [{ do: 'putNow', at, value: 'first' }] : []
  return {
    made: [{ do: 'queue', name: at }, ...filled],
    operate: () => ({ do: 'take', at }),
    aid: () => [{ do: 'putNow', at, value: dice.name('x') }],
  }
}

function acquire(pen: Writer): Operations {
  const { dice } = pen
  const at = dice.name('l')
  const held: Block = dice.once(2) ? [{ do: 'acquire', at }] : []
  return {
    made: [{ do: 'lock', name: at }, ...held],
    operate: () => ({ do: 'hold', at, body: [{ do: 'yield' }] }),
    aid: () => [{ do: 'try', body: [{ do: 'release', at }], catch: [] }],
  }
}

function meet(pen: Writer): Operations {
  const { dice } = pen
  const at = dice.name('b')
  return {
    made: [{ do: 'barrier', name: at, parties: dice.pick([1, 2, 2]) }],
    operate: () => ({ do: 'wait', at }),
    aid: () => [{ do: 'spawn', name: dice.name('t'), body: [{ do: 'wait', at }] }],
  }
}

function decide(pen: Writer): Operations {
  const { dice } = pen
  const [at, on] = [dice.name('q'), dice.name('f')]
  const waits: Statement = { do: 'await', on }
  const one = dice.choose<Statement>([
    [
      2,
      () => ({
        do: dice.pick(['race', 'any'] as const),
        items: [on, { body: [{ do: 'take', at }] }],
      }),
    ],
    [1, () => ({ do: dice.pick(['all', 'allSettled'] as const), items: [on, on] })],
    [1, () => ({ do: 'race', items: [{ body: [{ do: 'take', at }] }, { body: [waits] }] })],
  ])
  const settle: Block = [{ do: 'try', body: [{ do: 'setResult', on, value: 1 }], catch: [] }]
  return {
    made: [
      { do: 'queue', name: at },
      { do: 'future', name: on },
    ],
    operate: () => one,
    aid: () => (dice.once(4) ? [{ do: 'putNow', at, value: dice.name('x') }] : settle),
  }
}
