#!/usr/bin/env node
/** Builds the web edition: pages that need no server and no network. `npm run site -- --help` */
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { asError } from './asError.mjs';
import { readFlags } from './flags.mjs';
import { UsageError } from './notebooks/notebookFile.mjs';
import { requirePackages } from './requirePackages.mjs';

keepGoingWithoutReader('site');
requirePackages('npm run site', ['rolldown', 'onnxruntime-web']);

const HELP = `npm run site [-- options]

Writes the web edition to reports/site/: open index.html there, from the disk or from any server.

  --out FOLDER     default reports/site
  --no-notebooks   only the pages that readers drive, and the index
  --measure        make anew what is recorded for the pages: limits, products and scale of the shown model, maps of the
                   dilemma (some minutes)
  --help`;

async function main() {
  const { values } = readFlags(
    import.meta.url,
    {
      allowNegative: true,
      options: {
        out: { type: 'string', default: fileURLToPath(new URL('../reports/site', import.meta.url)) },
        notebooks: { type: 'boolean', default: true },
        measure: { type: 'boolean', default: false },
      },
    },
    HELP,
  );
  if (values.measure) {
    await (await import('./site/detectorParts.mjs')).measureDetector();
    await (await import('./site/dilemmaParts.mjs')).recordDilemma();
  }
  const { buildSite } = await import('./site/build.mjs');
  for (const { name, bytes } of await buildSite(values.out, { notebooks: values.notebooks }))
    console.log(`${relative(process.cwd(), join(values.out, name))}  ${(bytes / 1e6).toFixed(1)} MB`);
}

try {
  await main();
} catch (error) {
  const { message } = asError(error);
  console.error(message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
