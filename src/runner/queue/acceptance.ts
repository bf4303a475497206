/** Whether a worker may compute trials of a run: whether they would have the same keys and the same data here. */
import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../errors.js';
import { runtime } from '../../experiment/behavior.js';
import type { Catalog } from '../../experiment/catalog.js';
import type { Used } from '../../experiment/outside.js';
import { readBytes, sha256 } from '../../tables/file.js';
import type { Places } from '../executors/contract.js';
import type { Build } from '../provenance.js';
import type { Description } from './description.js';

export interface Here {
  readonly build: Build;
  readonly used: readonly Used[];
  readonly catalog: Catalog;
  /** A folder in which data files are looked for by their names. */
  readonly data?: string;
}

/**
 * @returns where the data lies that is not at the path that its data set names.
 * @throws InputError with what differs here, or lacks.
 */
export function accept(description: Description, here: Here): Places {
  const refuse = (why: string) => new InputError(`this worker cannot compute ${description.experiment}: ${why}`);
  if (description.moe !== here.build.version)
    throw refuse(`the run is of moe ${description.moe}, this is moe ${here.build.version}`);
  if (description.runtime !== runtime) throw refuse(`the run is on ${description.runtime}, this is ${runtime}`);
  checkComponents(description, here, refuse);
  return Object.assign({}, ...description.data.map((one) => placesOf(one, here, refuse)));
}

type Refuse = (why: string) => InputError;

function checkComponents({ components, used }: Description, here: Here, refuse: Refuse): void {
  const own: Readonly<Record<string, string>> = Object.assign(
    { ...here.build.behavior },
    ...here.used.map(({ behavior }) => behavior),
  );
  const fileOf = (component: string) => used.find((one) => one.components.includes(component))?.file;
  const lacking = new Set<string>();
  for (const [component, digest] of Object.entries(components)) {
    if (own[component] === digest) continue;
    const file = fileOf(component);
    if (own[component] !== undefined) {
      const whose = file === undefined ? '' : ` of ${file}`;
      throw refuse(`the code of ${component}${whose} differs from the run's`);
    }
    if (file === undefined) throw refuse(`it runs ${component}, which this build does not have`);
    lacking.add(file);
  }
  if (lacking.size === 0) return;
  const flags = [...lacking].map((file) => `--use ${file}`).join(' ');
  throw refuse(`it runs components from outside: start the worker with ${flags}`);
}

function placesOf({ data, digests }: Description['data'][number], here: Here, refuse: Refuse): Places {
  const { name, ...parameters } = data;
  const paths = here.catalog.datasets.get(name).files?.({ name, ...parameters } as never) ?? [];
  const places: Record<string, string> = {};
  paths.forEach((path, f) => {
    const digest = digests[f]!;
    const elsewhere = here.data === undefined ? [] : [join(here.data, basename(path))];
    const found = [path, ...elsewhere].find((file) => has(file, digest));
    if (found !== undefined) {
      if (found !== path) places[path] = found;
      return;
    }
    const looked = elsewhere.length === 0 ? '; --data DIR names a folder that has it' : ` nor at ${elsewhere[0]}`;
    throw refuse(`the data file with the digest ${digest.slice(0, 16)} is not at ${path}${looked}`);
  });
  return places;
}

function has(file: string, digest: string): boolean {
  return existsSync(file) && statSync(file).isFile() && sha256(readBytes(file, 'a data file')) === digest;
}
