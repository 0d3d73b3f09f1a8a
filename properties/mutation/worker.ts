/** A process that judges one mutant after the other, as its parent sends them. */

import { judge, type Verdict } from './judge.ts'

/** A module and its code. */
export interface Request {
  readonly path: string
  readonly code: string
}

/** The verdict, or why there is none. */
export type Reply = { readonly verdict: Verdict } | { readonly failed: string }

/** What a mutant has left behind, such as a promise or a timer, fails later: that says nothing of the next one. */
const ignore = (): void => {}
process.on('uncaughtException', ignore)
process.on('unhandledRejection', ignore)
process.on('message', (request: Request) => void reply(request))

async function reply({ code, path }: Request): Promise<void> {
  const send = (answer: Reply): void => void process.send?.(answer)
  try {
    send({ verdict: await judge(path, code) })
  } catch (error) {
    send({ failed: String(error) })
  }
}
