/** L19 · Deterministic. */

import { canonical, NAME, renamed, sameLog } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const L19 = clause('L19', [
  law({
    sentence: 'the same session leaves the same log',
    hint: 'nothing depends on time, on chance or on what ran before',
    check: ({ log, observe, session }, found) => {
      found.expect(sameLog(observe(session), log), () => 'it leaves another log the second time')
    },
    mutants: [
      {
        name: 'every-seventh-first',
        why: 'each seventh task that is scheduled, whichever loop it is in, goes to the head of the line',
        in: 'core/loop.js',
        replace: [
          'append(task) {',
          `append(task) {
       current.count = (current.count ?? 0) + 1;
       if (current.count % 7 === 0 && this.#oldest !== undefined) {
       task.after = this.#oldest;
       this.#oldest = task;
       return;
       }`,
        ],
      },
    ],
  }),
  law({
    sentence: 'with other names, the session leaves the log with these names',
    hint: 'names are shown, and never compared',
    check: ({ log, observe, session }, found) => {
      const expected = canonical(log)
        .replaceAll(NAME, '"$1x$2"')
        .replaceAll(/name='([ft]\d+)'/gu, "name='$1x'")
      found.expect(
        canonical(observe(renamed(session))) === expected,
        () => 'the names made a difference',
      )
    },
    mutants: [
      {
        name: 'names-cut',
        why: 'of a name the first two letters count',
        in: 'core/future.js',
        replace: ['this.label = name;', 'this.label = name?.slice(0, 2);'],
      },
    ],
  }),
])
