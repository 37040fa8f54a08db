import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, OptionError, present, readJson, withFileLockSync, writeJson } from 'borad/base';
import { outputFolder } from '../../report';
import { type Claim, type ClaimInput, type ClaimRow, isRepeated, isUntested, type RowInput } from './claim';
import { claimCell } from './claimCell';
import { decideFamily, type Repeated } from './decideRepeated';
import { decideRow } from './decideRow';
import { combineVerdicts } from './verdict';

/** Digits in the ledger: enough for every quantity, few enough to be the same on all processors in most. */
const DIGITS = 6;

const rounded = <T>(value: T): T =>
  (typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value) as T;

function roundedRow<T extends RowInput | ClaimRow>(row: T): T {
  const entries = Object.entries(row)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, Array.isArray(value) ? value.map(rounded) : rounded(value)]);
  return Object.fromEntries(entries) as T;
}

const isBlank = (text: unknown): boolean => !String(text ?? '').trim();

function checkTexts({ id, rows, ...texts }: ClaimInput): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id ?? '')) {
    throw new OptionError(`claim: expected an id of lower-case words with hyphens, got "${id}".`);
  }
  for (const name of ['claim', 'place', 'notebook', 'cell'] as const) {
    if (isBlank(texts[name])) throw new OptionError(`claim "${id}": ${name} is empty.`);
  }
  if (!rows?.some(({ decides = true }) => decides)) {
    throw new OptionError(`claim "${id}": expected at least one row that decides.`);
  }
  for (const row of rows) {
    if (isUntested(row) ? isBlank(row.takes) : isBlank(row.measure)) {
      throw new OptionError(`claim "${id}": a row needs its measure, or what a test would take.`);
    }
    if (rows.length > 1 && isBlank(row.part)) {
      throw new OptionError(`claim "${id}": of several rows each needs its part of the claim.`);
    }
    if (isRepeated(row) && isBlank(row.family)) {
      throw new OptionError(`claim "${id}": repeated values need the family that is corrected together.`);
    }
  }
}

/** Rows of the same family in one place, in the order of the claims. */
function familiesOf(claims: readonly Claim[]): Map<string, { claim: Claim; index: number; row: Repeated }[]> {
  const families = new Map<string, { claim: Claim; index: number; row: Repeated }[]>();
  for (const claim of claims) {
    claim.rows.forEach((row, index) => {
      if (isRepeated(row)) families.set(row.family, [...(families.get(row.family) ?? []), { claim, index, row }]);
    });
  }
  return families;
}

/**
 * All claims with their verdicts, which are computed from what their rows hold and from nothing else. Rows of a family are
 * corrected together, so that the verdict on one claim can change with another of its family.
 *
 * @throws {OptionError} a text is missing, a rule's needs are not met, two claims quote the same words, or a family has rows in
 *   two notebooks. @throws {NumericError} a number is not finite. @throws {ShapeError} a row has fewer than two values.
 */
export function judgeClaims(inputs: readonly ClaimInput[]): Claim[] {
  const quoted = new Map<string, string>();
  const claims = inputs.map((input): Claim => {
    checkTexts(input);
    const other = quoted.get(input.claim);
    if (other)
      throw new OptionError(`claims "${other}" and "${input.id}" quote the same words. Make them rows of one claim.`);
    quoted.set(input.claim, input.id);
    const { id, claim, place, notebook, cell } = input;
    const rows = input.rows.map((row): ClaimRow => {
      const plain = roundedRow(row);
      if (isUntested(plain)) return { ...plain, verdict: 'not testable here' };
      return isRepeated(plain) ? (plain as ClaimRow) : { ...plain, verdict: decideRow(plain) };
    });
    return { id, claim, place, verdict: 'undecided', rows, notebook, cell };
  });
  for (const [family, members] of familiesOf(claims)) {
    const notebooks = [...new Set(members.map(({ claim }) => claim.notebook))];
    if (notebooks.length > 1) {
      throw new OptionError(
        `family "${family}" has rows in ${notebooks.join(' and ')}. Give each notebook its own family.`,
      );
    }
    decideFamily(members.map(({ row }) => row)).forEach((decision, i) => {
      const { claim, index, row } = members[i];
      claim.rows[index] = roundedRow({ ...row, ...decision } as ClaimRow);
    });
  }
  for (const claim of claims) {
    const counting = claim.rows.filter(({ decides = true }) => decides);
    claim.verdict = combineVerdicts(counting.map(({ verdict }) => verdict));
  }
  return claims;
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
  if (!Array.isArray(claims) || claims.some((entry) => typeof entry?.id !== 'string' || !Array.isArray(entry.rows))) {
    throw new DataError(`${file} is not a list of claims. Delete it and run the notebooks again.`, { file });
  }
  return claims;
}

/**
 * Judges a claim and writes it to the ledger, in the place of an entry of the same id. Verdicts are computed
 * ({@link judgeClaims}), never given; those of a family stand once all of its claims are recorded. Notebooks that run side by
 * side wait for each other.
 *
 * @param input Without a cell, the notebook in the working folder is searched for the one that names the claim.
 * @throws {OptionError} as {@link judgeClaims}, or the id belongs to another notebook.
 * @throws {NumericError} a number is not finite. @throws {DataError} the file cannot be read or written.
 */
export function recordClaim(input: Omit<ClaimInput, 'cell'> & Partial<Pick<ClaimInput, 'cell'>>): Claim {
  const file = claimsFile();
  return withFileLockSync(file, () => {
    const claims = readClaims(file);
    const other = claims.find(({ id, notebook }) => id === input.id && notebook !== input.notebook);
    if (other) {
      throw new OptionError(
        `claim "${input.id}" is already recorded by ${other.notebook}. Choose another id, or delete the old entry in ${file}.`,
      );
    }
    const cell = input.cell ?? claimCell(`${input.notebook}.ipynb`, input.id);
    const kept: ClaimInput[] = [...claims.filter(({ id }) => id !== input.id), { ...input, cell }];
    const judged = judgeClaims(kept.sort((a, b) => (a.id < b.id ? -1 : 1)));
    writeJson(file, judged);
    return present(
      judged.find(({ id }) => id === input.id),
      `claim ${input.id}`,
    );
  });
}

/**
 * Takes the claims of a notebook out of the ledger, so that those it no longer makes do not stay. Its first cell that records
 * calls this.
 *
 * @throws {DataError} the file cannot be read or written.
 */
export function clearClaims(notebook: string): void {
  const file = claimsFile();
  if (!existsSync(file)) return;
  withFileLockSync(file, () => {
    writeJson(
      file,
      readClaims(file).filter((claim) => claim.notebook !== notebook),
    );
  });
}
