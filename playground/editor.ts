/** The editor: CodeMirror, with the mistake marked where it is. */

import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { Compartment, type Extension } from '@codemirror/state'
import { basicSetup, EditorView } from 'codemirror'
import { tags } from '@lezer/highlight'
import type { Document, Place } from './answer.ts'

/** Colours of the page's own, which follow its theme. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], color: 'var(--keyword)' },
  { tag: [tags.string], color: 'var(--string)' },
  { tag: [tags.number], color: 'var(--number)' },
  { tag: [tags.comment], color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.typeName], color: 'var(--name)' },
])

export class Editor {
  readonly #view: EditorView
  readonly #language = new Compartment()
  #current: Document['language'] = 'json'
  #showing = false

  /** @param changed is called when the reader has typed */
  constructor(parent: HTMLElement, changed: () => void) {
    this.#view = new EditorView({
      parent,
      extensions: [
        basicSetup,
        this.#language.of(json()),
        syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'The program' }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || this.#showing) return
          this.#adapt()
          changed()
        }),
      ],
    })
    // What scrolls can be reached by the keyboard.
    this.#view.scrollDOM.tabIndex = 0
  }

  get text(): string {
    return this.#view.state.doc.toString()
  }

  get language(): Document['language'] {
    return this.#current
  }

  show({ language, text }: Pick<Document, 'language' | 'text'>): void {
    this.#current = language
    this.#showing = true
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      effects: this.#language.reconfigure(supportOf(language)),
    })
    this.#showing = false
  }

  /** What is written, or pasted, over an example may be of the other language. */
  #adapt(): void {
    const language = languageOf(this.text) ?? this.#current
    if (language === this.#current) return
    this.#current = language
    // An update may not begin within another.
    queueMicrotask(() => {
      this.#view.dispatch({ effects: this.#language.reconfigure(supportOf(language)) })
    })
  }

  /** Marks a mistake; none takes the mark away. */
  mark(message?: string, place?: Place): void {
    const { length } = this.#view.state.doc
    const marks =
      message === undefined || place === undefined
        ? []
        : [
            {
              from: Math.min(place.from, length),
              to: Math.min(place.to, length),
              severity: 'error' as const,
              message,
            },
          ]
    this.#view.dispatch(setDiagnostics(this.#view.state, marks))
    const [first] = marks
    if (first !== undefined) {
      this.#view.dispatch({ effects: EditorView.scrollIntoView(first.from, { y: 'center' }) })
    }
  }
}

function supportOf(language: Document['language']): Extension {
  return language === 'json' ? json() : javascript({ typescript: true })
}

/** As far as its beginning says: a document is an object, and no module begins with one. */
function languageOf(text: string): Document['language'] | undefined {
  if (/^\s*\{/u.test(text)) return 'json'
  return /^\s*(?:\/[/*]|[a-z]+\b)/u.test(text) ? 'ts' : undefined
}
