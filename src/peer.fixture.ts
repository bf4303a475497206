/** Python peers for tests: an independent implementation to compare with. */
import { spawnSync } from 'node:child_process';

const install = 'apt-get install -y python3-numpy python3-sklearn';

/** The first interpreter that can import these. */
const having = (modules: string): string | undefined =>
  ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', `import ${modules}`]).status === 0);

const python = having('numpy, sklearn');

/**
 * Whether a test with scikit-learn is left out: where there is none, with a line that says what to install. Never in
 * continuous integration (CI=true), where it then fails.
 */
export function withoutPeer(what: string): boolean {
  if (python !== undefined || process.env.CI === 'true') return false;
  process.stderr.write(`SKIPPED ${what}: it needs scikit-learn (${install})\n`);
  return true;
}

/** The first interpreter with its own library, SQLite among it. */
const plain = having('sqlite3');
const installPlain = 'apt-get install -y python3';

/** Whether a test with Python alone is left out, as `withoutPeer`. */
export function withoutPython(what: string): boolean {
  if (plain !== undefined || process.env.CI === 'true') return false;
  process.stderr.write(`SKIPPED ${what}: it needs python3 with sqlite3 (${installPlain})\n`);
  return true;
}

/** As `askPeer`, of a script that needs no scikit-learn. */
export function askPython<T>(script: string, given: unknown): T {
  if (plain === undefined) throw new Error(`there is no python3 with sqlite3: ${installPlain}`);
  return asked(plain, script, given);
}

/** Runs a script that reads `given` as JSON from its standard input, and takes the JSON that it prints. */
export function askPeer<T>(script: string, given: unknown): T {
  if (python === undefined) throw new Error(`no python3 has scikit-learn: ${install}`);
  return asked(python, script, given);
}

function asked<T>(interpreter: string, script: string, given: unknown): T {
  const { status, stdout, stderr } = spawnSync(interpreter, ['-c', script], {
    input: JSON.stringify(given),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}
