/**
 * The laws that are asked of every peer: the clause that promises it here, what kind of programs can break it, and a
 * judgement of what such a program has logged, which returns what is wrong or undefined.
 */

/** An event is `who verb rest`. */
const parse = (log) =>
  log.map((event) => {
    const [who, verb = '', ...rest] = event.split(' ')
    return { who, verb, rest: rest.join(' '), event }
  })
const isTask = ({ who }) => /^t\d$/u.test(who)
const isOf = (who) => (one) => one.who === who

export const laws = [
  {
    id: 'L19',
    title: 'The same program takes the same steps',
    kinds: ['yield', 'sleep', 'await', 'finally', 'call'],
    twice: true,
    judge: () => undefined,
  },
  {
    id: 'T1',
    title: 'None of the code of a new task runs before its creator has continued',
    kinds: ['yield'],
    judge: (log) => within(log, 'spawns', 'spawned', ({ verb }) => verb === 'begins'),
  },
  {
    id: 'L2',
    title:
      'First in, first out: a task that yields resumes after all tasks that were ready before it',
    kinds: ['yield'],
    judge: (log) => barging(parse(log).filter(isTask)),
  },
  {
    id: 'F4',
    title: 'Every await suspends, even of a task that has ended',
    kinds: ['yield', 'await'],
    judge(log) {
      const events = parse(log).filter(isTask)
      const ready = (at) =>
        [...new Set(events.slice(0, at).map(({ who }) => who))].filter(
          (who) => events.slice(0, at).findLast(isOf(who)).verb === 'yields',
        )
      for (const [at, one] of events.entries()) {
        if (one.verb !== 'awaits') continue
        const back = events.findIndex((other, i) => i > at && other.who === one.who)
        const other = ready(at)[0]
        if (back >= 0 && other !== undefined && !events.slice(at, back).some(isOf(other)))
          return `${one.event}, and continues before ${other}, which was ready`
      }
      return undefined
    },
  },
  {
    id: 'F8',
    title: 'The waiters of a task wake in the order in which they began to wait',
    kinds: ['yield', 'sleep', 'await'],
    judge(log) {
      const events = parse(log).filter(isTask)
      const waiters = new Map()
      const ended = new Set()
      for (const { who, verb, rest } of events) {
        if (verb === 'ends') ended.add(who)
        if (verb === 'awaits' && !ended.has(rest))
          waiters.set(rest, [...(waiters.get(rest) ?? []), who])
        const queue = waiters.get(rest) ?? []
        if (verb !== 'awaited' || !queue.includes(who)) continue
        if (queue.shift() !== who)
          return `${who} wakes before a task that has waited longer for ${rest}`
      }
      return undefined
    },
  },
  {
    id: 'T5',
    title: 'The failure of a task disturbs no task that does not await it',
    kinds: ['yield', 'sleep', 'throw'],
    inMain: ['yield'],
    ending: 'rest',
    judge(log) {
      const events = parse(log)
      for (const { who } of events.filter(({ verb }) => verb === 'begins'))
        if (!events.some(({ who: of, verb }) => of === who && ['ends', 'throws'].includes(verb)))
          return `${who} does not end, though it has not failed`
      return undefined
    },
  },
  {
    id: 'L10',
    title: 'A failure that nothing awaits is reported',
    kinds: ['yield', 'throw'],
    inMain: ['yield'],
    judge(log) {
      if (!log.some((event) => event.endsWith(' throws'))) return undefined
      if (!log.some((event) => /^(?:run rejects|unhandled)/u.test(event)))
        return 'the failure is not reported'
      return undefined
    },
  },
  {
    id: 'L9',
    title: 'When nothing can run any more, the run ends with an error that says so',
    kinds: ['yield', 'never'],
    judge: (log) => (log.includes('hangs') ? 'main waits for ever, without an error' : undefined),
  },
  {
    id: 'D2',
    title:
      'Sleepers wake in the order of their deadlines, and for equal ones in the order in which they slept',
    kinds: ['sleep'],
    inMain: [],
    ending: 'rest',
    judge(log) {
      const now = new Map()
      const due = []
      for (const { who, verb, rest } of parse(log).filter(isTask)) {
        if (verb === 'sleeps') due.push({ who, at: (now.get(who) ?? 0) + Number(rest) })
        if (verb !== 'wakes') continue
        const first = due.toSorted((one, other) => one.at - other.at)[0]
        if (first.who !== who) return `${who} wakes before ${first.who}`
        due.splice(due.indexOf(first), 1)
        now.set(who, first.at)
      }
      return undefined
    },
  },
  {
    id: 'C4',
    title: 'A task that is cancelled before it began never begins',
    kinds: ['yield', 'cancel'],
    judge(log) {
      const events = parse(log)
      for (const [at, { verb, rest }] of events.entries()) {
        if (verb !== 'cancels' || events.slice(0, at).some(isOf(rest))) continue
        if (events.some(isOf(rest))) return `${rest} was cancelled, and begins`
      }
      return undefined
    },
  },
  {
    id: 'C5',
    title: 'Of a task that is cancelled, every `finally` runs to its end, and no `catch`',
    kinds: ['yield', 'sleep', 'finally', 'catch', 'cancel'],
    inMain: ['yield', 'sleep', 'cancel'],
    ending: 'rest',
    judge(log) {
      const events = parse(log)
      const caught = events.find(({ verb }) => verb === 'caught')
      if (caught !== undefined) return `${caught.who} catches its cancellation`
      return unclean(events, (who) => cancels(events, who) === 1)
    },
  },
  {
    id: 'C1',
    title: 'A second cancellation does not cut short the clean-up of the first',
    kinds: ['yield', 'sleep', 'finally', 'cancel'],
    inMain: ['yield', 'sleep', 'cancel'],
    ending: 'rest',
    judge(log) {
      const events = parse(log)
      return unclean(events, (who) => cancels(events, who) > 1)
    },
  },
  {
    id: 'C3',
    title: 'Of a task that is cancelled, nothing but its clean-up runs',
    kinds: ['yield', 'sleep', 'finally', 'cancel'],
    inMain: ['yield', 'sleep', 'cancel'],
    ending: 'rest',
    judge: (log) => afterCancel(parse(log)),
  },
  {
    id: 'D5',
    title: 'A task that is cancelled within a time limit begins no wait after that which completes',
    kinds: ['yield', 'sleep', 'limit', 'cancel'],
    inMain: ['yield', 'sleep', 'cancel'],
    ending: 'rest',
    judge: (log) => afterCancel(parse(log), true),
  },
  {
    id: 'C11',
    title: 'Nor does anything run behind a plain delegate whose clean-up waits',
    kinds: ['yield', 'finally', 'call', 'cancel'],
    judge: (log) => afterCancel(parse(log)),
  },
  {
    id: 'C11',
    scope: true,
    title: 'Nor does anything run behind a call or a scope of the library whose clean-up waits',
    kinds: ['yield', 'finally', 'scope', 'cancel'],
    judge: (log) => afterCancel(parse(log)),
  },
  {
    id: 'C9',
    title: 'To cancel a waiter does not cancel the task that it waits for',
    kinds: ['yield', 'sleep', 'await', 'cancel'],
    inMain: ['yield', 'sleep', 'cancel'],
    ending: 'rest',
    judge(log) {
      // To await what was cancelled is to fail, and where a failure ends the run, nothing is shown.
      if (log.some((event) => event.startsWith('run rejects'))) return undefined
      const events = parse(log)
      for (const { who } of events.filter(({ verb }) => verb === 'begins')) {
        const own = events.filter(isOf(who))
        if (own.some(({ verb }) => ['ends', 'awaits', 'cancels'].includes(verb))) continue
        if (cancels(events, who) === 0)
          return `${who} does not end, though only its waiter was cancelled`
      }
      return undefined
    },
  },
  {
    id: 'C14',
    budget: true,
    title: 'No item is lost or received twice when takers are cancelled',
    kinds: ['yield', 'put', 'take', 'cancel'],
    inMain: ['yield', 'put', 'cancel'],
    ending: 'items',
    judge: lost,
  },
  {
    id: 'S11',
    budget: true,
    title: 'Of the operations of a race one takes effect: no item is lost when two of them take',
    kinds: ['yield', 'put', 'select'],
    inMain: ['yield', 'put'],
    ending: 'items',
    judge: lost,
  },
  {
    id: 'S10',
    budget: true,
    title: 'A race returns after its losers have ended, with their clean-ups',
    kinds: ['yield', 'sleep', 'finally', 'race'],
    inMain: ['yield'],
    judge(log) {
      const events = parse(log)
      for (const [at, { who, verb, rest }] of events.entries()) {
        if (verb !== 'races') continue
        const back = events.findIndex(
          (other, i) => i > at && other.who === who && other.verb === 'raced',
        )
        const late =
          back < 0 ? undefined : events.slice(back).find((one) => rest.split(' ').includes(one.who))
        if (late !== undefined) return `${late.event}, after the race of ${who} has returned`
      }
      return undefined
    },
  },
  {
    id: 'T4',
    title: 'A run fails with no error but those of the program',
    kinds: ['yield', 'put', 'take', 'contest'],
    inMain: ['yield', 'put'],
    judge: (log) =>
      log.find((event) => /^(?:run rejects|unhandled)(?!.*DeadlockError)/u.test(event)),
  },
  {
    id: 'Y2',
    title: 'The taker that has waited longest receives the item that was put first',
    kinds: ['yield', 'put', 'take'],
    inMain: ['yield', 'put'],
    judge(log) {
      const events = parse(log)
      const items = events.filter(({ verb }) => verb === 'puts').map(({ rest }) => rest)
      const takes = events.filter(({ verb }) => verb === 'takes')
      for (const [nth, one] of takes.entries()) {
        const earlier = takes.slice(0, nth).filter(isOf(one.who)).length
        const item = events.filter(({ who, verb }) => who === one.who && verb === 'took')[earlier]
          ?.rest
        if (item !== undefined && item !== items[nth])
          return `${one.who}, the ${nth + 1}. to wait, took ${item}: the ${items.indexOf(item) + 1}. that was put`
      }
      return undefined
    },
  },
  {
    id: 'Y1',
    budget: true,
    title: 'One holder at a time, and no permit is lost when holders and waiters are cancelled',
    kinds: ['yield', 'hold', 'cancel'],
    ending: 'permits',
    locks: true,
    judge(log) {
      // A task that is cancelled logs no more where it leaves.
      const cancelled = new Set()
      let inside
      for (const { who, verb, rest } of parse(log)) {
        if (verb === 'enters' && who !== 'main' && inside !== undefined && inside !== who)
          return `${who} enters while ${inside} is inside`
        if (verb === 'cancels') cancelled.add(rest)
        if (verb === 'enters') inside = cancelled.has(who) ? undefined : who
        if (['leaves', 'released', 'cancelled'].includes(verb)) inside = undefined
      }
      if (log.includes('main acquires') && !log.includes('main enters'))
        return 'a permit is lost: main cannot acquire it'
      return undefined
    },
  },
]

function within(log, begin, end, isWrong) {
  const events = parse(log)
  for (const [at, { who, verb, rest }] of events.entries()) {
    if (verb !== begin) continue
    const back = events.findIndex((other, i) => i > at && other.who === who && other.verb === end)
    const wrong = events.slice(at, back).find((one) => one.who === rest && isWrong(one))
    if (wrong !== undefined) return `${wrong.event} before ${who} continues`
  }
  return undefined
}

function barging(events) {
  for (const [at, { who, verb }] of events.entries()) {
    if (verb !== 'yields') continue
    const back = events.findIndex((other, i) => i > at && other.who === who)
    const before = events.slice(0, at)
    const ready = [...new Set(before.map((one) => one.who))].filter(
      (other) => other !== who && before.findLast(isOf(other)).verb === 'yields',
    )
    const passed =
      back < 0 ? undefined : ready.find((other) => !events.slice(at, back).some(isOf(other)))
    if (passed !== undefined) return `${who} resumes before ${passed}, which was ready before it`
  }
  return undefined
}

const cancels = (events, who) =>
  events.filter(({ verb, rest }) => verb === 'cancels' && rest === who).length

/** How many clean-ups a task is in the middle of: to be cancelled there is to leave that code, as any other. */
function cleaning(events, who) {
  const count = (wanted) => events.filter((one) => one.who === who && one.verb === wanted).length
  return count('cleans') - count('cleaned')
}

/** The clean-ups of cancelled tasks that do not run, or not to their ends. */
function unclean(events, isAsked) {
  for (const [at, { verb, rest: who }] of events.entries()) {
    const before = events.slice(0, at)
    if (
      verb !== 'cancels' ||
      !isAsked(who) ||
      cancels(before, who) > 0 ||
      cleaning(before, who) > 0
    )
      continue
    const count = (wanted) => events.filter((one) => one.who === who && one.verb === wanted).length
    if (count('cleans') < count('tries')) return `a finally of ${who} does not run`
    if (count('cleaned') < count('cleans')) return `a finally of ${who} does not run to its end`
  }
  return undefined
}

/** What a cancelled task does outside of its clean-ups; if `later`, only waits that it begins and completes count. */
function afterCancel(events, later = false) {
  for (const [at, { verb, rest: who }] of events.entries()) {
    const before = events.slice(0, at)
    const last = before.findLast(isOf(who))
    if (
      verb !== 'cancels' ||
      last === undefined ||
      last.verb === 'ends' ||
      cleaning(before, who) > 0
    )
      continue
    let depth = 0
    let waits = false
    for (const one of events.slice(at).filter(isOf(who))) {
      if (one.verb === 'cleaned') depth -= 1
      else if (one.verb === 'cleans') depth += 1
      else if (depth === 0 && (!later || (waits && ['resumes', 'wakes'].includes(one.verb))))
        return `${one.event}, after it was cancelled`
      if (depth === 0) waits = ['yields', 'sleeps'].includes(one.verb)
    }
  }
  return undefined
}

function lost(log) {
  const took = log.flatMap((event) => / took (\d+)$/u.exec(event)?.[1] ?? [])
  const twice = took.find((item, at) => took.indexOf(item) !== at)
  if (twice !== undefined) return `item ${twice} is received twice`
  const count = (word) =>
    log.filter((event) => event === word || event.startsWith(`${word} `)).length
  if (count('main probes') > count('main probed')) return 'an item is lost: main cannot take it'
  return undefined
}
