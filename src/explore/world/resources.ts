/** Real operations that are under way in this process. */

/** What the explorer itself uses, what is a pipe to the terminal, and what a test runner's own timers are. */
const OWN = /^(?:Immediate|MessagePort|PipeWrap|TTYWrap|ProcessWrap|WriteWrap|MessageWorker)$/u

/** How many there are of each kind. */
export class Resources {
  readonly #before = counts()

  /** What there is more of than when this was created, in words, and as Node calls it. */
  beyond(): string[] {
    return [...counts()].flatMap(([kind, count]) =>
      count > (this.#before.get(kind) ?? 0) ? [named(kind)] : [],
    )
  }
}

function named(kind: string): string {
  const [, words] = WORDS.find(([pattern]) => pattern.test(kind)) ?? []
  return words === undefined ? kind : `${words} (${kind})`
}

const WORDS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^FSReq|^FSEvent|^CloseReq$|^FileHandle/u, 'a file operation'],
  [/^(?:TCP|Pipe|TLS|UDP)|^(?:Shutdown|Connect)Wrap$|^(?:TCP|Pipe)ConnectWrap$/u, 'a connection'],
  [/^(?:GetAddrInfo|GetNameInfo|Query)/u, 'a look-up of a host'],
  [/^(?:Timeout|Immediate)$/u, 'a real timer'],
  [/^(?:Zlib|BrotliDecoder|BrotliEncoder)/u, 'a compression'],
  [
    /^(?:PBKDF2|Scrypt|RandomBytes|Hash|Sign|Verify|KeyGen|Cipher|HKDF|DeriveBits)/iu,
    'a computation of crypto',
  ],
  [/^(?:Worker|MessagePort)/u, 'a worker'],
  [/^Process/u, 'a process'],
]

function counts(): Map<string, number> {
  const found = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    if (!OWN.test(kind)) found.set(kind, (found.get(kind) ?? 0) + 1)
  }
  return found
}
