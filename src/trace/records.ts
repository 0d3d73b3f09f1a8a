/** What a timeline is drawn from: the notifications of an observer, with names instead of objects. */

/** How a task or a main ended, or a future was settled. */
export type Ended = 'returned' | 'failed' | 'cancelled' | 'cut short'

/**
 * A notification that a timeline shows. Tasks, mains and futures have names here; `'main'` is the main of the run that
 * is under way.
 */
export type TimelineRecord =
  | { readonly event: 'tick'; readonly tick: number }
  | { readonly event: 'spawned'; readonly task: string }
  | { readonly event: 'scheduled'; readonly task: string }
  | { readonly event: 'stepped'; readonly who: string }
  | { readonly event: 'parked'; readonly who: string; readonly on: string }
  | { readonly event: 'woken'; readonly task: string; readonly by: string }
  | { readonly event: 'cancelled'; readonly task: string }
  | { readonly event: 'terminated'; readonly task: string }
  | { readonly event: 'settled'; readonly future: string; readonly how: Ended }
  | { readonly event: 'ended'; readonly who: string; readonly how: Ended }
  | { readonly event: 'advanced'; readonly now: number }
