/** The tables of statements are those of the grammar. */

import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { statementTables } from '../../spec/statements.ts'
import { read, root } from './tree.ts'

const PATH = 'spec/README.md'

test.each(Object.entries(statementTables()))(
  `what ${PATH} has between the marks of %s is written from the grammar`,
  (mark, table) => {
    const marked = new RegExp(`(?<=<!-- ${mark} -->\n).*(?=<!-- /${mark} -->)`, 'su')
    const text = read(PATH)
    const written = text.replace(marked, () => `${table}\n`)
    if (process.env['MODE'] === 'tables') writeFileSync(root + PATH, written)
    expect(read(PATH), '`npm run tables` writes it').toBe(written)
    expect(text).toMatch(marked)
  },
)
