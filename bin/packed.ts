/** Many numbers as one line of text. */

export function packed(numbers: readonly number[]): string {
  return Buffer.from(Float64Array.from(numbers).buffer).toString('base64')
}

export function unpacked(text: string): readonly number[] {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return [...new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / 8))]
}
