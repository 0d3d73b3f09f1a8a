/** S4 · No child outlives its group. */

import { failedWith } from '../history/endings.ts'
import { actorOf } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw, following } from '../law.ts'

export const S4 = clause('S4', [
  eventLaw({
    sentence:
      'after the body of a group has ended, its owner does nothing until every child has ended',
    hint: 'Children.wait waits again until no child is live',
    begin: following(Scopes, (_trial, scopes) => {
      const left = new Map<string, string>()
      return (event, before, found) => {
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? (event.event === 'left' ? undefined : actorOf(event))
        const group = who === undefined ? undefined : left.get(who)
        if (who !== undefined && group !== undefined) {
          left.delete(who)
          const children = scopes.groups.get(group)?.children ?? []
          const alive = children.filter((child) => before.live.includes(child))
          const say = (): string => `${who} continued before ${alive.join(', ')} had ended`
          found.expectWhere(children.length > 0, alive.length === 0, say)
        }
        if (event.event === 'left' && event.what === 'group') left.set(event.who, event.of)
      }
    }),
    mutants: [
      {
        name: 'newest-child-forgotten',
        why: 'a group keeps only the first of its children',
        in: 'structure/group.js',
        replace: [
          'this.live.add(task); subscribe',
          'if (this.live.size === 0) this.live.add(task); subscribe',
        ],
      },
      {
        name: 'group-waits-for-one',
        why: 'a group ends when the first of its children has ended',
        in: 'structure/group.js',
        replace: ['this.live.delete(by);', 'this.live.clear();'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group accepts children while its body runs, and rejects them once it is ending',
    hint: 'Children.spawn checks whether the group is closed before it creates a task',
    begin: following(Scopes, (trial, scopes) => {
      const script = scriptOf(trial)
      /** S14: those that were ended early. */
      const over = new Set<string>()
      return (event, before, found) => {
        if (event.event === 'called' && event.call === 'cancelGroup') over.add(event.of)
        if (event.event !== 'called' || event.call !== 'spawn' || before.closed) return
        const group = scopes.groups.get(script.groupOf(event.of) ?? '')
        if (group === undefined || over.has(group.name)) return
        const refused = failedWith(event.ending, 'InvalidStateError')
        const closing = scopes.disturbed(group.owner, before.now)
        if (group.over || group.closing)
          found.expect(refused, () => `${group.name} is ending, and accepted ${event.of}`)
        const name = before.notifiedAs(group.owner)
        const sound = !closing && name !== undefined && !before.cancelled.has(name)
        const inside = sound && group.before === undefined && event.who === group.owner
        if (inside)
          found.expect(!refused, () => `${group.name} rejected ${event.of} while its body ran`)
      }
    }),
    mutants: [
      {
        name: 'ended-group-spawns',
        why: 'a group accepts children even after it has ended',
        in: 'structure/group.js',
        replace: ['if (this.#closed) {', 'if (false) {'],
      },
      {
        name: 'group-rejects-children',
        why: 'a group rejects a child while another is live',
        in: 'structure/group.js',
        replace: ['if (this.#closed) {', 'if (this.#closed || this.live.size > 0) {'],
      },
    ],
  }),
])
