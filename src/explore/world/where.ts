/** Where code outside this folder called: for a report. */

import { fileURLToPath } from 'node:url'

/** The folder of this entry, whether it was built or not. */
const OWN = fileURLToPath(new URL('..', import.meta.url))

/** @returns `file:line` of the nearest caller that is neither of this folder nor of Node */
export function caller(): string | undefined {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 40
  const { stack = '' } = new Error('where')
  Error.stackTraceLimit = limit
  for (const line of stack.split('\n').slice(1)) {
    const [, path = '', at = ''] = /\(?((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/u.exec(line) ?? []
    const file = path.startsWith('file:') ? fileURLToPath(path) : path
    if (file === '' || file.startsWith(OWN)) continue
    return `${file.slice(file.lastIndexOf('/') + 1)}:${at}`
  }
  return undefined
}
