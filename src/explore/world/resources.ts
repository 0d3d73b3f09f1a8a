/** Real operations that are under way in this process. */

/** What the explorer itself uses, what is a pipe to the terminal, and what a test runner's own timers are. */
const OWN = /^(?:Immediate|MessagePort|PipeWrap|TTYWrap|ProcessWrap|WriteWrap|MessageWorker)$/u

/** How many there are of each kind. */
export class Resources {
  readonly #before = counts()

  /** The kinds of which there are more than when this was created. */
  beyond(): string[] {
    return [...counts()].flatMap(([kind, count]) =>
      count > (this.#before.get(kind) ?? 0) ? [kind] : [],
    )
  }
}

function counts(): Map<string, number> {
  const found = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    if (!OWN.test(kind)) found.set(kind, (found.get(kind) ?? 0) + 1)
  }
  return found
}
