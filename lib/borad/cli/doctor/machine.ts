/** What the machine offers. */
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { VERSION } from '../../base';

export interface MachineFact {
  borad: string;
  node: string;
  platform: string;
  /** Name of the processor. */
  processor: string;
  /** Cores that this process may use. */
  cores: number;
  /** Bytes. */
  memory: { total: number; free: number };
}

export function machineFact(): MachineFact {
  return {
    borad: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
  };
}
