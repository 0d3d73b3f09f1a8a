/** The worker of the page: a program may run for ever, and is ended with it. */

import type { Question } from './answer.ts'
import { answer } from './run.ts'

addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  postMessage(await answer(data))
})
