/** Python peers: which interpreter has them, and jobs of the scripts beside this file, one process each. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Debian package that brings each module to /usr/bin/python3. */
const packages = {
  numpy: 'python3-numpy',
  scipy: 'python3-scipy',
  sklearn: 'python3-sklearn',
  cvxopt: 'python3-cvxopt',
} as const;
export type Module = keyof typeof packages;

/** What mnist.py and the Python reference need. */
export const scientific: readonly Module[] = ['numpy', 'scipy', 'sklearn'];

/** An interpreter that has the modules, with their versions in the order asked for. */
export interface Found {
  readonly python: string;
  readonly versions: readonly string[];
}

/** Why there is none, and what brings it. */
export interface Absent {
  readonly absent: string;
}

/** The user's own interpreter, and the one that Debian's packages are for. */
const interpreters: readonly string[] = ['python3', '/usr/bin/python3'];

/**
 * The first interpreter that has all the modules.
 * @param candidates commands or paths; where none has all, the last that runs at all is told of.
 */
export function findPython(modules: readonly Module[], candidates: readonly string[] = interpreters): Found | Absent {
  let lacking: readonly Module[] | undefined;
  for (const python of candidates) {
    const { status, stdout } = spawnSync(python, ['-c', probe, ...modules], { encoding: 'utf8' });
    if (status !== 0) continue;
    const versions = JSON.parse(stdout) as Record<Module, string | null>;
    lacking = modules.filter((name) => versions[name] === null);
    if (lacking.length === 0) return { python, versions: modules.map((name) => versions[name]!) };
  }
  const install = (names: readonly Module[]) => `apt-get install ${names.map((name) => packages[name]).join(' ')}`;
  if (lacking === undefined) return { absent: `no python3 (${install(modules)})` };
  return { absent: `python3 lacks ${lacking.join(', ')} (${install(lacking)})` };
}

/** Prints the version of each module named, null where it cannot be imported. */
const probe = `
import importlib, json, sys
def version(name):
    try:
        return str(importlib.import_module(name).__version__)
    except Exception:
        return None
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
`;

/** `one` thread, or as many as the libraries take by themselves. */
export type Threads = 'one' | 'own';

/** Where scripts are, from this file and from the bundle in dist/, of which they are no part. */
const folders = ['.', '../src/bench'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/**
 * What a script of this folder prints, as JSON.
 * @param threads of the libraries behind numpy.
 * @throws Error with what Python wrote, for a job that fails.
 */
export function askPython<T>(python: string, script: string, given: readonly string[], threads: Threads): T {
  const file = folders.map((folder) => join(folder, script)).find(existsSync) ?? script;
  const one = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const { status, signal, stdout, stderr } = spawnSync(python, [file, ...given], {
    encoding: 'utf8',
    env: threads === 'one' ? { ...process.env, ...one } : process.env,
  });
  if (status !== 0) throw new Error(`${script} ${given[0]}: ${stderr.trim() || signal}`);
  return JSON.parse(stdout) as T;
}
