/** Runs the built command line as a process, for tests. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'bin', 'moe.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `moe` to its end. @param node options of Node itself. */
export function moe(args: readonly string[], cwd: string = root, node: readonly string[] = []): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, bin, ...args], {
    cwd,
    encoding: 'utf8',
    env: quietEnv,
  });
  return { status, stdout, stderr };
}

export interface Started {
  readonly cwd?: string;
  /** The folder of its package. */
  readonly from?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
  /** What a shell does first, such as `ulimit -t 5`. */
  readonly after?: string;
}

/** Starts `moe`; `ended` gives its exit code or the signal that ended it, `said` what it has said so far. */
export function startMoe(
  args: readonly string[],
  { cwd = root, from = root, env = {}, node = [], after = ':' }: Started = {},
) {
  const command = [process.execPath, ...node, join(from, 'bin/moe.js'), ...args];
  // The shell becomes what it was to run, so that a signal reaches it.
  const child = spawn('sh', ['-c', `${after}; exec "$@"`, 'sh', ...command], { cwd, env: { ...quietEnv, ...env } });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const ended = new Promise<{ status: number | string | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ status: code ?? signal, ...said }));
  });
  return { child, said, ended };
}

const quietEnv = { ...process.env, NO_COLOR: '1' };

/** Takes out of a results folder's run.json what its files are: a test that changes one is then met by what looks into it. */
export function forgetFiles(folder: string): void {
  const path = join(folder, 'run.json');
  const { files: _, ...run } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(run));
}
