/** Python peers: where the interpreter is, and jobs of mnist.py, one process each. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** From dist/ as from any folder beside src/: the script is not part of the bundle. */
const script = fileURLToPath(new URL('../src/bench/mnist.py', import.meta.url));

/** What makes the peers available on Debian. */
export const install = 'apt-get install python3-numpy python3-scipy python3-sklearn';

/** The first python3 that has numpy, scipy and scikit-learn. */
export function findPython(): string | undefined {
  const needs = 'import numpy, scipy, sklearn';
  return ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', needs]).status === 0);
}

/** CPU seconds of a job, and what shows which work was done. */
export interface PeerResult {
  readonly seconds: number;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly iterations?: number;
  readonly inertia?: number;
}

/** `one` thread, or as many as the libraries take by themselves. */
export type Threads = 'one' | 'own';

/**
 * Runs a job of mnist.py on the idx files of the folder.
 * @throws Error with what Python wrote, for a job that fails.
 */
export function runPeer(python: string, job: string, folder: string, settings: object, threads: Threads): PeerResult {
  const one = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const { status, stdout, stderr } = spawnSync(python, [script, job, folder, JSON.stringify(settings)], {
    encoding: 'utf8',
    env: threads === 'one' ? { ...process.env, ...one } : process.env,
  });
  if (status !== 0) throw new Error(`${job} of ${script}: ${stderr}`);
  return JSON.parse(stdout) as PeerResult;
}
