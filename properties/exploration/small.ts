/** Small scenarios that pass whatever happens, for what is to be tried completely. */

import type { Scenario } from '../../spec/exploration/scenario.ts'

const READ = { do: 'read', at: 'completion' } as const
const WRITE = { do: 'write' } as const
const OPERATION = { do: 'operation' } as const
const FAILING = { do: 'operation', mayFail: true, caught: true } as const
const NAP = { do: 'sleep', ms: 5 } as const

export const passing: readonly Scenario[] = [
  { actors: [[OPERATION]], events: 0 },
  { actors: [[OPERATION, OPERATION], [OPERATION]], events: 0 },
  {
    actors: [
      [READ, WRITE],
      [READ, WRITE],
    ],
    events: 0,
  },
  { actors: [[FAILING, NAP], [OPERATION]], events: 0 },
  { actors: [[OPERATION], [NAP, OPERATION]], events: 1 },
  {
    actors: [
      [{ do: 'immediate' }, OPERATION],
      [OPERATION, { do: 'hop', count: 7 }],
    ],
    events: 0,
  },
]
