/** The tree keeps its own rules. Each failure is `file:line: what is wrong; what to do`. */

import { describe, expect, test } from 'vitest'
import { parseProgram } from '../../spec/parse.ts'
import { sectionsIn } from '../places/chapters.ts'
import {
  everyClause as clauses,
  everyClauseId as clauseIds,
  placesOf,
  type AnyClauseId as ClauseId,
} from '../places/clause.ts'
import type { File } from '../places/files.ts'
import { mentionsOf } from '../places/mentions.ts'
import { docsOf } from './markdown.ts'
import {
  exportsOf,
  filesIn,
  globalsIn,
  isConstAssertion,
  nameOf,
  nodesIn,
  place,
  read,
  sources,
  type Import,
  type Source,
} from './tree.ts'

const tree = sources()
const byPath = new Map(tree.map((source) => [source.path, source]))
const text = filesIn('.').filter((path) => !/\.(?:tgz|log|png|ico|woff2?)$/u.test(path))
/** In the order of their numbers. */
const chapters = filesIn('spec')
  .filter((path) => /^spec\/\d+-.*\.md$/u.test(path))
  .toSorted((one, other) => numberOf(one) - numberOf(other))
const model = tree.filter(({ path }) => /^spec\/model(?:\.ts|\/)/u.test(path))
const sections = chapters.flatMap((path) =>
  sectionsIn(read(path)).map((section) => ({ ...section, at: `${path}:${section.line}` })),
)

function numberOf(chapter: string): number {
  return Number(/\d+/u.exec(chapter)?.[0])
}

function inRoom(...rooms: readonly string[]): Source[] {
  return tree.filter(({ path }) => rooms.some((room) => path.startsWith(`${room}/`)))
}

/** Every place in these texts where a pattern matches. */
function matches(paths: readonly string[], pattern: RegExp, advice: string): string[] {
  return paths.flatMap((path) => {
    const content = read(path)
    return [...content.matchAll(pattern)].map(
      (match) => `${place(path, content, match.index)}: ${match[0].trim()}; ${advice}`,
    )
  })
}

/** Clauses for which there is no line to name them at, and why. */
const UNNAMED: Readonly<Record<'model' | 'src', Readonly<Partial<Record<ClauseId, string>>>>> = {
  model: {
    L18: 'a session has one loop',
    X9: 'a run of the model is a function, and leaves nothing',
    X10: 'the model has no lines',
    X13: 'the model has nothing outside',
    X14: 'the scenarios of the model have no signals',
    X15: 'the scenarios of the model have no coroutines',
    X16: 'the scenarios of the model have no coroutines',
    X17: 'it is a scenario, whose model is that of its caller',
    X18: 'they are scenarios',
    X20: 'the model is the engine that runs it',
    X19: 'what is left is compared with what every order leaves',
    H1: 'a pause leaves no trace in a log',
    H3: 'a host that waits does nothing',
    H4: 'the time of a host is no part of a session',
    H5: 'only runAsync takes a signal',
    H6: 'what a host reports is no part of a log',
    H7: 'a session has no promises',
    H8: 'a session has no signals',
    H9: 'a session has no callbacks',
    H10: 'a session has no promises',
    H11: 'a session has no iterables',
    H12: 'a session has no disposals',
  },
  src: { L19: 'nothing that a loop does depends on chance, on the time or on a name' },
}

/** Fails with what was found, a line each. */
function expectNone(found: readonly string[]): void {
  expect(found, `\n${found.join('\n')}\n`).toEqual([])
}

describe('chapters and clauses', () => {
  test('every clause is in a chapter once, under its title, in the order of clauses.ts', () => {
    const due = clauseIds.map((id) => `${id} · ${clauses[id].title}`)
    const found = sections.map(({ id, title }) => `${id} · ${title}`)
    const last = sections.at(-1)?.at ?? 'spec/README.md:1'
    expectNone([
      ...sections.flatMap(({ at }, index) =>
        found[index] === due[index] ? [] : [`${at}: ${found[index]}; here is due ${due[index]}`],
      ),
      ...due.slice(found.length).map((heading) => `${last}: ${heading} is missing; write it`),
    ])
  })

  test("every chapter's sentence is the one of clauses.ts", () => {
    const wrong = sections.flatMap(({ at, id, sentence }) => {
      const clause = clauseIds.find((known) => known === id)
      if (clause === undefined || clauses[clause].sentence === sentence) return []
      return [`${at}: "${sentence}" is "${clauses[clause].sentence}" in clauses.ts; make them one`]
    })
    expectNone(wrong)
  })

  test('every clause says why, and names its rule in the model', () => {
    const labels = ['Why', 'Model']
    const wrong = sections.flatMap((section) =>
      labels.flatMap((label) =>
        section.labels.get(label) ? [] : [`${section.at}: *${label}.* is missing; add it`],
      ),
    )
    expectNone(wrong)
  })

  test('every rule that a clause names is a function of the model, or a word of its own there', () => {
    const declared = model
      .flatMap(({ program }) => nodesIn(program))
      .filter(({ type }) => type === 'FunctionDeclaration')
    const functions = new Set(declared.map(({ id }) => nameOf(id)))
    const wrong = sections.flatMap(({ at, labels }) => {
      const rule = labels.get('Model') ?? ''
      const names = [...rule.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => name)
      const none = rule.startsWith('None: ') || names.some((name) => functions.has(name))
      const unknown = names.filter(
        (name) =>
          !functions.has(name) && !model.some(({ text: rules }) => rules.includes(`'${name}'`)),
      )
      return [
        ...(none ? [] : [`${at}: it names no function of the model; name one, or say "None: why"`]),
        ...unknown.map((name) => `${at}: the model has no ${name}; name what it has`),
      ]
    })
    expectNone(wrong)
  })

  test('no clause says where its laws are, or that it does not depart: its id finds them, and silence says so', () => {
    const rows = /^\*(?:Law\.\*.*|Departs from the lesson\.\* No\.)$/gmu
    expectNone(matches(chapters, rows, 'drop the row'))
  })

  test('every clause has a file that is named after it, and begins with its title', () => {
    const wrong = clauseIds.flatMap((id) => {
      const path = `properties/clauses/${id}.ts`
      const head = `/** ${id} · ${clauses[id].title}. */`
      return byPath.get(path)?.text.startsWith(`${head}\n`) === true
        ? []
        : [`${path}:1: begin it with ${head}`]
    })
    expectNone(wrong)
  })

  test('every clause has a mutant, and so has every law, or says why it can have none', () => {
    const excuse = /^ +\/\/ .*\n +mutants: \[\],$/gmu
    const wrong = clauseIds.flatMap((id) => {
      const { laws } = placesOf(id)
      const idle = laws.filter(({ law }) => law.mutants.length === 0)
      const excused = byPath.get(`properties/clauses/${id}.ts`)?.text.match(excuse)?.length ?? 0
      const few = idle.length > excused || idle.length === laws.length
      return few ? idle.map(({ line, path }) => `${path}:${line}: write a mutant for it`) : []
    })
    expectNone(wrong)
  })

  test('every clause is named where the model has its rule, and where the sources keep it', () => {
    const named = (files: readonly File[], id: ClauseId): boolean =>
      files.some((file) => mentionsOf(id, file).length > 0)
    const source = inRoom('src')
    const wrong = clauseIds.flatMap((id) => {
      const { chapter } = placesOf(id)
      const at = `${chapter.path}:${chapter.line}: ${id}`
      return [
        ...(named(model, id) || id in UNNAMED.model
          ? []
          : [`${at} is not named in spec/model; name it over its rule`]),
        ...(named(source, id) || id in UNNAMED.src
          ? []
          : [`${at} is not named in src; name it over the line that keeps it`]),
      ]
    })
    expectNone(wrong)
  })

  test('every clause that is mentioned exists', () => {
    const letters = [...new Set(clauseIds.map((id) => id.slice(0, 1)))].join('')
    const mention = new RegExp(`(?<![\\w'$-])[${letters}]\\d+\\b(?!')`, 'gu')
    const known: ReadonlySet<string> = new Set(clauseIds)
    const paths = text.filter((path) =>
      /^(?:(?:src|spec|properties|bin)\/.*\.(?:ts|md)|[^/]+\.md)$/u.test(path),
    )
    const wrong = matches(paths, mention, 'no clause has this id').filter(
      (line) => !known.has(/: (\w+); /u.exec(line)?.[1] ?? ''),
    )
    const examples = filesIn('spec/examples').flatMap((path) =>
      (parseProgram(JSON.parse(read(path))).clauses ?? [])
        .filter((id) => !known.has(id))
        .map((id) => `${path}:1: ${id}; no clause has this id`),
    )
    expectNone([...wrong, ...examples])
  })
})

describe('rooms', () => {
  test('spec and src import from themselves alone, properties from spec and what src exports, and none from bin', () => {
    const open: Readonly<Record<string, readonly string[]>> = {
      src: ['src/'],
      spec: ['spec/'],
      properties: [
        'properties/',
        'spec/',
        'src/index.ts',
        'src/explore/index.ts',
        'src/host/index.ts',
        'src/trace/index.ts',
        'src/explore/vitest.ts',
        'examples/',
      ],
      bin: ['properties/', 'spec/', 'src/', 'bin/'],
    }
    const wrong = tree.flatMap(({ imports, path: from }) => {
      const doors = open[from.split('/')[0] ?? ''] ?? []
      return imports.flatMap(({ at, path }) => {
        if (path === undefined || doors.some((door) => path.startsWith(door))) return []
        return [`${at}: imports ${path}; import only from ${doors.join(', ')}`]
      })
    })
    expectNone(wrong)
  })

  test('in src, a file imports from its own folder or from one nearer the core, and the core by its index', () => {
    const order = ['core', 'time', 'structure', 'sync', 'host', 'trace', 'explore', 'index.ts']
    const rank = (path: string): number => order.indexOf(path.split('/')[1] ?? '')
    const wrong = inRoom('src').flatMap(({ imports, path: from }) => {
      if (rank(from) < 0) return [`${from}:1: its folder is not in the order of this test; add it`]
      return imports.flatMap(({ at, path }) => {
        if (path === undefined || rank(path) === rank(from)) return []
        const door = !path.startsWith('src/core/') || path === 'src/core/index.ts'
        if (door && rank(path) < rank(from)) return []
        return [
          `${at}: imports ${path}; import from nearer the core, and the core by core/index.ts`,
        ]
      })
    })
    expectNone(wrong)
  })

  test('src imports no package but a heap, the core none at all, and only exploration from Node', () => {
    const wrong = inRoom('src').flatMap(({ imports, path: from }) =>
      imports.flatMap(({ at, path, specifier }) =>
        path === undefined && !isAllowed(from, specifier)
          ? [`${at}: imports ${specifier}; declare what you need, or have it passed in`]
          : [],
      ),
    )
    expectNone(wrong)
    const reached = reachedFrom([entry('.')])
    const beyond = /^src\/explore\/|^(?!src\/)/u
    expectNone([...reached].filter((path) => beyond.test(path)))
  })

  function isAllowed(from: string, specifier: string): boolean {
    if (from === 'src/explore/vitest.ts' && specifier === 'vitest') return true
    if (from.startsWith('src/explore/')) return specifier.startsWith('node:')
    return !from.startsWith('src/core/') && specifier === 'tinyqueue'
  }

  test('no import leads back to where it began, that of a type neither', () => {
    const done = new Set<string>()
    const cycles: string[] = []
    const follow = (path: string, trail: readonly Import[]): void => {
      const start = trail.findIndex(({ at }) => at.startsWith(`${path}:`))
      if (start >= 0) {
        const round = trail.slice(start).map(({ at }) => at)
        cycles.push(`${round.join(' → ')} → ${path}; move what they share to a file of its own`)
      }
      if (start >= 0 || done.has(path)) return
      for (const next of byPath.get(path)?.imports ?? []) {
        if (next.path !== undefined) follow(next.path, [...trail, next])
      }
      done.add(path)
    }
    for (const { path } of tree) follow(path, [])
    expectNone(cycles)
  })

  test('no file is dead: what the package exports, a command or a suite imports each', () => {
    const { bin, exports, scripts } = manifest()
    const entries = [
      ...Object.keys(exports)
        .filter((name) => name !== './package.json')
        .map(entry),
      ...Object.values(bin),
      ...Object.values(scripts).flatMap((script) => script.match(/\bdist\/\S+\.js\b/gu) ?? []),
      // A worker is begun by its URL.
      'bin/worker.ts',
      ...tree.flatMap(({ path }) => (path.endsWith('.test.ts') ? [path] : [])),
      ...(read('vitest.config.ts').match(/\bproperties\/suites\/[\w-]+\.ts\b/gu) ?? []),
    ].map(sourceOf)
    const missing = entries.filter((path) => !byPath.has(path))
    const alive = reachedFrom(entries)
    const dead = tree.filter(({ path }) => !alive.has(path))
    expectNone([
      ...missing.map((path) => `package.json:1: leads to ${path}, which is not there`),
      ...dead.map(({ path }) => `${path}:1: nothing imports it; delete it, or export it`),
    ])
  })
})

describe('sources', () => {
  test('the core reads no clock, waits for no host, prints nothing and leaves nothing to chance', () => {
    const banned = new Set(['Date', 'setTimeout', 'setInterval', 'queueMicrotask', 'Promise'])
    for (const name of ['Math.random', 'console', 'process', 'globalThis', 'require'])
      banned.add(name)
    const wrong = inRoom('src/core').flatMap(({ path, program, text: content }) =>
      globalsIn(program)
        // Its type has nothing of a host: runAsync returns one.
        .filter(({ name, start }) => banned.has(name) && !content.startsWith('Promise<', start))
        .map(
          ({ name, start }) => `${place(path, content, start)}: ${name}; let the host pass it in`,
        ),
    )
    expectNone(wrong)
  })

  test('src has no any, no non-null assertion and no cast', () => {
    const advice: Readonly<Record<string, string>> = {
      TSAnyKeyword: 'any; say what it is, or unknown',
      TSNonNullExpression: 'a non-null assertion; ask whether it is there',
      TSAsExpression: 'a cast; narrow the type by asking',
      TSTypeAssertion: 'a cast; narrow the type by asking',
    }
    const wrong = inRoom('src').flatMap(({ path, program, text: content }) =>
      nodesIn(program).flatMap((node) => {
        const what = isConstAssertion(node) ? undefined : advice[node.type]
        return what === undefined ? [] : [`${place(path, content, node.start)}: ${what}`]
      }),
    )
    expectNone(wrong)
  })

  test('every public name has a doc comment that names a clause', () => {
    const names = [
      'src/index.ts',
      'src/explore/index.ts',
      'src/explore/vitest.ts',
      'src/host/index.ts',
    ].flatMap((path) => exportsOf(path, byPath))
    expect(names.length).toBeGreaterThan(0)
    const wrong = names.flatMap(({ at, doc, name }) => {
      if (doc === undefined)
        return [`${at}: ${name} has no doc comment; say what it is, and its clause`]
      return clausesIn(docsOf(doc)).some(({ id }) => id in clauses)
        ? []
        : [`${at}: the doc comment of ${name} names no clause; end it with "Clause X1."`]
    })
    expectNone(wrong)
  })

  test('every clause in a range that a doc comment names exists', () => {
    const wrong = inRoom('src').flatMap(({ path, text: content }) => {
      const docs = docsOf(content)
      return clausesIn(docs).flatMap(({ at, id }) =>
        id in clauses ? [] : [`${place(path, docs, at)}: ${id}; no clause has this id`],
      )
    })
    expectNone(wrong)
  })

  test('no source in src, and no model, is longer than 400 lines', () => {
    const long = [...inRoom('src'), ...model].flatMap(({ path, text: content }) => {
      const lines = content.trimEnd().split('\n').length
      return lines > 400
        ? [`${path}:401: it has ${lines} lines; find the part that stands alone`]
        : []
    })
    expectNone(long)
  })
})

describe('the whole tree', () => {
  test('nothing is left for later, and no test is left out or alone', () => {
    const later = /\b(?:TO[D]O|FIX[M]E|X{3})\b/gu
    const alone = /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:only|skip|todo)\b/gu
    const suites = text.filter((path) => path.startsWith('properties/suites/'))
    expectNone([...matches(text, later, 'do it'), ...matches(suites, alone, 'run every test')])
  })

  test('no file names a place on some machine, or the registry that it used', () => {
    const paths = /(?<![\w.~@)\]/-])\/(?:home|root|tmp|work|Users)\b/gu
    const registries =
      /\b(?:https?|git\+ssh):\/\/[^/\s"']*(?:registry|verdaccio|artifactory|:\d{4})[^\s"']*/gu
    expectNone([
      ...matches(text, paths, 'say where it is in the package'),
      ...matches(text, registries, 'leave out the host'),
    ])
  })

  test('package.json names the exact version of everything that it depends on', () => {
    const { dependencies, devDependencies } = manifest()
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/u.test(version),
    )
    const content = read('package.json')
    expectNone(
      loose.map(([name, version]) => {
        const at = place('package.json', content, content.indexOf(`"${name}": "${version}"`))
        return `${at}: ${name} ${version}; pin it`
      }),
    )
  })
})

interface Manifest {
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

function manifest(): Manifest {
  return JSON.parse(read('package.json'))
}

/** The source of what the package exports under a name. */
function entry(name: string): string {
  const target = manifest().exports[name]
  return sourceOf(typeof target === 'object' ? target.default : '')
}

/** What a built file was built from. */
function sourceOf(built: string): string {
  return built.replace(/^(?:\.\/)?dist\/(.*)\.js$/u, '$1.ts')
}

/** All files that are imported from these, directly or not; those that are missing included. */
function reachedFrom(entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>()
  const rest = [...entries]
  for (let path = rest.pop(); path !== undefined; path = rest.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    rest.push(...(byPath.get(path)?.imports ?? []).flatMap((found) => found.path ?? []))
  }
  return reached
}

/** The clauses that a text names, those within a range included, and where. */
function clausesIn(docs: string): { id: string; at: number }[] {
  return [...docs.matchAll(/\bClauses?\s([^.]*)\./gu)].flatMap(({ 1: list = '', index: at }) =>
    [...list.matchAll(/([A-Z])(\d+)(?:\s+to\s+[A-Z](\d+))?/gu)].flatMap(
      ([, letter = '', first, last = first]) =>
        Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => ({
          id: `${letter}${Number(first) + index}`,
          at,
        })),
    ),
  )
}
