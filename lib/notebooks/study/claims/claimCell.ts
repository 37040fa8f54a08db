import { existsSync } from 'node:fs';
import { DataError, readJson } from 'borad/base';

interface NotebookCell {
  id?: string;
  cell_type: string;
  source: string | string[];
}

/**
 * Id of the cell that records a claim: the last code cell of a notebook that holds the claim's id in quotation marks.
 *
 * @param file The notebook as it is saved.
 * @throws {DataError} the file is missing, or none of its cells with an id of its own names the claim.
 */
export function claimCell(file: string, claim: string): string {
  if (!existsSync(file)) {
    throw new DataError(`claim "${claim}": there is no ${file}. Give the notebook's name as its file has it.`, {
      file,
    });
  }
  const { cells } = readJson<{ cells: NotebookCell[] }>(file);
  const found = cells.filter(
    ({ cell_type: type, source }) => type === 'code' && [source].flat().join('').includes(`'${claim}'`),
  );
  const id = found[found.length - 1]?.id;
  if (!id) throw new DataError(`claim "${claim}": no cell of ${file} names it. Save the notebook first.`, { file });
  return id;
}
