import { join } from 'node:path';
import { environment } from 'borad/base';
import { runsFolder } from './projectFolder';

/**
 * Where notebooks write figures, tables, the ledger of claims and runs of their own: the folder named by the environment variable
 * BORAD_OUTPUT, else the project's `runs/notebooks/`, so that a reader's run changes nothing that is recorded.
 */
export function outputFolder(): string {
  return environment().BORAD_OUTPUT ?? join(runsFolder(), 'notebooks');
}
