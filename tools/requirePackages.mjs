import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asError } from './asError.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} name */
function isInstalled(name) {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch (error) {
    // A package that does not export its manifest is there all the same.
    return asError(error).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}

/**
 * Why a command of this project cannot run, in one line; null where it can.
 *
 * @param {string} command such as `npm start`
 * @param {string[]} names the packages for development that it needs
 * @returns {string | null}
 */
export function missingPackages(command, names) {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return null;
  return `${command} needs ${missing.join(', ')}, which ${missing.length > 1 ? 'are' : 'is'} not installed (npm ci --omit=dev leaves out what only development needs): run npm ci\n`;
}

/**
 * The same for a folder that installs packages of its own, which few need and which would be a quarter of an installation.
 *
 * @param {string} command such as `npm run mutants`
 * @param {string} folder within the project, such as `tools/mutants`
 * @returns {string | null}
 */
export function missingFolder(command, folder) {
  if (existsSync(join(root, folder, 'node_modules'))) return null;
  return `${command} needs packages that npm ci leaves out: run npm ci --prefix ${folder}\n`;
}

/**
 * Ends the command with such a line where there is one.
 *
 * @param {string | null} fault
 */
function endWith(fault) {
  if (fault === null) return;
  process.stderr.write(fault);
  process.exit(2);
}

/**
 * @param {string} command
 * @param {string[]} names
 */
export const requirePackages = (command, names) => endWith(missingPackages(command, names));

/**
 * @param {string} command
 * @param {string} folder
 */
export const requireFolder = (command, folder) => endWith(missingFolder(command, folder));
