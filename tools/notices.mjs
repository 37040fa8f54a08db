#!/usr/bin/env node
// npm run notices: writes lib/borad/THIRD-PARTY-NOTICES.md from package-lock.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { notices } from './notices/notices.mjs';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const lock = JSON.parse(readFileSync(path('package-lock.json'), 'utf8'));
writeFileSync(path('lib/borad/THIRD-PARTY-NOTICES.md'), notices(lock));
