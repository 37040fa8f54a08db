/** A file system of a few megabytes for tests of a full disk. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  folder: string;
  /** Gives the disk another size. */
  resize(megabytes: number): void;
  remove(): void;
}

/** Mounts a file system of that size in memory; where that is not allowed, why. */
export function smallDisk(megabytes: number): SmallDisk | string {
  const folder = mkdtempSync(join(tmpdir(), 'borad-disk-'));
  const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  const { status, stderr, error } = mount(`size=${megabytes}m`);
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return `a small file system cannot be mounted here: ${error?.message ?? stderr.toString().trim()}`;
  }
  return {
    folder,
    resize(size) {
      if (mount(`remount,size=${size}m`).status !== 0) throw new Error(`the disk cannot be given ${size} MB`);
    },
    remove() {
      spawnSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
