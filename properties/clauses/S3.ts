/** S3 · The owner is cancelled. */

import { Joins } from '../history/joins.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { cancelsAll } from '../visits/scope.ts'

export const S3 = clause('S3', [
  eventLaw({
    sentence:
      'an owner that is closed in its group cancels every child before it does anything else',
    hint: 'CloseScope calls Children.close before the owner is closed further',
    begin: following(Scopes, (trial, scopes) => {
      const joins = new Joins(trial)
      /** The groups that a clean-up has begun. */
      const cleaning = new Set<string>()
      const visit = cancelsAll(scopes, (group, before) => {
        const name = before.notifiedAs(group.owner)
        // A timeout or another group may be closing what is in it, which shelters from that.
        if (cleaning.has(group.name) || scopes.disturbed(group.owner, before.now)) return false
        // C15: a terminated owner first waits for the tasks of a combinator that it is in.
        const owned = joins.open.get(group.owner)?.owned ?? []
        const waits = owned.some((task) => before.live.includes(task))
        if (name !== undefined && before.terminated.has(name) && waits) return false
        return name !== undefined && before.cancelled.has(name)
      })
      return (event, before, found, index) => {
        if (event.event === 'asks' && event.what === 'group') {
          const name = before.notifiedAs(event.who)
          if (name !== undefined && before.cancelled.has(name)) cleaning.add(event.of)
          else cleaning.delete(event.of)
        }
        visit(event, before, found, index)
        joins.follow(event, before, index)
      }
    }),
    mutants: [
      {
        name: 'closed-body-before-children',
        why: 'when its owner is closed, a group cancels its children only after the body has cleaned up',
        in: 'structure/group.js',
        replace: [
          'new CloseScope(coroutine, () => this.close())',
          'new CloseScope(coroutine, () => { if (this.#errors.length > 0) this.close(); })',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a cancelled owner of a group settles only after every child',
    hint: 'a group that is closed waits for its children within uninterruptible()',
    begin: following(Scopes, (_trial, scopes) => (event, before, found) => {
      if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
      const owner = before.voice(event.future)
      for (const { children, name, owner: its } of scopes.groups.values()) {
        const alive = children.filter((child) => before.live.includes(child))
        const tested = children.length > 0
        if (its === owner)
          found.expectWhere(
            tested,
            alive.length === 0,
            () => `${owner} settled before ${alive.join(', ')} of ${name}`,
          )
      }
    }),
    mutants: [
      {
        name: 'closed-group-leaves',
        why: 'a group whose owner is closed cancels its children, and does not wait for them',
        in: 'structure/group.js',
        replace: ["if (children.live.size > 0) yield* uninterruptible(children.wait('last'));", ''],
      },
    ],
  }),
])
