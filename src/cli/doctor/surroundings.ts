/** Checks of what moe runs on and beside: Node, the machine, the disk, other programs. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { writeProblem } from '../../results/atomic.js';
import { type Check, ok } from './contract.js';

/** The major version that committed results were computed with. */
const committed = 20;

export const node: Check = {
  name: 'node',
  about: 'everything',
  optional: false,
  remedy: 'install Node 20',
  // One that is too old gets no further than bin/moe.js.
  look() {
    const { node: version } = process.versions;
    if (Number.parseInt(version, 10) === committed) return ok(version);
    return {
      health: 'warning',
      found: `${version}; the committed results were computed with Node ${committed}`,
      remedy: `nothing, unless the last digits matter: they may differ from the committed results; Node ${committed} gives the same`,
    };
  },
};

export const machine: Check = {
  name: 'machine',
  about: 'one thread per core, each with its own copy of the data',
  optional: true,
  remedy: 'run with fewer threads: moe run ... -j N',
  look() {
    const cores = availableParallelism();
    // A container's limit, where there is one; without one it is 0 or above what the machine has.
    const limit = process.constrainedMemory();
    const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
    const gibibytes = memory / 2 ** 30;
    const found = `${platform()} ${arch()}, ${cores} cores, ${gibibytes.toFixed(1)} GiB of memory`;
    if (gibibytes >= cores) return ok(found);
    const threads = Math.max(1, Math.floor(gibibytes));
    return { health: 'warning', found, remedy: `run mnist with fewer threads: moe run ... -j ${threads}` };
  },
};

const gibibyte = 2 ** 30;

export const results: Check = {
  name: 'results',
  about: 'the folder that runs write to, and its free space',
  optional: false,
  remedy: 'choose another folder: moe run ... --out DIR',
  look({ results: folder }) {
    let there = resolve(folder);
    while (!existsSync(there)) there = dirname(there);
    try {
      rmSync(mkdtempSync(join(there, '.moe-doctor-')), { recursive: true });
    } catch (error) {
      throw writeProblem(folder, error);
    }
    const { bavail, bsize } = statfsSync(there);
    const free = bavail * bsize;
    const found = `${folder} is writable, ${(free / gibibyte).toFixed(1)} GiB free`;
    if (free >= gibibyte) return ok(found);
    const health = free < 0.1 * gibibyte ? 'problem' : 'warning';
    return { health, found, remedy: 'free some space: a full run writes about 0.1 GiB, journal included' };
  },
};

export const git = program('git', ['git'], 'comparing git revisions (moe compare)', 'install git');

export const chromium = program(
  'chromium',
  ['chromium', 'chromium-browser', 'google-chrome'],
  'the browser tests of the report',
  'install it; on Debian: apt-get install chromium',
);

/** A program that something needs: the first of these names that runs. */
function program(name: string, commands: readonly string[], about: string, remedy: string): Check {
  return {
    name,
    about,
    optional: true,
    remedy,
    look() {
      for (const command of commands) {
        const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 20_000 });
        if (status === 0) return ok(stdout.trim().split('\n')[0]!);
      }
      throw new Error(`not found (${commands.join(', ')})`);
    },
  };
}

/** Prints the version of each, or null. */
const script = `
import importlib, json
def version(name):
    try:
        return importlib.import_module(name).__version__
    except Exception:
        return None
print(json.dumps({name: version(name) for name in ('sklearn', 'scipy', 'cvxopt')}))
`;

export const python: Check = {
  name: 'python peers',
  about: 'make bench, and tests against scikit-learn, SciPy and CVXOPT',
  optional: true,
  remedy: 'on Debian: apt-get install python3-sklearn python3-scipy python3-cvxopt',
  look() {
    // A python3 that comes first on the path may be one without Debian's packages.
    const answers = ['python3', '/usr/bin/python3'].map((command) => ({ command, versions: ask(command) }));
    const counts = answers.map(({ versions }) => Object.values(versions).filter((version) => version !== null).length);
    const best = counts.indexOf(Math.max(...counts));
    if (counts[best] === 0) throw new Error('no python3 has scikit-learn, SciPy or CVXOPT');
    const { command, versions } = answers[best]!;
    const told = Object.entries(versions).map(([name, version]) => `${name} ${version ?? 'absent'}`);
    const found = `${command}: ${told.join(', ')}`;
    if (counts[best] === told.length) return ok(found);
    return { health: 'warning', found, remedy: this.remedy };
  },
};

function ask(command: string): Readonly<Record<string, string | null>> {
  const { status, stdout } = spawnSync(command, ['-c', script], { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? (JSON.parse(stdout) as Record<string, string | null>) : {};
}
