/** T8 · A coroutine belongs to one task. */

import { failedWith } from '../history/endings.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'
import type { Coroutine } from '../../src/index.ts'

export const T8 = clause('T8', [
  eventLaw({
    sentence: 'a coroutine that belongs to a task, or to a run that has ended, is refused',
    hint: 'claim() marks a coroutine when it is passed to a task or a run',
    begin: (trial) => {
      const script = scriptOf(trial)
      const ended = new Set<string>()
      const over = new Set<string>()
      return (event, { closed, tasks }, found, index) => {
        if (event.event === 'ends' && !tasks.has(event.who)) ended.add(event.who)
        if (event.event !== 'called' || closed) return
        const { call, ending, of } = event
        const reused = failedWith(ending, 'CoroutineReusedError')
        if (call === 'reuse' && tasks.has(of)) {
          // S4: a group that is ending refuses every child.
          const statement = script.at(index)
          const inGroup =
            statement === undefined || ('in' in statement && statement.in !== undefined)
          const right = reused || (inGroup && failedWith(ending, 'InvalidStateError'))
          found.expect(right, () => `the coroutine of ${of} was accepted again`)
        }
        if (call !== 'run' && call !== 'runAgain') return
        // L20: limits are refused before.
        const refused = failedWith(ending, 'LoopRunningError') || failedWith(ending, 'RangeError')
        if (over.has(of) && !refused) {
          found.expect(reused, () => `the coroutine of ${of} was run again after it had ended`)
        }
        if (ended.has(of) && !failedWith(ending, 'LoopRunningError')) over.add(of)
      }
    },
    mutants: [
      {
        name: 'coroutine-shared',
        why: 'a coroutine can be passed to two tasks',
        in: 'core/coroutine.js',
        replace: ['if (!Object.isExtensible(given)) {', 'if (false) {'],
      },
      {
        name: 'ended-main-runs-again',
        why: 'the loop never forgets a main, and a second run of it returns its outcome again',
        in: 'core/run.js',
        replace: ['mains.dismiss(main);', ''],
      },
    ],
  }),
  game({
    sentence: 'what runs a coroutine in place, or as a task of its own, takes it when it is called',
    needs: 'what runs a coroutine in place',
    hint: 'with() of a context, timeout(), uninterruptible() and race() claim what they run',
    check: (
      { session, subject: { context, Future, group, Lock, Loop, race, timeout, uninterruptible } },
      found,
    ) => {
      const number = numberOf(session)
      if (number === undefined) return
      const here = context('nothing')
      const settled = new Future<void>('settled')
      settled.setResult()
      const ways: readonly (readonly [
        string,
        (coroutine: Coroutine<void>) => Coroutine<unknown>,
      ])[] = [
        ['with()', (coroutine) => here.with('value', coroutine)],
        ['timeout()', (coroutine) => timeout(5, coroutine)],
        ['uninterruptible()', (coroutine) => uninterruptible(coroutine)],
        ['group()', (coroutine) => group(() => coroutine)],
        ['hold()', (coroutine) => new Lock().hold(() => coroutine)],
        // It never runs, here or elsewhere.
        ['race()', (coroutine) => race([settled, coroutine])],
      ]
      const [name, way] = ways[number % ways.length] ?? []
      if (name === undefined || way === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const coroutine = (function* () {
        yield
      })()
      const takes = way(coroutine)
      // The first three take it at once, and the others when they run.
      if (number % ways.length > 2) loop.run(takes)
      const again = refusal(() => loop.spawn(coroutine))
      found.expect(
        again === 'CoroutineReusedError',
        () => `after ${name}, spawn() ends in ${again}`,
      )
      const passed = refusal(() => way(coroutine))
      found.require(
        number % ways.length > 2 || passed === 'CoroutineReusedError',
        () => `it is passed to ${name} again, which ends in ${passed}`,
      )
    },
    mutants: [
      {
        name: 'with-takes-no-coroutine',
        why: 'a coroutine that runs with a value can be passed to a task',
        in: 'structure/context.js',
        replace: ['claim(coroutine);', ''],
      },
      {
        name: 'timeout-takes-no-coroutine',
        why: 'a coroutine that has a time limit can be passed to a task',
        in: 'time/timeout.js',
        replace: ['claim(coroutine);', ''],
      },
      {
        name: 'decided-race-takes-no-coroutine',
        why: 'a coroutine that never runs, since its race is decided, can be passed to a task',
        in: 'structure/combinator.js',
        replace: ['for (const item of given) if (!(item instanceof Future)) claim(item);', ''],
      },
    ],
  }),
])
