/** A Slurm of one node on the loopback, for tests: Debian's daemons with a folder and ports of their own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../bench/redis.js';

const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch'];
const install = 'apt-get install -y slurm-wlm';

/**
 * Whether a test with Slurm is left out: where there is none, with a line that says what to install. Never in continuous
 * integration (CI=true), where it then fails.
 */
export function withoutSlurm(what: string): boolean {
  const found = programs.every((name) => spawnSync('sh', ['-c', 'command -v "$0"', name], { env }).status === 0);
  if (found || process.env.CI === 'true') return false;
  process.stderr.write(`SKIPPED ${what}: it needs Slurm (${install})\n`);
  return true;
}

/** Daemons are found in sbin. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

export interface Slurm {
  /** What a command needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Waits until no task is left; gives the state and the exit code of each, by its index in the array. */
  drained(job: string): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** Starts it; whoever starts it stops it. @throws where it does not come up within a minute. */
export async function startSlurm(): Promise<Slurm> {
  // Short: paths of sockets have 107 characters at most.
  const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  const at = (name: string) => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(at(name));
  writeFileSync(at('munge.key'), randomBytes(1024), { mode: 0o400 });
  writeFileSync(at('slurm.conf'), configuration(folder, await freePort(), await freePort()));
  const own = { ...env, SLURM_CONF: at('slurm.conf') };
  const children: ChildProcess[] = [];
  const start = (program: string, ...words: string[]) =>
    children.push(spawn(program, words, { env: own, stdio: 'ignore' }));
  const stop = async () => {
    ask(own, 'scancel', '--user', userInfo().username);
    for (const child of children.reverse()) {
      const ended = new Promise((resolve) => child.once('close', resolve));
      if (child.kill()) await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const munge = [
    'key-file=munge.key',
    'socket=munge.socket',
    'pid-file=munge.pid',
    'seed-file=munge.seed',
    'log-file=munge.log',
  ];
  start('munged', '--foreground', '--force', ...munge.map((flag) => `--${flag.replace('=', `=${folder}/`)}`));
  start('slurmctld', '-D');
  start('slurmd', '-D');
  for (let tries = 0; !/idle/.test(ask(own, 'sinfo', '--noheader', '--format=%T')); tries++) {
    if (tries === 300) {
      const logs = ['munge.log', 'slurmctld.log', 'slurmd.log'].map((log) => readFileSync(at(log), 'utf8'));
      await stop();
      throw new Error(`Slurm does not come up:\n${logs.join('\n')}`);
    }
    await wait(200);
  }
  return {
    env: { SLURM_CONF: own.SLURM_CONF },
    async drained(job) {
      while (ask(own, 'squeue', '--noheader', '--jobs', job).trim() !== '') await wait(200);
      const told = ask(own, 'scontrol', '--oneliner', 'show', 'job', job).matchAll(
        /ArrayTaskId=(\d+) .*?JobState=(\w+) .*?ExitCode=(\S+)/g,
      );
      return Object.fromEntries([...told].map(([, index, state, code]) => [index, `${state} ${code}`]));
    },
    stop,
  };
}

const ask = (own: NodeJS.ProcessEnv, program: string, ...words: string[]): string =>
  spawnSync(program, words, { encoding: 'utf8', env: own }).stdout;

function configuration(folder: string, controller: number, daemon: number): string {
  const [node] = hostname().split('.');
  const user = userInfo().username;
  return `ClusterName=test
SlurmctldHost=${node}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${daemon}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${folder}/munge.socket
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
NodeName=${node} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=4000
PartitionName=all Nodes=${node} Default=YES MaxTime=INFINITE
`;
}
