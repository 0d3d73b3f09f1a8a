/**
 * RxJS: its queue scheduler rotates actions that schedule themselves again. Nothing runs before it is
 * subscribed to, so there is nothing to spawn first and await later.
 */

import { first, observeOn, queueScheduler, Subject } from 'rxjs'

/** Which workloads are left out, and why. */
export const lacks = 'it schedules callbacks: there is no task to await'

export function rotate(laps) {
  queueScheduler.schedule(() => {
    for (let i = 0; i < laps.tasks; i += 1) {
      queueScheduler.schedule(runner, 0, { laps, number: i, left: laps.each })
    }
  })
}

function runner(state) {
  const { laps, number, left } = state
  if (left === laps.each) laps.begin()
  if (left === 0) {
    laps.end(number)
    return
  }
  laps.steps += 1
  this.schedule({ laps, number, left: left - 1 })
}

export function pingPong(trips) {
  const ping = new Subject()
  const pong = new Subject()
  let last = 0
  ping.pipe(observeOn(queueScheduler)).subscribe((ball) => {
    last = ball
    if (ball < 2 * trips) pong.next(ball + 1)
  })
  pong.pipe(observeOn(queueScheduler)).subscribe((ball) => ping.next(ball + 1))
  pong.next(1)
  return last
}

export function park(tasks, arrivals) {
  const gate = new Subject()
  for (let i = 0; i < tasks; i += 1) {
    gate.pipe(first(), observeOn(queueScheduler)).subscribe((signed) => signed.sign())
  }
  return {
    spin(ticks) {
      queueScheduler.schedule(
        function tick(left) {
          if (left > 0) this.schedule(left - 1)
        },
        0,
        ticks,
      )
    },
    wake() {
      gate.next(arrivals)
    },
  }
}
