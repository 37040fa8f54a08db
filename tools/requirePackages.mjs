import { createRequire } from 'node:module';
import { asError } from './asError.mjs';

const require = createRequire(import.meta.url);

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

/** Ends the command with that line where a package is missing. */
export function requirePackages(command, names) {
  const fault = missingPackages(command, names);
  if (fault === null) return;
  process.stderr.write(fault);
  process.exit(2);
}
