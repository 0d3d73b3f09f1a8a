/** Words for a POSIX shell. */

/** In single quotes nothing is special. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
