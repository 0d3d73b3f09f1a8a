/** `npm run playground`: the page, on a port of this machine. */

import { fileURLToPath } from 'node:url'
import { context } from 'esbuild'

const servedir = fileURLToPath(new URL('../dist/playground', import.meta.url))
const serving = await context({})
const { port } = await serving.serve({ servedir, host: '127.0.0.1' })
console.log(`the playground is at http://127.0.0.1:${port}/page.html (Ctrl+C ends it)`)
