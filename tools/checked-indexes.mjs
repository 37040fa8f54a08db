#!/usr/bin/env node
// npm run types, second part: `noUncheckedIndexedAccess` in the rooms that keep it. The others are not there yet: with --all
// the errors of each are counted. A room that has none is added here.
import { createRequire } from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ts = createRequire(import.meta.url)('typescript');

const ROOMS = [
  ...['cli', 'config', 'deploy', 'engine', 'evaluation', 'features', 'optimisation', 'recording', 'serving'],
  ...['statistics', 'sweeps', 'training', 'verdicts'],
]
  .map((room) => `lib/borad/${room}`)
  .concat('lib/notebooks/embedding');

const root = fileURLToPath(new URL('..', import.meta.url));
const { config } = ts.readConfigFile(fileURLToPath(new URL('../tsconfig.json', import.meta.url)), ts.sys.readFile);
const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const nameOf = (/** @type {string} */ file) => relative(root, file).split(sep).join('/');
const roomOf = (/** @type {string} */ file) => nameOf(file).split('/').slice(0, 3).join('/');
const isChecked = (/** @type {string} */ file) => process.argv.includes('--all') || ROOMS.includes(roomOf(file));

const program = ts.createProgram(fileNames.filter(isChecked), { ...options, noUncheckedIndexedAccess: true });
const counts = new Map();
for (const source of program.getSourceFiles()) {
  if (source.isDeclarationFile || !isChecked(source.fileName)) continue;
  const found = program.getSemanticDiagnostics(source);
  const room = roomOf(source.fileName);
  counts.set(room, (counts.get(room) ?? 0) + found.length);
  if (!ROOMS.includes(room)) continue;
  for (const { start, messageText } of found) {
    const { line } = source.getLineAndCharacterOfPosition(start);
    process.stdout.write(
      `${nameOf(source.fileName)}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}\n`,
    );
    process.exitCode = 1;
  }
}
const rows = [...counts].sort(([, a], [, b]) => a - b);
if (process.argv.includes('--all')) for (const [room, count] of rows) process.stdout.write(`${room}  ${count}\n`);
else process.stdout.write(`indexes are checked in ${ROOMS.length} rooms: ${ROOMS.join(', ')}\n`);
