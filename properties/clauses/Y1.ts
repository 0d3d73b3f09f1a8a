/** Y1 · First come, first served. */

import { Lines, permitLine, whoIn, type Primitive, type Turn } from '../history/lines.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y1 = clause('Y1', [
  eventLaw({
    sentence: 'whoever is served has stood in line the longest',
    hint: 'each primitive has one line, or one for each of the two that meet',
    begin: following(Lines, (_trial, lines) => (event, _before, found) => {
      if (event.event !== 'settled') return
      const at = lines.ofTicket(event.future)
      const turn = at?.turns.find(({ ticket }) => ticket === event.future)
      if (at === undefined || turn === undefined) return
      const line = lineOf(lines, at, turn)
      const older = line.slice(0, line.indexOf(turn))
      const say = (): string => `${turn.who} is served before ${whoIn(older)}`
      found.expectWhere(line.length > 1, older.length === 0, say)
    }),
    mutants: [
      {
        name: 'newest-in-line-first',
        why: 'who asked last is served first',
        in: 'sync/waitQueue.js',
        replace: ['const waiter = this.#first;', 'const waiter = this.#last;'],
      },
      {
        name: 'third-in-line-pushes-in',
        why: 'who asks while two or more stand in line goes before the last of them',
        in: 'sync/waitQueue.js',
        replace: [
          'append(waiter) {',
          `append(waiter) {
       if (this.#length > 1) {
       const last = this.#last;
       this.remove(last);
       this.append(waiter);
       return this.append(last), waiter;
       }`,
        ],
      },
      {
        name: 'closed-taker-stays',
        why: 'who is closed while it waits to take stays in line, and the next item is lost with it',
        in: 'sync/queue.js',
        replace: ['if (!received) taker.leave();', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'nobody has at once what others stand in line for',
    hint: 'a release hands over to the first in line, and leaves nothing for those who come by',
    begin: following(Lines, (trial, lines) => {
      let passing: { who: string; line: readonly Turn[] } | undefined
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'asks') {
          const at = lines.all.get(event.of)
          const barrier = at === undefined || at.kind === 'barrier' || at.kind === 'condition'
          const line = barrier ? [] : lineFor(lines, at, event.what)
          passing = barrier ? undefined : { who: event.who, line }
        } else if (event.event === 'scheduled' && passing !== undefined) {
          const claim = lines.claims.get(event.task)
          if (event.task !== passing.who) return
          const { line } = passing
          passing = undefined
          if (claim === undefined || claim.disturbed || claim.waited) return
          found.expect(line.length === 0, () => `${event.task} comes before ${whoIn(line)}`)
        } else if (event.event === 'stepped' || event.event === 'parked') passing = undefined
      }
    }),
    mutants: [
      {
        name: 'lock-barges',
        why: 'a lock that is released is free until the next in line has its turn, and whoever asks first has it',
        in: 'sync/lock.js',
        replace: ['this.#holder = to;', 'this.#holder = undefined;'],
        also: [
          {
            in: 'sync/permits.js',
            replace: [
              'else yield* waiter; received = true;',
              `else {
       yield* waiter;
       while (this.kind === 'Lock' && !this.takeFree(who)) yield* this.waiters.append(new Waiter(this, who));
       }
       received = true;`,
            ],
          },
        ],
      },
      {
        name: 'semaphore-barges',
        why: 'a permit that is released is free until the next in line has its turn',
        in: 'sync/semaphore.js',
        replace: [
          'if (to === undefined) this.#free += 1; else this.#holders.add(to);',
          'this.#free += 1;',
        ],
        also: [
          {
            in: 'sync/permits.js',
            replace: [
              'else yield* waiter; received = true;',
              `else {
       yield* waiter;
       while (this.kind === 'Semaphore' && !this.takeFree(who)) yield* this.waiters.append(new Waiter(this, who));
       }
       received = true;`,
            ],
          },
        ],
      },
    ],
  }),
])

/** Those who stand in one line with a turn. */
function lineOf(lines: Lines, at: Primitive, { what }: Turn): readonly Turn[] {
  return lines.waiting(at, at.kind === 'queue' ? what : undefined)
}

function lineFor(lines: Lines, at: Primitive, what: string): readonly Turn[] {
  return at.kind === 'queue' ? lines.waiting(at, what) : permitLine(lines, at)
}
