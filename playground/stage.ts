/** What is seen of a run at one moment, and the way from moment to moment. */

import { clauses } from '../spec/clauses.ts'
import type { Answer, Moment } from './answer.ts'
import { element, list, replace } from './dom.ts'

/** Where each thing is shown. */
const at = {
  slider: element('moment', HTMLInputElement),
  event: element('event', HTMLElement),
  clause: element('clause', HTMLElement),
  ready: element('ready', HTMLElement),
  parked: element('parked', HTMLElement),
  things: element('things', HTMLElement),
  clock: element('clock', HTMLElement),
  output: element('output', HTMLElement),
  picture: element('picture', HTMLElement),
  beside: element('beside', HTMLTableSectionElement),
  besideSection: element('beside-section', HTMLElement),
  scroll: element('beside-scroll', HTMLElement),
  stepper: element('stepper', HTMLElement),
  timeline: element('timeline', HTMLElement),
  note: element('note', HTMLElement),
  shrinking: element('shrinking', HTMLElement),
  frame: element('frame', HTMLElement),
}

const ids = new Map(Object.entries(clauses))

export class Stage {
  #answer: Answer = { moments: [], output: [], svg: '' }
  #index = 0
  /** Of the frames. */
  #frame = 0
  /** The marks of the picture, by the numbers of the steps. */
  #marks = new Map<string, Element>()

  constructor() {
    at.slider.addEventListener('input', () => this.go(Number(at.slider.value)))
    const move = (id: string, by: () => number): void => {
      element(id, HTMLButtonElement).addEventListener('click', () => this.go(by()))
    }
    move('first', () => 0)
    move('tick-back', () => this.#tick(-1))
    move('back', () => this.#index - 1)
    move('forward', () => this.#index + 1)
    move('tick-forward', () => this.#tick(1))
    move('last', () => Infinity)
    element('larger', HTMLButtonElement).addEventListener('click', () =>
      this.#draw(this.#frame - 1),
    )
    element('smaller', HTMLButtonElement).addEventListener('click', () =>
      this.#draw(this.#frame + 1),
    )
  }

  show(answer: Answer): void {
    this.#answer = answer
    const { beside = [], frames = [], moments } = answer
    const isEmpty = moments.length + frames.length === 0
    const note = answer.note ?? (isEmpty ? 'There is nothing to step through.' : undefined)
    at.stepper.hidden = moments.length === 0
    at.slider.max = String(Math.max(0, moments.length - 1))
    at.note.hidden = note === undefined
    at.note.textContent = note ?? ''
    at.shrinking.hidden = frames.length < 2
    this.#draw(Infinity)
    at.picture.scrollLeft = 0
    at.besideSection.hidden = beside.length === 0
    replace(
      at.beside,
      beside.map(([loop, model]) => {
        const row = document.createElement('tr')
        for (const text of [loop, model]) {
          const cell = document.createElement('td')
          cell.textContent = text
          row.append(cell)
        }
        if (loop !== model) row.className = 'different'
        return row
      }),
    )
    // At its end, with all that it has printed.
    this.go(Infinity)
  }

  /** To a moment, or as near as there is one. */
  go(index: number): void {
    const { beside = [], moments, output } = this.#answer
    this.#index = Math.max(0, Math.min(index, moments.length - 1))
    const moment = moments[this.#index]
    const isLast = this.#index === moments.length - 1
    at.output.textContent = (
      moment === undefined || isLast || beside.length > 0 ? output : output.slice(0, moment.printed)
    ).join('\n')
    if (moment === undefined) return
    at.slider.value = String(this.#index)
    at.slider.setAttribute('aria-valuetext', moment.text)
    at.event.textContent = `${this.#index + 1} of ${moments.length}: ${moment.text}`
    at.clock.textContent = `tick ${moment.tick}, ${moment.now} ms`
    this.#explain(moment)
    this.#point(moment)
    replace(at.ready, list(moment.ready, 'empty'))
    replace(
      at.parked,
      list(
        moment.parked.map(([who, on]) => `${who} waits for ${on}`),
        'none',
      ),
    )
    replace(
      at.things,
      list(
        moment.things.map(([name, has]) => `${name}: ${has}`),
        'none',
      ),
    )
    for (const [row, { classList }] of [...at.beside.rows].entries()) {
      classList.toggle('current', row === this.#index)
    }
    const row = at.beside.rows[this.#index]
    // The table scrolls, and the page stays where it is.
    if (row !== undefined) at.scroll.scrollTop = row.offsetTop - at.scroll.clientHeight / 2
  }

  /** Draws a frame, or as near as there is one; without frames, the run. */
  #draw(index: number): void {
    const { frames = [], svg } = this.#answer
    this.#frame = Math.max(0, Math.min(index, frames.length - 1))
    const frame = frames[this.#frame]
    const shown = frame?.svg ?? svg
    at.timeline.hidden = shown === ''
    at.picture.innerHTML = shown
    at.frame.textContent = `${this.#frame + 1} of ${frames.length}: ${frame?.text ?? ''}`
    this.#marks = new Map(
      [...at.picture.querySelectorAll('rect.step')].map((mark) => [mark.textContent ?? '', mark]),
    )
  }

  /** Marks the step that has begun last, and brings it into view. */
  #point({ steps }: Moment): void {
    for (const mark of at.picture.querySelectorAll('.current')) mark.classList.remove('current')
    const mark = this.#marks.get(`step ${steps}`)
    if (mark === undefined) return
    mark.classList.add('current')
    const x = Number(mark.getAttribute('x'))
    const { clientWidth, scrollLeft } = at.picture
    // The picture scrolls, and the page stays where it is.
    if (x < scrollLeft + 80 || x > scrollLeft + clientWidth - 40)
      at.picture.scrollLeft = x - clientWidth / 2
  }

  #explain({ clause }: Moment): void {
    const found = ids.get(clause)
    at.clause.textContent =
      found === undefined ? '' : `${clause} · ${found.title}. ${found.sentence}`
  }

  /** The first moment of the tick before, or after. */
  #tick(by: -1 | 1): number {
    const { moments } = this.#answer
    let index = this.#index + by
    while (index > 0 && index < moments.length && moments[index]?.clause !== 'L1') index += by
    return index
  }
}
