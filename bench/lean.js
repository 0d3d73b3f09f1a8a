/** The package without the code for one thing or another: what `npm run bench:costs` compares. */

/**
 * By what the code is for: the replacements in a copy, by file. `withCopy` throws unless each text is there exactly
 * once. What is left does the same for a program that makes no mistakes and uses none of it.
 */
const parts = {
  observers: {
    'core/loop.js': [
      ['this.notifier?.tick(this.#tick, this);', ''],
      ['this.notifier?.stepped(oldest);', ''],
      ["this.notifier?.stepped('main');", ''],
      [
        "if (main.awaiting !== undefined && main.parked) this.notifier?.parked('main', main.awaiting);",
        '',
      ],
    ],
    'core/task.js': [
      [
        'loop.notifier?.spawned(this); if (on === undefined) loop.notifier?.scheduled(this); else loop.notifier?.parked(this, on);',
        '',
      ],
      ['loop.append(this); loop.notifier?.scheduled(this);', 'loop.append(this);'],
    ],
    'core/waiters.js': [
      ['future.home()?.notifier?.settled(future, outcome); return;', 'return;'],
      [
        'outcome instanceof Success && last.loop.notifier === undefined',
        'outcome instanceof Success',
      ],
      ['task.loop.notifier?.parked(task, on);', ''],
    ],
  },
  cancellation: {
    'core/task.js': [
      ['value instanceof Cancelled ? value : success(value)', 'success(value)'],
      ['if (this.coroutine !== coroutine && refrains(this)) return;', ''],
      ['else if (resumption === refusal) return refrain(this);', ''],
    ],
  },
  time: {
    'core/loop.js': [
      ['if (this.time.awaited && this.#isIdle(main)) this.#advance(); this.time.ring();', ''],
      ['|| this.time.awaited;', ';'],
    ],
  },
  'misuse (F7, T10)': {
    'core/suspension.js': [
      [
        `while (resumption !== waitRequest && resumption.done !== true && (!yieldsNothing(resumption) || waitRequest.open)) {
           waitRequest.open = false;
           who.awaiting = undefined;
           resumption = raise.call(coroutine, new BadYieldError(mistake(resumption.value)));
         }`,
        '',
      ],
      [
        `if (running === undefined || waitRequest.open || current.notifying) {
           withdrawRequest(running);
           throw new BadYieldError(\`\${on} can only be awaited in a coroutine, with yield*\`);
         }`,
        '',
      ],
      [
        `const waiter = running;
         if (waiter === on) {
           throw new SelfAwaitError(\`\${on} would never end if it awaited itself: await it in another task\`);
         }`,
        '',
      ],
    ],
  },
  'failures that are unhandled (L10)': {
    'core/task.js': [['countAwaiter(task); return false;', 'return false;']],
  },
  'a list of live tasks (L12)': {
    'core/task.js': [
      ['this.id = loop.live.add(this);', 'this.id = 1;'],
      ['task.loop.live.drop();', ''],
    ],
  },
  'one owner of a coroutine (T8)': {
    'core/coroutine.js': [['Object.preventExtensions(given);', '']],
  },
  'settling once (F1)': {
    'core/future.js': [
      [
        'refuseSecondSettlement(this); settle(this, success(value));',
        'settle(this, success(value));',
      ],
    ],
  },
}

const changesOf = (files) =>
  Object.entries(files).flatMap(([path, replacements]) =>
    replacements.map((replace) => ({ in: path, replace })),
  )

/** By what the copy lacks: its changes. */
export const lacking = Object.fromEntries(
  Object.entries(parts).map(([what, files]) => [what, changesOf(files)]),
)

/** Those of a copy that lacks all of it. */
export const changes = Object.values(lacking).flat()
