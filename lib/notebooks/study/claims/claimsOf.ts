import type { Claim, RowInput } from './claim';
import { clearClaims, recordClaim } from './claimLedger';

/** Records a claim: its id, the words of the paper, where they stand, and what decides it. */
export type RecordClaim = (id: string, claim: string, place: string, rows: RowInput | readonly RowInput[]) => Claim;

/**
 * A notebook's own page of the ledger: what it recorded before is taken out, and the function returned records into it. A cell
 * that ends in a call shows the claim; `void` before it shows nothing.
 *
 * @throws {DataError} the ledger cannot be read or written.
 */
export function claimsOf(notebook: string): RecordClaim {
  clearClaims(notebook);
  return (id, claim, place, rows) =>
    recordClaim({ ...{ id, claim, place, notebook }, rows: [rows].flat() as RowInput[] });
}
