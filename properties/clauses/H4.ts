/** H4 · Driven in real time. */

import { isInside, sameLog } from '../history/logs.ts'
import { clause, game, law } from '../law.ts'
import { handDriver, quietly, type HandDriver } from '../subject/handDriver.ts'
import { numberOf } from '../subject/chance.ts'
import { recorder, withHost } from '../subject/handHost.ts'
import { refusal } from '../subject/refusal.ts'

export const H4 = clause('H4', [
  law({
    sentence: 'a run by runAsync, in slices of so many steps, leaves the log of run',
    hint: 'runAsync drives main by ticks, with a pause after each slice',
    check: ({ log, observe, session }, found) => {
      const [first, ...more] = session.host
      if (first?.do !== 'run' || more.length > 0 || session.hooks !== undefined) return
      // Of a run in a step, of one that is stopped or waits for the outside, nothing would come here.
      const text = JSON.stringify(session)
      if (text.split('"do":"run"').length > 2 || /"external"|"do":"stop"/u.test(text)) return
      if (session.onUnhandled !== undefined || first.ticks !== undefined || first.ms !== undefined)
        return
      const steps = log.length % 4
      const driven = observe(session, { driven: { by: 'runAsync', steps } })
      const right = sameLog(driven.filter(isInside), log.filter(isInside))
      const ticks = log.filter(({ event }) => event === 'tick').length
      found.expectWhere(ticks > 2, right, () => `slices of ${steps} steps show in the log`)
    },
    mutants: [
      {
        name: 'one-slice-only',
        why: 'the loop is not called back after the first slice',
        in: 'host/runAsync.js',
        replace: ['else driver.soon(this.#slice);', ''],
      },
      {
        name: 'slices-take-two-ticks',
        why: 'each slice begins with a tick that is lost',
        in: 'host/runAsync.js',
        replace: [
          'let tick = this.#ticks.next();',
          'let tick = this.#ticks.next(); if (tick.done !== true) this.#ticks.return();',
        ],
      },
    ],
  }),
  game({
    sentence:
      'the host runs after each slice; a run that waits is called back once, when something can resume',
    hint: 'runAsync asks its driver for one call at a time; append() and rest() wake a run that waits',
    check: ({ session, subject: { external, Future, Loop, sleep } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const arrival = external<number>('arrival')
      const plain = new Future<number>('plain')
      const log: string[] = []
      const way = number % 5
      const main = (function* () {
        log.push('begins')
        for (let count = 0; count < 4; count += 1) yield
        const napping = loop.spawn(sleep(30))
        log.push('waits')
        if (way === 1) yield* plain
        else if (way === 2) yield* napping
        else yield* arrival
        log.push('resumes')
        napping.cancel()
      })()
      quietly(loop.runAsync(main, { driver, slice: 1 }))
      const own = driver.turns.length
      found.expect(
        log.join() === 'begins' && own === 1,
        () => `it begins with ${log.join()}, and asks for ${own} turns`,
      )
      const again = refusal(() => loop.run((function* () {})()))
      found.require(again === 'LoopRunningError', () => `a second run ends in ${again}`)
      let slices = 0
      while (driver.turn()) slices += 1
      found.require(
        slices >= 3 && log.length === 2,
        () => `the host had ${slices} turns, in ${log.join()}`,
      )
      found.require(driver.timers.size === 1, () => `it waits for ${driver.timers.size} deadlines`)
      if (way === 0) {
        arrival.setResult(1)
        loop.spawn((function* () {})())
      } else if (way === 1) plain.setResult(1)
      else if (way === 2) driver.advance(30)
      else if (way === 3) {
        loop.spawn(
          (function* () {
            arrival.setResult(1)
          })(),
        )
        loop.spawn((function* () {})())
      } else loop.stop()
      if (way !== 2)
        found.require(driver.turns.length === 1, () => `it was woken ${driver.turns.length} times`)
      for (let count = 0; driver.turn() && count < 20; count += 1);
      const resumed = log.at(-1) === 'resumes'
      found.require(resumed === way < 4, () => `by way ${way}: ${log.join()}`)
      const left = driver.timers.size
      found.require(left === 0, () => `${left} timers are left`)
      const free = refusal(() => loop.run((function* () {})()))
      found.require(free === undefined, () => `after the run, another ends in ${free}`)
    },
    mutants: [
      {
        name: 'the-host-waits',
        why: 'a slice lasts until nothing can resume',
        in: 'host/runAsync.js',
        replace: ['&& driver.now() < this.#due)', ')'],
      },
      {
        name: 'never-woken-by-tasks',
        why: 'a task that is scheduled does not wake a run that waits',
        in: 'core/loop.js',
        replace: ['this.#oldest = task; this.wake?.(); }', 'this.#oldest = task; }'],
      },
      {
        name: 'main-is-not-woken',
        why: 'what main waits for does not wake a run that waits',
        in: 'core/outside.js',
        replace: [
          'const alarm = new Alarm(loop); subscribe(alarm, on);',
          'const alarm = new Alarm(loop);',
        ],
      },
      {
        name: 'stop-does-not-wake',
        why: 'a run that waits is not ended by stop()',
        in: 'core/loop.js',
        replace: ['this.#stopping = true; this.wake?.();', 'this.#stopping = true;'],
      },
      {
        name: 'woken-for-each-task',
        why: 'a run that waits asks to be called back for each thing that wakes it',
        in: 'host/runAsync.js',
        replace: ['#awake() { this.#loop.wake = undefined;', '#awake() {'],
      },
      {
        name: 'no-timer',
        why: 'a deadline does not wake a run that waits',
        in: 'host/runAsync.js',
        replace: ['this.#undo = requireUndo(driver.later(this.#slice, ms));', ''],
      },
      {
        name: 'timers-left',
        why: 'the timer of a run that waits is not given up',
        in: 'host/runAsync.js',
        replace: [
          'const undo = this.#undo; this.#undo = () => { }; undo();',
          'this.#undo = () => { };',
        ],
      },
    ],
  }),
  game({
    sentence: 'the host runs after each slice within a tick, too, however long that would take',
    hint: 'ticks() asks pause() after each step of a task',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const slice = 1 + (number % 9)
      let steps = 0
      loop.spawn(
        (function* () {
          for (; steps < 200; steps += 1) yield
        })(),
      )
      const never = new Future('never')
      const main = (function* () {
        yield* never
      })()
      quietly(loop.runAsync(main, { driver, slice }))
      let [before, most] = [steps, steps]
      while (driver.turn()) {
        most = Math.max(most, steps - before)
        before = steps
      }
      found.expect(
        steps === 200 && most <= slice + 1,
        () => `of ${steps} steps, ${most} were taken in a slice of ${slice}`,
      )
    },
    mutants: [
      {
        name: 'ticks-do-not-pause',
        why: 'a slice lasts until the end of a tick',
        in: 'host/runAsync.js',
        replace: ['pause: () => driver.now() >= this.#due', 'pause: () => false'],
      },
    ],
  }),
  game({
    sentence:
      'a HandDriver calls back what is due by then, once, unless that was withdrawn, even by what is called before it; after one that throws, the others are due still',
    hint: 'turn() of HandDriver takes the timers that are due, and what was asked for as soon as possible',
    check: ({ session, subject: { host } }, found) => {
      const number = numberOf(session)
      if (number === undefined || host === undefined) return
      const driver = new host.HandDriver()
      const log: string[] = []
      driver.soon(() => void log.push('soon'))
      driver.later(() => void log.push('at 2'), 2)
      driver.later(() => void log.push('withdrawn'), 2)()
      driver.later(() => void log.push('at 5'), 5)
      for (const ms of [0, 1, 1, 3, 9]) {
        driver.advance(ms)
        log.push(String(driver.turn()))
      }
      const due = 'soon,true,false,at 2,true,at 5,true,false'
      found.expect(log.join() === due, () => `it logs ${log.join()}, and not ${due}`)
      let undo = (): void => {}
      driver.soon(() => {
        undo()
        throw new Error('called')
      })
      driver.soon(() => void log.push('soon too'))
      undo = driver.later(() => void log.push('undone'), 0)
      driver.later(() => void log.push('still due'), 0)
      const thrown = refusal(() => driver.turn())
      driver.turn()
      const rest = log.slice(due.split(',').length).join()
      found.expect(
        thrown === 'Error' && rest === 'soon too,still due',
        () => `after ${thrown}: ${rest}`,
      )
      driver.soon(() => void driver.turn())
      driver.soon(() => void log.push('within another'))
      const within = refusal(() => driver.turn())
      found.require(
        within === undefined && log.at(-1) === 'within another',
        () => `called back within a call, it ends in ${within}: ${log.at(-1)}`,
      )
    },
    mutants: [
      {
        name: 'hand-driver-calls-nothing',
        why: 'a HandDriver that is called by what it calls calls back what it has called',
        in: 'host/drivers.js',
        replace: ['this.#turns.shift()?.();', 'this.#turns.shift()();'],
      },
      {
        name: 'hand-driver-calls-what-is-undone',
        why: 'what is undone by a callback before it is called back nevertheless',
        in: 'host/drivers.js',
        replace: ['if (this.#timers.delete(timer))', ''],
      },
      {
        name: 'hand-driver-forgets-the-rest',
        why: 'after a callback that throws, the others that were due are lost',
        in: 'host/drivers.js',
        replace: [
          'this.#turns.shift()?.();',
          'try { this.#turns.shift()?.(); } catch (error) { this.#turns.length = 0; throw error; }',
        ],
      },
      {
        name: 'hand-driver-without-timers',
        why: 'a HandDriver never calls back for what is due later',
        in: 'host/drivers.js',
        replace: ['filter(({ at }) => at <= this.#now)', 'filter(() => false)'],
      },
    ],
  }),
  game({
    sentence:
      'a driver that throws, or undoes nothing, rejects the promise with that, and the loop is free for the next run',
    hint: '#attempt() of AsyncRun leaves ticks() whatever throws',
    check: ({ session, subject: { host, Loop, sleep } }, found) => {
      const number = numberOf(session)
      if (number === undefined || host === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const fault = new Error('the driver is broken')
      const faulty = FAULTS[number % FAULTS.length]
      if (faulty === undefined) return
      const settlements: [how: string, what: unknown][] = []
      const driver = faulty(handDriver(), () => {
        throw fault
      })
      withHost({ Promise: recorder(settlements), reportError: () => {} }, () => {
        const main = (function* () {
          for (let steps = 0; steps < 9; steps += 1) yield
          // In real time, which does not come to an end here.
          yield* sleep(60_000)
        })()
        void loop.runAsync(main, { driver, slice: 1 })
        while (driver.turn());
      })
      const [[how, what] = []] = settlements
      const right = what === fault || (what instanceof TypeError && /driver/u.test(what.message))
      found.expect(
        how === 'rejected' && right,
        () => `the promise is ${how ?? 'pending'} with ${String(what)}`,
      )
      const free = refusal(() => loop.run((function* () {})()))
      found.expect(free === undefined, () => `after that, a run ends in ${free}`)
      if (free !== undefined) return
      const before = loop.now()
      loop.run(sleep(5))
      const passed = loop.now() === before + 5
      found.expect(passed, () => `of 5 ms, ${loop.now() - before} ms have passed`)
    },
    mutants: [
      {
        name: 'driver-keeps-the-loop',
        why: 'a run whose driver throws stays under way',
        in: 'host/runAsync.js',
        replace: ['left.return?.();', ''],
      },
      {
        name: 'driver-keeps-the-time',
        why: 'after a run whose driver throws, the loop has the time of the host',
        in: 'host/runAsync.js',
        replace: [
          'if (!time.given) time.clock = new VirtualClock(',
          'if (false) time.clock = new VirtualClock(',
        ],
      },
    ],
  }),
  game({
    sentence: 'a driver that calls back late, or again, reaches no other run of the loop',
    hint: 'a slice of a run that is over does nothing',
    check: ({ session, subject: { external, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const late: (() => void)[] = []
      const remembering = {
        ...driver,
        soon: (turn: () => void) => {
          late.push(turn)
          driver.soon(turn)
        },
      }
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      quietly(
        loop.runAsync(
          (function* () {
            for (let steps = 0; steps < 5; steps += 1) yield
          })(),
          { driver: remembering, slice: 1 },
        ),
      )
      while (driver.turn());
      const arrival = external('arrival')
      const log: string[] = []
      quietly(
        loop.runAsync(
          (function* () {
            yield* arrival
            log.push('resumes')
          })(),
          { driver, slice: 1 },
        ),
      )
      while (driver.turn());
      for (const turn of late) turn()
      arrival.setResult()
      while (driver.turn());
      found.expect(late.length > 0 && log.join() === 'resumes', () => 'the next run is not woken')
      loop.close()
    },
    mutants: [
      {
        name: 'late-slice-of-another-run',
        why: 'a driver that calls back late has a run that is over take a slice',
        in: 'host/runAsync.js',
        replace: ['if (!this.#over) this.#attempt', 'this.#attempt'],
      },
    ],
  }),
  game({
    sentence:
      'a run that waits goes to rest at once, without asking for ticks or for the time again',
    hint: '#takeSlice() ends its slice where ticks() has yielded 0',
    check: ({ session, subject: { external, Loop } }, found) => {
      if (numberOf(session) === undefined) return
      const driver = handDriver()
      let asked = 0
      const counting = { ...driver, now: () => (asked += 1) / 1_000 }
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const arrival = external('arrival')
      quietly(
        loop.runAsync(
          (function* () {
            yield* arrival
          })(),
          { driver: counting, slice: 1 },
        ),
      )
      while (driver.turn());
      // One tick, in which main begins to wait, and one that finds nothing to do.
      found.expect(asked < 8, () => `it asked ${asked} times for the time, and can do nothing`)
    },
    mutants: [
      {
        name: 'spins-while-it-waits',
        why: 'a run that waits asks for one tick after the other, to the end of its slice',
        in: 'host/runAsync.js',
        replace: ['&& tick.value !== 0 && driver', '&& driver'],
      },
    ],
  }),
  game({
    sentence:
      'each driver calls back once, by what its host has for that; a timer is rounded up, and can be withdrawn',
    hint: 'drivers.ts looks for the facilities of the host at run time',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined || host === undefined) return
      const log: string[] = []
      const calls =
        (what: string) =>
        (turn: () => void, ms?: number): string => {
          log.push(`${what}${ms === undefined ? '' : ` ${ms}`}`)
          turn()
          return what
        }
      const facilities = {
        setImmediate: calls('setImmediate'),
        requestAnimationFrame: calls('requestAnimationFrame'),
        setTimeout: calls('setTimeout'),
        clearTimeout: (timer: unknown) => void log.push(`clears ${String(timer)}`),
        MessageChannel: handChannel(log),
        performance: { now: () => 7 },
      }
      const makers = [host.nodeDriver, host.frameDriver, host.channelDriver] as const
      const names = ['setImmediate', 'requestAnimationFrame', 'MessageChannel'] as const
      const way = number % 3
      const [make, name] = [makers[way], names[way]]
      if (make === undefined || name === undefined) return
      withHost(facilities, () => {
        const driver = make()
        driver.soon(() => void log.push('called back'))
        driver.later(() => void log.push('later'), 2.5)()
        driver.later(() => void log.push('never'), Infinity)()
        driver.later(() => {}, LONGEST)
        driver.later(() => {}, 2 * LONGEST)
        log.push(`at ${driver.now()}`)
        log.push(`clock ${new host.SystemClock(5).now()}`)
      })
      const soon = way === 2 ? ['posted', 'closed'] : [name]
      const due = [
        ...soon,
        'called back',
        'setTimeout 3',
        'later',
        'clears setTimeout',
        `setTimeout ${LONGEST}`,
        `setTimeout ${LONGEST}`,
        'at 7',
        'clock 5',
      ]
      found.expect(log.join() === due.join(), () => `${log.join()}, and not ${due.join()}`)
      for (const process of [undefined, {}]) {
        const settlements: [how: string, what: unknown][] = []
        withHost({ process, Promise: recorder(settlements) }, () => {
          void new Loop().runAsync((function* () {})())
        })
        const [[how, what] = []] = settlements
        found.expect(how === 'resolved', () => `without modules of Node: ${how} ${String(what)}`)
      }
      const facility = { setTimeout: () => 1, clearTimeout: undefined, [name]: () => {} }
      const undone = withHost(facility, () => refusal(() => make().later(() => {}, 1)()))
      found.require(undone === undefined, () => `without clearTimeout: ${undone}`)
      const missing = withHost({ [name]: undefined }, () => refusal(make))
      found.expect(missing === 'TypeError', () => `without ${name}: ${missing}`)
    },
    mutants: [
      {
        name: 'timers-that-must-be-cleared',
        why: 'a run needs a host that can clear its timers',
        in: 'host/drivers.js',
        replace: ['machine.clearTimeout?.(timer)', 'machine.clearTimeout(timer)'],
      },
      {
        name: 'timers-that-are-over-at-once',
        why: 'a timer of the host is asked for more than it takes, and is over at once',
        in: 'host/drivers.js',
        replace: ['Math.min(Math.ceil(ms), LONGEST)', 'Math.ceil(ms)'],
      },
      {
        name: 'timers-rounded-down',
        why: 'a timer is early by a part of a millisecond',
        in: 'host/drivers.js',
        replace: ['Math.ceil(ms)', 'Math.floor(ms)'],
      },
      {
        name: 'node-alone',
        why: 'a run needs a host that has modules of Node',
        in: 'host/machine.js',
        replace: ['hooks !== undefined && isAsyncHooks(hooks)', 'isAsyncHooks(hooks)'],
      },
      {
        name: 'node-of-today-alone',
        why: 'a run needs a host that hands out modules of Node, if it has a process',
        in: 'host/machine.js',
        replace: ["getBuiltinModule?.('node", "getBuiltinModule('node"],
      },
      {
        name: 'system-clock-from-zero',
        why: 'the time of a system clock does not continue from its start',
        in: 'host/systemClock.js',
        replace: ['milliseconds() - finite(start);', 'milliseconds();'],
      },
      {
        name: 'channel-left-open',
        why: 'the channel of a call stays open',
        in: 'host/drivers.js',
        replace: ['port1.close();', ''],
      },
    ],
  }),
  game({
    sentence:
      'a run that waits asks its driver for just the time until the next deadline, and is woken where its loop is closed',
    hint: '#wait() of AsyncRun asks later() for what is left; what close() schedules calls wake()',
    check: ({ session, subject: { Loop, sleep } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const ms = [0.5, 1, 7.25, 30][number % 4] ?? 1
      const driver = handDriver()
      const asked: number[] = []
      const asking = {
        ...driver,
        later: (turn: () => void, time: number) => {
          asked.push(time)
          return driver.later(turn, time)
        },
      }
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const settlements: [how: string, what: unknown][] = []
      withHost({ Promise: recorder(settlements) }, () => {
        void loop.runAsync(sleep(ms), { driver: asking, slice: 1 })
      })
      for (let count = 0; count < 9 && driver.turn(); count += 1);
      found.expect(asked.join() === String(ms), () => `it asks for ${asked.join()} ms, not ${ms}`)
      loop.close()
      for (let count = 0; count < 9 && driver.turn(); count += 1);
      const [[how, what] = []] = settlements
      const right = how === 'rejected' && what instanceof Error && what.name === 'LoopClosedError'
      found.expect(
        right,
        () => `its loop is closed, and it is ${how ?? 'pending'}: ${String(what)}`,
      )
    },
    mutants: [
      {
        name: 'later-than-its-deadline',
        why: 'a run waits for a millisecond at least',
        in: 'host/runAsync.js',
        replace: ['Math.max(0, deadline - loop.now())', 'Math.max(1, deadline - loop.now())'],
      },
      {
        name: 'closed-run-resolves',
        why: 'a run whose loop is closed while it waits ends with a result',
        in: 'core/loop.js',
        replace: ['if (main.outcome === undefined) this.refuseIfClosed();', ''],
      },
    ],
  }),
  game({
    sentence:
      'a system clock blocks its thread until the time to which it is advanced, and no longer',
    hint: 'advanceTo() of SystemClock waits for what is left, by Atomics.wait',
    check: ({ session, subject: { host, Loop, sleep } }, found) => {
      const number = numberOf(session)
      if (number === undefined || host === undefined) return
      let time = number % 100
      const waits: number[] = []
      const facilities = {
        performance: { now: () => time },
        SharedArrayBuffer: ArrayBuffer,
        Atomics: {
          // It wakes early, the first time.
          wait(cell: Int32Array, at: number, value: number, ms: number) {
            if (cell[at] !== value || waits.length > 5) throw new RangeError('it cannot wait')
            waits.push(ms)
            time += waits.length === 1 ? ms - 1 : ms
          },
        },
      }
      const outcome = withHost(facilities, () => {
        const clock = new host.SystemClock(3)
        const loop = new Loop({ discipline: session.discipline, clock })
        const failed = refusal(() => loop.run(sleep(5)))
        clock.advanceTo(7)
        return failed ?? `at ${loop.now()}`
      })
      found.expect(
        outcome === 'at 8' && waits.join() === '5,1',
        () => `it ends: ${outcome}, and waits for ${waits.join()}`,
      )
    },
    mutants: [
      {
        name: 'system-clock-wakes-early',
        why: 'a system clock waits only once, however early that is over',
        in: 'host/systemClock.js',
        replace: [
          'for (let ms = time - this.now(); ms > 0; ms = time - this.now())',
          'const ms = time - this.now(); if (ms > 0)',
        ],
      },
    ],
  }),
])

/** The longest time of a timer of a host, in milliseconds. */
const LONGEST = 2_147_483_647

/** A channel that delivers at once what is posted, to a port that was started. */
function handChannel(log: string[]): new () => object {
  return class {
    readonly port1: object
    readonly port2: object

    constructor() {
      let listener = (): void => {}
      let started = false
      this.port1 = {
        addEventListener: (_what: string, listen: () => void) => void (listener = listen),
        start: () => void (started = true),
        close: () => void log.push('closed'),
      }
      this.port2 = {
        postMessage() {
          log.push('posted')
          if (started) listener()
        },
      }
    }
  }
}

/** Drivers with one mistake each. */
const FAULTS: readonly ((driver: HandDriver, fails: () => never) => HandDriver)[] = [
  (driver, fails) => ({ ...driver, soon: fails }),
  (driver, fails) => ({ ...driver, later: fails }),
  (driver, fails) => ({ ...driver, now: fails }),
  (driver, fails) => {
    let asked = 0
    return { ...driver, now: () => ((asked += 1) > 12 ? fails() : asked) }
  },
  // @ts-expect-error it is a mistake, and does not type-check.
  (driver) => ({ ...driver, later: () => undefined }),
]
