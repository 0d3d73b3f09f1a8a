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
  /** What the reader has typed last, which an example does not replace. */
  let own: Document | undefined
  const editor = new Editor(element('editor', HTMLElement), () => {
    menu.value = ''
    own = current()
    keep({ shown: own, own })
    offer()
  })

  /** A lesson has a loop of its own, whose order cannot be chosen. */
  const offer = (): void => {
    const canExplore = editor.language === 'ts' && !editor.text.includes('./loop.js')
    element('explore', HTMLButtonElement).hidden = !canExplore
  }

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
    offer()
    keep({ shown: given, own })
  }

  let asked = new AbortController()
  const ask = async (what: Question['what'], notice = ''): Promise<void> => {
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
    message.textContent = mistake?.message ?? notice
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
    const { value } = menu
    const [group = '', name = ''] = value.split('/')
    const chosen = value === '' ? own : examples[group]?.[name]
    if (chosen === undefined) return
    show({ discipline: 'drain', ...chosen })
    void ask('run')
  })
  discipline.addEventListener('change', () => {
    keep({ shown: current(), own })
    void ask('run')
  })
  element('run', HTMLButtonElement).addEventListener('click', () => void ask('run'))
  element('explore', HTMLButtonElement).addEventListener('click', () => void ask('explore'))
  share.addEventListener('click', async () => {
    history.replaceState(undefined, '', `#${toHash(current())}`)
    keep({ shown: current(), own })
    const isCopied = await copy(location.href)
    message.className = ''
    message.textContent = isCopied
      ? 'The link is copied: it carries the program.'
      : 'The address of this page carries the program now.'
  })
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void ask('run')
  })

  const begin = (): void => {
    const kept = keptHere()
    own = kept?.own
    const first = Object.values(Object.values(examples)[0] ?? {})[0]
    const linked = fromHash(location.hash)
    const given = kept?.shown ?? linked ?? embedded()
    const isDamaged = location.hash.length > 1 && linked === undefined
    show(given ?? { discipline: 'drain', language: 'json', text: '{ "main": [] }', ...first })
    menu.value = exampleWith(editor.text)
    void ask('run', isDamaged ? 'This link carries no program: it may have been cut.' : '')
  }
  // A link that is opened in this very page changes no more than its address.
  addEventListener('hashchange', begin)
  begin()
}

/** Whether it is in the clipboard: a browser may refuse that, or have none. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
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

/** What a page keeps: what it shows, and what its reader has typed. */
interface Kept {
  readonly shown: Document
  readonly own: Document | undefined
}

/** Each page and each link has its own: what was typed in one is there when that is opened again. */
function keyOf(): string {
  return KEPT + location.hash + (document.getElementById('program')?.textContent?.trim() ?? '')
}

/** Nothing that was typed is lost when the page is closed, if the browser lets it be kept. */
function keep(kept: Kept): void {
  try {
    localStorage.setItem(keyOf(), JSON.stringify(kept))
  } catch {
    // A browser may refuse that to a file.
  }
}

function keptHere(): Kept | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf()) ?? 'null')
    if (typeof found !== 'object' || found === null || !('shown' in found)) return undefined
    const shown = documentOf(found.shown)
    return shown && { shown, own: 'own' in found ? documentOf(found.own) : undefined }
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
