#!/usr/bin/env node
/** Writes the ledger of claims into docs/claims.md, and its short form into README.md. `npm run claims -- --help` */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { asError } from './asError.mjs';
import { readFlags } from './flags.mjs';
import { UsageError, writeAtomic } from './notebooks/notebookFile.mjs';
import { withContent } from './pageTable.mjs';

keepGoingWithoutReader('claims');

const { claimsBrief, claimsMarkdown, claimsSummary, readClaims } = createRequire(import.meta.url)(
  'borad-notebooks/study/claims',
);

const root = fileURLToPath(new URL('..', import.meta.url));
const HELP = `npm run claims [-- options]

Writes the claims of data/results/claims.json into docs/claims.md, and counts with a few quotations into README.md, between
<!-- claims:start --> and <!-- claims:end -->. The notebooks record the claims; npm run notebooks -- --record makes them.

  --check          writes nothing; exit code 1 when a page shows other claims
  --ledger FILE    default data/results/claims.json
  --page FILE      default docs/claims.md
  --readme FILE    default README.md
  --help`;

function main() {
  const { values } = readFlags(
    import.meta.url,
    {
      options: {
        check: { type: 'boolean', default: false },
        ledger: { type: 'string', default: join(root, 'data/results/claims.json') },
        page: { type: 'string', default: join(root, 'docs/claims.md') },
        readme: { type: 'string', default: join(root, 'README.md') },
      },
    },
    HELP,
  );
  const claims = readClaims(values.ledger);
  const pages = [
    { file: values.page, content: claimsMarkdown(claims) },
    { file: values.readme, content: claimsBrief(claims) },
  ].map(({ file, content }) => {
    const before = readFileSync(file, 'utf8');
    return { file, before, after: withContent(before, 'claims', content, file) };
  });
  const stale = pages.filter(({ before, after }) => before !== after);
  if (values.check && stale.length) {
    for (const { file } of stale)
      console.error(`${file} does not show the claims of ${values.ledger}. Run npm run claims.`);
    process.exitCode = 1;
    return;
  }
  for (const { file, after } of stale) writeAtomic(file, after);
  console.log(claimsSummary(claims));
}

try {
  main();
} catch (error) {
  const { message } = asError(error);
  console.error(message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
