/** Y4 · A lock. */

import { WaitQueues } from '../history/waitQueues.ts'
import { clause, eventLaw, following } from '../law.ts'
import { holdsAlone, releases } from '../visits/permit.ts'
import { showsHolders } from '../visits/inspection.ts'

export const Y4 = clause('Y4', [
  eventLaw({
    sentence: 'a lock has at most one holder',
    hint: 'takeFree() of Lock refuses while there is a holder, and handOff() replaces it',
    begin: following(WaitQueues, (_trial, waitQueues) => holdsAlone(waitQueues, 'lock')),
    mutants: [
      {
        name: 'lock-is-reentrant',
        why: 'a holder that acquires its lock again does not wait',
        in: 'sync/lock.js',
        replace: [
          'if (this.#holder !== undefined) return false',
          'if (this.#holder !== undefined && this.#holder !== who) return false',
        ],
      },
      {
        name: 'lock-for-two',
        why: 'a lock that is held can be acquired at once if it has no waiters',
        in: 'sync/lock.js',
        replace: [
          'if (this.#holder !== undefined) return false',
          'if (this.#holder !== undefined && this.waiters.length > 0) return false',
        ],
      },
      {
        name: 'hold-without-acquiring',
        why: 'hold() does not acquire the lock, and releases it nevertheless',
        in: 'sync/permits.js',
        replace: ['yield* this.request(permits); try', 'try'],
      },
    ],
  }),
  eventLaw({
    sentence: 'the holder of a lock can release it, and no other caller can',
    hint: '#releaseBy() of Permits compares the holder with runner(), the caller',
    begin: following(WaitQueues, (_trial, waitQueues) => releases(waitQueues, 'lock')),
    mutants: [
      {
        name: 'lock-released-by-any-caller',
        why: 'any caller can release a held lock',
        in: 'sync/permits.js',
        replace: [
          'if (who === undefined || !this.isHeldBy(who, permits)) {',
          'if (this.holding.length === 0) {',
        ],
      },
      {
        name: 'free-lock-released',
        why: 'releasing a free lock does nothing',
        in: 'sync/permits.js',
        replace: [
          'if (who === undefined || !this.isHeldBy(who, permits)) {',
          'if (this.holding.length === 0) return; if (who === undefined || !this.isHeldBy(who, permits)) {',
        ],
      },
      {
        name: 'closed-main-is-another',
        why: 'a main that is closed with its loop is no longer the holder of what it holds',
        in: 'core/main.js',
        replace: ['(adopted.get(running) ?? running)', 'running'],
      },
      {
        name: 'observer-releases-as-task',
        why: 'a release by an observer during a step counts as one by the task in that step',
        in: 'core/main.js',
        replace: ['current.notifying ? undefined : current.loop?.running', 'current.loop?.running'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a lock shows whether it is held, and by whom',
    hint: 'locked() and holder of Lock read the one holder that it has',
    begin: showsHolders('lock'),
    mutants: [
      {
        name: 'lock-shown-free',
        why: 'a lock that is held shows that it is free',
        in: 'sync/lock.js',
        replace: ['return this.#holder !== undefined;', 'return false;'],
      },
    ],
  }),
])
