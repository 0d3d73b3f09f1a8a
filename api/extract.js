/** The public surface as text, an entry a file: `npm run api` writes it, `npm run check:package` holds it. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor'

const root = fileURLToPath(new URL('..', import.meta.url))
const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const isLocal = process.argv.includes('--write')
const entries = Object.entries(exports).filter(([, entry]) => typeof entry === 'object')

let changed = 0
for (const [name, { types }] of entries) {
  const reportFileName = name === '.' ? 'looplaw' : name.slice(2)
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: `${root}${types.slice(2)}`,
      apiReport: {
        enabled: true,
        reportFolder: `${root}api`,
        reportTempFolder: `${root}node_modules/.cache/api`,
        reportFileName,
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            lib: ['es2023', 'esnext.disposable'],
            types: ['node'],
            module: 'nodenext',
            skipLibCheck: true,
          },
          files: [types],
        },
      },
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
        compilerMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: `${root}package.json`,
  })
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: isLocal,
    messageCallback: (message) => {
      message.handled = true
    },
  })
  if (!apiReportChanged) continue
  changed += 1
  console.log(
    isLocal
      ? `api/${reportFileName}.api.md is written`
      : `api/${reportFileName}.api.md is not what ${name} exports: review the change, and run npm run api`,
  )
}
process.exitCode = changed > 0 && !isLocal ? 1 : 0
