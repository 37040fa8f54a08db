#!/usr/bin/env node
// npm run vendor: writes lib/borad/vendor/tfjs-gradients.cjs anew from the installed @tensorflow/tfjs-core.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gradientsFile } from './vendor/tfjsGradients.mjs';

const file = fileURLToPath(new URL('../lib/borad/vendor/tfjs-gradients.cjs', import.meta.url));
writeFileSync(file, await gradientsFile());
process.stdout.write(`${file}\n`);
