/**
 * The common small language: a main that spawns tasks, which yield, sleep, await and cancel each other, put and take,
 * hold a lock, race, clean up and fail. `sourceOf` writes such a program in the syntax of a peer, and exactly what it
 * writes is what runs.
 */

import fc from 'fast-check'

/** Waits that a body of any depth may contain; what a clean-up or the holder of a lock does is limited to these. */
const brief = fc.oneof(
  fc.record({ do: fc.constant('yield') }),
  fc.record({ do: fc.constant('sleep'), ms: fc.integer({ min: 1, max: 4 }) }),
)
const briefly = fc.array(brief, { minLength: 1, maxLength: 2 })

function statement(kinds, depth) {
  const inner = () => bodyOf(kinds, depth - 1, { minLength: 1, maxLength: 3 })
  const task = fc.nat(2)
  const ms = fc.integer({ min: 1, max: 4 })
  const made = {
    yield: () => fc.record({ do: fc.constant('yield') }),
    sleep: () => fc.record({ do: fc.constant('sleep'), ms }),
    await: () => fc.record({ do: fc.constant('await'), task }),
    cancel: () => fc.record({ do: fc.constant('cancel'), task }),
    put: () => fc.record({ do: fc.constant('put') }),
    take: () => fc.record({ do: fc.constant('take') }),
    never: () => fc.record({ do: fc.constant('never') }),
    throw: () => fc.record({ do: fc.constant('throw') }),
    hold: () => fc.record({ do: fc.constant('hold'), body: briefly }),
    finally: () => fc.record({ do: fc.constant('finally'), body: inner(), cleanUp: briefly }),
    catch: () => fc.record({ do: fc.constant('catch'), body: inner() }),
    call: () => fc.record({ do: fc.constant('call'), body: inner() }),
    scope: () => fc.record({ do: fc.constant('scope'), body: inner() }),
    limit: () => fc.record({ do: fc.constant('limit'), ms, body: inner() }),
    race: () => fc.record({ do: fc.constant('race'), bodies: fc.tuple(inner(), inner()) }),
    /** A race of operations, without more around them; a `contest` has puts too. */
    select: () => fc.record({ do: fc.constant('select'), of: operands('take', 'sleep') }),
    contest: () => fc.record({ do: fc.constant('select'), of: operands('take', 'sleep', 'put') }),
  }
  const operands = (...which) => {
    const one = fc.oneof(...which.map((kind) => made[kind]()))
    return fc.tuple(one, one)
  }
  const nested = ['finally', 'catch', 'call', 'scope', 'limit', 'race']
  const usable = kinds.filter((kind) => depth > 0 || !nested.includes(kind))
  return fc.oneof(...usable.map((kind) => made[kind]()))
}

function bodyOf(kinds, depth, lengths) {
  if (kinds.length === 0) return fc.constant([])
  return fc.array(statement(kinds, depth), lengths)
}

/** Programs of these kinds of statements; `budget` is how many operations effect runs before it yields. */
export function programs({ budget = false, inMain, kinds }) {
  return fc.record({
    tasks: fc.array(bodyOf(kinds, 2, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
    main: bodyOf(inMain ?? kinds, 0, { maxLength: 4 }),
    budget: budget
      ? fc.option(fc.integer({ min: 3, max: 40 }), { nil: undefined, freq: 2 })
      : fc.constant(undefined),
  })
}

const log = (who, what) => `log('${who} ${what}')`

/** The program in the syntax of a peer; `ending` is what main does when a law needs to see what is left. */
export function sourceOf(program, peer, { ending, lock = 0 } = {}) {
  const { ops } = peer
  const definitions = []
  const count = { item: 0, h: 0, r: 0, c: 0, l: 0 }
  const known = program.tasks.map((_, index) => `t${index + 1}`)

  const define = (kind, inside) => {
    count[kind] += 1
    const name = `${kind}${count[kind]}`
    definitions.push(...peer.define(name, inside(name)))
    return name
  }
  const around = (who, before, line, after) => [log(who, before), line, log(who, after)].flat()

  const written = {
    yield: (who) => around(who, 'yields', ops.yield(), 'resumes'),
    sleep: (who, { ms }) => around(who, `sleeps ${ms}`, ops.sleep(ms), 'wakes'),
    await: (who, { on }) => around(who, `awaits ${on}`, ops.await(on), `awaited ${on}`),
    cancel: (who, { on }) => around(who, `cancels ${on}`, ops.cancel(on), `cancelled ${on}`),
    never: (who) => [log(who, 'waits for ever'), ops.never()],
    throw: (who) => [log(who, 'throws'), ops.throw(who)],
    take: (who) => [log(who, 'takes'), `log('${who} took', ${ops.take()})`],
    put(who) {
      count.item += 1
      return around(who, `puts ${count.item}`, ops.put(count.item), `put ${count.item}`)
    },
    hold(who, { body }) {
      const inside = () => [log(who, 'enters'), ...lines(body, who), log(who, 'leaves')]
      return around(who, 'acquires', peer.locks[lock].hold(define('h', inside)), 'released')
    },
    finally(who, { body, cleanUp }) {
      const clean = [log(who, 'cleans'), ...lines(cleanUp, who), log(who, 'cleaned')]
      return ops.finally([log(who, 'tries'), ...lines(body, who)], clean)
    },
    catch: (who, { body }) =>
      ops.catch([log(who, 'guards'), ...lines(body, who)], [log(who, 'caught')]),
    call: (who, { body }) =>
      around(who, 'calls', ops.call(define('c', () => lines(body, who))), 'called'),
    scope: (who, { body }) =>
      around(who, 'calls', ops.scope(define('c', () => lines(body, who))), 'called'),
    limit: (who, { body, ms }) =>
      around(
        who,
        'limits',
        ops.limit(
          define('l', () => lines(body, who)),
          ms,
        ),
        'limited',
      ),
    select(who, { of }) {
      const operands = of.map((one) => {
        if (one.do === 'put') count.item += 1
        return peer.operands[one.do](one.do === 'put' ? count.item : one.ms)
      })
      return [log(who, 'selects'), `log('${who} took', ${ops.select(operands)})`]
    },
    race(who, { bodies }) {
      const names = bodies.map((body) =>
        define('r', (name) => [log(name, 'begins'), ...lines(body, name), log(name, 'ends')]),
      )
      return around(who, `races ${names.join(' ')}`, ops.race(names), 'raced')
    },
  }

  /** A task refers to those before it, main to all; a program without them leaves the statement out. */
  function lines(body, who, before = whom(who)) {
    return body.flatMap((one) => {
      if (one.task === undefined) return written[one.do](who, one)
      if (before.length === 0) return []
      return written[one.do](who, { ...one, on: before[one.task % before.length] })
    })
  }
  const whom = (who) => (who === 'main' ? known : known.slice(0, Math.max(0, known.indexOf(who))))

  for (const [index, name] of known.entries()) {
    const body = lines(program.tasks[index], name)
    definitions.push(...peer.define(name, [log(name, 'begins'), ...body, log(name, 'ends')]))
  }
  const main = [
    ...known.flatMap((name) =>
      around('main', `spawns ${name}`, peer.spawn(name), `spawned ${name}`),
    ),
    ...lines(program.main, 'main'),
    ...(ending === undefined ? [] : [...lines([{ do: 'sleep', ms: 100 }], 'main')]),
    ...(ending === 'items'
      ? peer.whileMissing([log('main', 'probes'), `log('main probed', ${ops.take()})`])
      : []),
    ...(ending === 'permits' ? lines([{ do: 'hold', body: [] }], 'main') : []),
    log('main', 'ends'),
  ]
  definitions.push(...peer.define('main', main))
  const shared = [
    ['queue', peer.queue],
    ['lock', peer.locks?.[lock]?.make],
    ['race', peer.race],
  ]
  const text = definitions.join('\n')
  const needed = shared.filter(
    ([name, line]) => line !== undefined && new RegExp(`\\b${name}\\b`, 'u').test(text),
  )
  return [
    ...peer.head(
      needed.map(([, line]) => line),
      program,
    ),
    ...definitions,
    ...peer.tail(program),
  ].join('\n')
}
