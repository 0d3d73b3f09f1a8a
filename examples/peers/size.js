/** How many bytes of a package a program has to load: bundled, minified and compressed. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** With the names that the programs of this folder use, and nothing else of the package. */
export async function sizeOf({ module }, names) {
  if (module === undefined) return undefined
  const used = async (from) => {
    const exported = names.filter((name) => name in from.exports)
    return exported.length === 0 ? [] : [`export { ${exported.join(', ')} } from '${from.name}'`]
  }
  const modules = await Promise.all(
    [module].flat().map(async (name) => ({ name, exports: await import(name) })),
  )
  const contents = (await Promise.all(modules.map(used))).flat().join('\n')
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
