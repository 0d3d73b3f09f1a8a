/** The editor: CodeMirror, with the mistake marked where it is. */

import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { Compartment } from '@codemirror/state'
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
          if (update.docChanged) changed()
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
    const support = language === 'json' ? json() : javascript({ typescript: true })
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      effects: this.#language.reconfigure(support),
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
