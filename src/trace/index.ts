/**
 * `looplaw/trace`: runs as pictures.
 *
 * Each name has its documentation where it is declared.
 */

export type { Ended, TimelineRecord } from './records.ts'
export { pictureOf, type AsciiOptions, type DrawOptions, type Picture } from './picture.ts'
export type { RecordedRun } from './picture.ts'
/** @internal Of an exploration, which draws what it has found. */
export { Recorder } from './recorder.ts'
export { timeline, type Timeline, type TimelineOptions } from './timeline.ts'
