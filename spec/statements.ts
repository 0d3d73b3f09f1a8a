/** The tables of statements in the README, written from the grammar. */

import { forms, type Form, type Kind, type Role } from './program.ts'

/** Each table, by the mark that it stands between in `spec/README.md`. */
export function statementTables(): Readonly<Record<keyof typeof forms, string>> {
  const { calls, coroutine, host } = forms
  return { calls: table(calls), coroutine: table(coroutine), host: table(host) }
}

function table(all: readonly Form[]): string {
  const rows = all.map(({ code, keys, mistake = '', names: [first, ...others] }) => {
    const entries = [...keys].map(([key, { role }]) => `, "${key}": ${exampleOf(key, role)}`)
    const alike = others.length === 0 ? '' : `; likewise ${others.map(quoted).join(', ')}`
    const cells = [quoted(`{ "do": "${first}"${entries.join('')} }`), code + alike, mistake]
    return cells.map((cell) => `| ${cell}`.trimEnd()).join(' ') + ' |'
  })
  return ['| statement | means | is a mistake |', '|---|---|---|', ...rows].join('\n')
}

function quoted(code: string): string {
  return `\`${code}\``
}

/** The names of the examples: what one row defines is used in others. */
const NAMES: Readonly<Record<Kind, string>> = {
  future: 'f',
  task: 't',
  lock: 'l',
  semaphore: 's',
  readWriteLock: 'w',
  event: 'e',
  condition: 'c',
  barrier: 'b',
  queue: 'q',
  group: 'g',
  context: 'x',
  resources: 'r',
  run: 'm',
  ticks: 'm',
}

/** The values of the examples, as JSON; a text has its dots. */
const VALUES: Readonly<Record<string, string>> = {
  value: '1',
  count: '1',
  side: '"read"',
  parties: '3',
  capacity: '8',
  ms: '10',
  ticks: '9',
  what: '"function"',
  body: '[…]',
  catch: '[…]',
  finally: '[…]',
  release: '[…]',
  items: '[…]',
  item: '…',
}

function exampleOf(key: string, role: Role | undefined): string {
  if (role === undefined) return VALUES[key] ?? '"…"'
  const [kind] = 'defines' in role ? [role.defines] : role.uses
  return kind === undefined ? '"…"' : `"${NAMES[kind]}"`
}
