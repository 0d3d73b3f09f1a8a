/**
 * `looplaw/explore`: whether async code is right under every order in which the outside may answer, and the smallest one
 * under which it is not. Import it before the code under test, so that timers which that code keeps are the explorer's.
 */

export { explore } from './explore.ts'
export { exploreLoop } from './exploreLoop.ts'
export { exploreCache, type CacheSubject } from './scenarios/cache.ts'
export { linearizable, type Operation } from './scenarios/linearizable.ts'
export { explorePool, type PoolSubject } from './scenarios/pool.ts'
export { exploreQueue, type QueueSubject } from './scenarios/queue.ts'
export { shared } from './shared.ts'
export type { ExploreOptions } from './options.ts'
export type { Keep } from './keep.ts'
export type { Explored, Progress, Run, StrategyOption } from './engine/search.ts'
export type {
  LoopExploreOptions,
  LoopScenario,
  LoopWorld,
  OutsideOptions,
} from './loop/contract.ts'
export type { OperationOptions, Scenario, World, Wrapped, WrapOptions } from './world/contract.ts'
export { ExplorationError, ExplorationRefusedError, ReplayError, type Decision } from './errors.ts'
export type { Choice, DecisionKind, Failure, FailureKind } from './engine/history.ts'
