import { spawnSync } from 'node:child_process';
import { type Check, ok } from './contract.js';

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
  about: 'make bench and tests beside scikit-learn, SciPy and CVXOPT',
  optional: true,
  remedy: 'on Debian apt-get install python3-sklearn python3-scipy python3-cvxopt',
  look() {
    // A python3 that comes first on the path may be one without Debian's packages.
    const answers = ['python3', '/usr/bin/python3'].map((command) => ({ command, versions: ask(command) }));
    const counts = answers.map(({ versions }) => Object.values(versions).filter((version) => version !== null).length);
    const best = counts.indexOf(Math.max(...counts));
    if (counts[best] === 0) throw new Error('no python3 has any of scikit-learn, SciPy, CVXOPT');
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
