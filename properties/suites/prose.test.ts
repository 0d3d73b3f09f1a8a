/** The words of the field: habits of prose that pages, comments, messages and titles do without. */

import { expect, test } from 'vitest'
import { filesIn, nodesIn, place, read, sources, type Source } from './tree.ts'

/** A habit, and what to write instead. */
const habits: readonly (readonly [habit: RegExp, instead: string])[] = [
  [
    /\b(?:whoever|those whom?|the one who|one who)\b/giu,
    'a waiter, an awaiter, the caller, the task',
  ],
  [
    /\bwho (?:a?waits?|asks?|holds?|has|is|was|were|gets?|takes?|puts?|runs?|steps?|calls?|acts?|wants?|makes?|owns?|releases?|cancels?|closes?|goes|stands?|acquires?|sets?|does|reads?|a?waited|asked|held)\b/giu,
    'a waiter, an awaiter, the caller, the holder, the owner',
  ],
  [
    /\b(?:some|no|any|every)(?:body|one)\b|\bno one\b/giu,
    'name it: the caller, another task, no awaiter',
  ],
  [/\b(?:go|goes|going|went|gone) on\b/giu, 'resumes, continues'],
  [/\bgives (?!up\b|way\b)|\bgave\b/giu, 'returns'],
  [
    /\b(?:is|are|was|were|be|been|being) told\b|\btold (?:of|that|by|to|apart|twice|once|so)\b|\btells?\b|\btellings?\b/giu,
    'is notified, reports',
  ],
  [/\blook(?:s|ed|ing)? at\b/giu, 'handled, observed, unhandled'],
  [
    /\b(?:in|into|of|next in|place in) (?:the |a |no )?line\b(?! \d)|\bstands? in\b|\bline of (?:those|waiters|tasks)\b/giu,
    'a queue, the ready queue, the waiters',
  ],
  [/\b(?:is|are|was|were|be|been|not) had\b|\b(?:had|has|have|not) got\b/giu, 'acquires, receives'],
  [/\balso (?:when|if|where|while|after|before)\b/giu, 'even when, even if'],
  [/\b(?:to|at) the tail\b|\bscheduled tasks\b/giu, 'is appended to the ready queue'],
  [/\bwrong loops?\b/giu, 'mutant'],
  [
    /\b(?:its|their|his|the|an?|one|own|next|your|main's|whose|this|that|each|in) turns?\b|\bturns of\b|\bby turns\b/giu,
    'its next step, yields, suspends',
  ],
  [
    /\bmakes? (?:an? |the )?(?:task|future|loop|coroutine|main)s?\b|\bmade (?:an? |the )?(?:task|future|loop)s?\b|\b(?:task|future|loop)s? (?:is|are|was|were) made\b|\bwhen (?:it|they) (?:is|are|was|were) made\b/giu,
    'creates, spawns',
  ],
  [/\bnot of the library\b|\bthe library's own\b/giu, 'created by the caller, internal'],
  [/\bthere and then\b/giu, 'at that point'],
]

/** A text in which everything but prose is blank, so that places stay what they are. */
interface Prose {
  readonly path: string
  readonly text: string
  readonly prose: string
}

const blank = (text: string): string => text.replaceAll(/[^\n]/gu, ' ')
const withoutCode = (text: string): string => text.replaceAll(/```.*?```|`[^`\n]*`/gsu, blank)

function page(path: string): Prose {
  const text = read(path)
  return { path, text, prose: withoutCode(text) }
}

/** The comments of a source and its strings: messages, sentences and titles. */
function source({ path, program, text }: Source): Prose {
  const strings = nodesIn(program)
    .filter((node) => isText(node) && !isCode(node, text))
    .map(({ end, start }) => ({ start, end }))
  const comments = [...text.matchAll(/\/\*.*?\*\/|(?<![:'"`\w])\/\/[^\n]*/gsu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
  let prose = ''
  for (const { end, start } of [...strings, ...comments].toSorted((a, b) => a.start - b.start)) {
    if (start < prose.length) continue
    prose += blank(text.slice(prose.length, start)) + withoutCode(text.slice(start, end))
  }
  return { path, text, prose: prose + blank(text.slice(prose.length)) }
}

function isText(node: { readonly type: string; readonly [field: string]: unknown }): boolean {
  if (node.type === 'TemplateElement') return true
  return node.type === 'Literal' && typeof node['value'] === 'string'
}

/** Mutants replace code by code. */
function isCode({ start }: { readonly start: number }, text: string): boolean {
  const before = text.slice(Math.max(0, start - 2_000), start)
  return before.lastIndexOf('replace: [') > before.lastIndexOf('],')
}

/** What JSON documents say about themselves. */
function about(path: string): Prose {
  const text = read(path)
  const [said = ''] = /"about":\s*"(?:[^"\\]|\\.)*"/u.exec(text) ?? []
  const at = text.indexOf(said)
  return { path, text, prose: blank(text.slice(0, at)) + said }
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...['spec', 'properties', 'bench', 'learn', 'recipes', 'examples']
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.md')),
]
const documents = ['spec/examples', 'properties/sessions']
  .flatMap(filesIn)
  .filter((path) => path.endsWith('.json'))
const all = [...pages.map(page), ...sources().map(source), ...documents.map(about)]

test.each(habits.map(([habit, instead]) => ({ habit, instead })))(
  'prose says: $instead',
  ({ habit, instead }) => {
    const found = all.flatMap(({ path, prose, text }) =>
      // A habit may be broken over two lines of a comment.
      [
        ...prose
          .replaceAll(/\n\s*\*?/gu, blank)
          .replaceAll('\n', ' ')
          .matchAll(habit),
      ].map((match) => `${place(path, text, match.index)}: ${match[0].trim()}; write ${instead}`),
    )
    expect(found, `\n${found.join('\n')}\n`).toEqual([])
  },
)

test('the habits are looked for where they would stand', () => {
  const words = all.flatMap(({ prose }) => prose.match(/\b(?:waiters?|resumes?|returns)\b/gu) ?? [])
  expect(words.length).toBeGreaterThan(500)
})
