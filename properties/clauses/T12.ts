/** T12 · Named and numbered. */

import { clause, eventLaw } from '../law.ts'

export const T12 = clause('T12', [
  eventLaw({
    sentence:
      'tasks are numbered from 1 in the order of creation, and printed with their names and numbers',
    hint: 'Registry.add counts the tasks of its loop',
    begin: () => {
      let made = 0
      return (event, _before, found) => {
        if (event.event !== 'spawned') return
        made += 1
        const shown = `<Task name='${event.task}' id='0x${made.toString(16)}'>`
        found.expect(event.shown === shown, () => `it prints ${event.shown}, not ${shown}`)
      }
    },
    mutants: [
      {
        name: 'ids-from-0',
        why: 'the first task of a loop has the id 0',
        in: 'core/registry.js',
        replace: ['return this.#created;', 'return this.#created - 1;'],
      },
      {
        name: 'ids-across-loops',
        why: 'one count numbers the tasks of every loop',
        in: 'core/registry.js',
        replace: [
          'this.#created += 1;',
          'this.#created = Registry.made = (Registry.made ?? 0) + 1;',
        ],
      },
    ],
  }),
])
