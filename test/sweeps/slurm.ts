/** A Slurm of one node on this machine, of its own: munge, controller and node daemon in a folder, stopped at the end. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol', 'sinfo'];
/** Debian puts daemons where a user's path does not lead. */
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

const isThere = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`], { env: environment }).status === 0;

/** Why there can be no Slurm here; empty where there can. */
export function whyNoSlurm(): string {
  const missing = PROGRAMS.filter((program) => !isThere(program));
  if (missing.length > 0)
    return `${missing.join(', ')} not found (Debian: apt-get install slurmctld slurmd slurm-client munge)`;
  return userInfo().uid === 0 ? '' : 'its node daemon has to be root';
}

/** Two ports that nobody has, from the system. */
async function freePorts(): Promise<number[]> {
  const servers = [createServer(), createServer()];
  await Promise.all(servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Two processors and no cgroups, accounts or tasks; a job that is put back waits for five seconds instead of two minutes. */
const configuration = (folder: string, [controller, node]: number[]): string =>
  `ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,bf_interval=1
KillWait=2
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 RealMemory=8000
PartitionName=all Nodes=ALL Default=YES State=UP
`;

export interface Slurm {
  /** The environment of its users. */
  env: NodeJS.ProcessEnv;
  /** Runs one of its programs and returns what it prints. */
  ask(program: string, ...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until a question is answered by yes. */
export async function until(what: string, asked: () => boolean | Promise<boolean>, seconds = 240): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await asked())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s.`);
    await pause(20);
  }
}

/** Starts a Slurm in an empty folder, whose path has to be short: it holds a socket. */
export async function startSlurm(folder: string): Promise<Slurm> {
  for (const name of ['state', 'spool', 'munge']) mkdirSync(join(folder, name), { mode: 0o700 });
  const file = join(folder, 'slurm.conf');
  writeFileSync(file, configuration(folder, await freePorts()));
  writeFileSync(join(folder, 'munge', 'key'), randomBytes(1024), { mode: 0o400 });
  const env = { ...environment, SLURM_CONF: file };
  const daemons: ChildProcess[] = [];
  const start = (program: string, ...args: string[]) =>
    daemons.push(spawn(program, args, { env, cwd: folder, stdio: 'ignore' }));
  const ask = async (program: string, ...args: string[]) => (await run(program, args, { env })).stdout.trim();
  const stop = async () => {
    await ask('scancel', '--full', '--user=root').catch(() => undefined);
    for (const daemon of [...daemons].reverse()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const ended = new Promise((done) => daemon.once('exit', done));
      daemon.kill('SIGTERM');
      const late = setTimeout(() => daemon.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
  };
  const own = (name: string) => join(folder, 'munge', name);
  start(
    ...(['munged', '--foreground', '--force', `--socket=${folder}/munge.socket`] as const),
    ...[`--key-file=${own('key')}`, `--pid-file=${own('pid')}`, `--seed-file=${own('seed')}`],
    `--log-file=${own('log')}`,
  );
  start('slurmctld', '-D', '-c', '-f', file);
  start('slurmd', '-D', '-N', 'localhost', '-f', file);
  try {
    await until('A node that is idle', () =>
      ask('sinfo', '--noheader', '--format=%T').then(
        (state) => state === 'idle',
        () => false,
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, ask, stop };
}
