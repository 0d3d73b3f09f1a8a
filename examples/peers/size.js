/** How many bytes of a package a program has to load: bundled, minified and compressed. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** With these imports, each a path and a name, and nothing else of the package. */
export async function sizeOf(imports) {
  if (imports.length === 0) return 0
  const lines = imports
    .map((one) => one.split(' '))
    .map(([path, name]) => `export { ${name} } from '${path}'`)
  const contents = lines.join('\n')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    external: ['node:*'],
    minify: true,
    write: false,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}
