/** What the ledger keeps of a claim of the paper. */
import type { Repeated, RepeatedDecision } from './decideRepeated';
import type { Deciding } from './decideRow';
import type { Verdict } from './verdict';

interface RowText {
  /** Which part of the claim: `against the masked baseline`. Needed where there are several rows. */
  part?: string;
  /** What the number is, with its unit: `largest relative residual`. */
  measure: string;
  /** Remark on scope. */
  note?: string;
  /** False for a row that is shown next to the others and does not count, as of shorter runs. Default true. */
  decides?: boolean;
}

/** A row decided by one exact number. */
export type ExactRow = RowText & Deciding;
/** A row decided by repetitions. */
export type RepeatedRow = RowText & Repeated;
/** A row without a number. */
export interface UntestedRow extends Omit<RowText, 'measure'> {
  /** What a test would take: data, weights, machines. */
  takes: string;
}

export type RowInput = ExactRow | RepeatedRow | UntestedRow;

/** A claim of the paper with what decides it. */
export interface ClaimInput {
  /** Lower case words with hyphens, which never change: `total-variance-trace`. */
  id: string;
  /** Short quotation, which no other claim has. Plain text, no TeX. */
  claim: string;
  /** Section, equation or table of the paper. */
  place: string;
  /** Its parts, each with what decides it. */
  rows: RowInput[];
  /** The notebook's file name without ending. */
  notebook: string;
  /** Id of the cell that records it. */
  cell: string;
}

export type ClaimRow =
  | (ExactRow & { verdict: Verdict })
  | (RepeatedRow & RepeatedDecision)
  | (UntestedRow & { verdict: Verdict });

/** An entry of the ledger. */
export interface Claim extends Omit<ClaimInput, 'rows'> {
  /** That of its weakest row that counts. */
  verdict: Verdict;
  rows: ClaimRow[];
}

export const isRepeated = <T extends RowInput>(row: T): row is T & RepeatedRow => 'values' in row;
export const isUntested = <T extends RowInput>(row: T): row is T & UntestedRow => 'takes' in row;
