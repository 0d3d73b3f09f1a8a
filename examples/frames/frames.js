/** Ten thousand tasks on animation frames. What the loop takes of each frame is measured. */

import { Loop, group, sleep } from 'looplaw'
import { frameDriver } from 'looplaw/host'

const TASKS = 10_000
const canvas = document.querySelector('canvas')
const output = document.querySelector('output')
const { width, height } = canvas
const dots = new Float64Array(2 * TASKS)

/** What the page reports, and a test reads. */
const report = { frames: 0, longest: 0, moves: 0 }
window.report = report

function* dot(at) {
  const angle = at
  const pause = 50 + (at % 400)
  for (;;) {
    dots[2 * at] = (dots[2 * at] + Math.cos(angle) + width) % width
    dots[2 * at + 1] = (dots[2 * at + 1] + Math.sin(angle) + height) % height
    report.moves += 1
    yield* sleep(pause)
  }
}

function* main() {
  yield* group(function* (g) {
    for (let at = 0; at < TASKS; at += 1) {
      dots[2 * at] = width / 2
      dots[2 * at + 1] = height / 2
      g.spawn(dot(at))
      // Spawning is work too.
      if (at % 500 === 0) yield
    }
  })
}

/** The driver of frames, with a clock at each turn that it gives the loop. */
function measured(driver) {
  const timed = (turn) => () => {
    const before = performance.now()
    turn()
    report.longest = Math.max(report.longest, performance.now() - before)
  }
  return {
    now: () => driver.now(),
    soon: (turn) => driver.soon(timed(turn)),
    later: (turn, ms) => driver.later(timed(turn), ms),
  }
}

function draw() {
  report.frames += 1
  const context = canvas.getContext('2d')
  context.clearRect(0, 0, width, height)
  context.fillStyle = getComputedStyle(canvas).color
  for (let at = 0; at < TASKS; at += 1) context.fillRect(dots[2 * at], dots[2 * at + 1], 1, 1)
  const longest = report.longest.toFixed(1)
  output.textContent = `${report.frames} frames, ${report.moves} moves; the loop has taken ${longest} ms of a frame at most.`
  requestAnimationFrame(draw)
}

requestAnimationFrame(draw)
await new Loop().runAsync(main(), { driver: measured(frameDriver()) })
