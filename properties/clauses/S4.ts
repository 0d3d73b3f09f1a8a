/** S4 · No child outlives its group. */

import { failedWith } from '../history/endings.ts'
import { actorOf, Scopes } from '../history/scopes.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw, following } from '../law.ts'

export const S4 = clause('S4', [
  eventLaw({
    sentence:
      'from the end of its body on, the owner of a group does nothing until every child has ended',
    hint: 'the group waits until no child is left',
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
          const say = (): string => `${who} goes on before ${alive.join(', ')}`
          found.expectWhere(children.length > 0, alive.length === 0, say)
        }
        if (event.event === 'left' && event.what === 'group') left.set(event.who, event.of)
      }
    }),
    mutants: [
      {
        name: 'newest-child-forgotten',
        why: 'a group knows the first of its children alone',
        in: 'structure/group.js',
        replace: [
          'this.live.add(task); subscribe',
          'if (this.live.size === 0) this.live.add(task); subscribe',
        ],
      },
      {
        name: 'group-waits-for-one',
        why: 'a group ends when the first of its children has',
        in: 'structure/group.js',
        replace: ['this.live.delete(by);', 'this.live.clear();'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group takes children until it ends, and refuses them from then on',
    hint: 'the group looks whether it is ending before it spawns',
    begin: following(Scopes, (trial, scopes) => {
      const script = scriptOf(trial)
      return (event, before, found) => {
        if (event.event !== 'called' || event.call !== 'spawn' || before.closed) return
        const group = scopes.groups.get(script.groupOf(event.of) ?? '')
        if (group === undefined) return
        const refused = failedWith(event.ending, 'InvalidStateError')
        const closing = scopes.disturbed(group.owner, before.now)
        if (group.over || group.closing)
          found.expect(refused, () => `${group.name} is ending, and took ${event.of}`)
        const told = before.toldAs(group.owner)
        const sound = !closing && told !== undefined && !before.cancelled.has(told)
        const inside = sound && group.before === undefined && event.who === group.owner
        if (inside) found.expect(!refused, () => `${group.name} refused ${event.of} in its body`)
      }
    }),
    mutants: [
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
    ],
  }),
])
