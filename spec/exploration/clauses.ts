/** The clauses of chapter 10, which are about runs of a scenario, and not about the log of a loop. */

import type { Clause } from '../clauses.ts'

export const explorationClauses = {
  X1: {
    title: 'A run is a function of its decisions',
    sentence:
      'The same scenario with the same decisions leads to the same history and the same outcome. Where it does not, the exploration fails and reports the first difference.',
  },
  X2: {
    title: 'The default is first in, first out',
    sentence:
      'By default the oldest operation that is not held back completes; time passes if there is none, and an event happens if nothing else can. Nothing fails and nothing is aborted by default.',
  },
  X3: {
    title: 'Decisions at quiescence',
    sentence:
      'A decision is taken, and a check is called, only when no microtask is left, whatever number of them there was.',
  },
  X4: {
    title: 'Every history within the bound',
    sentence:
      'The exhaustive strategy runs every history of at most bound deviations from the default, and no two of its runs take the same decisions. Its result counts the histories that differ in what happens, or in the order.',
  },
  X5: {
    title: 'Complete means complete',
    sentence:
      'An exploration is complete only if every history of the scenario was run and nothing outside the world took part. Its bound is the largest number of deviations up to which every history was run.',
  },
  X6: {
    title: 'What counts as failing',
    sentence:
      'A run fails if the scenario rejects, or an assertion of it fails, if a rejection is not handled, if a callback throws, or if a check throws or returns false; the kind of the error says which. It is repeated before it is reported.',
  },
  X7: {
    title: 'The smallest history',
    sentence:
      'The history that is reported fails like the first that was found, with the same kind and the same message, and no history with fewer deviations does, as far as the runs of the shrinker reach.',
  },
  X8: {
    title: 'Every run ends',
    sentence:
      'A run in which nothing can happen before the scenario settles fails as a hang. A run that takes more than maxDecisions decisions, or that reads the clock of the world without end in one macrotask, fails as well.',
  },
  X9: {
    title: 'Nothing is left',
    sentence:
      'When an exploration ends, timers, clocks and the handlers of the process are those from before. What a run leaves pending ends before the next run begins, or never. One exploration is under way at a time; another, or one under foreign fake timers, is rejected with ExplorationRefusedError.',
  },
  X10: {
    title: 'A line replays it',
    sentence:
      'The replay of a failing history runs that history again and fails like it. A line that does not fit what can happen in the scenario is rejected with ReplayError.',
  },
  X11: {
    title: 'Time is fair',
    sentence: 'Time passes at most 20 times while the same operation is pending.',
  },
  X12: {
    title: 'Quiet and calm',
    sentence:
      'idle() resolves when no operation is pending, without a decision. After calm(), only the default happens.',
  },
  X13: {
    title: 'What is outside is named',
    sentence:
      'During a run, the timers, clocks and random numbers of JavaScript and Node are those of the world. Something real that takes part all the same is named by the result, or by the error.',
  },
  X14: {
    title: 'Aborted everywhere',
    sentence:
      "With cancel: 'everywhere', each AbortController that the scenario creates may be aborted wherever something else can happen. A scenario that rejects because of it has not failed.",
  },
  X15: {
    title: 'Coroutines on a loop',
    sentence:
      "exploreLoop() runs a scenario of coroutines on a loop of its own. The outside settles its operations when no task is ready, in any order; with pick: true, any ready task is stepped next, and the outside acts between any two steps; with time: 'explored', time passes wherever something else can happen. By default tasks are stepped first in, first out, and time passes last.",
  },
  X16: {
    title: 'Cancelled everywhere',
    sentence:
      "With cancel: 'everywhere', exploreLoop() may cancel each task that the scenario spawns, once, wherever it is suspended. A scenario that fails because of it has not failed.",
  },
  X17: {
    title: 'Linearizable',
    sentence:
      'A scenario of linearizable() fails exactly if no order of the operations, in which none comes before one that had ended before it began, explains by the model what each of them returned or threw.',
  },
  X18: {
    title: 'Scenarios for any subject',
    sentence:
      'explorePool(), exploreQueue() and exploreCache() explore a subject that is passed to them under the usual abuse, and fail if it breaks one of the usual promises.',
  },
  X19: {
    title: 'One history of each class',
    sentence:
      'Two steps are independent if neither may read or write what the other writes. Where what tasks share is seen by the explorer, an exploration with pick and without a bound runs one history of each class, in which histories differ in the order of independent steps alone; it fails exactly if some history fails, and claims classes.',
  },
  X20: {
    title: 'The job queue of JavaScript',
    sentence:
      'A loop can be the job queue of JavaScript: async functions and promises to the letter of ECMAScript, each of whose jobs is a task, leave the log that they leave natively, under both disciplines.',
  },
} as const satisfies Readonly<Record<string, Clause>>

export type ExplorationClauseId = keyof typeof explorationClauses

export const explorationClauseIds = Object.keys(explorationClauses).filter(
  (id): id is ExplorationClauseId => id in explorationClauses,
)
