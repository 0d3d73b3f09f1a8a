/** Every clause's laws and mutants: one that has no file does not compile. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Law, Laws } from '../law.ts'
import type { Mutant } from '../mutants/mutant.ts'
import { F1 } from './F1.ts'
import { F2 } from './F2.ts'
import { F3 } from './F3.ts'
import { F4 } from './F4.ts'
import { F5 } from './F5.ts'
import { F6 } from './F6.ts'
import { F7 } from './F7.ts'
import { F8 } from './F8.ts'
import { T1 } from './T1.ts'
import { T2 } from './T2.ts'
import { T3 } from './T3.ts'
import { T4 } from './T4.ts'
import { T5 } from './T5.ts'
import { T6 } from './T6.ts'
import { T7 } from './T7.ts'
import { T8 } from './T8.ts'
import { T9 } from './T9.ts'
import { T10 } from './T10.ts'
import { T11 } from './T11.ts'
import { T12 } from './T12.ts'
import { T13 } from './T13.ts'
import { T14 } from './T14.ts'
import { T15 } from './T15.ts'
import { H1 } from './H1.ts'
import { H2 } from './H2.ts'
import { H3 } from './H3.ts'
import { H4 } from './H4.ts'
import { H5 } from './H5.ts'
import { H6 } from './H6.ts'
import { H7 } from './H7.ts'
import { H8 } from './H8.ts'
import { H9 } from './H9.ts'
import { H10 } from './H10.ts'
import { H11 } from './H11.ts'
import { H12 } from './H12.ts'
import { L1 } from './L1.ts'
import { L2 } from './L2.ts'
import { L3 } from './L3.ts'
import { L4 } from './L4.ts'
import { L5 } from './L5.ts'
import { L6 } from './L6.ts'
import { L7 } from './L7.ts'
import { L8 } from './L8.ts'
import { L9 } from './L9.ts'
import { L10 } from './L10.ts'
import { L11 } from './L11.ts'
import { L12 } from './L12.ts'
import { L13 } from './L13.ts'
import { L14 } from './L14.ts'
import { L15 } from './L15.ts'
import { L16 } from './L16.ts'
import { L17 } from './L17.ts'
import { L18 } from './L18.ts'
import { L19 } from './L19.ts'
import { L20 } from './L20.ts'
import { O1 } from './O1.ts'
import { O2 } from './O2.ts'
import { O3 } from './O3.ts'
import { C1 } from './C1.ts'
import { C2 } from './C2.ts'
import { C3 } from './C3.ts'
import { C4 } from './C4.ts'
import { C5 } from './C5.ts'
import { C6 } from './C6.ts'
import { C7 } from './C7.ts'
import { C8 } from './C8.ts'
import { C9 } from './C9.ts'
import { C10 } from './C10.ts'
import { C11 } from './C11.ts'
import { C12 } from './C12.ts'
import { C13 } from './C13.ts'
import { C14 } from './C14.ts'
import { C15 } from './C15.ts'
import { C16 } from './C16.ts'
import { S1 } from './S1.ts'
import { S2 } from './S2.ts'
import { S3 } from './S3.ts'
import { S4 } from './S4.ts'
import { S5 } from './S5.ts'
import { S6 } from './S6.ts'
import { S7 } from './S7.ts'
import { S8 } from './S8.ts'
import { S9 } from './S9.ts'
import { S10 } from './S10.ts'
import { S11 } from './S11.ts'
import { S12 } from './S12.ts'
import { S13 } from './S13.ts'
import { S14 } from './S14.ts'
import { D1 } from './D1.ts'
import { D2 } from './D2.ts'
import { D3 } from './D3.ts'
import { D4 } from './D4.ts'
import { D5 } from './D5.ts'
import { D6 } from './D6.ts'
import { Y1 } from './Y1.ts'
import { Y2 } from './Y2.ts'
import { Y3 } from './Y3.ts'
import { Y4 } from './Y4.ts'
import { Y5 } from './Y5.ts'
import { Y6 } from './Y6.ts'
import { Y7 } from './Y7.ts'
import { Y8 } from './Y8.ts'
import { Y9 } from './Y9.ts'
import { Y10 } from './Y10.ts'
import { Y11 } from './Y11.ts'
import { Y12 } from './Y12.ts'
import { Y13 } from './Y13.ts'
import { Y14 } from './Y14.ts'
import { Y15 } from './Y15.ts'
import { Y16 } from './Y16.ts'
import { Y17 } from './Y17.ts'
import { Y18 } from './Y18.ts'

export const laws: Readonly<Record<ClauseId, Laws>> = {
  F1,
  F2,
  F3,
  F4,
  F5,
  F6,
  F7,
  F8,
  T1,
  T2,
  T3,
  T4,
  T5,
  T6,
  T7,
  T8,
  T9,
  T10,
  T11,
  T12,
  T13,
  T14,
  T15,
  L1,
  L2,
  L3,
  L4,
  L5,
  L6,
  L7,
  L8,
  L9,
  L10,
  L11,
  L12,
  L13,
  L14,
  L15,
  L16,
  L17,
  L18,
  L19,
  L20,
  O1,
  O2,
  O3,
  C1,
  C2,
  C3,
  C4,
  C5,
  C6,
  C7,
  C8,
  C9,
  C10,
  C11,
  C12,
  C13,
  C14,
  C15,
  C16,
  S1,
  S2,
  S3,
  S4,
  S5,
  S6,
  S7,
  S8,
  S9,
  S10,
  S11,
  S12,
  S13,
  S14,
  D1,
  D2,
  D3,
  D4,
  D5,
  D6,
  Y1,
  Y2,
  Y3,
  Y4,
  Y5,
  Y6,
  Y7,
  Y8,
  Y9,
  Y10,
  Y11,
  Y12,
  Y13,
  Y14,
  Y15,
  Y16,
  Y17,
  Y18,
  H1,
  H2,
  H3,
  H4,
  H5,
  H6,
  H7,
  H8,
  H9,
  H10,
  H11,
  H12,
}

/** In the order of the chapters. */
export const everyLaw: readonly Law[] = Object.values(laws).flat()

/** A mutant, and the law that must catch it. */
export interface Breach {
  readonly mutant: Mutant
  readonly law: Law
}

/** Every mutant, in the order of the laws. */
export const breaches: readonly Breach[] = everyLaw.flatMap((law) =>
  law.mutants.map((mutant) => ({ mutant, law })),
)
