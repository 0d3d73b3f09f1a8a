/** Wrong loops of the chapter on structure: groups. */

import { breaking, type Mutant } from './mutant.ts'

export const structureMutants: readonly Mutant[] = [
  ...breaking('S1', 'the body of a group begins in the step in which the group does', [
    {
      name: 'group-begins-late',
      why: 'a group gives up the turn before it runs its body',
      in: 'structure/group.js',
      replace: ['const value = yield* children', 'yield; const value = yield* children'],
    },
  ]),
  ...breaking(
    'S1',
    'between the end of the body and the end of the group there is a step of its owner, unless that is being closed',
    [
      {
        name: 'group-ends-at-once',
        why: 'a group without children ends with its body',
        in: 'structure/group.js',
        replace: ['if (this.live.size === 0) yield;', ''],
      },
    ],
  ),
  ...breaking('S1', 'a group in which nothing fails gives what its body returned', [
    {
      name: 'group-gives-nothing',
      why: 'a group drops what its body returns',
      in: 'structure/group.js',
      replace: ['return value; }', '}'],
    },
  ]),
  ...breaking('S2', 'when a child of a group fails first, whoever owns the group waits no longer', [
    {
      name: 'group-not-interrupted',
      why: 'the failure of a child is looked at when the body has ended by itself',
      in: 'structure/group.js',
      replace: ['if (failed) this.#interruption?.settled(by, tellings);', ''],
    },
    {
      name: 'group-waits-though-failed',
      why: 'a group whose body has ended waits for every child, though one has failed',
      in: 'structure/group.js',
      replace: ['this.live.size === 0 || (failed && !this.#closed)', 'this.live.size === 0'],
    },
  ]),
  ...breaking('S2', 'its owner cancels every other child before it does anything else', [
    {
      name: 'group-cancels-nobody',
      why: 'a group in which a child fails waits for the others',
      in: 'structure/group.js',
      replace: ["for (const task of this.live) task.cancel('its group is over');", ''],
    },
    {
      name: 'siblings-cancelled-late',
      why: 'when a child fails, the others are cancelled after the body has cleaned up',
      in: 'structure/group.js',
      replace: ['new Enclosure(coroutine, () => this.close())', 'new Enclosure(coroutine)'],
    },
  ]),
  ...breaking('S2', 'the children of a group are cancelled in the order in which they were made', [
    {
      name: 'siblings-cancelled-in-reverse',
      why: 'the newest child is cancelled first',
      in: 'structure/group.js',
      replace: [
        'for (const task of this.live) task',
        'for (const task of [...this.live].reverse()) task',
      ],
    },
  ]),
  ...breaking('S2', 'a group throws one AggregateError with every error, in the order of failure', [
    {
      name: 'group-errors-reversed',
      why: 'the last error comes first',
      in: 'structure/group.js',
      replace: ['const errors = this.#errors;', 'const errors = this.#errors.toReversed();'],
    },
    {
      name: 'group-throws-the-first',
      why: 'a group throws the first error, as it is, and no other',
      in: 'structure/group.js',
      replace: [
        'throw new AggregateError(errors,',
        'throw errors[0]; throw new AggregateError(errors,',
      ],
    },
    {
      name: 'body-error-lost',
      why: 'what the body throws is not among the errors of the group',
      in: 'structure/group.js',
      replace: ['this.#errors.push(error); this.close();', 'this.close();'],
    },
    {
      name: 'late-errors-lost',
      why: 'what children throw while they are cancelled is dropped',
      in: 'structure/group.js',
      replace: [
        'if (failed) this.#errors.push(state.look());',
        'if (failed && !this.#closed) this.#errors.push(state.look());',
      ],
    },
    {
      name: 'cancelled-child-is-a-failure',
      why: 'a child that was cancelled counts as one that failed',
      in: 'structure/group.js',
      replace: [
        'state instanceof Failure && !(state instanceof Cancelled)',
        'state instanceof Failure',
      ],
    },
  ]),
  ...breaking(
    'S3',
    'the owner of a group that is closed cancels every child before it does anything else',
    [
      {
        name: 'closed-body-before-children',
        why: 'when its owner is closed, a group cancels its children after the body has cleaned up',
        in: 'structure/group.js',
        replace: [
          'new Enclosure(coroutine, () => this.close())',
          'new Enclosure(coroutine, () => { if (!this.abandoned) this.close(); })',
        ],
      },
    ],
  ),
  ...breaking('S3', 'an owner that was cancelled ends when its children have', [
    {
      name: 'closed-group-leaves',
      why: 'a group whose owner is closed cancels its children, and does not wait for them',
      in: 'structure/group.js',
      replace: ['if (children.live.size > 0) yield* cleanUp(children.wait());', ''],
    },
  ]),
  ...breaking(
    'S4',
    'from the end of its body on, the owner of a group does nothing until every child has ended',
    [
      {
        name: 'newest-child-forgotten',
        why: 'a group knows the first of its children alone',
        in: 'structure/group.js',
        replace: [
          'this.live.add(task); watch',
          'if (this.live.size === 0) this.live.add(task); watch',
        ],
      },
      {
        name: 'group-waits-for-one',
        why: 'a group ends when the first of its children has',
        in: 'structure/group.js',
        replace: ['this.live.delete(by);', 'this.live.clear();'],
      },
    ],
  ),
  ...breaking('S4', 'a group takes children until it ends, and refuses them from then on', [
    {
      name: 'ended-group-spawns',
      why: 'a group takes children when it has ended',
      in: 'structure/group.js',
      replace: ['if (this.#closed) {', 'if (false) {'],
    },
    {
      name: 'group-refuses-children',
      why: 'a group takes one child, and refuses the others',
      in: 'structure/group.js',
      replace: ['if (this.#closed) {', 'if (this.#closed || this.live.size > 0) {'],
    },
  ]),
]
