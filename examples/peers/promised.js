/**
 * What peers promise, in their own words, of the laws that some of them do not keep, and what they say of the others. A
 * law that is not kept counts as broken only if it is promised here; otherwise the peer differs by design.
 */

const effect = 'https://github.com/Effect-TS/effect'
const effection = 'https://frontside.com/effection'
const mdn = 'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference'
const python = 'https://docs.python.org/3/library'
const trio = 'https://trio.readthedocs.io/en/stable'
const saga = 'https://redux-saga.js.org/docs'

const atRandom = {
  says: 'tasks that are ready resume in an order that is left to chance: “your output might have the order of the ‘started’ and/or ‘exiting’ lines swapped compared to mine”',
  link: `${trio}/tutorial.html#okay-let-s-see-something-cool-already`,
}

export const promised = {
  'effect Y1 TxSemaphore': {
    says: 'The permit is automatically acquired before execution and released afterwards, even if the effect fails or is interrupted.',
    where: 'the doc comment of TxSemaphore.withPermit',
    link: effect,
  },
  'effect Y1 PartitionedSemaphore': {
    says: 'The permit is released even if the wrapped effect fails or is interrupted.',
    where: 'the doc comment of PartitionedSemaphore.withPermit',
    link: effect,
  },
  'effection C14': {
    says: 'A FIFO queue. The oldest value currently in the queue will be the first to be read.',
    where: 'the doc comments of Queue and its add',
    link: effection,
  },
  'asyncio D5': {
    says: 'This arranges for a CancelledError exception to be thrown into the wrapped coroutine on the next cycle of the event loop.',
    where: 'Task.cancel, in the documentation of Python 3.11; wait_for was written anew in 3.12',
    link: `${python}/asyncio-task.html#asyncio.Task.cancel`,
  },
}

/** Why a peer differs: what its documentation says, or that it does not speak of it. */
export const differs = {
  'native T1': {
    says: 'an async function runs to its first await when it is called',
    link: `${mdn}/Statements/async_function`,
  },
  'native S10': {
    says: '`Promise.race` settles with the first, and cannot cancel the others',
    link: `${mdn}/Global_Objects/Promise/race`,
  },
  'redux-saga T1': { says: 'a fork begins at once', link: `${saga}/advanced/ForkModel` },
  'redux-saga T5': {
    says: 'an attached fork that fails aborts its parent, and with it the others',
    link: `${saga}/advanced/ForkModel`,
  },
  'redux-saga S10': {
    says: '`race` cancels the losers; it is not said that it waits for them',
    link: `${saga}/advanced/RacingEffects`,
  },
  'redux-saga C11': {
    says: 'with `yield*`; JavaScript does so, and `yield call` does not',
    link: `${saga}/advanced/ComposingSagas`,
  },
  'effection T5': {
    says: 'a child that fails makes its parent fail, and with it the others, as structured concurrency has it',
    link: effection,
  },
  'effection C11': {
    says: 'JavaScript does so behind a `yield*`',
    link: effection,
  },
  'effection C11 scope': {
    says: '`scoped()` ends what runs in it; it is not said that nothing runs behind it',
    link: effection,
  },
  'effection S11': {
    says: '`race` halts the others; it is not said that what they have taken is put back',
    link: effection,
  },
  'looplaw C11': {
    says: 'JavaScript does so behind a `yield*`; clause C11 says where not, and the next row shows `scoped`',
    link: '../../spec/5-cancellation.md',
  },
  'asyncio C1': {
    says: 'each call of `cancel` throws a CancelledError into the coroutine, into its clean-up too',
    link: `${python}/asyncio-task.html#asyncio.Task.cancel`,
  },
  'asyncio C9': {
    says: 'to cancel what awaits a task cancels that task, unless it is in `shield()`',
    link: `${python}/asyncio-task.html#asyncio.shield`,
  },
  'asyncio S10': {
    says: '`wait()` does not cancel what has not completed',
    link: `${python}/asyncio-task.html#asyncio.wait`,
  },
  'trio L19': atRandom,
  'trio L2': atRandom,
  'trio F4': {
    says: 'every `await` of Trio suspends, and which of the tasks that are ready resumes first is left to chance',
    link: `${trio}/reference-core.html#checkpoints`,
  },
  'trio F8': atRandom,
  'trio D2': atRandom,
  'trio T5': {
    says: '“If any task inside the nursery finishes with an unhandled exception, then the nursery immediately cancels all the tasks inside the nursery”',
    link: `${trio}/reference-core.html#nurseries-and-spawning`,
  },
  'trio C4': {
    says: 'a task is cancelled at its next checkpoint: one that has not begun runs up to its first',
    link: `${trio}/reference-core.html#checkpoints`,
  },
  'trio S11': {
    says: 'Trio has no `select`; the `race` of its documentation cancels the others, and what they have received is not put back',
    link: `${trio}/reference-core.html#custom-supervisors`,
  },
  'effect L10': {
    says: 'what a fiber fails with is in its `Exit`, for what asks for it',
    link: effect,
  },
}
