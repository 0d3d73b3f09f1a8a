import { defineConfig } from 'vitest/config'
import { built } from './properties/suites/built.ts'

export default defineConfig(({ mode }) => ({
  plugins: [built()],
  test: {
    include: ['properties/suites/**/*.test.ts'],
    // Millions of tasks, a service under load, thousands of selects, the peers, the playground and the tool that mutates are for test:deep, which names its suites.
    exclude:
      mode === 'test'
        ? ['**/{scale-*,service,frames,playground,campaign,peers,site,selects,mutation}.test.ts']
        : [],
    // An exhaustive suite takes its time; a hang must still end.
    testTimeout: mode === 'test' ? 120_000 : 1_800_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Two processes run all files: what one loads and V8 optimises, the next uses. Tests of scale have one for each.
    isolate: mode !== 'test',
    // Node loads what was built, not vite.
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
    setupFiles: ['properties/suites/worker-time.ts'],
    // .ci/run counts from the report.
    reporters: ['default', 'json', './properties/suites/processor-time.ts'],
    outputFile: { json: `node_modules/.cache/vitest/${mode}.json` },
  },
}))
