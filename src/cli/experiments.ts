/** Finding specs: an experiment is a name under experiments/ or a path to any spec. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean, InputError, shown } from '../errors.js';
import { studyFile } from '../experiment/study-contract.js';

/** The folder that moe ships. */
function shipped(): string {
  return relative('.', join(dirname(fileURLToPath(import.meta.url)), '..', 'experiments')) || '.';
}

/** Names of the experiments that moe ships, which are found from any folder. */
export function shippedExperiments(): string[] {
  return [...experimentsIn([shipped()]).keys()];
}

/** The experiments by name, with their files: experiments/ of the current folder comes first, then the one shipped. */
export function listExperiments(): Map<string, string> {
  return experimentsIn([...new Set(['experiments', shipped()])]);
}

/** The specs in folders by name, with their files; of one name the first. */
export function experimentsIn(folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const file of filesIn(folder).sort()) {
      const name = file.replace(/\.ya?ml$/, '');
      if (!found.has(name)) found.set(name, join(folder, file));
    }
  }
  return found;
}

/** None where there is no such folder, or a file has its name. */
function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && name !== studyFile);
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
  const here = filesIn('.').find((file) => file === `${nameOrPath}.yaml` || file === `${nameOrPath}.yml`);
  const meant = here === undefined ? didYouMean(nameOrPath, names) : ` (did you mean "${here}"?)`;
  throw new InputError(
    `experiment must be one of ${names.join(', ')}, or a path to a spec (.yaml); got ${shown(nameOrPath)}${meant}`,
  );
}
