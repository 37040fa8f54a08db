/** What a process and its children ask of the system, by strace. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Why processes cannot be traced here; empty if they can. */
export function whyNoTrace(): string {
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', process.execPath, '-e', '0'], {
    encoding: 'utf8',
  });
  if (error) return `strace is not installed (${error.message}); Debian: apt-get install strace`;
  return status === 0 ? '' : `strace may not trace here: ${stderr.trim().split('\n').at(-1)}`;
}

export interface Trace {
  status: number | null;
  /** What was printed, on both streams. */
  text: string;
  /** Calls that look up a name or open a way out of the machine. */
  network: string[];
  /** Absolute paths that were made: files, folders, links, targets of renames. */
  made: string[];
}

const CALLS =
  'trace=network,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat';
/**
 * Sockets of families that lead to other machines, and what is read before a name is looked up. A list of the machine's own
 * interfaces, which comes through AF_NETLINK, names those families too.
 */
const WAY_OUT =
  /^socket\(AF_(INET|INET6|PACKET)|^(connect|bind|send\w+)\([^{]*\{sa_family=AF_INET|"\/etc\/resolv\.conf"/;
const MAKES = /^(mkdir|mkdirat|mknod|mknodat|creat|rename|renameat|renameat2|link|linkat|symlink|symlinkat)\(/;

/** Absolute paths among the arguments, the last of them being what is made; relative ones follow `AT_FDCWD<folder>`. */
function target(call: string, cwd: string): string | undefined {
  const path = [...call.matchAll(/"((?:[^"\\]|\\.)*)"/g)].at(-1)?.[1];
  const folder = [...call.matchAll(/(?:AT_FDCWD|\b\d+)<([^>]*)>/g)].at(-1)?.[1];
  return path === undefined ? undefined : resolve(folder ?? cwd, path);
}

/**
 * Runs Node under strace.
 *
 * @param scratch Where the trace is written.
 * @param environment The whole environment: nothing is inherited.
 */
export function traced(args: string[], scratch: string, cwd: string, environment: NodeJS.ProcessEnv): Trace {
  const file = join(scratch, 'calls.txt');
  const strace = ['-f', '-qq', '-y', '-s', '4096', '-e', CALLS, '-e', 'signal=none', '-o', file];
  const { status, stdout, stderr } = spawnSync('strace', [...strace, process.execPath, ...args], {
    cwd,
    env: environment,
    encoding: 'utf8',
  });
  const calls = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+\s+/, ''));
  const makes = (call: string) => !/ = -1 E/.test(call) && (MAKES.test(call) || /^open.*O_CREAT/.test(call));
  return {
    status,
    text: stdout + stderr,
    network: calls.filter((call) => WAY_OUT.test(call)).map((call) => call.slice(0, 200)),
    made: calls.filter(makes).flatMap((call) => target(call, cwd) ?? []),
  };
}
