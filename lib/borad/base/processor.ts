/** The processor in words: kernels are chosen by its instruction sets, and each adds sums up in an order of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';

const LINUX = '/proc/cpuinfo';
/** The instruction sets by which kernels of matrix products are chosen, as Linux names them. */
const SETS = ['avx', 'avx2', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_tile', 'asimd', 'asimddp', 'sve'];

/** Name, family and instruction sets from the text of Linux's list of processors; parts that are not there are left out. */
export function processorOf(list: string, name: string): string {
  const value = (key: string) => new RegExp(`^${key}\\s*:\\s*(.*)$`, 'm').exec(list)?.[1].trim();
  const family = value('cpu family');
  const model = value('model');
  const has = new Set((value('flags') ?? value('Features') ?? '').split(' '));
  const sets = SETS.filter((set) => has.has(set));
  const parts = [name, family && model ? `family ${family} model ${model}` : '', sets.join(' ')];
  return parts.filter(Boolean).join(', ');
}

/** The processor of this machine. */
export const processorText = (): string =>
  processorOf(existsSync(LINUX) ? readFileSync(LINUX, 'utf8') : '', cpus()[0]?.model.trim() || arch());
