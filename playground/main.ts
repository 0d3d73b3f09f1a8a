/** The page: an editor, a run in a worker, and what is seen of it. */

import { examples } from 'virtual:examples'
import type { Answer, Document, Question } from './answer.ts'
import { element } from './dom.ts'
import { Editor } from './editor.ts'
import { documentOf, fromHash, toHash } from './link.ts'
import { Stage } from './stage.ts'

/** A program that takes longer than this, in milliseconds, is ended. */
const PATIENCE = 10_000
const KEPT = 'looplaw-playground'

open()

function open(): void {
  const stage = new Stage()
  const menu = element('examples', HTMLSelectElement)
  const discipline = element('discipline', HTMLSelectElement)
  const message = element('message', HTMLElement)
  const share = element('share', HTMLButtonElement)
  let loop: string | undefined
  const editor = new Editor(element('editor', HTMLElement), () => {
    menu.value = ''
    keep(current())
  })

  const current = (): Document => ({
    language: editor.language,
    text: editor.text,
    discipline: discipline.value === 'snapshot' ? 'snapshot' : 'drain',
    loop,
  })

  const show = (given: Document): void => {
    loop = given.loop
    discipline.value = given.discipline
    editor.show(given)
    element('explore', HTMLButtonElement).hidden = given.language === 'json'
  }

  let asked = new AbortController()
  const ask = async (what: Question['what']): Promise<void> => {
    asked.abort()
    asked = new AbortController()
    const { signal } = asked
    message.textContent = what === 'run' ? 'Running …' : 'Exploring …'
    message.className = ''
    const found = await inWorker({ what, document: current() }, signal)
    // The page shows what was asked for last, however long an earlier program takes.
    if (signal.aborted) return
    stage.show(found)
    const { mistake } = found
    editor.mark(mistake?.message, mistake?.place)
    message.textContent = mistake?.message ?? ''
    message.className = mistake === undefined ? '' : 'mistake'
  }

  menu.append(new Option('your own', ''))
  for (const [group, entries] of Object.entries(examples)) {
    const options = document.createElement('optgroup')
    options.label = group
    for (const [name, { title }] of Object.entries(entries)) {
      options.append(new Option(title, `${group}/${name}`))
    }
    menu.append(options)
  }
  menu.addEventListener('change', () => {
    const [group = '', name = ''] = menu.value.split('/')
    const chosen = examples[group]?.[name]
    if (chosen === undefined) return
    const { value } = menu
    show({ discipline: 'drain', ...chosen })
    menu.value = value
    void ask('run')
  })
  discipline.addEventListener('change', () => void ask('run'))
  element('run', HTMLButtonElement).addEventListener('click', () => void ask('run'))
  element('explore', HTMLButtonElement).addEventListener('click', () => void ask('explore'))
  share.addEventListener('click', async () => {
    history.replaceState(undefined, '', `#${toHash(current())}`)
    await navigator.clipboard?.writeText(location.href).catch(() => {})
    message.textContent = 'The address of this page carries the program now.'
  })
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void ask('run')
  })

  const first = Object.values(Object.values(examples)[0] ?? {})[0]
  const given = fromHash(location.hash) ?? embedded() ?? kept()
  show(given ?? { discipline: 'drain', language: 'json', text: '{ "main": [] }', ...first })
  menu.value = exampleWith(editor.text)
  void ask('run')
}

/** The name of the example that has this text; empty if it is none. */
function exampleWith(text: string): string {
  for (const [group, entries] of Object.entries(examples)) {
    for (const [name, example] of Object.entries(entries)) {
      if (example.text === text) return `${group}/${name}`
    }
  }
  return ''
}

/** What `looplaw view` has written into the page. */
function embedded(): Document | undefined {
  const text = document.getElementById('program')?.textContent?.trim() ?? ''
  return text === '' ? undefined : documentOf(JSON.parse(text))
}

/** Nothing that was typed is lost when the page is closed, if the browser lets it be kept. */
function keep(given: Document): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(given))
  } catch {
    // A browser may refuse that to a file.
  }
}

function kept(): Document | undefined {
  try {
    return documentOf(JSON.parse(localStorage.getItem(KEPT) ?? 'null'))
  } catch {
    return undefined
  }
}

/** A program may run for ever: in a worker, it can be ended. */
async function inWorker(question: Question, signal: AbortSignal): Promise<Answer> {
  const script = document.getElementById('worker')?.textContent ?? ''
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const worker = new Worker(address)
  try {
    return await new Promise<Answer>((resolve) => {
      const fail = (message: string): void =>
        resolve({ moments: [], output: [], svg: '', mistake: { message } })
      const late = `it has not ended within ${PATIENCE / 1000} s, and was stopped`
      setTimeout(() => fail(late), PATIENCE)
      signal.addEventListener('abort', () => fail('another was asked for'))
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data))
      worker.addEventListener('error', (event) => fail(event.message))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin.
      worker.postMessage(question)
    })
  } finally {
    worker.terminate()
    URL.revokeObjectURL(address)
  }
}
