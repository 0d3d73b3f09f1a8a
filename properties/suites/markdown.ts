/** What the documents hold that can be checked: blocks of code, and what these claim to print. */

/** A fenced block. */
export interface Block {
  readonly file: string
  /** The number of its first line, which follows the fence. */
  readonly line: number
  /** What stands behind the fence. */
  readonly language: string
  readonly lines: readonly string[]
  /** What stands between it and the block or the heading before. */
  readonly before: readonly string[]
}

/** The blocks of a document. */
export function blocksIn(file: string, text: string): Block[] {
  const blocks: Block[] = []
  let before: string[] = []
  let open: { language: string; lines: string[]; line: number } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)/u.exec(line)
    if (open === undefined) {
      if (fence !== null) open = { language: fence[1] ?? '', lines: [], line: index + 2 }
      else if (line.startsWith('#')) before = []
      else before.push(line)
    } else if (fence === null) {
      open.lines.push(line)
    } else {
      blocks.push({ file, ...open, before })
      before = []
      open = undefined
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: the block has no end`)
  return blocks
}

/** A source of which nothing is left but the text of its doc comments, each line where it was. */
export function docsOf(source: string): string {
  let inside = false
  return source
    .split('\n')
    .map((line) => {
      if (/^\s*\/\*\*/u.test(line)) inside = true
      const text = inside
        ? line.replace(/^\s*(?:\/\*\*|\*\/|\*) ?/u, '').replace(/ ?\*\/$/u, '')
        : ''
      if (line.includes('*/')) inside = false
      return text
    })
    .join('\n')
}

/**
 * The lines that a block of TypeScript claims to print: those behind `// prints:`; or if there are none,
 * what the comment says that follows a `console.log`, and what stands behind `// prints`, with `, then`
 * between one line and the next.
 */
export function claimsOf({ lines }: Block): string[] {
  const claimed = lines.flatMap((line) => /^\s*\/\/ prints: ?(.*)$/u.exec(line)?.slice(1) ?? [])
  if (claimed.length > 0) return claimed
  return lines.flatMap((line, index) => {
    const [, code = '', comment = ''] = /^(.*?)\s*(?<=^|\s)\/\/ (.*)$/u.exec(line) ?? []
    const said = code === '' ? (lines[index - 1] ?? '') : code
    if (comment.startsWith('prints ')) return comment.slice('prints '.length).split(', then ')
    return /console\.log\((?!.*\s\/\/ )/u.test(said) && comment !== '' ? [comment] : []
  })
}

/** A line of a shell, and what it claims to print. */
export interface Command {
  /** `file:line`. */
  readonly at: string
  readonly words: readonly string[]
  readonly output: readonly string[]
  /** With which status it claims to exit. */
  readonly status: number
}

/**
 * The commands `npx looplaw …` of a block. What follows one, up to the next command, is what it prints;
 * `# exits with 1`, on a line of its own or behind the command, is said of its status.
 */
export function commandsIn({ file, line: first, lines }: Block): Command[] {
  const commands: (Command & { readonly output: string[]; status: number })[] = []
  const prompt = lines.some((line) => line.startsWith('$ '))
  let current: (typeof commands)[number] | undefined
  for (const [index, line] of lines.entries()) {
    const status = /(?:^|\s)# exits with (\d+)/u.exec(line)?.[1]
    const isCommand = prompt ? line.startsWith('$ ') : /^(?:npx|npm|node|git|cd) /u.test(line)
    if (isCommand) {
      const [npx, name, ...words] = line
        .replace(/^\$ /u, '')
        .replace(/\s+#.*$/u, '')
        .split(/\s+/u)
      current = undefined
      if (npx === 'npx' && name === 'looplaw') {
        current = { at: `${file}:${first + index}`, words, output: [], status: 0 }
        commands.push(current)
      }
    } else if (!/^#(?: |$)/u.test(line)) {
      current?.output.push(line)
    }
    if (current !== undefined && status !== undefined) current.status = Number(status)
  }
  for (const { output } of commands) while (output.at(-1) === '') output.pop()
  return commands
}
