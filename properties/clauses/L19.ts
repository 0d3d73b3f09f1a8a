/** L19 · Deterministic. */

import { canonical, NAME, renamed, sameLog } from '../history/logs.ts'
import { clause, game, law } from '../law.ts'
import { numberOf } from '../subject/chance.ts'

export const L19 = clause('L19', [
  law({
    sentence: 'the same session leaves the same log',
    hint: 'nothing depends on the time, on chance, or on what ran before',
    check: ({ log, observe, session }, found) => {
      found.expect(sameLog(observe(session), log), () => 'the second run leaves another log')
    },
    mutants: [
      {
        name: 'every-seventh-first',
        why: 'every seventh task that is scheduled, in whichever loop, is put at the head of the ready queue',
        in: 'core/loop.js',
        replace: [
          'append(task) {',
          `append(task) {
       globalThis.count = (globalThis.count ?? 0) + 1;
       if (globalThis.count % 7 === 0 && this.#oldest !== undefined) {
       task.after = this.#oldest;
       this.#oldest = task;
       return;
       }`,
        ],
      },
    ],
  }),
  game({
    sentence: 'a session with other names leaves the log with those names',
    hint: 'names are printed, and never compared',
    check: ({ log, observe, session }, found) => {
      if (numberOf(session) === undefined) return
      const expected = canonical(log)
        .replaceAll(NAME, '"$1x$2"')
        .replaceAll(/name='([ft]\d+)'/gu, "name='$1x'")
      found.expect(
        canonical(observe(renamed(session))) === expected,
        () => 'the log differs in more than the names',
      )
    },
    mutants: [
      {
        name: 'names-cut',
        why: 'names are cut after two letters',
        in: 'core/future.js',
        replace: ['this.label = name;', 'this.label = name?.slice(0, 2);'],
      },
    ],
  }),
])
