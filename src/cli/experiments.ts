/** Finding specs: an experiment is a name under experiments/ or a path to any spec. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean, InputError, shown } from '../errors.js';

/** experiments/ of the current folder comes first, then the one that moe ships. */
function folders(): string[] {
  const shipped = join(dirname(fileURLToPath(import.meta.url)), '..', 'experiments');
  return [...new Set(['experiments', relative('.', shipped) || '.'])].filter((folder) => existsSync(folder));
}

/** The experiments by name, with their files. */
export function listExperiments(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders()) {
    for (const file of readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()) {
      const name = file.replace(/\.ya?ml$/, '');
      if (!found.has(name)) found.set(name, join(folder, file));
    }
  }
  return found;
}

/** @throws InputError for a name that no experiment has and that is no file. */
export function findExperiment(nameOrPath: string): string {
  const known = listExperiments();
  const byName = known.get(nameOrPath);
  if (byName !== undefined) return byName;
  if (/[\\/]|\.ya?ml$/.test(nameOrPath)) {
    if (existsSync(nameOrPath)) return nameOrPath;
    throw new InputError(`no spec at ${nameOrPath}`);
  }
  const names = [...known.keys()];
  throw new InputError(
    `experiment must be one of ${names.join(', ')}, or a path to a spec (.yaml); got ${shown(nameOrPath)}${didYouMean(nameOrPath, names)}`,
  );
}
