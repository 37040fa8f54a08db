import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, OptionError, readJson, withFileLockSync, writeJson } from 'borad/base';
import { outputFolder } from '../../report';
import { claimCell } from './claimCell';
import { type ClaimRule, type Deciding, decideClaim } from './decideClaim';

/** A claim of the paper with what decides it. */
export interface ClaimInput extends Deciding {
  /** Lower case words with hyphens, the same for ever: `total-variance-trace`. */
  id: string;
  /** Short quotation. Plain text, no TeX. */
  claim: string;
  /** Section, equation or table of the paper. */
  place: string;
  /** What the number is, with its unit: `largest relative residual`. */
  measure?: string;
  /** Reason where there is no number, or a remark on scope. */
  note?: string;
  /** The notebook's file name without ending. */
  notebook: string;
  /** Id of the cell that records it. {@link recordClaim} finds it where it is left out. */
  cell?: string;
}

/** An entry of the ledger. */
export interface Claim {
  id: string;
  claim: string;
  place: string;
  verdict: string;
  measure?: string;
  number: number | null;
  rule: ClaimRule;
  target?: number;
  tolerance: number;
  numberWithout?: number;
  condition?: string;
  note?: string;
  notebook: string;
  cell: string;
}

/** Digits in the ledger: enough for every quantity, few enough to be the same on all processors in most. */
const DIGITS = 6;

const rounded = <T extends number | null | undefined>(value: T): T =>
  (typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value) as T;

function checkTexts(input: ClaimInput): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(input.id ?? '')) {
    throw new OptionError(`claim: expected an id of lower-case words with hyphens, got "${input.id}".`);
  }
  for (const name of ['claim', 'place', 'notebook', 'cell'] as const) {
    if (!String(input[name] ?? '').trim()) throw new OptionError(`claim "${input.id}": ${name} is empty.`);
  }
  if (input.number === null && !input.note?.trim()) {
    throw new OptionError(`claim "${input.id}": without a number, note has to say why it is not testable.`);
  }
}

/**
 * An entry with its verdict; numbers are rounded first, so that the verdict follows from what is written.
 *
 * @throws {OptionError} a text is missing, or the rule's needs are not met. @throws {NumericError} a number is not finite.
 */
export function judgeClaim(input: ClaimInput): Claim {
  checkTexts(input);
  const [number, numberWithout] = [rounded(input.number), rounded(input.numberWithout)];
  const [target, tolerance] = [rounded(input.target), rounded(input.tolerance)];
  const { id, claim, place, measure, rule, condition, note, notebook, cell } = input;
  const verdict = decideClaim({ ...input, number, numberWithout, target, tolerance });
  const entry = {
    ...{ id, claim, place, verdict, measure, number, rule, target, tolerance, numberWithout, condition },
    ...{ note, notebook, cell },
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as unknown as Claim;
}

/** Where the ledger is kept: `data/results/claims.json` in the output folder. */
export const claimsFile = (): string => join(outputFolder(), 'data', 'results', 'claims.json');

/**
 * The ledger, sorted by id; empty where there is no file yet.
 *
 * @throws {DataError} the file is not a list of claims.
 */
export function readClaims(file: string = claimsFile()): Claim[] {
  if (!existsSync(file)) return [];
  const claims = readJson<Claim[]>(file);
  if (!Array.isArray(claims) || claims.some((entry) => typeof entry?.id !== 'string')) {
    throw new DataError(`${file} is not a list of claims. Delete it and run the notebooks again.`, { file });
  }
  return claims;
}

/**
 * Judges a claim and writes it to the ledger, in the place of an entry of the same id. The verdict is computed
 * ({@link decideClaim}), never given. Notebooks that run side by side wait for each other.
 *
 * @param input Without a cell, the notebook in the working folder is searched for the one that names the claim.
 *
 * @throws {OptionError} a text is missing, the id belongs to another notebook, or the rule's needs are not met.
 * @throws {NumericError} a number is not finite.
 * @throws {DataError} the file cannot be read or written.
 */
export function recordClaim(input: ClaimInput): Claim {
  const entry = judgeClaim({ ...input, cell: input.cell ?? claimCell(`${input.notebook}.ipynb`, input.id) });
  const file = claimsFile();
  withFileLockSync(file, () => {
    const claims = readClaims(file);
    const other = claims.find(({ id, notebook }) => id === entry.id && notebook !== entry.notebook);
    if (other) {
      throw new OptionError(
        `claim "${entry.id}" is already recorded by ${other.notebook}. Choose another id, or delete the old entry in ${file}.`,
      );
    }
    const kept = [...claims.filter(({ id }) => id !== entry.id), entry];
    writeJson(
      file,
      kept.sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });
  return entry;
}
