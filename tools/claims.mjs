#!/usr/bin/env node
/** Writes the ledger of claims into README.md. `npm run claims -- --help` */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { UsageError, writeAtomic } from './notebooks/notebookFile.mjs';

keepGoingWithoutReader('claims');

const { claimsMarkdown, claimsSummary, readClaims } = createRequire(import.meta.url)('borad-notebooks').study;

const root = fileURLToPath(new URL('..', import.meta.url));
const [START, END] = ['<!-- claims:start -->', '<!-- claims:end -->'];
const HELP = `npm run claims [-- options]

Writes the claims of data/results/claims.json into README.md, between ${START} and ${END}.
The notebooks record the claims; npm run notebooks makes them.

  --check          writes nothing; exit code 1 when README.md shows other claims
  --ledger FILE    default data/results/claims.json
  --readme FILE    default README.md
  --help`;

/** The text with the claims between the marks. */
function withClaims(text, claims, file) {
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new UsageError(`${file}: expected ${START} and, below it, ${END}.`);
  return `${text.slice(0, start + START.length)}\n\n${claimsMarkdown(claims)}\n\n${text.slice(end)}`;
}

function main() {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      ledger: { type: 'string', default: join(root, 'data/results/claims.json') },
      readme: { type: 'string', default: join(root, 'README.md') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const claims = readClaims(values.ledger);
  const before = readFileSync(values.readme, 'utf8');
  const after = withClaims(before, claims, values.readme);
  if (values.check && before !== after) {
    console.error(`${values.readme} does not show the claims of ${values.ledger}. Run npm run claims.`);
    process.exitCode = 1;
    return;
  }
  if (before !== after) writeAtomic(values.readme, after);
  console.log(claimsSummary(claims));
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}
