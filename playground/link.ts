/** A document in the address of the page, so that a link carries it. */

import type { Document } from './answer.ts'

/** The part of the address after `#`. */
export function toHash(document: Document): string {
  const bytes = new TextEncoder().encode(JSON.stringify(document))
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** What a link carries; undefined if it carries no document. */
export function fromHash(hash: string): Document | undefined {
  try {
    const binary = atob(hash.replace(/^#/u, '').replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    return documentOf(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return undefined
  }
}

/** A document that was written as JSON: in a link, or kept by the page. */
export function documentOf(given: unknown): Document | undefined {
  if (typeof given !== 'object' || given === null || !('text' in given)) return undefined
  const { text } = given
  if (typeof text !== 'string') return undefined
  return {
    text,
    language: 'language' in given && given.language === 'ts' ? 'ts' : 'json',
    discipline: 'discipline' in given && given.discipline === 'snapshot' ? 'snapshot' : 'drain',
    loop: 'loop' in given && typeof given.loop === 'string' ? given.loop : undefined,
  }
}
