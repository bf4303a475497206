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

/** Starts `moe`; `ended` gives its exit code or the signal that ended it. @param from the folder of its package. */
export function startMoe(args: readonly string[], cwd: string = root, from: string = root) {
  const child = spawn(process.execPath, [join(from, 'bin/moe.js'), ...args], { cwd, env: quietEnv });
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  child.stdout.resume();
  const ended = new Promise<{ status: number | string | null; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ status: code ?? signal, stderr }));
  });
  return { child, ended };
}

const quietEnv = { ...process.env, NO_COLOR: '1' };

/** Takes out of a results folder's run.json what its files are: a test that changes one is then met by what looks into it. */
export function forgetFiles(folder: string): void {
  const path = join(folder, 'run.json');
  const { files: _, ...run } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(run));
}
