/** The package without the code that supports observers, cancellation and time: what `npm run bench:unused` compares. */

/** By file: what is replaced in the copy, and with what. `withCopy` throws unless each text is there exactly once. */
const parts = {
  'core/loop.js': [
    ['if (this.time.awaited && this.#isIdle(main)) this.#advance();', ''],
    ['this.time.ring(); this.notifier?.tick(this.#tick, this);', ''],
    ['|| this.time.awaited;', ';'],
    ['this.notifier?.stepped(oldest);', ''],
    ["this.notifier?.stepped('main');", ''],
    [
      "if (main.awaiting !== undefined && main.parked) this.notifier?.parked('main', main.awaiting);",
      '',
    ],
  ],
  'core/task.js': [
    ['loop.notifier?.spawned(this); loop.notifier?.scheduled(this);', ''],
    ['loop.append(this); loop.notifier?.scheduled(this);', 'loop.append(this);'],
    ['value instanceof Cancelled ? value : success(value)', 'success(value)'],
    ['if (this.coroutine !== coroutine && refrains(this)) return;', ''],
  ],
  'core/waiters.js': [
    [
      'last?.loop.appendRing(last); future.home()?.notifier?.settled(future, outcome);',
      'last?.loop.appendRing(last);',
    ],
    [
      'outcome instanceof Success && last.loop.notifier === undefined',
      'outcome instanceof Success',
    ],
    ['task.loop.notifier?.parked(task, on);', ''],
  ],
}

/** The same as changes of a copy. */
export const changes = Object.entries(parts).flatMap(([path, replacements]) =>
  replacements.map((replace) => ({ in: path, replace })),
)
