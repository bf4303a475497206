/** Python peers for tests: an independent implementation to compare with. */
import { spawnSync } from 'node:child_process';

const install = 'apt-get install -y python3-numpy python3-sklearn';

/** The first interpreter that has scikit-learn. */
const python = ['python3', '/usr/bin/python3'].find(
  (name) => spawnSync(name, ['-c', 'import numpy, sklearn']).status === 0,
);

/**
 * Whether a test with scikit-learn is left out: where there is none, with a line that says what to install. Never in
 * continuous integration (CI=true), where it then fails.
 */
export function withoutPeer(what: string): boolean {
  if (python !== undefined || process.env.CI === 'true') return false;
  process.stderr.write(`SKIPPED ${what}: it needs scikit-learn (${install})\n`);
  return true;
}

/** Runs a script that reads `given` as JSON from its standard input, and takes the JSON that it prints. */
export function askPeer<T>(script: string, given: unknown): T {
  if (python === undefined) throw new Error(`no python3 has scikit-learn: ${install}`);
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], {
    input: JSON.stringify(given),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}
