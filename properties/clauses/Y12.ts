/** Y12 · Held while the body runs. */

import { Lines, permitLine, whoIn, type Turn } from '../history/lines.ts'
import { actorOf } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { bodyGives } from '../visits/scope.ts'

export const Y12 = clause('Y12', [
  eventLaw({
    sentence: 'what is held runs when it was acquired, and not before',
    hint: 'hold acquires, then delegates to its body',
    begin: following(Lines, (_trial, lines) => {
      const holding = new Map<string, string>()
      return (event, _before, found) => {
        const who = actorOf(event)
        const of = who === undefined ? undefined : holding.get(who)
        if (who !== undefined && of !== undefined) {
          holding.delete(who)
          const has = event.event === 'has' && event.of === of
          const refused = has && event.what === 'hold' && 'error' in event.ending
          const acquired = has && event.what === 'acquire' && 'value' in event.ending
          const closed = event.event === 'cleaning' || event.event === 'left'
          found.expect(refused || acquired || closed, () => `${who} runs without ${of}`)
        }
        if (event.event === 'asks' && event.what === 'hold' && lines.all.has(event.of))
          holding.set(event.who, event.of)
      }
    }),
    mutants: [
      {
        name: 'hold-without-body',
        why: 'a hold acquires and releases, and does not run its body',
        in: 'sync/permits.js',
        replace: ['return yield* enclosed(body);', 'return;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'when the body of a hold is left, however it is, the next in line is served at once',
    hint: 'hold releases in a finally block',
    begin: following(Lines, (trial, lines) => {
      let left: { of: string; line: readonly Turn[] } | undefined
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        if (left !== undefined) {
          const { line, of } = left
          left = undefined
          const served =
            event.event === 'settled' && line.some((turn) => turn.ticket === event.future)
          found.expect(served, () => `${whoIn(line)} still waits for ${of}`)
        }
        if (event.event !== 'left' || event.what !== 'hold') return
        const at = lines.all.get(event.of)
        const line = at === undefined ? [] : permitLine(lines, at)
        const waits = line.some(({ state }) => state === 'waits')
        // It may have been released in its body.
        if (waits && at?.holders.includes(event.who) === true) left = { of: event.of, line }
      }
    }),
    mutants: [
      {
        name: 'hold-keeps-on-return',
        why: 'a hold whose body returns keeps the lock',
        in: 'sync/permits.js',
        replace: [
          'return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          'return yield* enclosed(body); } catch (error) { this.#releaseBy(who); throw error; }',
        ],
      },
      {
        name: 'hold-keeps-on-error',
        why: 'a hold whose body throws keeps the lock',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          'const value = yield* enclosed(body); this.#releaseBy(who); return value;',
        ],
      },
      {
        name: 'hold-keeps-on-close',
        why: 'a hold that is closed keeps the lock',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          `let value;
       try { value = yield* enclosed(body); } catch (error) { this.#releaseBy(who); throw error; }
       this.#releaseBy(who);
       return value;`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a hold gives what its body returned',
    hint: 'the value passes through the release as it is',
    begin: following(Lines, (trial) => bodyGives(trial, 'hold')),
    mutants: [
      {
        name: 'hold-gives-nothing',
        why: 'a hold drops what its body returns',
        in: 'sync/permits.js',
        replace: ['return yield* enclosed(body);', 'yield* enclosed(body);'],
      },
    ],
  }),
])
