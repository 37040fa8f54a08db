/** Native libraries are tried in a process of their own: one that crashes takes only that process with it. */
import { spawn } from 'node:child_process';

/** Milliseconds after which a library that neither works nor fails counts as hanging. */
const PATIENCE = 60_000;

export interface ChildResult {
  /** The JSON value that the script printed on its last line, if it did. */
  value?: unknown;
  /** Why there is none, in one line. */
  problem?: string;
}

/** Runs a CommonJS script with Node; `process.argv[1]` and on are the arguments. */
export async function runScript(script: string, args: string[], patience = PATIENCE): Promise<ChildResult> {
  const child = spawn(process.execPath, ['-e', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, patience);
  const end = await new Promise<{ code: number | null; signal: string | null; failure?: Error }>((resolve) => {
    child.on('error', (failure) => resolve({ code: null, signal: null, failure }));
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  clearTimeout(timer);
  if (isLate) return { problem: `it did not answer within ${patience / 1000} seconds` };
  if (end.failure) return { problem: end.failure.message };
  if (end.code === 0) {
    try {
      return { value: JSON.parse(out.trim().split('\n').at(-1) ?? '') };
    } catch {
      return { problem: 'it ended without a result' };
    }
  }
  // Node prints the stack with its first line `Error: message`; a crash leaves no such line.
  const message = err.split('\n').find((line) => /^(\w*Error|node): /.test(line)) ?? '';
  const ending = end.signal ? `its process was ended by ${end.signal}` : `its process exited with code ${end.code}`;
  return { problem: message ? message.replace(/^\w*Error: /, '') : ending };
}
