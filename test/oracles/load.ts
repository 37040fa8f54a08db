/** Reads reference cases: NAME.json and, where it exists, NAME.safetensors. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, readSafetensors } from '../../lib/borad/base';
import type { Oracle } from './oracle';

export function loadOracle(folder: string, name: string): Oracle {
  const tensors = join(folder, `${name}.safetensors`);
  return {
    name,
    folder,
    json: readJson(join(folder, `${name}.json`)),
    tensors: existsSync(tensors) ? readSafetensors(tensors).tensors : {},
  };
}

export function oracleNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}
