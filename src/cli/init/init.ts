/** `moe init`: a spec to start from. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allowed, isName } from '../../components/kinds.js';
import { literal, paragraph } from '../../documents/contract.js';
import { InputError, shown } from '../../errors.js';
import { makeFolder, writeAtomically } from '../../results/atomic.js';
import { listExperiments } from '../experiments.js';
import type { GlobalOptions } from '../options.js';
import { print } from '../output.js';
import { quoted } from '../sources.js';
import { specTemplate } from './template.js';

export interface InitOptions extends GlobalOptions {
  readonly out: string;
}

/**
 * Writes the spec and prints what to do next.
 * @throws InputError for a name that cannot be one or that an experiment has, and where a file of that name is.
 */
export function init(name: string, { out, quiet, color }: InitOptions): void {
  checkName(name);
  const path = join(out, `${name}.yaml`);
  if (existsSync(path)) throw new InputError(`${path} is there already, and is not written over`);
  makeFolder(out);
  writeAtomically(path, specTemplate(name));
  if (quiet) return;
  const next: readonly (readonly [command: string, what: string])[] = [
    ['run', 'every trial, in seconds'],
    ['plot', 'its figures'],
    ['report', 'all of it on one page'],
    ['check', 'whether it still comes out the same'],
  ];
  print(
    [
      paragraph(`${path} is written. Next:`),
      { kind: 'facts', entries: next.map(([command, what]) => [literal(`moe ${command} ${quoted(path)}`), [what]]) },
    ],
    { color },
  );
}

function checkName(name: string): void {
  if (/\.ya?ml$/i.test(name)) {
    throw new InputError(
      `NAME is without .yaml; got ${shown(name)} (did you mean ${shown(name.replace(/\.\w+$/, ''))}?)`,
    );
  }
  if (!isName(name)) throw new InputError(`NAME must be ${allowed({ kind: 'name' })}; got ${shown(name)}`);
  const taken = listExperiments().get(name);
  if (taken !== undefined) throw new InputError(`NAME must be a new one; ${shown(name)} is ${taken}`);
}
