/** What adapters write alike. */

export const indent = (lines, by = '  ') => lines.map((line) => by + line)

const block = (begin, lines, end = '}') => [begin, ...indent(lines), end]

/** JavaScript with functions of some kind: `function*`, or `async function`. */
export const javascript = (kind) => ({
  head: (shared) => ['const task = {}', ...shared],
  define: (name, lines) => block(`${kind} ${name}() {`, lines),
  whileMissing: (lines) => block('for (let left = missing(); left > 0; left -= 1) {', lines),
  throw: (who) => `throw new Error('${who}')`,
  finally: (body, cleanUp) => [...block('try {', body, '} finally {'), ...indent(cleanUp), '}'],
  catch: (body, handler) => [...block('try {', body, '} catch {'), ...indent(handler), '}'],
})

/** A text before the first line, and one after the last. */
export const between = (begin, lines, end) => {
  const [first, ...rest] = lines
  const all = [begin + first, ...rest]
  return [...all.slice(0, -1), all.at(-1) + end]
}

/** A lock: how it is created, and the call that holds it, up to what runs meanwhile. */
export const lock = (name, made, hold) => ({
  name,
  make: `const lock = ${made}`,
  hold: (body) => `yield* ${hold}${body})`,
})

/** The block of a Python statement. */
export const deep = (lines) => indent(lines.length === 0 ? ['pass'] : lines, '    ')

/** Python: what its libraries write alike. */
export const python = {
  head: (shared) => ['task = {}', ...shared],
  define: (name, lines) => [`async def ${name}():`, ...deep(lines)],
  whileMissing: (lines) => ['for _ in range(missing()):', ...deep(lines)],
  call: (body) => `await ${body}()`,
  hold: (body) => `async with lock: await ${body}()`,
  throw: (who) => `raise Exception('${who}')`,
  finally: (body, cleanUp) => ['try:', ...deep(body), 'finally:', ...deep(cleanUp)],
  catch: (body, handler) => ['try:', ...deep(body), 'except Exception:', ...deep(handler)],
}
